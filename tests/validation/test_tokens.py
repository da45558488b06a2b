"""The checks cut a sentence where the model does."""

from __future__ import annotations

import pytest
from spacy.vocab import Vocab

from components.tokenizer import BilingualTokenizer
from understanding.tokens import token_borders

SENTENCES = [
    "有没有3,000元以内的WH-1000XM5 耳机",
    "what's 2.5k  - 3000?",
    "Wi-Fi 7是什么",
    "PO-77103's",
    " 手机 ",
    "😀15Pro",
    "",
]


@pytest.mark.parametrize("text", SENTENCES)
def test_tokens_end_where_those_of_the_model_end(text: str) -> None:
    tokens = [token for token in BilingualTokenizer(Vocab())(text) if token.text.strip()]
    starts, ends = {token.idx for token in tokens}, {token.idx + len(token) for token in tokens}
    assert token_borders(text) == (starts, ends)
