"""A spaCy component that marks known names in a text."""
# No postponed annotations here: spaCy resolves those of the factory at import.

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import srsly
from spacy.language import Language
from spacy.tokens import Doc, Token

from components.names import MODIFIER

Trie = dict[str, object]
_CATEGORY = "category"
_END = "\0"  # no token is a NUL: the tokenizer's texts come through channels that refuse it


class Gazetteer:
    """Marks where names stand, longest first, as `token._.gazetteer`.

    The mark is a tuple of `B-kind` and `I-kind` labels: one name can be of several kinds (a word can be an
    attribute and a technical term). Names are matched token by token, without regard to case, so they need no
    word borders in Chinese. A modifier in front of a category is marked as a category with it.
    """

    def __init__(self, names: Mapping[str, Iterable[list[str]]] | None = None) -> None:
        """Create a gazetteer.

        Args:
            names: For each kind of name the names as lists of lower-case tokens.
        """
        self._trie: Trie = {}
        for kind, tokenised in (names or {}).items():
            for tokens in tokenised:
                self._add(kind, tokens)
        if not Token.has_extension("gazetteer"):
            Token.set_extension("gazetteer", default=())

    def _add(self, kind: str, tokens: list[str]) -> None:
        node = self._trie
        for token in tokens:
            node = node.setdefault(token, {})  # type: ignore[assignment]
        kinds = node.setdefault(_END, [])
        if kind not in kinds:  # type: ignore[operator]
            kinds.append(kind)  # type: ignore[attr-defined]

    def __call__(self, doc: Doc) -> Doc:
        """Mark the names of a document.

        Args:
            doc: A tokenised document.

        Returns:
            The same document.
        """
        tokens = [token for token in doc if not token.is_space]
        words = [token.lower_ for token in tokens]
        start = 0
        while start < len(words):
            end, kinds = self._longest(words, start)
            for offset in range(start, end):
                prefix = "B" if offset == start else "I"
                tokens[offset]._.gazetteer = tuple(f"{prefix}-{kind}" for kind in kinds)
            start = max(end, start + 1)
        return doc

    def _longest(self, words: list[str], start: int) -> tuple[int, list[str]]:
        best_end = start
        best_kinds: list[str] = []
        for end, kinds in self._names(words, start):
            named = [kind for kind in kinds if kind != MODIFIER]
            if named and end >= best_end:
                best_kinds = named if end > best_end else [*named, *(k for k in best_kinds if k not in named)]
                best_end = end
            ends = (
                [after for after, heads in self._names(words, end) if _CATEGORY in heads] if MODIFIER in kinds else []
            )
            if ends and ends[-1] > best_end:
                best_end, best_kinds = ends[-1], [_CATEGORY]
        return best_end, best_kinds

    def _names(self, words: list[str], start: int) -> Iterator[tuple[int, list[str]]]:
        """Where the known names end that start at a word, the shortest first, and of what kinds they are."""
        node: Trie = self._trie
        for index in range(start, len(words)):
            following = node.get(words[index])
            if following is None:
                return
            node = following  # type: ignore[assignment]
            if _END in node:
                yield index + 1, node[_END]  # type: ignore[misc]

    def to_disk(self, path: str | Path, **_: object) -> None:
        """Save the names under a folder."""
        folder = Path(path)
        folder.mkdir(parents=True, exist_ok=True)
        srsly.write_gzip_json(folder / "names.json.gz", self._trie)

    def from_disk(self, path: str | Path, **_: object) -> "Gazetteer":
        """Load the names from a folder."""
        self._trie = srsly.read_gzip_json(Path(path) / "names.json.gz")
        return self


@Language.factory("kefu_gazetteer")
def create_gazetteer(nlp: Language, name: str) -> Gazetteer:
    """Make an empty gazetteer for a spaCy pipeline."""
    return Gazetteer()
