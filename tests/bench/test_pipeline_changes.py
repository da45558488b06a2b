from __future__ import annotations

import copy
from typing import Any

import pytest
import yaml

from bench.errors import BenchError
from bench.experiments import read_variants
from bench.nlu import SETS_FILE
from bench.pipeline import Change, changed, component, network, read_config, short_name, trained_longer

CONFIG = {
    "language": "zh",
    "pipeline": [{"name": "a.b.First", "size": 1}, {"name": "a.ShopDIETClassifier", "epochs": 9, "random_seed": 1}],
}


def test_settings_are_added_and_the_original_stays():
    before = copy.deepcopy(CONFIG)
    new = changed(CONFIG, [Change("x", language="en", settings={"First": {"size": 2, "more": True}})], "test")
    assert new["language"] == "en"
    assert component(new, "First", "test") == {"name": "a.b.First", "size": 2, "more": True}
    assert before == CONFIG


def test_components_are_replaced_and_left_out_in_their_places():
    new = changed(CONFIG, [Change("x", instead={"First": {"name": "Other"}})], "test")
    assert [short_name(part) for part in new["pipeline"]] == ["Other", "ShopDIETClassifier"]
    new = changed(CONFIG, [Change("x", without=["First"])], "test")
    assert [short_name(part) for part in new["pipeline"]] == ["ShopDIETClassifier"]
    new = changed(CONFIG, [Change("x", after={"First": {"name": "c.Between", "size": 3}})], "test")
    assert [short_name(part) for part in new["pipeline"]] == ["First", "Between", "ShopDIETClassifier"]


def test_a_whole_pipeline_is_not_shared_between_variants():
    other = [{"name": "DIETClassifier", "epochs": 100}]
    new = changed(CONFIG, [Change("x", pipeline=other, settings={"DIETClassifier": {"epochs": 2}})], "test")
    assert new["pipeline"] == [{"name": "DIETClassifier", "epochs": 2}]
    assert other == [{"name": "DIETClassifier", "epochs": 100}]


def test_epochs_of_the_command_line_go_to_the_network():
    new = changed(CONFIG, trained_longer(CONFIG, 3), "test")
    assert network(new)["epochs"] == 3
    assert trained_longer(CONFIG, None) == []


def test_a_component_that_is_not_there_is_named():
    with pytest.raises(BenchError, match=r"K952: my variant changes the component Nobody.*First, ShopDIETClassifier"):
        changed(CONFIG, [Change("x", without=["Nobody"])], "my variant")


@pytest.mark.parametrize("entry", [{"reason": "x", "epochs": 3}, {"language": "en"}])
def test_unknown_keys_and_missing_reasons_are_named(entry: dict[str, Any]):
    with pytest.raises(BenchError, match="K953: my variant"):
        Change.read(entry, "my variant")


def test_only_what_differs_is_recorded():
    assert Change("why", language="en").told() == {"reason": "why", "language": "en"}


def test_everything_written_down_fits_to_the_present_configuration():
    assert "policies" not in read_config()
    for name, change in read_variants().items():
        assert changed(read_config(), [change], name)["pipeline"], name
    plan = yaml.safe_load(SETS_FILE.read_text(encoding="utf-8"))
    for name, entry in plan.items():
        changes = [Change.read(change, name) for change in entry.get("changes", ())]
        assert changed(read_config(), changes, name)["pipeline"], name
        assert entry["limits"]


def test_what_changes_features_or_the_network_is_tried_on_the_network_alone():
    both, variants = {"IntentEnsemble", "SpanEnsemble"}, read_variants()
    assert set(variants["network-alone"].without) == both
    for name, change in variants.items():
        if {"ShopFeaturizer", "ShopDIETClassifier", "ShopSpacyNLP"} & {*change.settings, *change.instead}:
            assert set(change.without) == both, name
            assert "network-alone" in change.reason, name


def test_networks_that_are_written_out_are_ours():
    ours = network(read_config())
    for name in ("rasa-features-jieba", "rasa-features-characters"):
        theirs = network(changed(read_config(), [read_variants([name])[name]], name))
        assert theirs == {key: value for key, value in ours.items() if key != "random_seed"}
    name = "rasa-default-our-epochs"
    assert network(changed(read_config(), [read_variants([name])[name]], name))["epochs"] == ours["epochs"]


@pytest.mark.slow
def test_every_setting_of_a_variant_exists():
    from rasa.engine.recipes.default_recipe import DefaultV1Recipe
    from rasa.shared.utils.common import class_from_module_path

    recipe = DefaultV1Recipe()
    for name, change in read_variants().items():
        for part in changed(read_config(), [change], name)["pipeline"]:
            if "." in part["name"]:
                kind = class_from_module_path(part["name"])
            else:
                kind = recipe._from_registry(part["name"]).clazz
            assert set(part) - {"name"} <= set(kind.get_default_config()), (name, part)
