"""How the annotations of an example are read."""

from __future__ import annotations

import random
import re

import pytest

from validation.annotations import parse


def spans(source: str) -> list[tuple[str, str, str | None]]:
    return [(span.text, span.entity, span.role) for span in parse(source).spans]


def test_both_ways_to_write_one() -> None:
    source = '[华为](brand)[手机](category)，[3000元]{"entity": "price", "role": "max"}以内'
    found = parse(source)
    assert found.plain == "华为手机，3000元以内"
    assert spans(source) == [("华为", "brand", None), ("手机", "category", None), ("3000元", "price", "max")]
    assert [found.plain[span.start : span.end] for span in found.spans] == ["华为", "手机", "3000元"]
    assert found.slips == []


def test_a_value_after_a_colon_or_in_the_table_is_no_part_of_the_name() -> None:
    assert spans("[mi 14](product:小米14)") == [("mi 14", "product", None)]
    assert spans('[mi 14]{"entity": "product", "value": "小米14"}') == [("mi 14", "product", None)]
    assert spans('[mi 14][{"entity": "product"}]') == [("mi 14", "product", None)]


@pytest.mark.parametrize(
    ("source", "slip"),
    [
        ("退[手机] (category)", "annotation_broken"),
        ("退[手机]（category）", "annotation_broken"),
        ("退［手机］（category）", "annotation_broken"),
        ("退[手机(category)", "annotation_broken"),
        ("退手机](category)", "annotation_broken"),
        ("退(手机)[category]", "annotation_broken"),
        ('退[手机]{"entity": "category", "colour": "red"}', "annotation_broken"),
        ("退[手机]{entity: category}", "annotation_broken"),
        ("退[手机](category)]", "annotation_broken"),
        ("退[]()", "annotation_empty"),
        ("退[ ](category)", "annotation_empty"),
        ('退[手机]{"role": "max"}', "annotation_empty"),
        ("退[我的[手机](category)](product)", "annotation_nested"),
        ("退[[小米](brand)手机](category)", "annotation_nested"),
        ('退[手机][{"entity": "category"}, {"entity": "term"}]', "annotation_overlap"),
        ("好的[微笑]", "brackets_plain"),
    ],
)
def test_slips(source: str, slip: str) -> None:
    assert [kind for kind, _ in parse(source).slips] == [slip]


@pytest.mark.parametrize("source", ["好的（谢谢）", "can i (please) go", "{hello}", "[三千](price)(含税)", "a:b"])
def test_brackets_of_the_customer_are_left_alone(source: str) -> None:
    assert parse(source).slips == []


def test_any_text_can_be_read() -> None:
    random.seed(5)
    for _ in range(2000):
        source = "".join(random.choices('[](){}"手a :,entity', k=random.randint(0, 40)))
        found = parse(source)
        assert all(found.plain[span.start : span.end] == span.text for span in found.spans)


def test_brackets_that_never_close_take_no_time() -> None:
    assert parse("[" * 5000).slips
    assert parse("[手机](" * 2000).slips
    assert len(re.findall("x", parse("[x](term)" * 2000).plain)) == 2000
