"""The source of the custom actions: its constants and classes, read without running it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from validation.findings import Place


@dataclass(frozen=True)
class Name:
    """A name that code builds: fixed, or with parts that are only known at run time.

    Attributes:
        pattern: What the name looks like.
        text: The name itself where it is fixed.
    """

    pattern: re.Pattern[str]
    text: str | None = None

    @classmethod
    def fixed(cls, text: str) -> Name:
        """A name that is fully known."""
        return cls(re.compile(re.escape(text)), text)

    def fits(self, name: str) -> bool:
        """Whether this may be the name."""
        return self.pattern.fullmatch(name) is not None


@dataclass
class ClassSource:
    """A class of the actions.

    Attributes:
        name: Its name.
        place: Where it begins.
        bases: Names of its base classes.
        attributes: Texts set in its body (`form = "refund_form"`).
        returned: What its own `name` method returns, if it has one that says so.
    """

    name: str
    place: Place
    bases: tuple[str, ...]
    attributes: dict[str, str] = field(default_factory=dict)
    returned: ast.expr | None = None


class CodeTree:
    """All modules of the actions."""

    def __init__(self, root: Path, folder: str = "actions") -> None:
        """Read and parse the modules.

        Args:
            root: The project's root.
            folder: The package to read.
        """
        self.modules: dict[str, ast.Module] = {}
        self.broken: list[tuple[Place, str]] = []
        for path in sorted((root / folder).rglob("*.py")):
            file = path.relative_to(root).as_posix()
            try:
                self.modules[file] = ast.parse(path.read_text(encoding="utf-8"))
            except (SyntaxError, ValueError) as error:
                self.broken.append((Place(file, getattr(error, "lineno", None) or 1), str(error)))
        self.constants = dict(self._constants())
        self.classes = {found.name: found for found in self._classes()}

    def name_of(self, node: ast.expr | None, attributes: dict[str, str] | None = None) -> Name | None:
        """Work out the text that an expression stands for.

        Args:
            node: A constant, the name of one, `self.attribute`, or an f-string of these.
            attributes: Texts that `self` is known to have.

        Returns:
            The name, or `None` where nothing is known about it.
        """
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            return Name.fixed(node.value)
        if isinstance(node, ast.Name) and node.id in self.constants:
            return Name.fixed(self.constants[node.id])
        if isinstance(node, ast.Attribute) and attributes and node.attr in attributes:
            return Name.fixed(attributes[node.attr])
        if not isinstance(node, ast.JoinedStr):
            return None
        values = [part.value if isinstance(part, ast.FormattedValue) else part for part in node.values]
        parts = [self.name_of(value, attributes) for value in values]
        if all(part is not None and part.text is not None for part in parts):
            return Name.fixed("".join(part.text for part in parts if part and part.text is not None))
        return Name(re.compile("".join(part.pattern.pattern if part else ".+" for part in parts), re.DOTALL))

    def names_of(self, node: ast.expr | None) -> list[Name]:
        """The texts an expression may stand for; `a if condition else b` stands for two."""
        if isinstance(node, ast.IfExp):
            return [*self.names_of(node.body), *self.names_of(node.orelse)]
        found = self.name_of(node)
        return [found] if found else []

    def action_names(self) -> dict[str, Place]:
        """Names of the actions for which there is a class."""
        bases = {base for found in self.classes.values() for base in found.bases}
        names = {}
        for found in self.classes.values():
            attributes, returned = self._inherited(found)
            name = self.name_of(returned, attributes)
            if name is not None and name.text is not None and (found.name not in bases or found.returned is not None):
                names[name.text] = found.place
        return names

    def _inherited(self, found: ClassSource, depth: int = 0) -> tuple[dict[str, str], ast.expr | None]:
        """Attributes and `name` method of a class and its bases, the nearest first."""
        attributes, returned = dict(found.attributes), found.returned
        for base in found.bases:
            if base in self.classes and depth < 10:
                above, returned_above = self._inherited(self.classes[base], depth + 1)
                attributes = {**above, **attributes}
                returned = returned or returned_above
        return attributes, returned

    def _constants(self) -> Iterator[tuple[str, str]]:
        for module in self.modules.values():
            for node in module.body:
                if isinstance(node, ast.Assign):
                    for target in node.targets:
                        yield from _texts(target, node.value)

    def _classes(self) -> Iterator[ClassSource]:
        for file, module in self.modules.items():
            for node in module.body:
                if isinstance(node, ast.ClassDef):
                    yield _class(node, file)


def _texts(target: ast.expr, value: ast.expr) -> Iterator[tuple[str, str]]:
    """Names that an assignment gives to texts, one by one or side by side."""
    if isinstance(target, ast.Name) and isinstance(value, ast.Constant) and isinstance(value.value, str):
        yield target.id, value.value
    elif isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
        for one, other in zip(target.elts, value.elts, strict=False):
            yield from _texts(one, other)


def _class(node: ast.ClassDef, file: str) -> ClassSource:
    bases = [base.attr if isinstance(base, ast.Attribute) else getattr(base, "id", "") for base in node.bases]
    found = ClassSource(node.name, Place(file, node.lineno), tuple(bases))
    for statement in node.body:
        if isinstance(statement, ast.Assign):
            for target in statement.targets:
                found.attributes.update(_texts(target, statement.value))
        elif isinstance(statement, ast.AnnAssign) and statement.value is not None:
            found.attributes.update(_texts(statement.target, statement.value))
        elif isinstance(statement, ast.FunctionDef) and statement.name == "name":
            returns = [inner.value for inner in ast.walk(statement) if isinstance(inner, ast.Return)]
            found.returned = returns[0] if returns else None
    return found
