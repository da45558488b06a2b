"""Rasa's check of YAML files while a model is trained."""

from __future__ import annotations

import pytest
from rasa.shared.exceptions import YamlException
from rasa.shared.nlu.training_data.formats.rasa_yaml import RasaYAMLReader
from rasa.shared.utils import io, validation

from tools.quick_schema import quick_schema

RIGHT = 'version: "3.1"\nnlu:\n- intent: greet\n  examples: |\n    - 你好\n    - hi 🙂\n'
WRONG = {
    "other structure": RIGHT.replace("examples: |", "examples: [1]\n  more: |"),
    "broken": RIGHT.replace("- intent", "- [intent"),
    "twice the same key": RIGHT + "nlu: []\n",
}


def read(text: str) -> list[str]:
    return [example.get("text") for example in RasaYAMLReader().reads(text).training_examples]


def test_right_files_are_read_as_before() -> None:
    before = read(RIGHT)
    with quick_schema():
        assert read(RIGHT) == before == ["你好", "hi 🙂"]


@pytest.mark.parametrize("kind", WRONG)
def test_wrong_files_are_refused_in_rasas_words(kind: str) -> None:
    with pytest.raises(YamlException) as before:
        read(WRONG[kind])
    with quick_schema(), pytest.raises(YamlException) as quick:
        read(WRONG[kind])
    assert str(quick.value) == str(before.value)


def test_rasa_is_left_as_it_was() -> None:
    before = validation.validate_yaml_schema, io.read_yaml
    with quick_schema():
        read(RIGHT)
        assert validation.validate_yaml_schema is not before[0]
    assert (validation.validate_yaml_schema, io.read_yaml) == before
