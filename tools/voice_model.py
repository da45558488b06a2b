"""Puts an acoustic model in place: `python -m tools.voice_model --language zh`.

Without `--from` the small Vosk model of the language is downloaded from its makers; with it, a Vosk or a CMU Sphinx
model is taken from a folder, a zip file or an address. A Sphinx folder holds the acoustic model and its `.dic` file.
"""

from __future__ import annotations

import argparse
import hashlib
import shutil
import sys
import tempfile
import urllib.error
import urllib.request
import zipfile
from pathlib import Path

from tqdm import tqdm

from speech.adapt.model_folder import ModelFolder
from speech.settings import LANGUAGES, VoiceSettings

#: Small Vosk models (Apache 2.0), as their makers offer them.
VOSK_MODELS = {
    "zh": "https://alphacephei.com/vosk/models/vosk-model-small-cn-0.22.zip",
    "en": "https://alphacephei.com/vosk/models/vosk-model-small-en-us-0.15.zip",
}
#: SHA-256 of these files.
HASHES = {
    VOSK_MODELS["zh"]: "3af8b0e7e0f835ae9d414ce5df580237a3cfb08d586c9fbbb0f7ff29ad5b14ba",
    VOSK_MODELS["en"]: "30f26242c4eb449f948e42cb302dd7a686cb29a3423a8367f99ff41780942498",
}
TIMEOUT_S = 30
MOST_BYTES = 2 * 1024**3
_BLOCK_BYTES = 1 << 16


class ModelError(Exception):
    """The model cannot be put in place. The message says why and what to do."""


def main(arguments: list[str] | None = None) -> int:
    """Put a model in place.

    Args:
        arguments: Command line arguments; those of the process by default.

    Returns:
        Exit status.
    """
    parser = argparse.ArgumentParser(prog="python -m tools.voice_model", description=__doc__)
    parser.add_argument("--language", choices=LANGUAGES, required=True)
    parser.add_argument("--from", dest="source", help="folder, zip file or address of a Vosk or CMU Sphinx model")
    parser.add_argument("--sha256", help="what the zip file's SHA-256 must be; known for the default")
    options = parser.parse_args(arguments)
    source = options.source or VOSK_MODELS[options.language]
    try:
        sha256 = options.sha256 or HASHES.get(source)
        target = install(source, ModelFolder(VoiceSettings.from_env().models, options.language), sha256)
    except ModelError as error:
        print(f"voice-model: {error}", file=sys.stderr)
        return 1
    print(f"voice-model: {target.name} model for '{options.language}' is in {target}. Now run: make train")
    return 0


def install(source: str, place: ModelFolder, sha256: str | None = None) -> Path:
    """Put a model in place.

    Args:
        source: Folder, zip file, or http(s) address of one.
        place: The language's folder.
        sha256: What the zip file's SHA-256 must be.

    Returns:
        Where the model is now.

    Raises:
        ModelError: It cannot be put in place.
    """
    place.folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=place.folder, prefix=".incoming-") as draft:
        folder = Path(source)
        if source.startswith(("http://", "https://")):
            folder = _unpacked(_downloaded(source, Path(draft), sha256), Path(draft))
        elif folder.is_file():
            _check_hash(folder, sha256)
            folder = _unpacked(folder, Path(draft))
        elif not folder.is_dir():
            raise ModelError(f"There is no file, folder or address '{source}'.")
        return _put(folder, place)


def _downloaded(address: str, draft: Path, sha256: str | None) -> Path:
    path = draft / "model.zip"
    try:
        with urllib.request.urlopen(address, timeout=TIMEOUT_S) as answer, path.open("wb") as file:
            total = int(answer.headers.get("Content-Length") or 0)
            with tqdm(total=total or None, unit="B", unit_scale=True, desc="download") as bar:
                while block := answer.read(_BLOCK_BYTES):
                    file.write(block)
                    bar.update(len(block))
                    if bar.n > MOST_BYTES:
                        raise ModelError(f"{address} is larger than {MOST_BYTES >> 30} GB.")
    except (urllib.error.URLError, OSError) as error:
        reason = getattr(error, "reason", error)
        raise ModelError(
            f"{address} cannot be reached ({reason}). Without internet access, fetch the file elsewhere and give its "
            "path: make voice-model LANGUAGE=… FROM=/path/to/model.zip"
        ) from error
    _check_hash(path, sha256)
    return path


def _check_hash(path: Path, sha256: str | None) -> None:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        for block in iter(lambda: file.read(_BLOCK_BYTES), b""):
            digest.update(block)
    if sha256 is None:
        print(f"voice-model: SHA-256 {digest.hexdigest()} (not checked: give --sha256 to have it checked)")
    elif digest.hexdigest() != sha256.lower():
        raise ModelError(f"The file's SHA-256 is {digest.hexdigest()}, not {sha256}: nothing was put in place.")


def _unpacked(path: Path, draft: Path) -> Path:
    target = draft / "unpacked"
    try:
        with zipfile.ZipFile(path) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > MOST_BYTES:
                raise ModelError(f"The model is larger than {MOST_BYTES >> 30} GB.")
            archive.extractall(target)  # leaves out absolute paths and `..`
    except (zipfile.BadZipFile, OSError) as error:
        raise ModelError(f"{path.name} is not a zip file that can be read: {error}.") from error
    return target


def _put(folder: Path, place: ModelFolder) -> Path:
    for mdef in sorted(folder.rglob("mdef")):
        dictionaries = sorted([*mdef.parent.glob("*.dic*"), *mdef.parent.parent.glob("*.dic*")])
        if not dictionaries:
            raise ModelError(f"Beside the Sphinx model in {mdef.parent} lies no pronouncing dictionary (*.dic).")
        return _replaced(mdef.parent, place.sphinx, dictionaries[0])
    for acoustic in sorted(folder.rglob("final.mdl")):
        return _replaced(acoustic.parent.parent, place.vosk)
    raise ModelError("This is neither a Vosk model (am/final.mdl) nor a CMU Sphinx model (mdef).")


def _replaced(folder: Path, target: Path, dictionary: Path | None = None) -> Path:
    draft = target.with_name(f".{target.name}.part")
    shutil.rmtree(draft, ignore_errors=True)
    shutil.copytree(folder, draft, copy_function=shutil.copyfile)
    draft.chmod(0o755)
    if dictionary is not None:
        shutil.copyfile(dictionary, draft / "base.dict")
    shutil.rmtree(target, ignore_errors=True)
    draft.replace(target)
    return target


if __name__ == "__main__":
    sys.exit(main())
