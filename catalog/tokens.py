"""The token column: what the databases' full-text engines index.

All tokens are lower-case ASCII, at least three characters long and begin with their kind, so that SQLite FTS5,
MySQL and MariaDB cut and match them in the same way:

* `kw` a Latin word, `kj` two neighbouring Latin words as one (`Sound Joy` is found by `soundjoy`),
* `kn` a number, `kc` a number with the letters beside it (`xm5`, `s24`),
* `kb` two neighbouring Chinese characters (as hexadecimal), `ku` a single one,
* `kp` the pinyin of two neighbouring Chinese characters.
"""

from __future__ import annotations

from collections.abc import Iterable

from catalog.name_parts import atoms
from catalog.normalize import syllables, tidy

_MAX_TOKEN = 60


def tokens_of(texts: Iterable[str]) -> list[str]:
    """The tokens of some texts.

    Args:
        texts: Names in any spelling.

    Returns:
        Every token once, in the order of first appearance.
    """
    found: dict[str, None] = {}
    for text in texts:
        for token in _tokens(tidy(text)):
            found[token[:_MAX_TOKEN]] = None
    return list(found)


def is_latin(atom: str) -> bool:
    """Whether an atom is a Latin word."""
    return atom.isascii() and atom[0].isalpha()


def _tokens(tidied: str) -> Iterable[str]:
    parts = atoms(tidied)
    for place, atom in enumerate(parts):
        following = parts[place + 1] if place + 1 < len(parts) else ""
        if is_latin(atom):
            yield f"kw{atom}"
            if following and is_latin(following):
                yield f"kj{atom}{following}"
        elif atom[0].isdigit():
            yield f"kn{atom.replace('.', 'p')}"
        else:
            yield from _chinese(atom)
        if following and atom.isascii() and following.isascii() and is_latin(atom) != is_latin(following):
            yield f"kc{atom}{following}".replace(".", "p")


def _chinese(run: str) -> Iterable[str]:
    if len(run) == 1:
        yield f"ku{ord(run):x}"
        return
    sounds = syllables(run)
    for place in range(len(run) - 1):
        yield f"kb{ord(run[place]):x}{ord(run[place + 1]):x}"
        if len(sounds) == len(run):
            sound = sounds[place] + sounds[place + 1]
            if sound.isascii() and sound.isalpha():
                yield f"kp{sound}"
