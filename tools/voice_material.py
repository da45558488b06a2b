"""What the recognisers are adapted to: the content's examples and the catalogue's names, as plain lists."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import yaml

from speech.adapt.material import Material, Name, Sentence, marked
from tools.voice_names import Entry, catalogue_entries

PROJECT = Path(__file__).resolve().parent.parent
NLU_FILE = PROJECT / "data" / "nlu.yml"

#: Kinds of names as the examples mark them, where they are called otherwise in the catalogue.
KINDS = {"spec": "attribute"}
_CJK = re.compile(r"[\u4e00-\u9fff]")
_EXAMPLE = re.compile(r"^\s*-\s+(.*)$")
#: Ten times as fast, where PyYAML was built with it.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def gather(language: str, nlu_file: Path = NLU_FILE, entries: Sequence[Entry] | None = None) -> Material:
    """Gather the material of a language.

    Args:
        language: `zh` or `en`.
        nlu_file: Examples of what customers say, in Rasa's format with a `language` in the metadata.
        entries: What has a name; the configured catalogue's by default.

    Returns:
        Sentences and names.
    """
    sentences = list(_examples(language, nlu_file))
    known = catalogue_entries() if entries is None else entries
    names = [name for entry in known if (name := _name(entry, language)) is not None]
    sources = {f"{nlu_file.parent.name}/{nlu_file.name}": len(sentences)}
    for kind in dict.fromkeys(name.kind for name in names):
        sources[f"catalogue: {kind}"] = sum(1 for name in names if name.kind == kind)
    return Material(language, sentences, names, sources)


def _examples(language: str, file: Path) -> Iterator[Sentence]:
    for entry in yaml.load(file.read_text(encoding="utf-8"), _LOADER)["nlu"]:
        if (entry.get("metadata") or {}).get("language") != language:
            continue
        for line in str(entry.get("examples", "")).splitlines():
            match = _EXAMPLE.match(line)
            if match:
                yield marked(match.group(1))


def _name(entry: Entry, language: str) -> Name | None:
    text = (entry.zh if language == "zh" else entry.en).strip()
    if not text or (language == "en" and _CJK.search(text)):
        return None
    usable = tuple(alias for alias in entry.aliases if alias and bool(_CJK.search(alias)) == (language == "zh"))
    return Name(KINDS.get(entry.kind, entry.kind), text, usable)
