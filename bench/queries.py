"""The five kinds of questions that the catalogue's benchmark asks."""

from __future__ import annotations

import random
from decimal import Decimal

from bench.products import Generator
from catalog.normalize import contains_cjk, pinyin
from catalog.search import SearchQuery
from catalog.spec_filters import SpecFilter

#: Questions of each kind.
QUESTIONS = 120
_SENTENCES = (
    "有没有三千以下的降噪耳机",
    "gaming laptop under 8000 with 32GB ram",
    "适合学生的华为平板",
    "27寸4K显示器",
    "索尼的防水音箱推荐一下",
    "cheap robot vacuum with mopping",
    "内存16G以上的联想笔记本",
    "xiaomi phone at least 120 Hz",
    "两千以内送礼的手表",
    "wifi 7 router below 900",
)


def questions(count: int, seed: int = 7) -> dict[str, list[SearchQuery]]:
    """Questions by kind.

    Args:
        count: Number of products in the catalogue.
        seed: Other seeds ask other questions.
    """
    generator, chance = Generator(), random.Random(seed)
    products = [generator.product(chance.randrange(count)).values for _ in range(QUESTIONS)]
    names = [row["name_zh"] if at % 2 else row["name_en"] for at, row in enumerate(products)]
    filters = [
        SearchQuery(
            category=row["category_id"],
            brands=(row["brand_id"],) if at % 2 else (),
            price_max=Decimal(row["price"]) * 2,
            spec_filters=(SpecFilter("weight", "max", 1000.0),) if at % 3 == 0 else (),
            in_stock=True,
            sort="price_asc" if at % 4 == 0 else "relevance",
        )
        for at, row in enumerate(products)
    ]
    return {
        "name": [SearchQuery(text=name) for name in names],
        "typo": [SearchQuery(text=_misspelt(row["name_en"])) for row in products],
        "pinyin": [SearchQuery(text=_spoken(row["name_zh"])) for row in products],
        "sentence": [SearchQuery(text=_SENTENCES[at % len(_SENTENCES)]) for at in range(QUESTIONS)],
        "filter": filters,
    }


def _misspelt(name: str) -> str:
    """The name with two letters swapped in its longest word."""
    words = name.split()
    longest = max(range(len(words)), key=lambda at: len(words[at]) if words[at].isalpha() else 0)
    word = words[longest]
    if len(word) >= 5:
        words[longest] = word[:2] + word[3] + word[2] + word[4:]
    return " ".join(words)


def _spoken(name: str) -> str:
    """The name with its Chinese words in pinyin."""
    return " ".join(pinyin(word) if contains_cjk(word) else word for word in name.split())
