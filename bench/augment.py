"""More examples from the catalogue: sentences of the content with other names in the place of their own."""

from __future__ import annotations

import random
from collections.abc import Collection, Mapping, Sequence

from evaluation.readings import Sentence, Span

_SEED = 20261123
#: Other adjectives would not fit into "how heavy", and prices and numbers are no names.
_KINDS = ("product", "brand", "category", "term")


def with_other_names(
    sentences: Sequence[Sentence], names: Mapping[str, Sequence[str]], copies: int, avoid: Collection[str]
) -> list[Sentence]:
    """Repeat the sentences that hold names.

    Args:
        sentences: Training sentences.
        names: The catalogue's names by kind.
        copies: How many copies of each, at most: a text is not repeated.
        avoid: Texts that may not arise, such as those the model is tested with.

    Returns:
        The sentences, and after them their copies.
    """
    chance = random.Random(_SEED)
    by_script = {
        (kind, ascii_only): [name for name in names.get(kind, ()) if name.isascii() == ascii_only]
        for kind in _KINDS
        for ascii_only in (True, False)
    }
    taken = {*avoid, *(sentence.text for sentence in sentences)}
    more = []
    for sentence in sentences:
        if not any(span.entity in _KINDS for span in sentence.spans):
            continue
        for _ in range(copies):
            copy = _renamed(sentence, by_script, chance)
            if copy.text not in taken:
                taken.add(copy.text)
                more.append(copy)
    return [*sentences, *more]


def _renamed(
    sentence: Sentence, by_script: Mapping[tuple[str, bool], Sequence[str]], chance: random.Random
) -> Sentence:
    """One copy: every name is another one of its kind and script, where there is any."""
    text, spans, position = "", [], 0
    for span in sorted(sentence.spans):
        own = sentence.text[span.start : span.end]
        others = by_script.get((span.entity, own.isascii()))
        text += sentence.text[position : span.start]
        name = chance.choice(others) if others else own
        spans.append(Span(len(text), len(text) + len(name), span.entity))
        text, position = text + name, span.end
    return Sentence(text + sentence.text[position:], sentence.language, sentence.intent, tuple(spans))
