"""Gives every recording the spread of sounds that the acoustic model knows (cepstral mean and variance normalisation).

Voices differ in how far their sounds lie apart: microphones, rooms and telephones press them together, synthetic voices
pull them apart. PocketSphinx' models were trained on recordings as they are. Here each recording is brought to a spread
of one, and so, by a linear transform, is the model.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.float32]

#: What the front end does otherwise than the model's own `feat.params` say. Taking noise away, which PocketSphinx does
#: by itself, takes away faint consonants too; measured in bench/voice.py.
CHANGED = {"-cmn": "batch", "-varnorm": "yes", "-remove_noise": "no"}
_MAGIC = 0x11223344
_END_OF_HEADER = b"endhdr\n"


def write_normalised(acoustic: Path, features: Path, transform: Path) -> None:
    """Write the files with which a model is used on normalised recordings.

    Args:
        acoustic: Folder of an acoustic model of CMU Sphinx.
        features: Parameters of the front end: PocketSphinx' option `featparams`.
        transform: The model's transform: PocketSphinx' option `mllr`.

    Raises:
        OSError: A file of the model cannot be read.
        ValueError: A file of the model is damaged.
    """
    given = dict(line.split(None, 1) for line in _lines(acoustic / "feat.params"))
    features.write_text("".join(f"{key} {value}\n" for key, value in (given | CHANGED).items()), encoding="utf-8")
    spreads = model_spreads(acoustic)
    static = spreads[0]
    lines = ["1", str(len(spreads))]
    for spread in spreads:
        # Differences in time are taken of sounds that are normalised already: their scale is that of the sounds.
        scale = 1 / np.resize(static, len(spread))
        lines += [str(len(spread)), *(" ".join(f"{value:.7f}" for value in row) for row in np.diag(scale))]
        lines += [" ".join(["0.0"] * len(spread)), " ".join(f"{value:.9f}" for value in scale**2)]
    transform.write_text("\n".join(lines) + "\n", encoding="utf-8")


def model_spreads(acoustic: Path) -> list[Numbers]:
    """How far the sounds of a model lie apart.

    Args:
        acoustic: Folder of an acoustic model of CMU Sphinx.

    Returns:
        For each stream of features, the standard deviation of each feature over the model's whole mixture.
    """
    means, variances = gaussians(acoustic / "means"), gaussians(acoustic / "variances")
    if [part.shape for part in means] != [part.shape for part in variances]:
        raise ValueError(f"{acoustic}: means and variances do not belong together")
    return [np.sqrt(variance.mean(axis=0) + mean.var(axis=0)) for mean, variance in zip(means, variances, strict=True)]


def gaussians(file: Path) -> list[Numbers]:
    """The means or variances of an acoustic model.

    Args:
        file: Its file of means or of variances, in the format of CMU Sphinx.

    Returns:
        For each stream of features the vectors, shape (Gaussians, width of the stream).

    Raises:
        ValueError: It is no such file.
    """
    content = file.read_bytes()
    end = content.find(_END_OF_HEADER) + len(_END_OF_HEADER)
    body = content[end : end + (len(content) - end) // 4 * 4]
    for order in "<", ">":
        head = np.frombuffer(body, f"{order}u4")
        if end >= len(_END_OF_HEADER) and len(head) > 4 and head[0] == _MAGIC:
            break
    else:
        raise ValueError(f"{file} is not a parameter file of CMU Sphinx")
    codebooks, streams, densities = (int(value) for value in head[1:4])
    widths = [int(value) for value in head[4 : 4 + streams]]
    first, count = 5 + streams, codebooks * densities * sum(widths)
    values = np.frombuffer(body, f"{order}f4")[first : first + count]
    if len(values) != count:
        raise ValueError(f"{file} is cut short")
    table = values.reshape(codebooks, -1)
    borders = np.cumsum([densities * width for width in widths])[:-1]
    parts = np.split(table, borders, axis=1)
    return [part.reshape(-1, width).astype(np.float32) for part, width in zip(parts, widths, strict=True)]


def _lines(file: Path) -> list[str]:
    return [line for line in file.read_text(encoding="utf-8").splitlines() if len(line.split()) > 1]
