"""The examples of `data/nlu.yml` and the other files under `data/`, one object each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from validation.annotations import Span, parse
from validation.findings import Place
from validation.text import folded
from validation.yaml_tree import Rows, Table, Text

_STRIPPED = "\n\r "  # what Rasa takes off an example


@dataclass(frozen=True)
class Block:
    """The examples of one intent in one language.

    Attributes:
        intent: The intent.
        language: `zh`, `en` or `mixed`; empty where the block does not say.
        place: Where the block begins.
        lost: Lines that are no examples, because they do not begin with a hyphen.
    """

    intent: str
    language: Text | None
    place: Place
    lost: tuple[Text, ...] = ()


@dataclass(frozen=True)
class Example:
    """One sentence of a customer.

    Attributes:
        source: As it stands in the file.
        block: To which intent and language it belongs.
        place: Its line.
    """

    source: str
    block: Block
    place: Place

    @property
    def intent(self) -> str:
        """What the customer wants."""
        return self.block.intent

    @cached_property
    def _parsed(self) -> tuple[str, tuple[Span, ...], tuple[tuple[str, str], ...]]:
        annotated = parse(self.source)
        return annotated.plain, tuple(annotated.spans), tuple(annotated.slips)

    @property
    def plain(self) -> str:
        """The sentence without annotations."""
        return self._parsed[0]

    @property
    def spans(self) -> tuple[Span, ...]:
        """The marked pieces."""
        return self._parsed[1]

    @property
    def slips(self) -> tuple[tuple[str, str], ...]:
        """What is wrong with the annotations (kind of finding, piece of text)."""
        return self._parsed[2]

    @cached_property
    def key(self) -> str:
        """The sentence as two people would call it the same."""
        return folded(self.plain)


def read_examples(items: Iterable[object]) -> tuple[list[Block], list[Example]]:
    """Collect the examples of all intents.

    Args:
        items: The entries under `nlu` of all files.

    Returns:
        The blocks and the examples, in order.
    """
    blocks, examples = [], []
    for item in items:
        if not isinstance(item, Table):
            continue
        intent = item.text("intent")
        if not intent:
            continue
        lines = list(_lines(item))
        lost = tuple(line for line in lines if line.strip() and not line.startswith("-"))
        block = Block(str(intent), item.table("metadata").text("language"), intent.place, lost)
        blocks.append(block)
        examples += [Example(line[1:].strip(_STRIPPED), block, line.place) for line in lines if line.startswith("-")]
    return blocks, examples


def _lines(item: Table) -> Iterator[Text]:
    """The lines of a block's examples, in either of the two ways to write them."""
    written = item.get("examples")  # type: ignore[call-overload]
    if isinstance(written, Text):
        yield from written.lines()
    elif isinstance(written, Rows):
        for entry in written:
            text = entry.text("text") if isinstance(entry, Table) else None
            if text is not None:
                yield Text(f"- {text}", text.place)
