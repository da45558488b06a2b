"""What the recognisers are adapted to, as plain lists: the content's examples and answers, the catalogue's names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import yaml

from speech.adapt.material import Material, Name, Sentence, marked
from tools.voice_names import Entry, catalogue_entries

PROJECT = Path(__file__).resolve().parent.parent
NLU_FILE = PROJECT / "data" / "nlu.yml"
DOMAIN_FILE = PROJECT / "domain.yml"

#: Kinds of names as the examples mark them, where they are called otherwise in the catalogue.
KINDS = {"spec": "attribute"}
_CJK = re.compile(r"[\u4e00-\u9fff]")
#: Markup of answers; links keep their text.
_LINK, _MARKUP = re.compile(r"\[([^\]]*)\]\([^)]*\)"), re.compile(r"[*_`#]+")
#: Where one thing that an answer says ends: marks, line ends, and what is filled in when it is given.
_ENDS = re.compile(r"\{[^}]*\}|[.!?;:,](?=\s|$)|[。！？；：，、…·•\"“”「」()（）\[\]>|]|\n")
_LEAST_WORDS, _LEAST_CHARACTERS = 2, 2
_EXAMPLE = re.compile(r"^\s*-\s+(.*)$")
#: Ten times as fast, where PyYAML was built with it.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def gather(
    language: str,
    nlu_file: Path = NLU_FILE,
    entries: Sequence[Entry] | None = None,
    domain_file: Path = DOMAIN_FILE,
) -> Material:
    """Gather the material of a language.

    Args:
        language: `zh` or `en`.
        nlu_file: Examples of what customers say, in Rasa's format with a `language` in the metadata.
        entries: What has a name; the configured catalogue's by default.
        domain_file: What the assistant answers, in Rasa's format.

    Returns:
        Sentences, names and answers.
    """
    sentences = list(_examples(language, nlu_file))
    known = catalogue_entries() if entries is None else entries
    names = [name for entry in known if (name := _name(entry, language)) is not None]
    sources = {f"{nlu_file.parent.name}/{nlu_file.name}": len(sentences)}
    for kind in dict.fromkeys(name.kind for name in names):
        sources[f"catalogue: {kind}"] = sum(1 for name in names if name.kind == kind)
    answers = list(dict.fromkeys(_answers(language, domain_file)))
    sources[domain_file.name] = len(answers)
    return Material(language, sentences, names, sources, answers)


def _examples(language: str, file: Path) -> Iterator[Sentence]:
    for entry in yaml.load(file.read_text(encoding="utf-8"), _LOADER)["nlu"]:
        if (entry.get("metadata") or {}).get("language") != language:
            continue
        for line in str(entry.get("examples", "")).splitlines():
            match = _EXAMPLE.match(line)
            if match:
                yield marked(match.group(1))


def _answers(language: str, file: Path) -> Iterator[str]:
    for variations in yaml.load(file.read_text(encoding="utf-8"), _LOADER)["responses"].values():
        for variation in variations:
            buttons = variation.get("buttons") or ()
            for text in (variation.get("text"), *(button.get("title") for button in buttons)):
                yield from (piece for piece in _pieces(str(text or "")) if _is_said(piece, language))


def _pieces(text: str) -> Iterator[str]:
    filled = _MARKUP.sub("", _LINK.sub(r"\1", text))
    return (" ".join(piece.split()) for piece in _ENDS.split(filled))


def _is_said(piece: str, language: str) -> bool:
    chinese = bool(_CJK.search(piece))
    long = len(piece) >= _LEAST_CHARACTERS if chinese else len(piece.split()) >= _LEAST_WORDS
    return long and chinese == (language == "zh")


def _name(entry: Entry, language: str) -> Name | None:
    text = (entry.zh if language == "zh" else entry.en).strip()
    if not text or (language == "en" and _CJK.search(text)):
        return None
    usable = tuple(alias for alias in entry.aliases if alias and bool(_CJK.search(alias)) == (language == "zh"))
    return Name(KINDS.get(entry.kind, entry.kind), text, usable)
