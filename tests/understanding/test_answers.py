"""Quantities, positions, addresses and mere yes or no in what customers write."""

from __future__ import annotations

import pytest

from understanding.amounts import price_roles
from understanding.answers import (
    address_in,
    colours,
    compared_properties,
    has_colour,
    is_only,
    looks_like_company,
    without_refusal,
)
from understanding.quantities import bare_number, quantity
from understanding.references import is_position, ordinals, positions


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("两台", 2),
        ("二十台", 20),
        ("十二件", 12),
        ("两百件", 200),
        ("一百零五台", 105),
        ("WH-1000XM5 三台", 3),
        ("iPhone 16 要两台", 2),
        ("下单二十台¤", 20),
        ("twenty two", 22),
        ("a hundred and five pieces", 105),
        ("3 pcs", 3),
        ("three please", 3),
        ("buy two ¤", 2),
        ("¤ ×2", 2),
        ("no, two of them", 2),
        ("three, not two", 3),
        ("不要两台，要三台", 3),
        ("不是两台是三台", 3),
        ("改成5", 5),
        ("2000台", 2000),
        ("一个也不要", None),
        ("一台都不要", None),
        ("要", None),
        ("第二个", None),
        ("另一个", None),
        ("the second one", None),
        ("WH-1000XM5", None),
        ("iPhone 16", None),
        ("0", None),
    ],
)
def test_quantities(text: str, count: int | None) -> None:
    assert quantity(text) == count


def test_a_number_alone() -> None:
    assert [bare_number(text) for text in ("3", "make it 5", "3 GB", "SO20261101001")] == [3, 5, None, None]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("第二个多少钱", [2]),
        ("compare the third with the first one", [3, 1]),
        ("第八个", [8]),
        ("第十二款", [12]),
        ("the 9th one", [9]),
        ("倒数第二个", [-2]),
        ("the second to last", [-2]),
        ("最后一个", [-1]),
        ("不对，是2号", [2]),
        ("#2", [2]),
        ("AirPods 第二代", []),
        ("文三路2号楼", []),
    ],
)
def test_positions_in_a_list(text: str, found: list[int]) -> None:
    assert ordinals(text) == found


def test_a_digit_is_a_position_only_within_the_list() -> None:
    assert positions("3", 5) == [3]
    assert positions("9", 5) == []
    assert positions("第九个", 5) == [9]


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("上海市静安区南京西路1266号", "上海市静安区南京西路1266号"),
        ("把地址改成上海市静安区南京西路1266号", "上海市静安区南京西路1266号"),
        ("ship it to 5 Park Ave, New York 10016", "5 Park Ave, New York 10016"),
        ("12 Main Street, Springfield", "12 Main Street, Springfield"),
        ("添加收货地址", None),
        ("下单买 iPhone 16 三台", None),
        ("取消订单 SO20261101003", None),
        ("2号店有货吗", None),
    ],
)
def test_addresses(text: str, address: str | None) -> None:
    assert address_in(text) == address


@pytest.mark.parametrize("text", ["不用了", "不要了，谢谢你", "no thanks", "No.", "不"])
def test_a_mere_no(text: str) -> None:
    assert is_only(text, "refusals")


def test_a_mere_yes_and_more_than_that() -> None:
    assert is_only("好的", "assents") and is_only("ok", "assents") and is_only("yes please", "assents")
    assert not is_only("好的公司", "assents") and not is_only("no, the other order", "refusals")
    assert without_refusal("不对，是张三") == "张三"


def test_companies() -> None:
    assert looks_like_company("北京某某科技有限公司") and looks_like_company("Acme Ltd")
    assert not looks_like_company("给我公司的发票") and not looks_like_company("取消订单")


def test_colours_and_comparisons() -> None:
    assert colours("没有蓝色的吗") == ["blue"] and colours("do you have it in white") == ["white"]
    assert has_colour("黑、白、岩石青", "white") and not has_colour("黑、白", "blue")
    assert compared_properties("which one is lighter") == ["weight"]
    assert compared_properties("价格差多少") == ["price"]


def test_a_position_and_nothing_else() -> None:
    assert all(map(is_position, ("the first one", "9th", "第一个", "最后一个", "no. 4", "倒数第二个")))
    assert not any(map(is_position, ("第一个多少钱", "iPhone 15", "how much is the second one", "3")))


@pytest.mark.parametrize(
    ("text", "amount", "role"),
    [
        ("不低于3000元的手机", "3000元", "min"),
        ("低于3000元的手机", "3000元", "max"),
        ("不超过3000元", "3000元", "max"),
        ("超过3000元", "3000元", "min"),
        ("no less than $500", "$500", "min"),
        ("less than $500", "$500", "max"),
        ("not more than $300", "$300", "max"),
    ],
)
def test_a_denied_limit_is_the_other_one(text: str, amount: str, role: str) -> None:
    start = text.index(amount)
    assert price_roles(text, [(start, start + len(amount))]) == [role]
