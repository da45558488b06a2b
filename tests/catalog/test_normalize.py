"""Spellings that must fold to one another."""

from __future__ import annotations

import pytest

from catalog.normalize import chinese_number, contains_cjk, fold, pinyin, tidy


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("iPhone 15 Pro", "iphone15pro"),
        ("ｉＰｈｏｎｅ　１５", "iphone 15"),
        ("WH-1000XM5", "wh1000xm5"),
        ("小米 十四", "小米14"),
        ("一加十二", "一加 12"),
        ("華為 Mate60", "华为mate 60"),
        ("Galaxy S24+", "galaxy s24 plus"),
        ("AirPods Pro (2nd Gen)", "AirPods Pro 第二代"),
        ("Café", "cafe"),
        ("EOS R6 Mark II", "eosr6mark2"),
    ],
)
def test_spellings_of_one_name_fold_to_one_key(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(("one", "other"), [("iPhone 15", "iPhone 16"), ("6.7", "67"), ("15 128", "15128")])
def test_different_numbers_stay_different(one: str, other: str) -> None:
    assert fold(one) != fold(other)


def test_brand_names_with_numerals_are_kept() -> None:
    assert tidy("三星") == "三星"
    assert tidy("一加") == "一加"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("三千", 3000),
        ("两千五", 2500),
        ("一万二", 12000),
        ("十四", 14),
        ("一千零五", 1005),
        ("二〇二四", 2024),
        ("百", 100),
    ],
)
def test_chinese_numbers(text: str, number: float) -> None:
    assert chinese_number(text) == number


def test_hostile_texts_are_cut_and_cleaned() -> None:
    assert len(fold("a" * 10_000)) <= 400
    assert fold("a\0b%_'") == "ab"
    assert fold("") == ""


def test_scripts() -> None:
    assert contains_cjk("a中")
    assert not contains_cjk("abc")
    assert pinyin("降噪耳机") == "jiangzaoerji"


def test_endless_numbers_stay_words() -> None:
    assert chinese_number("九" * 400) is not None
    assert tidy("九" * 30) == "九" * 30
    assert tidy("x" * 800 + "a") == tidy("x" * 800 + "b")
