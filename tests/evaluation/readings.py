"""Made-up readings: what a model could have made of sentences."""

from __future__ import annotations

from evaluation.readings import Reading, Sentence, Span


def reading(
    text: str,
    intent: str,
    guess: str | None = None,
    confidence: float = 0.9,
    *,
    language: str = "en",
    second: float = 0.05,
    declined: bool = False,
    spans: tuple[Span, ...] = (),
    found: tuple[Span, ...] | None = None,
) -> Reading:
    """A reading; without a guess a right one."""
    ranking = ((guess or intent, confidence), ("other_intent", second))
    sentence = Sentence(text, language, intent, spans)
    return Reading(sentence, ranking, declined, spans if found is None else found)
