"""More sentences than were written: names and amounts change places with others of their kind."""

from __future__ import annotations

import random
from collections.abc import Iterator

from speech.adapt.material import Material, Name, Part, Sentence

#: Weight of a sentence that somebody wrote, of one made from it, and of a piece of an answer: its words shall be heard,
#: but questions stay questions.
WRITTEN, MADE, ANSWERED = 1.0, 0.25, 0.05
#: In how many sentences every name is tried.
PLACES_PER_NAME = 3
#: How many other amounts and numbers every sentence with one gets.
OTHER_AMOUNTS = 2
SEED = 20260101

AMOUNT_KINDS = ("price", "order_number")
_CURRENCIES = {"en": (" dollars", " dollars", " yuan", " euros"), "zh": ("块", "元", "块钱", "")}
_ORDER_LENGTHS = (6, 7, 8, 8, 9, 10, 11, 12)

Weighted = tuple[Sentence, float]


def expanded(material: Material) -> Iterator[Weighted]:
    """All sentences of a language with their weights; the same every time.

    Args:
        material: Sentences and names.

    Yields:
        Written sentences, then sentences made from them, then answers.
    """
    chance = random.Random(SEED)
    places: dict[str, list[Sentence]] = {}
    for sentence in material.sentences:
        yield sentence, WRITTEN
        for kind in {part.kind for part in sentence if part.kind}:
            places.setdefault(kind, []).append(sentence)
    for name in material.names:
        yield (Part(name.written, name.kind),), MADE * name.weight
        for sentence in _some(chance, places.get(name.kind, []), PLACES_PER_NAME):
            yield _replaced(sentence, name, chance), MADE * name.weight
    for kind in AMOUNT_KINDS:
        for sentence in places.get(kind, []):
            for _ in range(OTHER_AMOUNTS):
                amount = _order_number(chance) if kind == "order_number" else _amount(chance, material.language)
                yield _replaced(sentence, Name(kind, amount), chance), MADE
    for answer in material.answers:
        yield (Part(answer),), ANSWERED


def _some(chance: random.Random, sentences: list[Sentence], count: int) -> list[Sentence]:
    return chance.sample(sentences, min(count, len(sentences)))


def _replaced(sentence: Sentence, name: Name, chance: random.Random) -> Sentence:
    spots = [at for at, part in enumerate(sentence) if part.kind == name.kind]
    spot = chance.choice(spots)
    return (*sentence[:spot], Part(name.written, name.kind), *sentence[spot + 1 :])


def _amount(chance: random.Random, language: str) -> str:
    size = chance.choice((50, 100, 100, 500, 1000))
    return f"{size * chance.randint(1, 12)}{chance.choice(_CURRENCIES[language])}"


def _order_number(chance: random.Random) -> str:
    digits = "".join(chance.choice("0123456789") for _ in range(chance.choice(_ORDER_LENGTHS)))
    return chance.choice(("", "", "SO2026")) + digits
