"""The pipeline of `config.yml`, and changes to it that a benchmark states with their reasons."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

import yaml

from bench.errors import BenchError
from bench.results import PROJECT

Config = dict[str, Any]
CONFIG = PROJECT / "config.yml"
_NLU_KEYS = ("recipe", "assistant_id", "language", "pipeline")
_DIET = "DIETClassifier"


@dataclass(frozen=True)
class Change:
    """How a run differs from `config.yml`. Components are named by the last part of their names.

    Attributes:
        reason: Why.
        language: Rasa's `language`; unchanged where empty.
        pipeline: A whole pipeline instead of ours.
        without: Components left out.
        instead: Components by the one whose place they take.
        after: Components by the one behind which they come.
        settings: Settings by component.
        catalogue: Whether the names of the shop's catalogue are known.
        model_per_language: Whether each language gets a model of its own.
        copies: How often each example with a name is repeated with other names of the catalogue.
    """

    reason: str
    language: str = ""
    pipeline: Sequence[Mapping[str, Any]] = ()
    without: Sequence[str] = ()
    instead: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    after: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    settings: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    catalogue: bool = True
    model_per_language: bool = False
    copies: int = 0

    @classmethod
    def read(cls, entry: Mapping[str, Any], where: str) -> Change:
        """Read a change from YAML.

        Args:
            entry: What is written there.
            where: Its place, for messages.

        Raises:
            BenchError: A key is unknown.
        """
        known = [item.name for item in fields(cls)]
        unknown = next((key for key in entry if key not in known), None)
        if unknown is not None or "reason" not in entry:
            raise BenchError("K953", where=where, key=unknown or "(no reason)", known=", ".join(known))
        return cls(**entry)

    def told(self) -> dict[str, Any]:
        """What differs, for the record."""
        plain = Change("")
        return {key: value for key, value in asdict(self).items() if value != getattr(plain, key)}


def read_config(path: Path = CONFIG) -> Config:
    """Read what a model of the language is trained from: everything but the policies."""
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    return {key: content[key] for key in _NLU_KEYS if key in content}


def changed(config: Config, changes: Sequence[Change], where: str) -> Config:
    """Apply changes.

    Args:
        config: A configuration; it stays as it is.
        changes: What differs.
        where: Who changes it, for messages.

    Returns:
        Another configuration.

    Raises:
        BenchError: A change names a component that is not there.
    """
    new = copy.deepcopy(config)
    for change in changes:
        new["language"] = change.language or new["language"]
        new["pipeline"] = copy.deepcopy([dict(part) for part in change.pipeline]) or new["pipeline"]
        for name in change.without:
            new["pipeline"].remove(component(new, name, where))
        for name, part in change.after.items():
            new["pipeline"].insert(new["pipeline"].index(component(new, name, where)) + 1, copy.deepcopy(dict(part)))
        for name, part in change.instead.items():
            new["pipeline"][new["pipeline"].index(component(new, name, where))] = copy.deepcopy(dict(part))
        for name, settings in change.settings.items():
            component(new, name, where).update(copy.deepcopy(dict(settings)))
    return new


def component(config: Config, name: str, where: str) -> dict[str, Any]:
    """The first component of that name."""
    parts: list[dict[str, Any]] = config["pipeline"]
    found = next((part for part in parts if short_name(part) == name), None)
    if found is None:
        names = ", ".join(short_name(part) for part in parts)
        raise BenchError("K952", where=where, component=name, components=names)
    return found


def network(config: Config) -> dict[str, Any]:
    """The component that is trained in epochs: DIET, or ours that is made from it."""
    return next(part for part in config["pipeline"] if short_name(part).endswith(_DIET))


def trained_longer(config: Config, epochs: int | None) -> list[Change]:
    """The change that trains so many epochs, for who asks for it on the command line."""
    if epochs is None:
        return []
    return [Change("asked for on the command line", settings={short_name(network(config)): {"epochs": epochs}})]


def short_name(part: Mapping[str, Any]) -> str:
    """A component's name without the modules before it."""
    return str(part["name"]).rpartition(".")[2]
