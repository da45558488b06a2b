"""The linear classifier by itself: what it learns, how sure it is, and that it survives being saved."""

from __future__ import annotations

from pathlib import Path

import pytest

from components.linear_classifier import LinearClassifier

EXAMPLES = {
    "fruit": ["red apple", "green apple", "ripe pear", "sweet pear", "apple pie", "pear juice"],
    "metal": ["iron rod", "steel rod", "iron nail", "steel nail", "copper wire", "iron wire"],
    "cloth": ["silk shirt", "wool shirt", "silk scarf", "wool scarf", "linen shirt", "silk tie"],
}


def fit(labels: list[str], min_count: int = 1) -> LinearClassifier:
    rows = [set(text.split()) for label in labels for text in EXAMPLES[label]]
    return LinearClassifier.fit(rows, [label for label in labels for _ in EXAMPLES[label]], min_count)


def likeliest(classifier: LinearClassifier, text: str) -> str:
    confidences = classifier.confidences(text.split())
    return max(confidences, key=lambda label: confidences[label])


@pytest.mark.parametrize("labels", [["fruit", "metal"], ["fruit", "metal", "cloth"]])
def test_it_knows_what_it_learned(labels: list[str]) -> None:
    classifier = fit(labels)
    for label in labels:
        assert all(likeliest(classifier, text) == label for text in EXAMPLES[label])


def test_confidences_add_up_and_are_lower_for_what_is_unknown() -> None:
    classifier = fit(["fruit", "metal", "cloth"])
    known, unknown = classifier.confidences(["iron", "nail"]), classifier.confidences(["zeppelin"])
    assert sum(known.values()) == pytest.approx(1)
    assert sum(unknown.values()) == pytest.approx(1)
    assert known["metal"] > max(unknown.values())


def test_rare_features_are_left_out() -> None:
    classifier = fit(["fruit", "metal"], min_count=2)
    assert classifier.confidences(["copper"]) == classifier.confidences(["zeppelin"])
    assert classifier.confidences(["iron"]) != classifier.confidences(["zeppelin"])


@pytest.mark.parametrize("labels", [["fruit", "metal"], ["fruit", "metal", "cloth"]])
def test_it_is_the_same_after_saving(labels: list[str], tmp_path: Path) -> None:
    classifier = fit(labels)
    classifier.save(tmp_path / "kept.npz")
    loaded = LinearClassifier.load(tmp_path / "kept.npz")
    for text in ("iron apple", "silk", "zeppelin"):
        assert loaded.confidences(text.split()) == classifier.confidences(text.split())


def test_a_sharpness_that_is_known_is_kept() -> None:
    rows = [set(text.split()) for texts in EXAMPLES.values() for text in texts]
    labels = [label for label, texts in EXAMPLES.items() for _ in texts]
    found, given = LinearClassifier.fit(rows, labels, 1), LinearClassifier.fit(rows, labels, 1, sharpness=2.5)
    assert (given.sharpness, given.labels) == (2.5, found.labels)
    assert likeliest(given, "iron nail") == likeliest(found, "iron nail")
