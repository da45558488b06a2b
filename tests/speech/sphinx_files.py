"""Acoustic models in CMU Sphinx' format, small enough for a test."""

from __future__ import annotations

from pathlib import Path

import numpy as np


def parameters(path: Path, values: np.ndarray, order: str = "<") -> None:
    """Write one codebook with one stream of `values`: densities × features."""
    densities, width = values.shape
    head = np.array([0x11223344, 1, 1, densities, width, values.size], f"{order}u4")
    path.write_bytes(b"s3\nversion 1.0\nendhdr\n" + head.tobytes() + values.astype(f"{order}f4").tobytes())


def acoustic_model(folder: Path) -> None:
    """Write what the adaptation reads of an acoustic model: front end, means, variances."""
    (folder / "feat.params").write_text("-cmn live\n-varnorm no\n", encoding="utf-8")
    parameters(folder / "means", np.array([[-3.0, 0.0], [3.0, 0.0]]))
    parameters(folder / "variances", np.array([[16.0, 4.0], [16.0, 4.0]]))
