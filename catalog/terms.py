"""Technical words with their explanations."""

from __future__ import annotations

from rapidfuzz import fuzz, process

from catalog.fillers import without_fillers
from catalog.lexicon import Lexicon
from catalog.models import Term
from catalog.normalize import fold

_CUTOFF = 85.0
_NEAR = 55.0


class TermRepository:
    """Finds explanations of technical words."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon

    def all(self) -> list[Term]:
        """All terms, in the shop's order."""
        return list(self._lexicon.data.terms.values())

    def get(self, id: str) -> Term | None:
        """The term with an id."""
        return self._lexicon.data.terms.get(id)

    def find(self, text: str) -> Term | None:
        """The term that a text means.

        Args:
            text: The word, perhaps misspelt, or a question with it.
        """
        data = self._lexicon.data
        ids = data.term_matcher.exact(text) or data.term_matcher.fuzzy(text, _CUTOFF)
        if not ids:
            found = data.term_matcher.scan(data.sentence(text))
            longest = max(found, key=lambda match: match.end - match.start, default=None)
            ids = longest.ids if longest else data.term_matcher.fuzzy(without_fillers(text), _CUTOFF)
        return data.terms[ids[0]] if ids else None

    def near(self, text: str, limit: int = 3) -> list[Term]:
        """Terms whose names look like a text, the most similar first."""
        names = {
            (id, fold(name)): fold(name)
            for id, term in self._lexicon.data.terms.items()
            for name in (term.names.zh, term.names.en, *term.aliases)
        }
        key = fold(text)
        best = process.extract(key, names, scorer=fuzz.WRatio, score_cutoff=_NEAR, limit=limit * 4) if key else []
        ids = dict.fromkeys(match[2][0] for match in best)
        return [self._lexicon.data.terms[id] for id in list(ids)[:limit]]
