"""A spaCy tokenizer for Chinese, English and both in one sentence."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import spacy
from spacy.tokens import Doc
from spacy.vocab import Vocab

from understanding.tokens import TOKEN


class BilingualTokenizer:
    """Splits Chinese by character and keeps Latin words, model numbers and amounts whole.

    Character tokens guarantee that no entity annotation falls between token borders.
    """

    def __init__(self, vocab: Vocab) -> None:
        """Create a tokenizer.

        Args:
            vocab: The pipeline's vocabulary.
        """
        self.vocab = vocab

    def __call__(self, text: str) -> Doc:
        """Split a text.

        Args:
            text: Any text.

        Returns:
            A document whose text is exactly `text`.
        """
        words: list[str] = []
        spaces: list[bool] = []
        for match in TOKEN.finditer(text):
            token = match[0]
            if token == " " and words and not spaces[-1]:
                spaces[-1] = True
            else:
                words.append(token)
                spaces.append(False)
        return Doc(self.vocab, words=words, spaces=spaces)

    def pipe(self, texts: Iterable[str], **_: Any) -> Iterable[Doc]:
        """Split several texts."""
        return (self(text) for text in texts)

    # spaCy's pipeline serialisation calls these; the tokenizer has no state.
    def to_disk(self, path: str | Path, **_: Any) -> None:
        """Write nothing: the rules are code."""

    def from_disk(self, path: str | Path, **_: Any) -> BilingualTokenizer:
        """Read nothing: the rules are code."""
        return self

    def to_bytes(self, **_: Any) -> bytes:
        """Return no state."""
        return b""

    def from_bytes(self, data: bytes, **_: Any) -> BilingualTokenizer:
        """Take no state."""
        return self


@spacy.registry.tokenizers("kefu.BilingualTokenizer.v1")
def create_bilingual_tokenizer() -> Any:
    """Return the function with which spaCy makes the tokenizer of a pipeline."""

    def create(nlp: Any) -> BilingualTokenizer:
        return BilingualTokenizer(nlp.vocab)

    return create
