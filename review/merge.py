"""Puts examples into an NLU file and touches nothing but the lines it adds."""

from __future__ import annotations

import os
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from review.checks import Addition
from review.errors import ReviewError

Block = tuple[str, str]


@dataclass(frozen=True)
class Merged:
    """An NLU file with examples added.

    Attributes:
        text: The whole file.
        added: Numbers of the lines that are new, from 1.
    """

    text: str
    added: tuple[int, ...]


@dataclass(frozen=True)
class _Place:
    """Where a block of examples stands; lines from 0.

    Attributes:
        last_example: Its last example; `None` where examples cannot simply be put behind each other.
        indent: How its examples are indented.
        last: The last line of the whole block.
        item_indent: How the whole block is indented.
    """

    last_example: int | None
    indent: str
    last: int
    item_indent: str


def merge(text: str, additions: Sequence[Addition], name: str = "data/nlu.yml") -> Merged:
    """Add examples at the end of the block of their intent and language; where there is none, behind the intent's last.

    Args:
        text: The NLU file.
        additions: What to add.
        name: The file's name, for messages.

    Raises:
        ReviewError: The file is not one that can be extended, or would say something else afterwards.
    """
    lines = text.splitlines(keepends=True)
    newline = "\r\n" if lines and lines[0].endswith("\r\n") else "\n"
    blocks = _blocks(text, lines, name)
    insertions: dict[int, list[str]] = defaultdict(list)
    grouped = _by_block(additions)
    # Blocks that are there first: a new one may follow the last line of one that grows.
    for block in sorted(grouped, key=lambda block: block not in blocks or blocks[block].last_example is None):
        after, new_lines = _insertion(block, grouped[block], blocks, len(lines))
        insertions[after] += new_lines
    written: list[str] = []
    added: list[int] = []
    for number, line in enumerate([*lines, ""]):
        for new in insertions.get(number - 1, ()):
            if written and not written[-1].endswith(("\n", "\r")):
                written[-1] += newline
            written.append(new + newline)
            added.append(len(written))
        written.append(line)
    merged = Merged("".join(written), tuple(added))
    _prove(text, merged, additions, name)
    return merged


def read(path: Path) -> str:
    """Read a file with its line ends as they are.

    Raises:
        ReviewError: It cannot be read.
    """
    try:
        return path.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ReviewError("K863", path=path, detail=str(error)) from error


def write(text: str, path: Path) -> None:
    """Replace a file at once, so that nobody ever reads half of it; its permissions stay."""
    descriptor, draft = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as file:
            file.write(text)
        os.chmod(draft, path.stat().st_mode & 0o777)
        os.replace(draft, path)
    except BaseException:
        Path(draft).unlink(missing_ok=True)
        raise


def _by_block(additions: Iterable[Addition]) -> dict[Block, list[str]]:
    grouped: dict[Block, list[str]] = defaultdict(list)
    for addition in additions:
        grouped[addition.intent, addition.language].append(addition.example)
    return grouped


def _insertion(
    block: Block, examples: Sequence[str], blocks: dict[Block, _Place], length: int
) -> tuple[int, list[str]]:
    """After which line what is to be inserted."""
    intent, language = block
    place = blocks.get(block)
    if place is not None and place.last_example is not None:
        return place.last_example, [f"{place.indent}- {example}" for example in examples]
    siblings = [place for (name, _), place in blocks.items() if name == intent]
    model = max(siblings or blocks.values(), key=lambda place: place.last, default=_Place(None, "", length - 1, ""))
    lead = model.item_indent
    head = ["", f"{lead}- intent: {intent}", f"{lead}  metadata: {{language: {language}}}", f"{lead}  examples: |"]
    return model.last, [*head, *(f"{lead}    - {example}" for example in examples)]


def _blocks(text: str, lines: Sequence[str], name: str) -> dict[Block, _Place]:
    """The last block of each intent and language."""
    try:
        root = YAML(typ="safe").compose(text)
    except YAMLError as error:
        raise ReviewError("K863", path=name, detail=f"it is no YAML ({str(error).splitlines()[0]})") from error
    items = _child(root, "nlu")
    if items is None or items.id != "sequence":
        raise ReviewError("K863", path=name, detail="there is no list `nlu:` in it")
    blocks: dict[Block, _Place] = {}
    for item in items.value:
        intent, examples = _child(item, "intent"), _child(item, "examples")
        if intent is None or examples is None:
            continue
        metadata = _child(item, "metadata")
        language = _child(metadata, "language") if metadata is not None else None
        block = (str(intent.value), str(language.value) if language is not None else "")
        blocks[block] = _place(item, examples, lines)
    return blocks


def _place(item: Any, examples: Any, lines: Sequence[str]) -> _Place:
    item_indent = " " * max(item.start_mark.column - 2, 0)
    last = _last_inside(lines, item.start_mark.line + 1, len(item_indent) + 1)
    first = examples.start_mark.line + 1
    if examples.id != "scalar" or examples.style != "|" or first > last:
        return _Place(None, "", last, item_indent)
    indent = _indent(lines[first])
    return _Place(_last_inside(lines, first + 1, len(indent)), indent, last, item_indent)


def _last_inside(lines: Sequence[str], line: int, depth: int) -> int:
    """The last line, from the one before `line` on, of what is indented so deep; blank lines behind it do not count."""
    last = line - 1
    while line < len(lines) and (not lines[line].strip() or len(_indent(lines[line])) >= depth):
        last = line if lines[line].strip() else last
        line += 1
    return last


def _indent(line: str) -> str:
    return line[: len(line) - len(line.lstrip(" "))]


def _child(node: Any, key: str) -> Any:
    if node is None or node.id != "mapping":
        return None
    return next((value for name, value in node.value if name.value == key), None)


def _prove(before: str, merged: Merged, additions: Sequence[Addition], name: str) -> None:
    """Make sure that exactly the new examples are new, and every old line is as it was."""
    rest = [line for number, line in enumerate(merged.text.splitlines(), 1) if number not in set(merged.added)]
    wanted = _examples(before) + Counter((a.intent, a.language, a.example) for a in additions)
    if rest != before.splitlines() or _examples(merged.text) != wanted:
        raise ReviewError("K863", path=name, detail="the new examples would have changed something else")


def _examples(text: str) -> Counter[tuple[str, str, str]]:
    found: Counter[tuple[str, str, str]] = Counter()
    for item in (YAML(typ="safe", pure=True).load(text) or {}).get("nlu") or ():
        examples = item.get("examples")
        if "intent" not in item or not isinstance(examples, str):
            continue
        language = str((item.get("metadata") or {}).get("language", ""))
        for line in examples.splitlines():
            if line.strip().startswith("-"):
                found[item["intent"], language, line.strip()[1:].strip()] += 1
    return found
