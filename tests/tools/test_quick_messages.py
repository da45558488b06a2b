"""Rasa's messages while a model is trained."""

from __future__ import annotations

import copy
from collections.abc import Iterator

import numpy as np
import pytest
from rasa.nlu.tokenizers.tokenizer import Token
from rasa.shared.nlu.constants import ENTITIES, INTENT, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from tools.quick_messages import quick_messages


@pytest.fixture
def quick() -> Iterator[None]:
    with quick_messages():
        yield


def example(text: str = "两千的耳机", intent: str = "search_product", entity: str = "耳机") -> Message:
    start = text.index(entity)
    entities = [{"start": start, "end": start + len(entity), "value": entity, "entity": "category"}]
    return Message({TEXT: text, INTENT: intent, ENTITIES: entities})


@pytest.mark.usefixtures("quick")
def test_only_what_is_wholly_the_same_is_left_out() -> None:
    others = [example(), example(entity="两千"), example(intent="product_price"), example(text="耳机")]
    assert len(TrainingData([example(), *others]).training_examples) == 4


@pytest.mark.usefixtures("quick")
def test_a_merged_example_can_be_changed_alone() -> None:
    before = TrainingData([example()])
    merged = before.merge(TrainingData([example(text="耳机")]))
    merged.training_examples[0].get(ENTITIES)[0]["value"] = "headphones"
    merged.training_examples[0].set(INTENT, "chitchat")
    assert before.training_examples[0].get(ENTITIES)[0]["value"] == "耳机"
    assert before.training_examples[0].get(INTENT) == "search_product"


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("attribute", ["token", "feature", "entity"])
def test_the_fingerprint_sees_each_part(attribute: str) -> None:
    one, other = example(), example(entity="两千" if attribute == "entity" else "耳机")
    for message, changed in ((one, False), (other, True)):
        message.set("text_tokens", [Token("两千", 1 if changed and attribute == "token" else 0)])
        values = np.ones((1, 2)) * (2 if changed and attribute == "feature" else 1)
        message.add_features(Features(values, "sentence", TEXT, "test"))
    assert one.fingerprint() != other.fingerprint()
    assert one.fingerprint() == copy.deepcopy(one).fingerprint()


def test_messages_are_rasas_again_afterwards() -> None:
    before = dict(vars(Message))
    with quick_messages():
        assert vars(Message)["__hash__"] is not before["__hash__"]
    assert dict(vars(Message)) == before
