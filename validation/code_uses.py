"""What the custom actions use of the content: responses, phrases, slots, intents, entities, buttons."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from validation.code_tree import CodeTree, Name
from validation.findings import Place

RESPONSE_PREFIX = "utter_"
_PAYLOAD = re.compile(r"/([a-z][a-z0-9_]*)(?:\{.*)?", re.DOTALL)
_PAYLOAD_ENTITY = re.compile(r'"(\w+)"\s*:')
_NO_SAYING = {"buttons", "response", "text", "image", "json_message", "template", "attachment", "elements"}


@dataclass(frozen=True)
class Use:
    """One use of a name.

    Attributes:
        name: The name.
        place: Where it is used.
        values: Names of the values passed along; `None` where that is not known.
    """

    name: Name
    place: Place
    values: frozenset[str] | None = None


@dataclass
class CodeUses:
    """Everything found.

    Attributes:
        texts: All texts of the source.
        responses: Responses said or named.
        phrases: Keys of `phrases.yml`; groups as well as entries.
        slots: Slots read or set.
        intents: Intents compared with the customer's.
        entities: Entities read.
        buttons: Intents of payloads, with the entities they carry.
    """

    texts: set[str] = field(default_factory=set)
    responses: list[Use] = field(default_factory=list)
    phrases: list[Use] = field(default_factory=list)
    slots: list[Use] = field(default_factory=list)
    intents: list[Use] = field(default_factory=list)
    entities: list[Use] = field(default_factory=list)
    buttons: list[Use] = field(default_factory=list)


def read_uses(tree: CodeTree) -> CodeUses:
    """Find what the actions use.

    Args:
        tree: Their source.
    """
    uses = CodeUses()
    for file, module in tree.modules.items():
        inside = {id(part) for node in ast.walk(module) if isinstance(node, ast.JoinedStr) for part in node.values}
        said: set[int] = set()
        for node in ast.walk(module):
            place = Place(file, getattr(node, "lineno", 1))
            if isinstance(node, ast.Call):
                _call(node, place, tree, uses, said)
            elif isinstance(node, ast.Compare):
                _compare(node, place, tree, uses)
            elif isinstance(node, ast.Subscript):
                if isinstance(node.value, ast.Call) and _called(node.value) == "phrases":
                    uses.phrases += [Use(name, place) for name in tree.names_of(node.slice)]
            elif isinstance(node, ast.Dict):
                _button(node, place, uses)
            elif isinstance(node, (ast.Constant, ast.JoinedStr)) and id(node) not in inside | said:
                _text(node, place, tree, uses)
    return uses


def _called(node: ast.Call) -> str:
    """Name of the function or method called."""
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def _argument(node: ast.Call, position: int, keyword: str = "") -> ast.expr | None:
    named = next((argument.value for argument in node.keywords if keyword and argument.arg == keyword), None)
    return named or (node.args[position] if len(node.args) > position else None)


def _call(node: ast.Call, place: Place, tree: CodeTree, uses: CodeUses, said: set[int]) -> None:
    called, method = _called(node), isinstance(node.func, ast.Attribute)
    if called in ("say", "utter_message") and method:
        response = _argument(node, 0 if called == "say" else 1, "response")
        keywords = [argument.arg for argument in node.keywords]
        values = None if None in keywords else frozenset(name for name in keywords if name and name not in _NO_SAYING)
        for name in tree.names_of(response):
            uses.responses.append(Use(name, place, values))
            uses.texts.update([name.text] if name.text else [])
        said.update(id(part) for part in (ast.walk(response) if response else ()))
    elif called == "get" and method:
        said.update(id(part) for part in node.args)  # the key of a table, not an answer
    elif called == "phrase":
        uses.phrases += [Use(name, place) for name in tree.names_of(_argument(node, 1, "key"))]
    elif called == "SlotSet" or (called in ("slot", "get_slot") and method):
        uses.slots += [Use(name, place) for name in tree.names_of(_argument(node, 0, "key"))]
    elif called in ("value", "values", "get_latest_entity_values") and method and node.args:
        uses.entities += [Use(name, place) for name in tree.names_of(node.args[0])]
    elif called == "payload":
        carried = [argument.arg for argument in node.keywords]
        known = None if None in carried else frozenset(name for name in carried if name)
        uses.buttons += [Use(name, place, known) for name in tree.names_of(_argument(node, 0)) if name.text]


def _compare(node: ast.Compare, place: Place, tree: CodeTree, uses: CodeUses) -> None:
    """`turn.intent == "complaint"`, `turn.intent in ("affirm", "deny")`."""
    if not (isinstance(node.left, ast.Attribute) and node.left.attr == "intent"):
        return
    for other in node.comparators:
        members = other.elts if isinstance(other, (ast.Tuple, ast.List, ast.Set)) else [other]
        for member in members:
            uses.intents += [Use(name, place) for name in tree.names_of(member)]


def _button(node: ast.Dict, place: Place, uses: CodeUses) -> None:
    """`{"title": …, "payload": "/affirm"}`."""
    for key, value in zip(node.keys, node.values, strict=True):
        if isinstance(key, ast.Constant) and key.value == "payload":
            written = "".join(_pieces(value))
            match = _PAYLOAD.match(written)
            if match:
                entities = frozenset(_PAYLOAD_ENTITY.findall(written))
                uses.buttons.append(Use(Name.fixed(match[1]), place, entities))


def _pieces(node: ast.expr) -> Iterator[str]:
    """The fixed pieces of a text; what is filled in is a space."""
    for part in node.values if isinstance(node, ast.JoinedStr) else [node]:
        yield part.value if isinstance(part, ast.Constant) and isinstance(part.value, str) else " "


def _text(node: ast.Constant | ast.JoinedStr, place: Place, tree: CodeTree, uses: CodeUses) -> None:
    name = tree.name_of(node)
    if name is None:
        return
    if name.text is not None:
        uses.texts.add(name.text)
        if re.fullmatch(rf"{RESPONSE_PREFIX}\w+", name.text):
            uses.responses.append(Use(name, place))
    elif name.pattern.pattern.startswith(RESPONSE_PREFIX) and name.pattern.pattern != f"{RESPONSE_PREFIX}.+":
        uses.responses.append(Use(name, place))
