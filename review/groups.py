"""Groups weak turns that belong together, and proposes an intent for each group."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from sklearn.cluster import AgglomerativeClustering
from sklearn.feature_extraction.text import TfidfVectorizer

from review.weakness import WeakTurn
from validation.annotations import parse
from validation.text import folded

MOST_MESSAGES = 4000  # clustering compares each message with each other one
_FAR = 0.82  # mean distance from which on two groups are two
_OTHER_WISH = 0.12  # how much further apart messages are that look like two intents
_NEIGHBOURS = 5
_NEIGHBOUR_WEIGHT = 1.0
_TOLD = 3  # intents named beside the proposed one
_HAN = re.compile(r"[\u3400-\u9fff]")
_ENGLISH_WORD = re.compile(r"(?<![A-Za-z0-9-])[A-Za-z]{2,}(?![A-Za-z0-9-])")
_ANNOTATION = re.compile(r"\[([^\]]*)\]\((\w+)\)")


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
        self._vectors = TfidfVectorizer(analyzer="char_wb", ngram_range=(1, 3), sublinear_tf=True, min_df=1)
        self._known = self._vectors.fit_transform([text for _, text in known]) if known else None

    def group(self, candidates: Sequence[Candidate]) -> list[Group]:
        """Group messages.

        Args:
            candidates: The messages; of more than `MOST_MESSAGES` the newest count.

        Returns:
            Groups, the largest first.
        """
        newest = sorted(_without_repeats(candidates), key=lambda c: -c.weak.turn.time)[:MOST_MESSAGES]
        by_language: dict[str, list[Candidate]] = defaultdict(list)
        for candidate in newest:
            by_language[language_of(candidate.example)].append(candidate)
        groups = [group for language, some in by_language.items() for group in self._groups_in(language, some)]
        return sorted(groups, key=lambda g: (-g.messages, g.language, g.proposed[:1], g.candidates[0].example))

    def _groups_in(self, language: str, candidates: Sequence[Candidate]) -> list[Group]:
        texts = [_shape(candidate.example) for candidate in candidates]
        rows = self._vectors.transform(texts) if self._known is not None else self._vectors.fit_transform(texts)
        votes = [self._votes(c.weak, row) for c, row in zip(candidates, rows, strict=True)]
        likeliest = [vote.most_common(1)[0][0] if vote else "" for vote in votes]
        near = (rows @ rows.T).toarray()
        differs = np.array([[one != other for other in likeliest] for one in likeliest])
        apart = np.clip(1 - near + _OTHER_WISH * differs, 0, None)
        np.fill_diagonal(apart, 0)
        members: dict[tuple[str, object], list[int]] = defaultdict(list)
        for number, label in enumerate(_labels(apart)):
            members["group", label].append(number)
        for key, some in list(members.items()):  # those that are alike to nothing stand together by what they look like
            if len(some) == 1:
                members["single", likeliest[some[0]]] += members.pop(key)
        return [_group(language, candidates, votes, near, some) for some in members.values()]

    def _votes(self, weak: WeakTurn, row: object) -> Counter[str]:
        """What a message may mean: by what the customer did next, by the model, and by the nearest examples."""
        votes: Counter[str] = Counter()
        votes.update(weak.evidence)
        votes.update(dict(weak.turn.ranking))
        if self._known is not None:
            near = (row @ self._known.T).toarray().ravel()  # type: ignore[operator]
            best = near.argsort()[::-1][:_NEIGHBOURS]
            for index in best:
                votes[str(self._intents[index])] += _NEIGHBOUR_WEIGHT * float(near[index]) / _NEIGHBOURS
        return votes


def language_of(example: str) -> str:
    """In which block of the examples a message belongs; names of products decide nothing."""
    plain = _ANNOTATION.sub(" ", example)
    chinese, english = bool(_HAN.search(plain)), bool(_ENGLISH_WORD.search(plain))
    if not chinese and not english:
        plain = _ANNOTATION.sub(r"\1", example)
        chinese, english = bool(_HAN.search(plain)), not _HAN.search(plain)
    return "mixed" if chinese and english else "zh" if chinese else "en"


def _labels(apart: np.ndarray) -> Iterable[int]:
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
    votes: Sequence[Counter[str]],
    near: np.ndarray,
    members: Sequence[int],
) -> Group:
    together: Counter[str] = Counter()
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
    proposed = tuple((intent, weight / total) for intent, weight in together.most_common(1 + _TOLD))
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
        reasons = list(dict.fromkeys([*before.weak.reasons, *candidate.weak.reasons]))
        evidence = Counter(before.weak.evidence) + Counter(candidate.weak.evidence)
        weak = WeakTurn(before.weak.turn, reasons, dict(evidence))
        merged[key] = Candidate(before.example, weak, before.count + candidate.count)
    return list(merged.values())


def _shape(example: str) -> str:
    """A message as it is compared: entities by their kind, so that the same question about two products is the same."""
    return folded(_ANNOTATION.sub(r" \2 ", example))
