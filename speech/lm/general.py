"""The general language model that comes with PocketSphinx, one n-gram at a time."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from speech.lm.model import Gram

_LOG_BASE = 1.0001
#: PocketSphinx' model knows n-grams up to this length.
_ORDER = 3


def general_probability(language: str) -> Callable[[Gram], float] | None:
    """The general model of a language.

    Args:
        language: `zh` or `en`.

    Returns:
        Probability of an n-gram's last word after the others, 0 for unknown words; None where there is no model.
    """
    if language != "en":
        return None
    try:
        from pocketsphinx import Config, LogMath, NGramModel, get_model_path
    except ImportError:
        return None
    file = Path(get_model_path()) / "en-us" / "en-us.lm.bin"
    if not file.exists():
        return None
    logmath = LogMath(_LOG_BASE)
    model = NGramModel(Config(), logmath, str(file))
    least = model.prob(["\x00unknown"])

    def probability(gram: Gram) -> float:
        # It wants the word first and then what stands before it, backwards.
        score = model.prob(list(gram[-_ORDER:])[::-1])
        return float(logmath.exp(score)) if score > least else 0.0

    return probability
