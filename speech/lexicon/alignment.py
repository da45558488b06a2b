"""Which letters of a word make which of its sounds, learnt from a dictionary by expectation maximisation."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

Phones = tuple[str, ...]
#: Letters with the sounds they make: ("ph", ("F",)).
Piece = tuple[str, Phones]
Entry = tuple[str, Phones]

#: Letters and sounds of a piece; one of both is one at most.
SHAPES = ((1, 0), (1, 1), (2, 1), (1, 2), (2, 0), (3, 1))
ROUNDS = 4
#: The weights of pieces settle on far fewer words than are cut.
LEARN_FROM = 5_000
#: A start: pieces of unusual shapes are rarer.
_SHAPE_WEIGHTS = {(1, 1): 1.0, (2, 1): 0.3, (1, 0): 0.1, (1, 2): 0.05, (2, 0): 0.02, (3, 1): 0.02}
_TINY = 1e-12


def align(entries: Iterable[Entry], rounds: int = ROUNDS) -> list[list[Piece]]:
    """Cut every word into pieces.

    Args:
        entries: Words with their sounds.
        rounds: How often the weights of the pieces are learnt anew.

    Returns:
        The likeliest pieces of each word that can be cut.
    """
    entries = list(entries)
    some = entries[:: max(1, len(entries) // LEARN_FROM)]
    weights: dict[Piece, float] | None = None
    for _ in range(rounds):
        weights = _learn(some, weights)
    paths = (_best(letters, phones, weights or {}) for letters, phones in entries)
    return [path for path in paths if path]


def _pieces(letters: str, phones: Phones, at: int, sound: int) -> Iterator[tuple[Piece, int, int]]:
    for width, sounds in SHAPES:
        after, then = at + width, sound + sounds
        if after <= len(letters) and then <= len(phones):
            yield (letters[at:after], phones[sound:then]), after, then


def _weight(piece: Piece, weights: dict[Piece, float] | None) -> float:
    if weights is None:
        return _SHAPE_WEIGHTS[len(piece[0]), len(piece[1])]
    return weights.get(piece, _TINY)


def _learn(entries: list[Entry], weights: dict[Piece, float] | None) -> dict[Piece, float]:
    found: dict[Piece, float] = defaultdict(float)
    for letters, phones in entries:
        end = (len(letters), len(phones))
        forward: dict[tuple[int, int], float] = defaultdict(float)
        forward[0, 0] = 1.0
        steps = []
        for at in range(len(letters)):
            for sound in range(len(phones) + 1):
                here = forward.get((at, sound), 0.0)
                if here:
                    for piece, after, then in _pieces(letters, phones, at, sound):
                        weight = _weight(piece, weights)
                        forward[after, then] += here * weight
                        steps.append((at, sound, after, then, piece, weight))
        total = forward.get(end, 0.0)
        if not total:
            continue
        backward: dict[tuple[int, int], float] = defaultdict(float)
        backward[end] = 1.0
        for at, sound, after, then, piece, weight in reversed(steps):
            behind = weight * backward.get((after, then), 0.0)
            if behind:
                backward[at, sound] += behind
                found[piece] += forward[at, sound] * behind / total
    mass = sum(found.values())
    return {piece: value / mass for piece, value in found.items() if value > 1e-6}


def _best(letters: str, phones: Phones, weights: dict[Piece, float]) -> list[Piece]:
    best: dict[tuple[int, int], tuple[float, list[Piece]]] = {(0, 0): (1.0, [])}
    for at in range(len(letters)):
        for sound in range(len(phones) + 1):
            if (at, sound) not in best:
                continue
            score, path = best[at, sound]
            for piece, after, then in _pieces(letters, phones, at, sound):
                reached = score * _weight(piece, weights)
                if reached > best.get((after, then), (0.0, []))[0]:
                    best[after, then] = (reached, [*path, piece])
    return best.get((len(letters), len(phones)), (0.0, []))[1]
