"""Where one token ends and the next begins: the same rule for the model and for the checks of its examples."""

from __future__ import annotations

import re

# Model numbers and words stay whole (WH-1000XM5, Wi-Fi, 14Pro), amounts keep their separators (3,000, 2.5k);
# a hyphen between plain numbers is a range and splits; every other character, each Chinese one too, is a token.
TOKEN = re.compile(
    r"""
    \d+(?:,\d{3})+(?:\.\d+)?[A-Za-z]*                     # 3,000
  | \d+\.\d+[A-Za-z]*                                     # 2.5k
  | (?=[A-Za-z0-9'’_.+-]*[A-Za-z])[A-Za-z0-9]+(?:(?!['’]s\b)['’_.+-][A-Za-z0-9]+)*\+?   # WH-1000XM5, Wi-Fi, don't
  | \d+                                                   # 3000
  | \s+
  | .
    """,
    re.VERBOSE | re.DOTALL,
)


def token_borders(text: str) -> tuple[set[int], set[int]]:
    """Find where tokens begin and end; white space is none.

    Args:
        text: Any text.

    Returns:
        The positions where a token begins, and those where one ends.
    """
    tokens = [match.span() for match in TOKEN.finditer(text) if match[0].strip()]
    return {start for start, _ in tokens}, {end for _, end in tokens}
