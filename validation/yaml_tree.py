"""YAML files as plain texts, lists and tables that know the line they stand on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from validation.findings import Finding, Place, finding
from validation.yaml_problems import in_plain_words


class Text(str):
    """A scalar; numbers, booleans and nothing are texts, too (`3`, `true`, `null`).

    Attributes:
        place: Where it begins.
        style: How it is written: `|`, `>`, a quotation mark, or nothing for plain words.
    """

    place: Place
    style: str

    def __new__(cls, value: str, place: Place, style: str = "") -> Text:
        """Make a text with its place."""
        text = super().__new__(cls, value)
        text.place, text.style = place, style
        return text

    @property
    def is_null(self) -> bool:
        """Whether YAML reads it as nothing."""
        return not self.style and self in ("", "~", "null", "Null", "NULL")

    def lines(self) -> Iterator[Text]:
        """The lines of a block (`|`), each with its own place; other texts stand on one line as far as we know."""
        first = self.place.line + 1 if self.style in ("|", ">") else self.place.line
        step = 1 if self.style == "|" else 0
        for number, line in enumerate(self.splitlines()):
            yield Text(line, Place(self.place.file, first + step * number), self.style)


class Rows(list[Any]):
    """A list that knows its place."""

    place: Place


class Table(dict[Text, Any]):
    """A table that knows its place, and which of its keys come twice."""

    place: Place
    repeated: list[tuple[Text, Text]]

    def where(self, name: str) -> Place:
        """The place of a key, or of the table where it has none of that name."""
        return next((key.place for key in self if key == name), self.place)

    def text(self, name: str) -> Text | None:
        """The text under a key; `None` where there is none, or something else."""
        value = self.get(name)  # type: ignore[call-overload]
        return value if isinstance(value, Text) else None

    def rows(self, name: str) -> Rows:
        """The list under a key, or an empty one."""
        value = self.get(name)  # type: ignore[call-overload]
        return value if isinstance(value, Rows) else empty_rows(self.place)

    def names(self, name: str) -> list[Text]:
        """The texts under a key: one, or a list of them."""
        value = self.get(name)  # type: ignore[call-overload]
        found = value if isinstance(value, Rows) else [value]
        return [each for each in found if isinstance(each, Text) and not each.is_null]

    def table(self, name: str) -> Table:
        """The table under a key, or an empty one."""
        value = self.get(name)  # type: ignore[call-overload]
        return value if isinstance(value, Table) else empty_table(self.place)


def empty_rows(place: Place) -> Rows:
    """A list without entries."""
    rows = Rows()
    rows.place = place
    return rows


def empty_table(place: Place) -> Table:
    """A table without entries."""
    table = Table()
    table.place, table.repeated = place, []
    return table


def read_tree(path: Path, name: str) -> tuple[Any, Finding | None]:
    """Read a YAML file.

    Args:
        path: The file.
        name: Its path below the project's root, for findings.

    Returns:
        Its content (`None` for an empty file), and what is wrong with its YAML, if anything.
    """
    try:
        text = path.read_text(encoding="utf-8")
        node = YAML(typ="safe").compose(text)
    except UnicodeDecodeError:
        return None, finding("file_encoding", Place(name))
    except MarkedYAMLError as error:
        line, said = in_plain_words(error, text)
        return None, finding("yaml_syntax", Place(name, line), problem=said)
    except YAMLError as error:
        return None, finding("yaml_syntax", Place(name), problem=str(error).splitlines()[0])
    try:
        return (None, None) if node is None else (_tree(node, name), None)
    except RecursionError:
        return None, finding("yaml_syntax", Place(name), problem="an anchor that refers to itself")


def _tree(node: Any, file: str) -> Any:
    place = Place(file, node.start_mark.line + 1)
    if node.id == "scalar":
        return Text(node.value, place, node.style or "")
    if node.id == "sequence":
        rows = Rows(_tree(child, file) for child in node.value)
        rows.place = place
        return rows
    table = empty_table(place)
    seen: dict[str, Text] = {}
    for key_node, value_node in node.value:
        key = Text(str(key_node.value), Place(file, key_node.start_mark.line + 1), getattr(key_node, "style", "") or "")
        if key in seen:
            table.repeated.append((seen[key], key))
        seen.setdefault(key, key)
        table[key] = _tree(value_node, file)
    return table
