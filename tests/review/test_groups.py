from __future__ import annotations

import pytest

from review.groups import Candidate, Group, Grouper, language_of
from review.turns import Turn
from review.weakness import WeakTurn

EXAMPLES = [
    ("track_order", "where is my order"),
    ("track_order", "我的快递到哪了"),
    ("check_invoice", "is the invoice issued"),
    ("check_invoice", "发票开了吗"),
    ("ask_price", "[索尼](brand)[耳机](category)多少钱"),
]


def candidate(
    text: str, ranking: tuple[tuple[str, float], ...] = (), evidence: dict[str, float] | None = None, time: float = 0
) -> Candidate:
    turn = Turn("c", 0, time, text, "nlu_fallback", ranking)
    return Candidate(text, WeakTurn(turn, ["fallback"], evidence or {}))


def grouped(*candidates: Candidate) -> list[Group]:
    return Grouper(EXAMPLES).group(candidates)


def test_what_is_alike_stands_together():
    parcel, paper = (("track_order", 0.4), ("ask_price", 0.3)), (("check_invoice", 0.4), ("get_refund", 0.3))
    parcels = {"where is my parcel", "where's my parcel now", "so where is my parcel"}
    papers = {"paper for the taxman", "the taxman wants a paper"}
    groups = grouped(*(candidate(text, parcel) for text in parcels), *(candidate(text, paper) for text in papers))
    assert [{c.example for c in group.candidates} for group in groups] == [parcels, papers]
    assert groups[0].proposed[0][0] == "track_order" and groups[0].messages == 3


def test_what_the_customer_did_next_counts_most():
    wrong = (("ask_price", 0.6), ("track_order", 0.2))
    group = grouped(candidate("parcel parcel", wrong, {"delivery_period": 3.0}))[0]
    assert group.proposed[0][0] == "delivery_period"


def test_the_same_question_about_other_products_is_one_group():
    groups = grouped(candidate("[华为](brand)[手机](category)啥价"), candidate("[小米](brand)[电视](category)啥价"))
    assert len(groups) == 1


def test_languages_have_groups_of_their_own():
    groups = grouped(candidate("where is my order"), candidate("我的快递到哪了"), candidate("我的 parcel 到哪了"))
    assert sorted(group.language for group in groups) == ["en", "mixed", "zh"]


def test_the_same_message_stands_once_with_its_count():
    group = grouped(candidate("Where is it"), candidate("where is  it"))[0]
    assert (len(group.candidates), group.messages, group.reasons) == (1, 2, (("fallback", 2),))


def test_what_is_alike_to_nothing_is_collected_by_what_it_may_mean():
    one, other = candidate("zzzz qqqq", (("stop", 0.9),)), candidate("uvw xyxyx", (("stop", 0.9),))
    assert len(grouped(one, other)) == 1


def test_nothing_is_no_group_and_no_examples_are_no_problem():
    assert grouped() == []
    assert Grouper([]).group([candidate("hello")])[0].proposed == ()


@pytest.mark.parametrize(
    ("example", "language"),
    [
        ("我的快递", "zh"),
        ("my parcel", "en"),
        ("我的 parcel", "mixed"),
        ("[iPhone 15](product)多少钱", "zh"),
        ("[索尼](brand) headphones", "en"),
        ("[索尼](brand)", "zh"),
        ("[Sony](brand)", "en"),
        ("WH-1000XM5呢", "zh"),
    ],
)
def test_the_language_is_that_of_the_words_and_not_of_the_names(example: str, language: str):
    assert language_of(example) == language
