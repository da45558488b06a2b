"""How well the voice channel hears the shop's words: `python -m tools.bench voice`.

Questions that nobody put into the content are spoken by synthetic voices and recognised with the adapted and with the
general model. Word errors are counted on what reaches the dialogue, written out in words again; intents on what the
assistant makes of it.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from bench.fill import say
from bench.public_sets import data_folder
from bench.results import write
from bench.voice_clips import SECONDS_LIMIT, chinese, read_speech
from bench.voice_scores import Clip, Heard, Wording, listen, summary
from bench.voices import VOICES, missing_programs, spoken
from connectors.voice.meant import Intents, meant
from speech.adapt.material import plain_text
from speech.adapt.model_folder import ModelFolder
from speech.audio.decode import decode
from speech.audio.level import prepared
from speech.contract import Alternative
from speech.engines.sphinx import SphinxRecognizer
from speech.engines.sphinx_model import base_model
from speech.lexicon.dictionary import read_dictionary
from speech.settings import VoiceSettings

QUESTIONS_FILE = Path(__file__).with_name("voice_questions.yml")
LEAST_QUESTIONS = 150
MOST_WORD_ERRORS = 12.0
LEAST_RATIO = 5.0
MOST_REAL_TIME = 0.2
LEAST_INTENTS = 90.0

#: The parts with recordings of people, and what is said of one that is not good.
_PEOPLE = {
    "read_speech": "read speech is heard worse than by PocketSphinx alone",
    "chinese": "a Chinese sentence of the model is not recognised",
}
_MASKED = re.compile(r"\[[^\]]+\](?:\([^)]*\)|\{[^}]*\})|\d[\d.,]*")


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, and write what was measured.

    Returns:
        0, or 1 where a limit is not kept.
    """
    parser = argparse.ArgumentParser(prog="python -m tools.bench voice", description=__doc__)
    parser.add_argument("--limit", type=int, default=0, help="only so many questions")
    parser.add_argument("--all-voices", action="store_true", help="every question in every voice, not in one by turns")
    parser.add_argument("--no-intents", action="store_true", help="leave out the part with the assistant's model")
    parser.add_argument(
        "--clips",
        type=Path,
        default=data_folder() / "speech",
        help="recordings of people: folder with transcripts.tsv, en/ and zh/ (%(default)s)",
    )
    parser.add_argument(
        "--chinese-model",
        default=str(data_folder() / "models" / "pocketsphinx-zh"),
        help="CMU Sphinx' Mandarin model for zh/: folder, zip file or address (%(default)s)",
    )
    parser.add_argument("--show", action="store_true", help="print what was misheard")
    options = parser.parse_args(arguments)
    if missing_programs():
        say(f"not measured, not installed: {', '.join(missing_programs())}")
        return 1
    settings = VoiceSettings.from_env()
    if ModelFolder(settings.models, "en").manifest() is None:
        say("not measured: there is no adapted model; `make voice` builds it")
        return 1
    model = None
    if not options.no_intents:
        from tools.content import current_model

        model = current_model()  # by its name now: whoever edits the content meanwhile still gets a result
        if not model.exists():
            say("not measured: no model of the present content; `make train` makes it, --no-intents does without")
            return 1
    report = {"limits": limits(), **questions_report(options, settings, model), **people_report(options, settings)}
    missed = list(limits_missed(report))
    say(f"{write('voice', {'good': not missed, 'missed': missed, **report})}")
    return 1 if missed else 0


def limits() -> dict[str, float]:
    """What is asked for."""
    return {
        "questions_at_least": LEAST_QUESTIONS,
        "word_error_rate_at_most": MOST_WORD_ERRORS,
        "times_fewer_errors_at_least": LEAST_RATIO,
        "real_time_factor_at_most": MOST_REAL_TIME,
        "right_intent_percent_at_least": LEAST_INTENTS,
        "same_intent_percent_at_least": LEAST_INTENTS,
    }


def limits_missed(report: Mapping[str, Any]) -> Iterator[str]:
    """The limits that a report does not keep, as sentences."""
    adapted = report["adapted"]
    if report["questions"] < LEAST_QUESTIONS:
        yield f"only {report['questions']} unseen questions"
    if adapted["word_error_rate"] > MOST_WORD_ERRORS:
        yield f"word error rate {adapted['word_error_rate']} %"
    if report["times_fewer_errors"] < LEAST_RATIO:
        yield f"only {report['times_fewer_errors']} times fewer errors than the general model"
    if adapted["real_time_factor"] > MOST_REAL_TIME:
        yield f"real-time factor {adapted['real_time_factor']}"
    yield from _intents_missed(report.get("intents"))
    for part, worse in _PEOPLE.items():
        found = report.get(part)
        if found is None or "missing" in found:
            yield f"{part} was not measured: {found['missing'] if found else 'left out'}"
        elif not found["good"]:
            yield worse


def _intents_missed(intents: Mapping[str, float] | None) -> Iterator[str]:
    if intents is None:
        yield "intents were not measured: left out"
        return
    if intents["right_percent"] < LEAST_INTENTS:
        yield f"the right intent in only {intents['right_percent']} %"
    if intents["same_as_typed_percent"] < LEAST_INTENTS:
        yield f"the intent of the typed text in only {intents['same_as_typed_percent']} %"


def questions_report(options: argparse.Namespace, settings: VoiceSettings, model: Path | None) -> dict[str, Any]:
    """The part with the synthetic voices; without a model, intents are left out."""
    questions = unseen_questions()
    if options.limit:
        questions = questions[:: max(1, len(questions) // options.limit)]
    turns = [(*question, VOICES[number % len(VOICES)]) for number, question in enumerate(questions)]
    if options.all_voices:
        turns = [(*question, voice) for question in questions for voice in VOICES]
    raw = [Clip(text, voice, decode(spoken(text, voice), SECONDS_LIMIT)) for _, text, voice in turns]
    clips = [Clip(clip.text, clip.voice, prepared(clip.audio)) for clip in raw]
    wording = Wording(_dictionary(settings).__contains__)
    adapted = listen(clips, SphinxRecognizer(settings.models), wording)
    general = listen(raw, SphinxRecognizer(settings.models, general=True), wording)
    report = {
        "questions": len(questions),
        "adapted": summary(adapted),
        "general": summary(general),
        "times_fewer_errors": round(sum(h.errors for h in general) / max(1, sum(h.errors for h in adapted)), 2),
    }
    say(f"{report}")
    if options.show:
        _show(adapted)
    if model is not None:
        report["intents"] = intents_report([intent for intent, _, _ in turns], adapted, model)
        say(f"{report['intents']}")
    return report


def people_report(options: argparse.Namespace, settings: VoiceSettings) -> dict[str, Any]:
    """The part with recordings of people; what is missing for it is told in its place."""
    from tools.voice_material import gather
    from tools.voice_model import ModelError

    report: dict[str, Any] = {}
    lacking = f"no recordings in {options.clips}; BENCH_DATA or --clips names their folder"
    if (options.clips / "transcripts.tsv").is_file():
        report["read_speech"] = read_speech(options.clips, settings)
        try:
            report["chinese"] = chinese(options.clips, options.chinese_model, gather("zh"))
        except ModelError as error:
            report["chinese"] = {"missing": str(error)}
    else:
        report = {part: {"missing": lacking} for part in _PEOPLE}
    say(f"{report}")
    return report


def intents_report(labels: Sequence[str], results: Sequence[Heard], model: Path) -> dict[str, float]:
    """How often the assistant takes what was heard for what was meant.

    Args:
        labels: Right intents.
        results: What was heard.
        model: The assistant's model.

    Returns:
        In percent: heard as the label says, the same with the likeliest guess alone, typed as the label says, heard as
        the typed text is taken.
    """
    from evaluation.predictions import predict
    from evaluation.readings import Sentence

    heard = [result.guesses or (Alternative("?", 0.0),) for result in results]
    texts = [result.clip.text for result in results] + [guess.text for found in heard for guess in found]
    sentences = [Sentence(text, "en", intent="") for text in texts]
    read = [dict(reading.ranking) for reading in predict(sentences, model, say)]
    of_guesses = iter(read[len(labels) :])
    ranked = [[next(of_guesses) for _ in found] for found in heard]
    typed = list(map(_likeliest, read[: len(labels)]))
    chosen = [_likeliest(rows[meant(found, rows)]) for found, rows in zip(heard, ranked, strict=True)]
    return {
        "right_percent": _percent(chosen, labels),
        "right_by_likeliest_guess_percent": _percent([_likeliest(rows[0]) for rows in ranked], labels),
        "right_as_typed_percent": _percent(typed, labels),
        "same_as_typed_percent": _percent(chosen, typed),
    }


def _likeliest(intents: Intents) -> str:
    return max(intents, key=intents.__getitem__)


def unseen_questions() -> list[tuple[str, str]]:
    """The questions with their intents, without those that the content has, or whose template it has."""
    from tools.voice_material import gather

    sentences = gather("en").sentences
    known = {_template(plain_text(sentence)) for sentence in sentences}
    known |= {_template("".join(" _ " if part.kind else part.text for part in sentence)) for sentence in sentences}
    content = yaml.safe_load(QUESTIONS_FILE.read_text(encoding="utf-8"))
    return [(i, text) for i, texts in content.items() for text in texts if _template(text) not in known]


def _dictionary(settings: VoiceSettings) -> set[str]:
    """Every word that the general or the adapted model can hear."""
    built = ModelFolder(settings.models, "en").built()
    files = [base_model("en", settings.models)[1], *([built.dictionary] if built is not None else [])]
    return {word for file in files for word in read_dictionary(file)}


def _template(text: str) -> tuple[str, ...]:
    return tuple(re.findall(r"[a-z']+|_", _MASKED.sub(" _ ", text).lower()))


def _percent(found: Sequence[str], wanted: Sequence[str]) -> float:
    return round(100 * sum(a == b for a, b in zip(found, wanted, strict=True)) / max(1, len(wanted)), 1)


def _show(results: Sequence[Heard]) -> None:
    for result in results:
        if result.errors:
            print(f"{result.clip.voice:20} {result.clip.text}\n{'':20} {result.text}")


if __name__ == "__main__":
    sys.exit(main())
