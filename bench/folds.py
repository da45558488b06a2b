"""Splits sentences into folds for cross-validation: the same way every time, every stratum spread evenly."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Hashable, Sequence
from itertools import count

FOLDS = 5
_SEED = 20261123


def folds(strata: Sequence[Hashable], number: int = FOLDS) -> list[list[int]]:
    """Split sentences.

    Args:
        strata: The stratum of each sentence, such as its intent and language.
        number: How many folds.

    Returns:
        The places of the test sentences of each fold, in order; each sentence is in one. Folds differ by one sentence
        at most, and so does what they have of a stratum.
    """
    members: dict[Hashable, list[int]] = defaultdict(list)
    for place, stratum in enumerate(strata):
        members[stratum].append(place)
    parts: list[list[int]] = [[] for _ in range(number)]
    dealt = count()  # goes on from stratum to stratum, or the first folds would get what is left over of each
    shuffled = random.Random(_SEED)
    for stratum in sorted(members, key=repr):
        places = members[stratum]
        shuffled.shuffle(places)
        for place in places:
            parts[next(dealt) % number].append(place)
    return [sorted(part) for part in parts]
