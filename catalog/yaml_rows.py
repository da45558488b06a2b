"""YAML lists of mappings with the line of every entry and field, for findings that say where."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from catalog.errors import Finding


@dataclass(frozen=True)
class YamlRow:
    """One entry of a list.

    Attributes:
        line: Line where the entry begins, from 1.
        values: The entry.
        lines: Line of every field.
    """

    line: int
    values: dict[str, Any]
    lines: dict[str, int] = field(default_factory=dict)

    def at(self, name: str) -> int:
        """The line of a field, or of the entry where it has none."""
        return self.lines.get(name, self.line)


def read_yaml(path: Path) -> tuple[list[YamlRow], list[Finding]]:
    """Read a file.

    Args:
        path: A YAML file with a list of mappings.

    Returns:
        The entries, and what is wrong with the file.
    """
    try:
        root = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
    except RecursionError:
        return [], [Finding(path.name, 0, "", "Lists or fields in it are nested too deeply; make it flatter.")]
    except UnicodeDecodeError:
        return [], [Finding(path.name, 0, "", "The file is not UTF-8; save it as UTF-8.")]
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        return [], [Finding(path.name, line, "", f"This is not valid YAML ({error.problem}); correct the line.")]
    if root is None:
        return [], []
    if not isinstance(root, yaml.SequenceNode):
        return [], [Finding(path.name, 1, "", "A list is expected; begin every entry with '- id: …'.")]
    rows: list[YamlRow] = []
    findings: list[Finding] = []
    constructor = yaml.SafeLoader("")
    for node in root.value:
        line = node.start_mark.line + 1
        if not isinstance(node, yaml.MappingNode):
            findings.append(Finding(path.name, line, "", "An entry with fields is expected, such as '- id: …'."))
            continue
        try:
            values = constructor.construct_mapping(node, deep=True)
        except yaml.YAMLError as error:
            findings.append(Finding(path.name, line, "", f"The entry cannot be read ({error}); correct it."))
            continue
        lines = {str(key.value): key.start_mark.line + 1 for key, _ in node.value}
        rows.append(YamlRow(line, {str(key): value for key, value in values.items()}, lines))
    return rows, findings
