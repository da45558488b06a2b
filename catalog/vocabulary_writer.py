"""Writes brands, categories, tags, specs and terms with their aliases: upsert by id."""

from __future__ import annotations

from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.engine import Connection

from catalog import schema
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
        for position, row in enumerate(files.vocabulary.get(kind, [])):
            _write(connection, kind, position, row)


def _write(connection: Connection, kind: str, position: int, row: YamlRow) -> None:
    table, entry = _TABLES[kind], row.values
    id = str(entry["id"])
    values: dict[str, Any] = {"zh": str(entry["zh"]), "en": str(entry["en"]), "position": position}
    if kind == "spec":
        values |= {name: str(entry.get(name) or "") for name in ("unit", "better")}
        values["type"] = str(entry.get("type") or "text")
    if kind == "term":
        explain = entry["explain"]
        values |= {"explain_zh": str(explain.get("zh") or ""), "explain_en": str(explain.get("en") or "")}
    if connection.execute(select(table.c.id).where(table.c.id == id)).first():
        connection.execute(update(table).where(table.c.id == id).values(values))
    else:
        connection.execute(insert(table).values(id=id, **values))
    aliases = schema.lexicon_aliases
    connection.execute(delete(aliases).where(aliases.c.kind == kind, aliases.c.owner_id == id))
    names = dict.fromkeys(str(alias).strip()[:120] for alias in entry.get("aliases") or [] if str(alias).strip())
    if names:
        connection.execute(
            insert(aliases),
            [{"kind": kind, "owner_id": id, "alias": name, "position": at} for at, name in enumerate(names)],
        )
    if kind == "category":
        sheet = schema.category_specs
        connection.execute(delete(sheet).where(sheet.c.category_id == id))
        specs = dict.fromkeys(str(spec) for spec in entry.get("specs") or [])
        if specs:
            connection.execute(
                insert(sheet), [{"category_id": id, "spec_id": spec, "position": at} for at, spec in enumerate(specs)]
            )
