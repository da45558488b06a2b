"""Word vectors learned from the shop's own texts, for an experiment with spaCy's static vectors in the pipeline."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import scipy.sparse
import scipy.sparse.linalg
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.training_data import TrainingData
from spacy.vectors import Vectors

from catalog.settings import catalog_url
from catalog.shop import Shop
from components.names import MAX_PRODUCTS, catalogue_names
from components.spacy_pipeline import ShopSpacyNLP, build_pipeline

_WINDOW = 4  # words to each side
_LEAST = 3  # how often a word must occur


@DefaultV1Recipe.register([DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER], is_trainable=True)
class SpacyWithVectors(ShopSpacyNLP):
    """The shop's spaCy pipeline with vectors learned from the training examples and the catalogue's texts.

    `dimensions` is the size of a vector. Rasa's `SpacyFeaturizer` makes features of them.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Default settings (see parent class)."""
        return {**ShopSpacyNLP.get_default_config(), "dimensions": 100}

    def train(self, training_data: TrainingData) -> Resource:
        """Build the pipeline, learn its vectors, and keep it in the model."""
        pipeline = build_pipeline(catalogue_names())
        texts = [*(message.get(TEXT) or "" for message in training_data.nlu_examples), *shop_texts()]
        tokenised = [[token.text for token in pipeline.make_doc(text.lower()) if not token.is_space] for text in texts]
        words, data = learn_vectors(tokenised, self._config["dimensions"])
        pipeline.vocab.vectors = Vectors(data=data, keys=[pipeline.vocab.strings.add(word) for word in words])
        with self._storage.write_to(self._resource) as folder:
            pipeline.to_disk(folder)
        return self._resource


def shop_texts() -> list[str]:
    """What the shop writes about its products, terms and promotions, in both languages."""
    shop = Shop.open(catalog_url())
    try:
        products = shop.products.get_many([sku for sku, _ in shop.products.names(limit=MAX_PRODUCTS)])
        names = [text for product in products for text in (product.names, product.summary)]
        names += [text for term in shop.terms.all() for text in (term.names, term.explanation)]
        return [text for both in names for text in (both.zh, both.en) if text]
    finally:
        shop.close()


def learn_vectors(texts: Iterable[Sequence[str]], dimensions: int) -> tuple[list[str], npt.NDArray[np.float32]]:
    """Learn vectors: words that occur in the same company are alike.

    The positive pointwise mutual information of words that stand near each other, reduced by singular values; on few
    texts that is as good as learning a network, and the same every time.

    Args:
        texts: Tokenised texts.
        dimensions: Size of a vector, at most the number of words less one.

    Returns:
        The words, and their vectors of length 1, shape (words, dimensions).
    """
    texts = list(texts)
    counts = Counter(word for text in texts for word in text)
    words = sorted(word for word, count in counts.items() if count >= _LEAST)
    places = {word: place for place, word in enumerate(words)}
    pairs: Counter[tuple[int, int]] = Counter()
    for text in texts:
        known = [places.get(word) for word in text]
        for at, one in enumerate(known):
            for other in known[at + 1 : at + 1 + _WINDOW]:
                if one is not None and other is not None:
                    pairs[one, other] += 1
                    pairs[other, one] += 1
    rows, columns = np.array(list(pairs)).T
    values = np.array(list(pairs.values()), dtype=np.float64)
    sums = np.bincount(rows, weights=values, minlength=len(words))
    information = np.log(values * values.sum() / (sums[rows] * sums[columns]))
    matrix = scipy.sparse.csr_matrix((np.maximum(information, 0), (rows, columns)), shape=(len(words), len(words)))
    vectors, singular, _ = scipy.sparse.linalg.svds(matrix, k=min(dimensions, len(words) - 1), random_state=0)
    vectors = vectors * np.sqrt(singular)
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return words, (vectors / np.where(lengths > 0, lengths, 1)).astype(np.float32)
