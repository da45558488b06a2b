"""Writes brands, categories, tags, specs and terms with their aliases: upsert by id."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete
from sqlalchemy.engine import Connection

from catalog import schema
from catalog.bulk import insert_rows
from catalog.errors import Finding
from catalog.sample import VOCABULARY, ShopFiles
from catalog.yaml_rows import YamlRow

_TABLES = {
    "brand": schema.brands,
    "category": schema.categories,
    "tag": schema.tags,
    "spec": schema.specs,
    "term": schema.terms,
}


def check_references(files: ShopFiles, known: dict[str, frozenset[str]]) -> list[Finding]:
    """What refers to something that does not exist.

    Args:
        files: A shop's folder.
        known: Ids by kind.
    """
    findings = []
    for row in files.vocabulary.get("category", []):
        specs = row.values.get("specs")
        for spec in specs if isinstance(specs, list) else ():
            if str(spec) not in known["spec"]:
                message = f"'{spec}' is not known; add it to specs.yml or correct the spelling."
                findings.append(Finding(VOCABULARY["category"], row.at("specs"), "specs", message))
    return findings


def write_vocabulary(connection: Connection, files: ShopFiles) -> None:
    """Write all entries of a folder.

    Args:
        connection: With an open transaction.
        files: Entries without findings.
    """
    for kind in VOCABULARY:
        rows = files.vocabulary.get(kind, [])
        _write_entries(connection, kind, rows)
        _write_aliases(connection, kind, rows)
        if kind == "category":
            _write_sheets(connection, rows)


def _write_entries(connection: Connection, kind: str, rows: Sequence[YamlRow]) -> None:
    entries = [_entry(kind, position, row) for position, row in enumerate(rows)]
    if entries:
        insert_rows(connection, _TABLES[kind], tuple(entries[0]), [[*entry.values()] for entry in entries], key="id")


def _entry(kind: str, position: int, row: YamlRow) -> dict[str, Any]:
    entry = row.values
    values: dict[str, Any] = {name: str(entry[name]) for name in ("id", "zh", "en")} | {"position": position}
    if kind == "spec":
        values |= {name: str(entry.get(name) or "") for name in ("unit", "better")}
        values["type"] = str(entry.get("type") or "text")
    if kind == "term":
        explain = entry["explain"]
        values |= {"explain_zh": str(explain.get("zh") or ""), "explain_en": str(explain.get("en") or "")}
    return values


def _write_aliases(connection: Connection, kind: str, rows: Sequence[YamlRow]) -> None:
    table = schema.lexicon_aliases
    connection.execute(delete(table).where(table.c.kind == kind, table.c.owner_id.in_(_ids(rows))))
    aliases = []
    for row in rows:
        texts = (str(alias).strip()[:120] for alias in row.values.get("aliases") or [])
        names = dict.fromkeys(text for text in texts if text)
        aliases += [[kind, str(row.values["id"]), name, at] for at, name in enumerate(names)]
    insert_rows(connection, table, ("kind", "owner_id", "alias", "position"), aliases)


def _write_sheets(connection: Connection, rows: Sequence[YamlRow]) -> None:
    table = schema.category_specs
    connection.execute(delete(table).where(table.c.category_id.in_(_ids(rows))))
    sheets = []
    for row in rows:
        specs = dict.fromkeys(str(spec) for spec in row.values.get("specs") or [])
        sheets += [[str(row.values["id"]), spec, at] for at, spec in enumerate(specs)]
    insert_rows(connection, table, ("category_id", "spec_id", "position"), sheets)


def _ids(rows: Sequence[YamlRow]) -> list[str]:
    return [str(row.values["id"]) for row in rows]
