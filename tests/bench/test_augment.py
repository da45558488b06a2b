from __future__ import annotations

from bench.augment import with_other_names
from evaluation.readings import Sentence, Span

NAMES = {"brand": ["华为", "Sony", "小米"], "product": ["Mate 60"], "category": ["手机", "phone"]}
MIXED = Sentence(
    "Sony手机 and 小米 under 3000元", "mixed", "search_product",
    (Span(0, 4, "brand"), Span(4, 6, "category"), Span(11, 13, "brand"), Span(20, 25, "price")),
)  # fmt: skip


def test_copies_have_other_names_of_the_same_kind_and_script_and_exact_spans():
    copies = with_other_names([MIXED], NAMES, 20, ())[1:]
    assert copies
    for copy in copies:
        marked = [(copy.text[span.start : span.end], span.entity) for span in copy.spans]
        assert marked[0] == ("Sony", "brand") and marked[1] == ("手机", "category") and marked[3] == ("3000元", "price")
        assert marked[2][0] in ("华为", "小米")
        assert (copy.intent, copy.language) == (MIXED.intent, MIXED.language)
        assert copy.text == f"Sony手机 and {marked[2][0]} under 3000元"


def test_no_text_arises_twice_or_from_the_test_sentences():
    assert [s.text for s in with_other_names([MIXED], NAMES, 20, ())] == [
        MIXED.text,
        MIXED.text.replace("小米", "华为"),
    ]
    assert with_other_names([MIXED], NAMES, 20, {MIXED.text.replace("小米", "华为")}) == [MIXED]


def test_sentences_without_names_are_not_repeated():
    plain = Sentence("多少钱", "zh", "ask_price")
    priced = Sentence("300元", "zh", "inform", (Span(0, 4, "price"),))
    assert with_other_names([plain, priced], NAMES, 3, ()) == [plain, priced]
