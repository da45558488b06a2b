"""A small project without a fault; tests break one thing at a time.

Its files lie in the folder `sample`, with `.txt` behind their names so that nothing else takes them for content.
"""

from __future__ import annotations

from pathlib import Path

from validation.limits import Limits

FOLDER = Path(__file__).with_name("sample")
LIMITS = Limits(
    examples=2, product_examples=3, near_same=92, fillers=("请", "吗", "please"), product_intents=("search_product",)
)


def write(folder: Path) -> None:
    """Write the sample project into a folder."""
    for source in FOLDER.rglob("*.txt"):
        path = folder / source.relative_to(FOLDER).with_suffix("")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(source.read_text(encoding="utf-8"), encoding="utf-8")
