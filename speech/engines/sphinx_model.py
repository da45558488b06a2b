"""Where PocketSphinx' general models lie; nothing else is loaded to tell it."""

from __future__ import annotations

from pathlib import Path

from speech.adapt.model_folder import ModelFolder


def base_model(language: str, root: Path) -> tuple[Path, Path, Path | None]:
    """The general model: acoustic folder, dictionary and language model; no language model where there is none.

    Args:
        language: `zh` or `en`.
        root: Folder with the models.
    """
    if language == "en":
        from pocketsphinx import get_model_path

        base = Path(get_model_path()) / "en-us"
        return base / "en-us", base / "cmudict-en-us.dict", base / "en-us.lm.bin"
    place = ModelFolder(root, language)
    return place.sphinx, place.sphinx / "base.dict", None
