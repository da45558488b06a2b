"""The content of a project, read once and shared by all checks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import Any

from validation.code_tree import CodeTree
from validation.code_uses import CodeUses, read_uses
from validation.dialogues import Dialogue, read_dialogues
from validation.domain import Domain
from validation.examples import Block, Example, read_examples
from validation.findings import Finding, Place, finding
from validation.limits import Limits
from validation.yaml_tree import Table, Text, read_tree

DOMAIN, CONFIG, PHRASES = "domain.yml", "config.yml", "actions/phrases.yml"
REQUIRED = (DOMAIN, CONFIG, "data/nlu.yml", "data/rules.yml", "data/stories.yml", PHRASES)
_WORDINGS = "*/messages.yml"
_OTHERS = ("endpoints.yml", "credentials.yml", "shop/other_names.yml")


@dataclass(frozen=True)
class Document:
    """One YAML file.

    Attributes:
        name: Its path below the root.
        root: Its content; `None` where it is empty or broken.
        problem: What is wrong with its YAML.
    """

    name: str
    root: Any
    problem: Finding | None = None

    @property
    def table(self) -> Table:
        """Its content where that is a table, otherwise an empty one."""
        if isinstance(self.root, Table):
            return self.root
        empty = Table()
        empty.place, empty.repeated = Place(self.name), []
        return empty


class Project:
    """What `make validate` looks at."""

    def __init__(self, root: Path, limits: Limits | None = None) -> None:
        """Take a project's folder; its files are read when a check wants them.

        Args:
            root: The folder with `domain.yml`.
            limits: Numbers to go by instead of those in `limits.yml`.
        """
        self.root = root
        self.limits = limits or Limits.read()

    @cached_property
    def documents(self) -> dict[str, Document]:
        """All YAML files of the content, by name."""
        names = [name for name in (*REQUIRED, *_OTHERS) if (self.root / name).is_file()]
        names += [path.relative_to(self.root).as_posix() for path in sorted((self.root / "data").rglob("*.y*ml"))]
        names += [path.relative_to(self.root).as_posix() for path in sorted(self.root.glob(_WORDINGS))]
        return {name: Document(name, *read_tree(self.root / name, name)) for name in dict.fromkeys(names)}

    @cached_property
    def missing(self) -> list[Finding]:
        """Files that have to be there and are not."""
        return [finding("file_missing", Place(name)) for name in REQUIRED if name not in self.documents]

    @property
    def readable(self) -> bool:
        """Whether all files are there and can be read; only then can one be held against another."""
        whole = all(document.problem is None for document in self.documents.values())
        return whole and not self.missing and not self.code.broken

    def document(self, name: str) -> Document:
        """A file; an empty one where it is missing."""
        return self.documents.get(name) or Document(name, None)

    @property
    def content(self) -> list[Document]:
        """The domain and the files under `data/`."""
        return [document for name, document in self.documents.items() if name == DOMAIN or name.startswith("data/")]

    @property
    def wordings(self) -> list[Document]:
        """The files with words in both languages beside the domain."""
        return [
            document for name, document in self.documents.items() if name == PHRASES or name.endswith("messages.yml")
        ]

    @cached_property
    def domain(self) -> Domain:
        """What is declared."""
        domain = Domain()
        domain.add(self.document(DOMAIN).table)
        for document in self.content:
            if document.name != DOMAIN:
                domain.add_responses(document.table)
        return domain

    @cached_property
    def _nlu(self) -> tuple[list[Block], list[Example]]:
        return read_examples(chain.from_iterable(document.table.rows("nlu") for document in self.content))

    @property
    def blocks(self) -> list[Block]:
        """Blocks of examples."""
        return self._nlu[0]

    @property
    def examples(self) -> list[Example]:
        """What customers say."""
        return self._nlu[1]

    def _dialogues(self, kind: str, key: str) -> list[Dialogue]:
        return read_dialogues(kind, chain.from_iterable(document.table.rows(key) for document in self.content))

    @cached_property
    def rules(self) -> list[Dialogue]:
        """The rules."""
        return self._dialogues("rule", "rules")

    @cached_property
    def stories(self) -> list[Dialogue]:
        """The stories."""
        return self._dialogues("story", "stories")

    @property
    def dialogues(self) -> list[Dialogue]:
        """Rules and stories."""
        return [*self.rules, *self.stories]

    @cached_property
    def code(self) -> CodeTree:
        """The source of the custom actions."""
        return CodeTree(self.root)

    @cached_property
    def uses(self) -> CodeUses:
        """What the custom actions use of the content."""
        return read_uses(self.code)

    @cached_property
    def phrases(self) -> dict[Text, Any]:
        """The entries of `phrases.yml` by key; a dot leads into a group."""
        return dict(_entries(self.document(PHRASES).table, ""))


def _entries(table: Table, prefix: str) -> Iterator[tuple[Text, Any]]:
    for key, value in table.items():
        name = Text(f"{prefix}{key}", key.place)
        if isinstance(value, Table) and not {"zh", "en"} & set(value):
            yield from _entries(value, f"{prefix}{key}.")
        else:
            yield name, value
