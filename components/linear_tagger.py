"""A linear model of spans: a conditional random field over the features of tokens and of their neighbours."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pycrfsuite
from spacy.tokens import Doc, Token

from components.entity_spans import Span
from components.features import token_features

_NEIGHBOURS = (-2, -1, 1, 2)  # tokens whose words are seen
_CLOSE = (-1, 1)  # tokens whose names are seen too
_SEEN_CLOSE = ("name:",)
#: Of the messages without a span and without a name of the gazetteer, which hardly teach anything, every fifth counts.
_EVERY = 5
_OUTSIDE = "O"
#: Regularisation and length of the training; source of the method: Okazaki, "CRFsuite" (2007).
_SETTINGS = {"c1": 0.05, "c2": 0.05, "max_iterations": 80, "feature.minfreq": 2, "feature.possible_transitions": False}


@dataclass(frozen=True)
class Tagged:
    """What the model makes of a message.

    Attributes:
        spans: The likeliest spans, each with the least confidence of its tokens.
        tokens: Where each token starts and ends, in characters.
        inside: How likely each token belongs to any entity.
    """

    spans: tuple[Span, ...]
    tokens: tuple[tuple[int, int], ...]
    inside: tuple[float, ...]

    def least_inside(self, start: int, end: int) -> float:
        """How likely the least likely token of a stretch belongs to any entity; 0 where there is no token."""
        covered = [
            chance
            for chance, (begin, stop) in zip(self.inside, self.tokens, strict=True)
            if begin < end and start < stop
        ]
        return min(covered, default=0.0)


class LinearTagger:
    """Finds spans in documents of the shop's spaCy pipeline."""

    def __init__(self, model: bytes) -> None:
        """Load a model.

        Args:
            model: What `train` wrote.
        """
        self._model = model  # the tagger reads from this memory
        self._tagger = pycrfsuite.Tagger()
        self._tagger.open_inmemory(model)

    @staticmethod
    def train(examples: Iterable[tuple[Doc, Sequence[Span]]], path: Path) -> None:
        """Train a model.

        Args:
            examples: Documents with their spans; of those with neither spans nor names only some are used.
            path: The file to write.
        """
        trainer = pycrfsuite.Trainer("lbfgs", _SETTINGS, verbose=False)
        for number, (doc, spans) in enumerate(examples):
            tokens = _tokens(doc)
            telling = spans or any(token._.gazetteer for token in tokens)
            if tokens and (telling or number % _EVERY == 0):
                trainer.append(_rows(doc, tokens), _tags(tokens, spans))
        trainer.train(str(path))

    def read(self, doc: Doc) -> Tagged:
        """Find spans.

        Args:
            doc: A message.
        """
        tokens = _tokens(doc)
        if not tokens:
            return Tagged((), (), ())
        self._tagger.set(_rows(doc, tokens))
        tags = self._tagger.tag()
        sure = [self._tagger.marginal(tag, place) for place, tag in enumerate(tags)]
        known = _OUTSIDE in self._tagger.labels()
        inside = [1 - self._tagger.marginal(_OUTSIDE, place) if known else 1.0 for place in range(len(tokens))]
        places = tuple((token.idx, token.idx + len(token)) for token in tokens)
        return Tagged(tuple(_spans(places, tags, sure)), places, tuple(inside))


def _tokens(doc: Doc) -> list[Token]:
    return [token for token in doc if not token.is_space]


def _rows(doc: Doc, tokens: Sequence[Token]) -> list[list[str]]:
    """The features of each token with those of its neighbours."""
    own = token_features(doc)
    rows = []
    for place, features in enumerate(own):
        seen = set(features)
        for step in _NEIGHBOURS:
            there = 0 <= place + step < len(tokens)
            seen.add(f"{step}:{tokens[place + step].lower_ if there else ''}")
        for step in _CLOSE:
            if 0 <= place + step < len(tokens):
                seen.update(f"{step}:{each}" for each in own[place + step] if each.startswith(_SEEN_CLOSE))
        rows.append(sorted(seen))
    return rows


def _tags(tokens: Sequence[Token], spans: Sequence[Span]) -> list[str]:
    tags = [_OUTSIDE] * len(tokens)
    for span in spans:
        covered = [i for i, token in enumerate(tokens) if token.idx < span.end and span.start < token.idx + len(token)]
        for place in covered:
            tags[place] = f"{'B' if place == covered[0] else 'I'}-{span.label}"
    return tags


def _spans(places: Sequence[tuple[int, int]], tags: Sequence[str], sure: Sequence[float]) -> list[Span]:
    spans: list[Span] = []
    before = _OUTSIDE
    for (start, end), tag, confidence in zip(places, tags, sure, strict=True):
        prefix, _, label = tag.partition("-")
        if prefix == "I" and before != _OUTSIDE and spans[-1].label == label:
            last = spans[-1]
            spans[-1] = Span(last.start, end, label, min(last.confidence, confidence))
        elif prefix != _OUTSIDE:
            spans.append(Span(start, end, label, confidence))
        before = tag
    return spans
