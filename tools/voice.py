"""Builds what the voice channel's recognisers know of the shop: `python -m tools.voice build`.

Nothing to do when neither the content nor the shop's names have changed.
"""

from __future__ import annotations

import argparse
import sys
import time

from speech.adapt.build import NothingToLearn, build
from speech.engines.sphinx import base_model
from speech.settings import LANGUAGES, VoiceSettings, VoiceSettingsError


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
    try:
        settings = VoiceSettings.from_env()
    except VoiceSettingsError as error:
        print(error, file=sys.stderr)
        return 1
    wanted = [options.language] if options.language else list(LANGUAGES)
    return max(_build(language, settings, force=options.force) for language in wanted)


def _build(language: str, settings: VoiceSettings, *, force: bool) -> int:
    from tools.voice_material import gather

    _, dictionary, _ = base_model(language, settings.models)
    if not dictionary.exists():
        print(f"Voice ({language}): no acoustic model; `make voice-model LANGUAGE={language}` puts one in place.")
        return 0
    started = time.monotonic()
    if not (settings.models / f"letters-{language}.json.gz").exists() and language == "en":
        print("Voice (en): learning pronunciation rules from the dictionary, once (about a minute) …", flush=True)
    try:
        manifest, built = build(gather(language), dictionary, settings.models, force)
    except NothingToLearn:
        print(f"Voice ({language}): no sentence of the content can be used.", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"Voice ({language}): {error.filename}: {error.strerror}.", file=sys.stderr)
        return 1
    if built:
        seconds = time.monotonic() - started
        print(f"Voice ({language}): {manifest.vocabulary} words, {manifest.ngrams} n-grams, in {seconds:.0f} s.")
    else:
        print(f"Voice ({language}): the model of the present content is there. Nothing to do.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
