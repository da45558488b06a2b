"""How well the voice channel hears the shop's words: `python -m bench.voice`.

Questions that nobody put into the content are spoken by synthetic voices and recognised with the adapted and with the
general model. Word errors are counted on what reaches the dialogue, written out in words again.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import re
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import yaml

from bench.voices import VOICES, missing_programs, spoken
from speech.adapt.material import plain_text
from speech.audio.decode import decode
from speech.audio.level import prepared
from speech.contract import Audio, NothingHeard
from speech.engines.sphinx import SphinxRecognizer, base_model
from speech.lexicon.dictionary import read_dictionary
from speech.settings import VoiceSettings
from speech.text.english import English

PROJECT = Path(__file__).resolve().parent.parent
QUESTIONS_FILE = Path(__file__).with_name("voice_questions.yml")
REPORT = PROJECT / "reports" / "bench" / "voice.json"
LEAST_QUESTIONS = 150
#: A question whose words overlap an example's more than this, names and numbers masked, has its template.
MOST_OVERLAP = 0.99
SECONDS_LIMIT = 60.0

_MASKED = re.compile(r"\[[^\]]+\](?:\([^)]*\)|\{[^}]*\})|\d[\d.,]*")


@dataclass
class Score:
    """Errors of one model.

    Attributes:
        words: Words that were said.
        errors: Words wrong, missing or too many.
        right: Questions without an error.
        questions: How many there were.
        work_s: Processor seconds.
        audio_s: Seconds of sound.
        by_voice: Word error rate of every voice, in percent.
    """

    words: int = 0
    errors: int = 0
    right: int = 0
    questions: int = 0
    work_s: float = 0.0
    audio_s: float = 0.0
    by_voice: dict[str, float] = field(default_factory=dict)

    def summary(self) -> dict[str, Any]:
        """The score with its rates."""
        rate = 100 * self.errors / max(1, self.words)
        factor = self.work_s / max(0.001, self.audio_s)
        return {**asdict(self), "word_error_rate": round(rate, 2), "real_time_factor": round(factor, 3)}


def unseen_questions() -> list[tuple[str, str]]:
    """The questions with their intents, without those that the content has, or whose template it has."""
    from tools.voice_material import gather

    sentences = gather("en").sentences
    known = {_template(plain_text(sentence)) for sentence in sentences}
    known |= {_template("".join(" _ " if part.kind else part.text for part in sentence)) for sentence in sentences}
    content = yaml.safe_load(QUESTIONS_FILE.read_text(encoding="utf-8"))
    return [(i, text) for i, texts in content.items() for text in texts if _template(text) not in known]


def _template(text: str) -> tuple[str, ...]:
    return tuple(re.findall(r"[a-z']+|_", _MASKED.sub(" _ ", text).lower()))


def word_errors(reference: Sequence[str], heard: Sequence[str]) -> int:
    """Fewest words to change, leave out or put in."""
    row = list(range(len(heard) + 1))
    for at, word in enumerate(reference, 1):
        above, row[0] = row[0], at
        for place, other in enumerate(heard, 1):
            above, row[place] = row[place], min(row[place] + 1, row[place - 1] + 1, above + (word != other))
    return row[-1]


def measure(
    clips: Iterable[tuple[str, str, Audio]], recognizer: SphinxRecognizer, english: English
) -> tuple[Score, list[str]]:
    """Recognise clips.

    Args:
        clips: What is said, by which voice, and the sound.
        recognizer: The recogniser.
        english: Writes numbers and names out in words.

    Returns:
        The score, and what was heard.
    """
    score, heard_texts = Score(), []
    voices: dict[str, list[int]] = {}
    for text, voice, audio in clips:
        began = time.process_time()
        try:
            heard = recognizer.recognize(audio, "en").text
        except NothingHeard:
            heard = ""
        score.work_s += time.process_time() - began
        score.audio_s += audio.duration
        reference = english.said(text)
        errors = word_errors(reference, english.said(heard))
        score.words, score.errors = score.words + len(reference), score.errors + errors
        score.right, score.questions = score.right + (errors == 0), score.questions + 1
        tally = voices.setdefault(voice, [0, 0])
        tally[0], tally[1] = tally[0] + errors, tally[1] + len(reference)
        heard_texts.append(heard)
    score.by_voice = {voice: round(100 * errors / words, 1) for voice, (errors, words) in sorted(voices.items())}
    return score, heard_texts


def right_intents(expected: Sequence[str], texts: Sequence[str]) -> float | None:
    """Share of texts with the expected intent, in percent; None where no model is trained."""
    models = sorted((PROJECT / "models").glob("*.tar.gz"), key=lambda path: path.stat().st_mtime)
    if not models:
        return None
    from rasa.core.agent import Agent

    agent = Agent.load(str(models[-1]))

    async def parse() -> list[str]:
        return [str((await agent.parse_message(text or "?"))["intent"]["name"]) for text in texts]

    found = asyncio.run(parse())
    return round(100 * sum(a == b for a, b in zip(expected, found, strict=False)) / len(texts), 1)


def read_speech(folder: Path, settings: VoiceSettings) -> dict[str, Any]:
    """Real English clips with the general model: as PocketSphinx gets them alone, and as our channel hands them over.

    Args:
        folder: Holds `transcripts.tsv` with columns `file` and `text`, and the clips.
        settings: Where the models are.
    """
    rows = [line.split("\t") for line in (folder / "transcripts.tsv").read_text(encoding="utf-8").splitlines()[1:]]
    english = English(lambda word: True)
    raw = [
        (text, "human", decode((folder / file).read_bytes(), SECONDS_LIMIT))
        for file, text in rows
        if file.startswith("en/")
    ]
    ours = [(text, voice, prepared(audio)) for text, voice, audio in raw]
    recognizer = SphinxRecognizer(settings.models, general=True)
    return {
        "alone": measure(raw, recognizer, english)[0].summary(),
        "ours": measure(ours, recognizer, english)[0].summary(),
    }


def main(arguments: list[str] | None = None) -> int:
    """Run the benchmark.

    Args:
        arguments: Command line arguments; those of the process by default.

    Returns:
        Exit status.
    """
    parser = argparse.ArgumentParser(prog="python -m bench.voice", description=__doc__)
    parser.add_argument("--limit", type=int, default=0, help="only so many questions")
    parser.add_argument("--all-voices", action="store_true", help="every question in every voice")
    parser.add_argument("--no-intents", action="store_true", help="leave out the part with the assistant's model")
    parser.add_argument("--clips", type=Path, help="only read speech: folder with transcripts.tsv, general model")
    parser.add_argument("--show", action="store_true", help="print what was misheard")
    options = parser.parse_args(arguments)
    if options.clips:
        print(json.dumps(read_speech(options.clips, VoiceSettings.from_env()), indent=1))
        return 0
    if missing_programs():
        print(f"Voice: not measured, not installed: {', '.join(missing_programs())}", file=sys.stderr)
        return 0
    settings = VoiceSettings.from_env()
    questions = unseen_questions()
    if len(questions) < LEAST_QUESTIONS:
        print(f"Voice: only {len(questions)} of the questions are unseen; write more.", file=sys.stderr)
        return 1
    questions = questions[:: max(1, len(questions) // options.limit)] if options.limit else questions
    pairs = [(i, text, voice) for i, text in questions for voice in VOICES]
    if not options.all_voices:
        pairs = [(*question, VOICES[number % len(VOICES)]) for number, question in enumerate(questions)]
    raw = [(text, voice, decode(spoken(text, voice), SECONDS_LIMIT)) for _, text, voice in pairs]
    clips = [(text, voice, prepared(audio)) for text, voice, audio in raw]
    dictionary = read_dictionary(base_model("en", settings.models)[1])
    english = English(lambda word: word in dictionary)
    adapted, heard = measure(clips, SphinxRecognizer(settings.models), english)
    general_recognizer = SphinxRecognizer(settings.models, general=True)
    general, _ = measure(raw, general_recognizer, english)
    general_prepared, _ = measure(clips, general_recognizer, english)
    if options.show:
        for (text, voice, _), other in zip(clips, heard, strict=False):
            if english.said(text) != english.said(other):
                print(f"{voice:20} {text}\n{'':20} {other}")
    report = {
        "questions": len(questions),
        "clips": len(pairs),
        "adapted": adapted.summary(),
        "general": general.summary(),
        "general_prepared": general_prepared.summary(),
    }
    if not options.no_intents:
        expected = [intent for intent, _, _ in pairs]
        report["intents_right_percent"] = right_intents(expected, heard)
        report["intents_right_as_typed_percent"] = right_intents(expected, [text for _, text, _ in pairs])
    REPORT.parent.mkdir(parents=True, exist_ok=True)
    REPORT.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(report, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
