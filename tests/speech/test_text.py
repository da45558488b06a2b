"""Written to said and back."""

from __future__ import annotations

import pytest

from speech.text.english import English
from speech.text.numbers_en import read_digits, read_number
from speech.text.numbers_zh import said_number, with_digits
from speech.text.written_en import EnglishWriter
from speech.text.written_zh import ChineseWriter

KNOWN = {
    "iphone",
    "ipad",
    "galaxy",
    "flip",
    "pro",
    "power",
    "bank",
    "sound",
    "link",
    "what",
    "is",
    "how",
    "order",
    "tv",
}
english = English(KNOWN.__contains__)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("WH-1000XM5", "w h one thousand x m five"),
        ("iPhone 15", "iphone fifteen"),
        ("iPhone15Pro", "iphone fifteen pro"),
        ("Galaxy Z Flip6", "galaxy z flip six"),
        ("SoundLink", "sound link"),
        ("$500", "five hundred dollars"),
        ("¥3,000", "three thousand yuan"),
        ("$1.5k", "one point five thousand dollars"),
        ("144hz", "one hundred forty four hertz"),
        ("65-inch", "sixty five inch"),
        ('65"', "sixty five inch"),
        ("SO20261101", "s o two zero two six one one zero one"),
        ("20%", "twenty percent"),
        ("what's ur order?", "what's your order"),
        ("fēnix", "fenix"),
        ("DJI", "d j i"),
        ("2nd", "second"),
        ("7C II", "seven c two"),
    ],
)
def test_how_english_is_said(written: str, said: str):
    assert " ".join(english.said(written)) == said


def test_numbers_are_said_in_several_ways():
    ways = {" ".join(way) for way in english.ways("model 2024")}
    assert {"model two thousand twenty four", "model twenty twenty four", "model two zero two four"} <= ways


def test_a_text_has_a_bounded_number_of_ways():
    assert len(english.ways("1234 " * 20, 7)) == 7


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("two thousand five hundred", 2500),
        ("fifteen hundred", 1500),
        ("twenty twenty four", 2024),
        ("nine ninety nine", 999),
        ("two oh five", 205),
        ("a hundred and twenty", 120),
        ("three hundred thousand", 300000),
        ("one million two", 1000002),
        ("zero", 0),
    ],
)
def test_reading_numbers(said: str, value: int):
    assert read_number(said.split(), 0) == (value, len(said.split()))


def test_what_is_no_number():
    assert read_number(["a", "phone"], 0) == (None, 0)
    assert read_digits(["double", "two", "oh", "six"], 0) == ("2206", 4)
    assert read_digits(["o", "dear"], 0) == ("", 0)


SPELLINGS = {
    ("w", "h", "one", "thousand", "x", "m", "five"): "WH-1000XM5",
    ("sony",): "Sony",
    ("iphone", "fifteen"): "iPhone 15",
    ("iphone", "fifteen", "pro"): "iPhone 15 Pro",
}


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("how much is the sony w h one thousand x m five", "how much is the Sony WH-1000XM5"),
        ("is the iphone fifteen pro in stock", "is the iPhone 15 Pro in stock"),
        ("under five hundred dollars", "under $500"),
        ("order number two zero two six one one zero one", "order number 20261101"),
        ("s o two zero two six one one", "SO202611"),
        ("which one", "which one"),
        ("the first two", "the first two"),
        ("i'm after two pieces", "I'm after 2 pieces"),
        ("nine hundred ninety nine yuan", "999 yuan"),
        ("a u s b c cable", "a USB-C cable"),
        ("i want one", "I want one"),
    ],
)
def test_english_as_it_is_typed(said: str, written: str):
    assert EnglishWriter(SPELLINGS).write(said.split()) == written


@pytest.mark.parametrize("number", ["0", "7", "10", "15", "20", "105", "110", "1005", "2500", "10010", "123456"])
def test_chinese_numbers_come_back(number: str):
    for way in said_number(number):
        if len(number) > 1:
            assert with_digits(way) == number


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("三千块以内的手机", "3000块以内的手机"),
        ("两千五", "2500"),
        ("订单二零二六一一零一", "订单20261101"),
        ("十二点七寸", "12.7寸"),
        ("我要一个", "我要一个"),
        ("第一个", "第一个"),
        ("万一坏了", "万一坏了"),
        ("千万不要", "千万不要"),
        ("两三千的", "两三千的"),
    ],
)
def test_chinese_as_it_is_typed(said: str, written: str):
    assert ChineseWriter({}).write([said]) == written


def test_chinese_names_in_the_catalogues_spelling():
    writer = ChineseWriter({("小米十四",): "小米14", ("小米十四P.R.O.",): "小米14 Pro"})
    assert writer.write(["小米", "十四", "P.", "R.", "O.", "多少钱"]) == "小米14 Pro多少钱"
    assert writer.write(["小米", "十四", "多少钱"]) == "小米14多少钱"
