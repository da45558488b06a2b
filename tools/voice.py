"""Builds what the voice channel's recognisers know of the shop: `python -m tools.voice build`.

Nothing to do when neither the content, nor the catalogue's names, nor the code that builds have changed; that is told
by a fingerprint, in a fraction of a second. `make train` does the same.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from catalog.errors import CatalogError
from speech.adapt.model_folder import ModelFolder, acoustic_files
from speech.settings import LANGUAGES, VoiceSettings, VoiceSettingsError
from tools.voice_names import Entry, catalogue_entries

PROJECT = Path(__file__).resolve().parent.parent
NLU_FILE = PROJECT / "data" / "nlu.yml"
DOMAIN_FILE = PROJECT / "domain.yml"
#: Beside each language's model: the fingerprints of what it was built from, and of what built it.
STAMP = "built-from"
_CODE = ("speech/adapt", "speech/lexicon", "speech/lm", "speech/text", "tools/voice_material.py")


def main(arguments: list[str] | None = None) -> int:
    """Run a command.

    Args:
        arguments: Command line arguments; those of the process by default.

    Returns:
        Exit status.
    """
    parser = argparse.ArgumentParser(prog="python -m tools.voice", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    builder = commands.add_parser("build", help="language models and pronunciations from the content and the shop")
    builder.add_argument("--language", choices=LANGUAGES, help="only this one")
    builder.add_argument("--force", action="store_true", help="build although nothing has changed")
    options = parser.parse_args(arguments)
    from catalog.__main__ import main as catalog

    return catalog(["init"]) or build_all(
        [options.language] if options.language else LANGUAGES, force=options.force, say_nothing_to_do=True
    )


def build_all(languages: Sequence[str] = LANGUAGES, *, force: bool = False, say_nothing_to_do: bool = False) -> int:
    """Build the model of every language that can be heard, where something has changed.

    Args:
        languages: Which.
        force: Whether to build although nothing has changed.
        say_nothing_to_do: Whether to tell that too.

    Returns:
        Exit status.
    """
    try:
        settings = VoiceSettings.from_env()
        entries = catalogue_entries()
    except (VoiceSettingsError, CatalogError) as error:
        print(error, file=sys.stderr)
        return 1
    return max(_build(language, settings, entries, force, say_nothing_to_do) for language in languages)


def _build(
    language: str, settings: VoiceSettings, entries: Sequence[Entry], force: bool, say_nothing_to_do: bool
) -> int:
    from speech.engines.sphinx_model import base_model

    acoustic, dictionary, _ = base_model(language, settings.models)
    if not dictionary.exists():
        if say_nothing_to_do:
            print(f"Voice ({language}): no acoustic model; `make voice-model LANGUAGE={language}` puts one in place.")
        return 0
    place = ModelFolder(settings.models, language)
    stamp = place.folder / STAMP
    code, content = _fingerprints(entries, [NLU_FILE, DOMAIN_FILE, dictionary, *acoustic_files(acoustic)])
    known = stamp.read_text(encoding="utf-8").split() if stamp.exists() else []
    if known == [code, content] and place.manifest() is not None and not force:
        if say_nothing_to_do:
            print(f"Voice ({language}): the model of the present content is there. Nothing to do.")
        return 0
    status = _build_now(language, settings, entries, (acoustic, dictionary), force or known[:1] != [code])
    if status == 0:
        stamp.write_text(f"{code} {content}\n", encoding="utf-8")
    return status


def _build_now(
    language: str, settings: VoiceSettings, entries: Sequence[Entry], base: tuple[Path, Path], force: bool
) -> int:
    from speech.adapt.build import NothingToLearn, build
    from tools.voice_material import gather

    acoustic, dictionary = base
    started = time.monotonic()
    print(f"Voice ({language}): adapting the recogniser to the shop's words …", flush=True)
    if not ModelFolder(settings.models, language).letter_sounds.exists() and language == "en":
        print("Voice (en): learning pronunciation rules from the dictionary, once (about a minute) …", flush=True)
    try:
        material = gather(language, NLU_FILE, entries, DOMAIN_FILE)
        manifest, _ = build(material, dictionary, settings.models, force, acoustic)
    except NothingToLearn:
        print(f"Voice ({language}): no sentence of the content can be used.", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"Voice ({language}): {error.filename}: {error.strerror}.", file=sys.stderr)
        return 1
    seconds = time.monotonic() - started
    print(f"Voice ({language}): {manifest.vocabulary} words, {manifest.ngrams} n-grams, in {seconds:.0f} s.")
    return 0


def _fingerprints(entries: Sequence[Entry], files: Sequence[Path]) -> tuple[str, str]:
    code = hashlib.sha256()
    for name in _CODE:
        place = PROJECT / name
        for path in [place] if place.is_file() else sorted(place.rglob("*")):
            if path.suffix in (".py", ".yml"):
                code.update(path.name.encode() + path.read_bytes())
    content = hashlib.sha256(repr(list(entries)).encode())
    for path in files:
        content.update(path.read_bytes())
    return code.hexdigest()[:16], content.hexdigest()[:16]


if __name__ == "__main__":
    sys.exit(main())
