"""The linear model of spans."""

from __future__ import annotations

from pathlib import Path

from components.entity_spans import Span
from components.linear_tagger import LinearTagger
from components.spacy_pipeline import build_pipeline


def test_it_learns_spans_among_many_messages_without_one(tmp_path: Path) -> None:
    nlp = build_pipeline({})
    plain = [(nlp(f"where is parcel number {word}"), []) for word in ("one", "two", "three", "four", "five") * 20]
    marked = [
        (nlp(f"show me {word} please"), [Span(8, 8 + len(word), "category", 1.0)]) for word in ("lamps", "chairs") * 5
    ]
    LinearTagger.train([*plain, *marked], tmp_path / "model")
    model = LinearTagger((tmp_path / "model").read_bytes())
    found = model.read(nlp("show me lamps")).spans
    assert [(span.start, span.end, span.label) for span in found] == [(8, 13, "category")]
    assert model.read(nlp("where is parcel number six")).spans == ()
