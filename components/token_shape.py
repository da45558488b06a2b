"""What a token looks like, whatever its letters are."""

from __future__ import annotations

import re
from functools import lru_cache

_SHAPES = (
    ("currency", re.compile(r"[$¥￥€£]|usd|rmb|cny|yuan|dollars?|bucks?|eur|euros?|元|块", re.IGNORECASE)),
    (
        "amount",
        re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?[kKwW]|\d+(?:rmb|usd|cny|yuan|eur)", re.IGNORECASE),
    ),
    ("number-long", re.compile(r"\d{7,}")),
    ("number-5-6", re.compile(r"\d{5,6}")),
    ("number-4", re.compile(r"\d{4}")),
    ("number-3", re.compile(r"\d{3}")),
    ("number-1-2", re.compile(r"\d{1,2}")),
    ("decimal", re.compile(r"\d+\.\d+")),
    ("code-long", re.compile(r"(?=.*\d)(?=.*[A-Za-z])(?:[A-Za-z]{1,4}-?)?\d{6,}[A-Za-z0-9-]*")),
    ("code-order", re.compile(r"(?=.*\d)[A-Za-z]{1,3}-?\d{4,5}")),
    ("unit", re.compile(r"\d+(?:\.\d+)?(?:gb|tb|g|t|mah|hz|w|mp|k|inch|in|寸|ml|mm|kg|v|nm)", re.IGNORECASE)),
    ("model", re.compile(r"(?=.*\d)(?=.*[A-Za-z])[\w.'’+-]+")),
    ("chinese-number", re.compile(r"[零〇一二三四五六七八九十百千万两]")),
    ("han", re.compile(r"[\u3400-\u9fff]")),
    ("word", re.compile(r"[A-Za-z][\w.'’+-]*")),
    ("question", re.compile(r"[?？]")),
)


@lru_cache(maxsize=1 << 16)
def shape(text: str) -> str:
    """Name the shape of a token.

    Args:
        text: The token's text.

    Returns:
        One of the names above, or `other`.
    """
    return next((name for name, pattern in _SHAPES if pattern.fullmatch(text)), "other")
