"""A back-off n-gram model in memory."""

from __future__ import annotations

import math
from dataclasses import dataclass

Gram = tuple[str, ...]

START, END = "<s>", "</s>"


@dataclass
class BackoffModel:
    """Probabilities of word sequences.

    Attributes:
        probabilities: For every order from 1 up: the probability of an n-gram's last word after the ones before it.
        backoffs: What the probability of a word that was not seen after a context is multiplied with, by context.
    """

    probabilities: list[dict[Gram, float]]
    backoffs: dict[Gram, float]

    @property
    def order(self) -> int:
        """Length of the longest n-grams, in words."""
        return len(self.probabilities)

    @property
    def vocabulary(self) -> set[str]:
        """All words with the marks of a sentence's start and end."""
        return {gram[0] for gram in self.probabilities[0]}

    def probability(self, gram: Gram) -> float:
        """Probability of an n-gram's last word after the others; 0 for a word outside of the vocabulary."""
        gram = gram[-self.order :]
        factor = 1.0
        while gram:
            known = self.probabilities[len(gram) - 1].get(gram)
            if known is not None:
                return factor * known
            factor *= self.backoffs.get(gram[:-1], 1.0)
            gram = gram[1:]
        return 0.0

    def perplexity(self, sentences: list[Gram]) -> float:
        """How many words the model hesitates between, on average; words it does not know are left out.

        Args:
            sentences: Sentences in words, without marks.
        """
        total, count = 0.0, 0
        for sentence in sentences:
            words = (START, *sentence, END)
            for at in range(1, len(words)):
                probability = self.probability(words[max(0, at - self.order + 1) : at + 1])
                if probability > 0:
                    total, count = total - math.log(probability), count + 1
        return math.exp(total / count) if count else math.inf

    def renormalise(self) -> None:
        """Set every back-off weight so that the probabilities after its context sum to one."""
        for size in range(1, self.order):
            longer = self.probabilities[size]
            seen: dict[Gram, float] = {}
            lower: dict[Gram, float] = {}
            for gram, probability in longer.items():
                context = gram[:-1]
                seen[context] = seen.get(context, 0.0) + probability
                lower[context] = lower.get(context, 0.0) + self.probability(gram[1:])
            for context, mass in seen.items():
                left, room = max(0.0, 1.0 - mass), max(0.0, 1.0 - lower[context])
                self.backoffs[context] = left / room if room > 1e-9 else 1.0
