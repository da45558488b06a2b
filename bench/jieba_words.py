"""Words of jieba beside single Chinese characters, for an experiment with both in one pipeline."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cached_property

import jieba
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.nlu.constants import SPACY_DOCS
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from spacy.tokens import Doc

from catalog.normalize import simplify
from components.featurizer import SENTENCE, TOKENS, ShopFeaturizer, feature_matrix
from components.names import catalogue_names

_HAN = re.compile(r"[\u3400-\u9fff]{2,}")
_OFTEN = 100_000  # so that jieba does not cut a name of the catalogue


@DefaultV1Recipe.register([DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER], is_trainable=True)
class JiebaWords(ShopFeaturizer):
    """Adds to each token the Chinese word that it is a part of, and to the sentence its Chinese words.

    Stands behind the shop's featurizer. jieba knows the catalogue's names as words.
    """

    def train(self, training_data: TrainingData) -> Resource:
        """Learn which words occur."""
        docs = [doc for doc in (m.get(SPACY_DOCS[TEXT]) for m in training_data.training_examples) if doc]
        counts = Counter(feature for doc in docs for row in self._rows(doc) for feature in row)
        columns = self._columns(counts)
        self._vocabularies = {TOKENS: columns, SENTENCE: columns}
        return self._keep()

    def process(self, messages: list[Message]) -> list[Message]:
        """Add features to messages."""
        for message in messages:
            doc = message.get(SPACY_DOCS[TEXT])
            rows = list(self._rows(doc)) if doc is not None else []
            if rows:
                sequence = feature_matrix(rows, self._vocabularies[TOKENS])
                sentence = feature_matrix([set().union(*rows)], self._vocabularies[SENTENCE])
                self.add_features_to_message(sequence, sentence, TEXT, message)
        return messages

    @cached_property
    def _jieba(self) -> jieba.Tokenizer:
        return _cutter()

    def _rows(self, doc: Doc) -> Iterator[set[str]]:
        words = {}
        for found in _HAN.finditer(doc.text):
            for word, start, end in self._jieba.tokenize(simplify(found.group())):
                words.update({found.start() + place: word for place in range(start, end)})
        for token in doc:
            if not token.is_space:
                word = words.get(token.idx, "")
                yield {f"jieba:{word}"} if len(word) > 1 else set()


def _cutter() -> jieba.Tokenizer:
    cutter = jieba.Tokenizer()
    for names in catalogue_names().values():
        for name in names:
            if _HAN.fullmatch(name):
                cutter.add_word(name, _OFTEN)
    return cutter
