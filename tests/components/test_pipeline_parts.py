"""The parts of the pipeline: tokens, names, spans, amounts."""

from __future__ import annotations

from pathlib import Path

import pytest
import spacy
import yaml

from components.entity_rules import names_in
from components.entity_spans import Span, tidy
from components.features import sentence_features, token_features
from components.spacy_pipeline import build_pipeline
from components.token_shape import shape
from components.tokenizer import BilingualTokenizer
from tests.actions.conversation import annotated

NLU = Path(__file__).parents[2] / "data" / "nlu.yml"
NAMES = {
    "product": ["小米14", "小米14 Pro", "Sony WH-1000XM5"],
    "brand": ["小米", "Sony"],
    "category": ["手机", "降噪耳机", "gaming laptop"],
    "attribute": ["刷新率", "battery life"],
    "term": ["刷新率", "主动降噪"],
    "modifier": ["静音", "小米", "silent"],
}


@pytest.fixture(scope="module")
def nlp() -> spacy.Language:
    return build_pipeline(NAMES)


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("小米14多少钱", ["小", "米", "14", "多", "少", "钱"]),
        ("Sony WH-1000XM5有货吗", ["Sony", "WH-1000XM5", "有", "货", "吗"]),
        ("¥3,000以内 2.5k", ["¥", "3,000", "以", "内", "2.5k"]),
        ("2000-3000元", ["2000", "-", "3000", "元"]),
        ("Wi-Fi 7是啥", ["Wi-Fi", "7", "是", "啥"]),
        ("don't", ["don't"]),
        ("😀\u200b", ["😀", "\u200b"]),
    ],
)
def test_tokens(nlp: spacy.Language, text: str, tokens: list[str]) -> None:
    assert [token.text for token in nlp(text)] == tokens
    assert nlp(text).text == text


def test_no_annotation_falls_between_tokens() -> None:
    tokenize = BilingualTokenizer(spacy.blank("xx").vocab)
    misaligned = []
    for block in yaml.safe_load(NLU.read_text(encoding="utf-8"))["nlu"]:
        for line in block["examples"].splitlines():
            text, entities = annotated(line.strip().removeprefix("- "))
            tokens = tokenize(text)
            starts, ends = {t.idx for t in tokens}, {t.idx + len(t) for t in tokens}
            misaligned += [text for e in entities if e["start"] not in starts or e["end"] not in ends]
    assert not misaligned


def test_names_are_found_longest_first_without_word_borders(nlp: spacy.Language) -> None:
    found = {(span.start, span.end, span.label) for span in names_in(nlp("我想买小米14 pro手机，刷新率呢"))}
    assert found == {(3, 11, "product"), (11, 13, "category"), (14, 17, "attribute"), (14, 17, "term")}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("静音手机", [("静音手机", "category")]),
        ("silent 手机", [("silent 手机", "category")]),
        ("静音一点", []),
        ("静音小米", [("小米", "brand")]),
        ("小米手机", [("小米手机", "category")]),  # the longer name wins, here a shelf
        ("小米14手机", [("小米14", "product"), ("手机", "category")]),
        ("静音降噪耳机", [("静音降噪耳机", "category")]),
        ("静音静音手机", [("静音手机", "category")]),
    ],
)
def test_a_modifier_is_part_of_the_category_behind_it(
    nlp: spacy.Language, text: str, found: list[tuple[str, str]]
) -> None:
    assert [(text[span.start : span.end], span.label) for span in names_in(nlp(text))] == found


def test_pipeline_is_the_same_after_saving(nlp: spacy.Language, tmp_path: Path) -> None:
    nlp.to_disk(tmp_path)
    loaded = spacy.load(tmp_path)
    for text in ("小米14 Pro 的刷新率", "a gaming laptop from Sony"):
        assert [(t.text, t._.gazetteer) for t in nlp(text)] == [(t.text, t._.gazetteer) for t in loaded(text)]
        assert token_features(nlp(text)) == token_features(loaded(text))
        assert sentence_features(nlp(text)) == sentence_features(loaded(text))


@pytest.mark.parametrize(
    ("token", "name"),
    [
        ("3,000", "amount"),
        ("5k", "amount"),
        ("$", "currency"),
        ("SO20261123001", "code-long"),
        ("WH-1000XM5", "model"),
        ("16GB", "unit"),
        ("手", "han"),
        ("三", "chinese-number"),
        ("phone", "word"),
        ("74219", "number-5-6"),
    ],
)
def test_shapes(token: str, name: str) -> None:
    assert shape(token) == name


def mended(text: str, marked: list[tuple[str, str]], intent: str, nlp: spacy.Language) -> list[tuple[str, str]]:
    spans = [Span(text.index(words), text.index(words) + len(words), label) for words, label in marked]
    return [(text[s.start : s.end], s.label) for s in tidy(text, spans, intent, names_in(nlp(text)))]


@pytest.mark.parametrize(
    ("text", "marked", "intent", "expected"),
    [
        ("什么是主动降噪", [("主", "term"), ("动降噪", "term")], "explain_term", [("主动降噪", "term")]),
        ("刷新率多少", [("刷新率", "term")], "ask_product_details", [("刷新率", "attribute")]),
        ("Sony有吗", [("Sony", "product")], "ask_availability", [("Sony", "brand")]),
        (
            "华为FreeBuds Pro好吗",
            [("华为", "product"), ("FreeBuds Pro", "product")],
            "ask_price",
            [("华为FreeBuds Pro", "product")],
        ),
        ("退火车票的手机", [("手机", "category")], "out_of_scope", []),
        ("拖地的", [("地", "category")], "search_product", []),
        ("27寸4K那种", [("4K", "price")], "search_product", []),
        ("4K以内的", [("4K", "price")], "search_product", [("4K", "price")]),
        ("explain 刷新率", [], "explain_term", [("刷新率", "term")]),
    ],
)
def test_spans_are_mended(
    nlp: spacy.Language, text: str, marked: list[tuple[str, str]], intent: str, expected: list[tuple[str, str]]
) -> None:
    assert mended(text, marked, intent, nlp) == expected
