"""Classes that the configuration names: there to be imported, without importing them."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from functools import lru_cache
from importlib.machinery import ModuleSpec, PathFinder
from pathlib import Path

from validation.findings import Finding, finding
from validation.project import Project
from validation.registry import check
from validation.text import closest
from validation.yaml_tree import Table, Text

_REGISTERED = re.compile(r"^@DefaultV1Recipe\.register\((?:.|\n)*?^class (\w+)", re.MULTILINE)


@check
def pipeline(project: Project) -> Iterator[Finding]:
    """Parts of the pipeline and policies of `config.yml`."""
    config = project.document("config.yml").table
    for part in (*config.rows("pipeline"), *config.rows("policies")):
        name = part.text("name") if isinstance(part, Table) else None
        if name is None:
            yield finding("key_missing", part.place, key="name")
        elif "." in name:
            yield from _missing(project, name)
        elif _built_in() and name not in _built_in():
            yield finding("component_missing", name.place, name=name, near=closest(name, _built_in()))


@check
def others(project: Project) -> Iterator[Finding]:
    """Slot types of our own, channels of `credentials.yml`, stores of `endpoints.yml`."""
    for slot in project.domain.slots.values():
        kind = slot.text("type")
        if kind is not None and "." in kind:
            yield from _missing(project, kind)
    for name in project.document("credentials.yml").table:
        if "." in name:
            yield from _missing(project, name)
    for value in project.document("endpoints.yml").table.values():
        kind = value.text("type") if isinstance(value, Table) else None
        if kind is not None and "." in kind:
            yield from _missing(project, kind)


def _missing(project: Project, name: Text) -> Iterator[Finding]:
    module, _, member = name.rpartition(".")
    spec = _find(module, project.root)
    members = _members(spec) if spec else set()
    if spec is None or (spec.origin and spec.origin.endswith(".py") and member not in members):
        near = closest(member, members)
        yield finding("component_missing", name.place, name=name, near=f"{module}.{near}" if near else "")


def _find(module: str, root: Path) -> ModuleSpec | None:
    """Find a module from the project's root without running any of its packages."""
    path: list[str] | None = [str(root), *sys.path]
    spec: ModuleSpec | None = None
    parts = module.split(".")
    for depth in range(len(parts)):
        spec = PathFinder.find_spec(".".join(parts[: depth + 1]), path)
        if spec is None:
            return None
        path = list(spec.submodule_search_locations or [])
    return spec


def _members(spec: ModuleSpec) -> set[str]:
    """Names that a module defines or takes over from others."""
    if not spec.origin or not spec.origin.endswith(".py"):
        return set()
    names: set[str] = set()
    for node in ast.parse(Path(spec.origin).read_text(encoding="utf-8")).body:
        if isinstance(node, (ast.ClassDef, ast.FunctionDef)):
            names.add(node.name)
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            names |= {alias.asname or alias.name for alias in node.names}
        elif isinstance(node, ast.Assign):
            names |= {target.id for target in node.targets if isinstance(target, ast.Name)}
    return names


@lru_cache(maxsize=1)
def _built_in() -> frozenset[str]:
    """Names of the components that come with the installed Rasa; empty where it is not installed."""
    spec = PathFinder.find_spec("rasa", sys.path)
    names: set[str] = set()
    for folder in (spec.submodule_search_locations or []) if spec else []:
        for part in ("nlu", "core/policies", "graph_components"):
            for path in Path(folder, part).rglob("*.py"):
                names.update(_REGISTERED.findall(path.read_text(encoding="utf-8")))
    return frozenset(names)
