"""Groups weak turns that belong together, and proposes an intent for each group."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.cluster import AgglomerativeClustering
from sklearn.feature_extraction.text import TfidfVectorizer

from review.weakness import WeakTurn
from validation.annotations import parse
from validation.text import folded

MOST_MESSAGES = 4000  # clustering compares each message with each other one
_FAR = 0.62  # mean distance from which on two groups are two (chosen on held-out sentences)
_WISH_WEIGHT = 0.5  # how much it counts that two messages may mean the same, beside how alike they are
_NEIGHBOURS = 5
_NEIGHBOUR_WEIGHT = 1.0
_TOLD = 3  # intents named beside the proposed one
_HAN = re.compile(r"[\u3400-\u9fff]")
_ENGLISH_WORD = re.compile(r"(?<![A-Za-z0-9-])[A-Za-z]{2,}(?![A-Za-z0-9-])")
_ANNOTATION = re.compile(r"\[([^\]]*)\]\((\w+)\)")


Numbers = npt.NDArray[Any]
#: Intents with weights.
Votes = dict[str, float]


@dataclass(frozen=True)
class Candidate:
    """A weak turn as it could become an example.

    Attributes:
        example: Without personal data, entities annotated.
        weak: The turn.
        count: How often the same was written.
    """

    example: str
    weak: WeakTurn
    count: int = 1


@dataclass(frozen=True)
class Group:
    """Messages that belong together.

    Attributes:
        language: `zh`, `en` or `mixed`.
        proposed: Intents with their shares of the votes, the likeliest first.
        candidates: The messages, those in the middle of the group first.
        read_as: What the assistant took them for, with counts.
        reasons: Why they were weak, with counts.
    """

    language: str
    proposed: tuple[tuple[str, float], ...]
    candidates: tuple[Candidate, ...]
    read_as: tuple[tuple[str, int], ...]
    reasons: tuple[tuple[str, int], ...]

    @property
    def messages(self) -> int:
        """How many messages the group stands for."""
        return sum(candidate.count for candidate in self.candidates)


class Grouper:
    """Knows today's examples, and groups messages beside them."""

    def __init__(self, examples: Iterable[tuple[str, str]]) -> None:
        """Learn what today's examples look like.

        Args:
            examples: Intent and text (with annotations) of each.
        """
        known = [(intent, _shape(text)) for intent, text in examples]
        self._intents = np.array([intent for intent, _ in known])
        self._texts = [text for _, text in known]

    def group(self, candidates: Sequence[Candidate]) -> list[Group]:
        """Group messages.

        Args:
            candidates: The messages; of more than `MOST_MESSAGES` the newest count.

        Returns:
            Groups, the largest first.
        """
        newest = sorted(_without_repeats(candidates), key=lambda c: -c.weak.turn.time)[:MOST_MESSAGES]
        if not newest:
            return []
        vectors = TfidfVectorizer(analyzer="char_wb", ngram_range=(1, 3), sublinear_tf=True)
        rows = vectors.fit_transform([*self._texts, *(_shape(candidate.example) for candidate in newest)])
        known, rows = rows[: len(self._texts)], rows[len(self._texts) :]
        votes = [self._votes(c.weak, row, known) for c, row in zip(newest, rows, strict=True)]
        by_language: dict[str, list[int]] = defaultdict(list)
        for number, candidate in enumerate(newest):
            by_language[language_of(candidate.example)].append(number)
        groups = []
        for language, members in by_language.items():
            some = [newest[number] for number in members]
            groups += _groups_in(language, some, rows[members], [votes[number] for number in members])
        return sorted(groups, key=lambda g: (-g.messages, g.language, g.proposed[:1], g.candidates[0].example))

    def _votes(self, weak: WeakTurn, row: Any, known: Any) -> Votes:
        """What a message may mean: by what the customer did next, by the model, and by the nearest examples."""
        votes: dict[str, float] = defaultdict(float, weak.evidence)
        for intent, confidence in weak.turn.ranking:
            votes[intent] += confidence
        if self._texts:
            near = (row @ known.T).toarray().ravel()
            for index in near.argsort()[::-1][:_NEIGHBOURS]:
                votes[str(self._intents[index])] += _NEIGHBOUR_WEIGHT * float(near[index]) / _NEIGHBOURS
        return dict(votes)


def _groups_in(language: str, candidates: Sequence[Candidate], rows: Any, votes: Sequence[Votes]) -> list[Group]:
    """Group messages of one language."""
    likeliest = [max(vote, key=lambda name: vote[name], default="") for vote in votes]
    near = (rows @ rows.T).toarray()
    apart = np.clip(1 - (1 - _WISH_WEIGHT) * near - _WISH_WEIGHT * _same_wish(votes), 0, None)
    np.fill_diagonal(apart, 0)
    members: dict[tuple[str, object], list[int]] = defaultdict(list)
    for number, label in enumerate(_labels(apart)):
        members["group", label].append(number)
    for key, some in list(members.items()):  # those that are alike to nothing stand together by what they look like
        if len(some) == 1:
            members["single", likeliest[some[0]]] += members.pop(key)
    return [_group(language, candidates, votes, near, some) for some in members.values()]


def language_of(example: str) -> str:
    """In which block of the examples a message belongs; names of products decide nothing."""
    plain = _ANNOTATION.sub(" ", example)
    chinese, english = bool(_HAN.search(plain)), bool(_ENGLISH_WORD.search(plain))
    if not chinese and not english:
        plain = _ANNOTATION.sub(r"\1", example)
        chinese, english = bool(_HAN.search(plain)), not _HAN.search(plain)
    return "mixed" if chinese and english else "zh" if chinese else "en"


def _same_wish(votes: Sequence[Votes]) -> Numbers:
    """How much each two messages may mean the same: 0 for nothing in common, 1 for the same votes."""
    names = sorted({name for vote in votes for name in vote})
    table = np.array([[vote.get(name, 0.0) for name in names] for vote in votes]).reshape(len(votes), len(names))
    lengths = np.linalg.norm(table, axis=1, keepdims=True)
    table = table / np.where(lengths == 0, 1, lengths)
    same: Numbers = table @ table.T
    return same


def _labels(apart: Numbers) -> Iterable[int]:
    if len(apart) < 2:
        return [0] * len(apart)
    clustering = AgglomerativeClustering(
        n_clusters=None, affinity="precomputed", linkage="average", distance_threshold=_FAR
    )
    labels: Iterable[int] = clustering.fit_predict(apart).tolist()
    return labels


def _group(
    language: str,
    candidates: Sequence[Candidate],
    votes: Sequence[Votes],
    near: Numbers,
    members: Sequence[int],
) -> Group:
    together: Votes = defaultdict(float)
    for number in members:
        for intent, weight in votes[number].items():
            together[intent] += weight * candidates[number].count
    total = sum(together.values()) or 1.0
    central = sorted(members, key=lambda number: (-near[number][members].sum(), candidates[number].example))
    chosen = [candidates[number] for number in central]
    taken: Counter[str] = Counter()
    reasons: Counter[str] = Counter()
    for candidate in chosen:
        taken[candidate.weak.turn.intent] += candidate.count
        reasons.update(candidate.weak.reasons)
    best = sorted(together.items(), key=lambda item: (-item[1], item[0]))[: 1 + _TOLD]
    proposed = tuple((intent, weight / total) for intent, weight in best)
    return Group(language, proposed, tuple(chosen), tuple(taken.most_common()), tuple(reasons.most_common()))


def _without_repeats(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Each message once, with what is known of all its repetitions."""
    merged: dict[str, Candidate] = {}
    for candidate in candidates:
        key = folded(parse(candidate.example).plain)
        before = merged.get(key)
        if before is None:
            merged[key] = candidate
            continue
        reasons = [*before.weak.reasons, *candidate.weak.reasons]
        evidence: Votes = defaultdict(float, before.weak.evidence)
        for intent, weight in candidate.weak.evidence.items():
            evidence[intent] += weight
        weak = WeakTurn(before.weak.turn, reasons, dict(evidence))
        merged[key] = Candidate(before.example, weak, before.count + candidate.count)
    return list(merged.values())


def _shape(example: str) -> str:
    """A message as it is compared: entities by their kind, so that the same question about two products is the same."""
    return folded(_ANNOTATION.sub(r" \2 ", example))
