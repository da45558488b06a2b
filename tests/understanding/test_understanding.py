"""Language, amounts and references in what customers write."""

from __future__ import annotations

import pytest

from components.language_slot import LanguageSlot
from understanding.amounts import parse_amount, price_roles
from understanding.language import detect_language, requested_language
from understanding.references import has_pronoun, how_many, ordinals, pick


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("你好", "zh"),
        ("hello", "en"),
        ("iPhone 15 的 refresh rate 是多少", "zh"),
        ("what does 刷新率 mean", "en"),
        ("how much is 小米14", "en"),
        ("帮我 track 一下 my order", "zh"),
        ("这个 return policy 是怎样的", "zh"),
        ("do you have 降噪耳机 under $300", "en"),
        ("phones", "en"),
        ("华为", "zh"),
        ("WH-1000XM5", None),
        ("SO20261123001", None),
        ("3000", None),
        ("😀", None),
        ("ok", None),
        ("Sony", None),
        ("iPhone 15 Pro", None),
        ("MacBook Air", None),
        ('/inform{"brand": "华为"}', None),
        ("", None),
    ],
)
def test_language_of_a_message(text: str, language: str | None) -> None:
    assert detect_language(text) == language


def test_language_slot_follows_the_customer() -> None:
    slot = LanguageSlot("language", [])
    seen = []
    for text in (
        "hello",
        "SO20261123001",
        "有货吗",
        "3000",
        "please answer in English",
        "有手机吗",
        "show me phones",
        "有手机吗",
    ):
        slot.value = text
        seen.append(slot.value)
    #                en    kept  zh    kept  wish  wish held  en: wish met  zh again
    assert seen == ["en", "en", "zh", "zh", "en", "zh", "en", "zh"]


def test_a_wish_holds_until_it_is_met() -> None:
    slot = LanguageSlot("language", [])
    seen = []
    for text in ("请说英文", "有手机吗", "ok show me", "有手机吗"):
        slot.value = text
        seen.append(slot.value)
    assert seen == ["en", "en", "en", "zh"]


@pytest.mark.parametrize(
    ("text", "language"), [("请用英文回答", "en"), ("speak Chinese please", "zh"), ("有中文说明书吗", None)]
)
def test_requested_language(text: str, language: str | None) -> None:
    assert requested_language(text) == language


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("三千块", "3000 CNY"),
        ("$500", "500 USD"),
        ("两三千", "2000-3000 CNY"),
        ("5k", "5000 CNY"),
        ("1.2万", "12000 CNY"),
        ("三千五", "3500 CNY"),
        ("一万二", "12000 CNY"),
        ("¥3,000", "3000 CNY"),
        ("two hundred dollars", "200 USD"),
        ("2000-3000元", "2000-3000 CNY"),
        ("一千零五十", "1050 CNY"),
        ("八百", "800 CNY"),
        ("两万五", "25000 CNY"),
        ("３０００元", "3000 CNY"),
        ("1.5k usd", "1500 USD"),
        ("€99.90", "99.9 EUR"),
        ("十五", "15 CNY"),
    ],
)
def test_amounts(text: str, amount: str) -> None:
    assert str(parse_amount(text)) == amount
    assert str(parse_amount(amount)) == amount


def test_no_amount() -> None:
    assert parse_amount("便宜的") is None


@pytest.mark.parametrize(
    ("text", "words", "roles"),
    [
        ("有没有三千以下的降噪耳机", ["三千"], ["max"]),
        ("between $200 and $300", ["$200", "$300"], ["min", "max"]),
        ("2000到3000元", ["2000", "3000元"], ["min", "max"]),
        ("3000元左右", ["3000元"], [None]),
        ("under 5k", ["5k"], ["max"]),
        ("at least 5k but under 8k", ["5k", "8k"], ["min", "max"]),
        ("laptops over 8000 yuan", ["8000 yuan"], ["min"]),
        ("预算4000", ["4000"], ["max"]),
        ("5000元以上", ["5000元"], ["min"]),
        ("around $300", ["$300"], [None]),
    ],
)
def test_limits(text: str, words: list[str], roles: list[str | None]) -> None:
    spans = [(text.index(word), text.index(word) + len(word)) for word in words]
    assert price_roles(text, spans) == roles


def test_references() -> None:
    assert ordinals("第二个多少钱") == [2]
    assert ordinals("compare the third with the first one") == [3, 1]
    assert how_many("前两个有什么区别") == 2
    assert has_pronoun("is it in stock") and has_pronoun("它有货吗") and not has_pronoun("有手机吗")
    assert pick(["a", "b", "c"], [2, -1, 9]) == ["b", "c"]
