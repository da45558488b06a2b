"""In which language examples are, and in which they say they are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby

from understanding.language import detect_language
from validation.examples import Example
from validation.findings import Finding, Word, finding
from validation.project import Project
from validation.registry import file_check
from validation.text import LANGUAGES, shortened

_MIXED = "mixed"
_HAN = re.compile(r"[\u3400-\u9fff]")
_LATIN = re.compile(r"[A-Za-z]{2,}")
_ADDRESS = re.compile(r"[\w.+-]+@[\w.-]+|https?://\S+|www\.\S+", re.ASCII)
# Chinese typed in Latin letters ("you meiyou huo"): syllables of Pinyin, also without spaces between them.
_PINYIN = re.compile(
    r"(?:(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?"
    r"(?:iang|iong|uang|ang|eng|ing|ong|ian|iao|uai|uan|ai|an|ao|ei|en|er|ia|ie|in|iu|ou|ua|ue|ui|un|uo|a|e|i|o|u|v))+"
)


@file_check
def blocks(project: Project) -> Iterator[Finding]:
    """Blocks that do not say their language, or say one that we do not have."""
    for block in project.blocks:
        if block.language is None:
            yield finding("block_language_missing", block.place, intent=block.intent)
        elif block.language not in (*LANGUAGES, _MIXED):
            yield finding("block_language_unknown", block.language.place, language=block.language)


@file_check
def examples(project: Project) -> Iterator[Finding]:
    """Examples that are in another language than their block; one finding where that is most of the block."""
    for block, of_block in groupby(project.examples, key=lambda example: example.block):
        told = list(of_block)
        if block.language == _MIXED:
            for example in told:
                if not (_HAN.search(example.plain) and _LATIN.search(example.plain)):
                    yield finding("example_not_mixed", example.place, text=shortened(example.plain))
        elif block.language in LANGUAGES:
            stated, other = Word(block.language), Word(next(name for name in LANGUAGES if name != block.language))
            strange = [example for example in told if _is_in(other, example)]
            if len(strange) > len(told) / 2:
                yield finding("block_language_wrong", block.language.place, stated=stated, found=other)
                continue
            for example in strange:
                text = shortened(example.plain)
                yield finding("example_language", example.place, text=text, stated=stated, found=other)


def _is_in(language: str, example: Example) -> bool:
    """Whether a sentence is clearly in a language."""
    words = _own_words(example)
    return detect_language(words) == language and not (language == "en" and _may_be_chinese(words))


def _own_words(example: Example) -> str:
    """The sentence without names, amounts and addresses: those are written alike in both languages."""
    text, position = "", 0
    for span in example.spans:
        text += example.plain[position : span.start] + " "
        position = span.end
    return _ADDRESS.sub(" ", text + example.plain[position:])


def _may_be_chinese(words: str) -> bool:
    """Whether Latin letters stand for Chinese: Pinyin, or a single word or keyboard mash among nothing else."""
    latin = re.findall(r"[a-z]+", words.lower())
    return len(latin) < 2 or (not _HAN.search(words) and all(_PINYIN.fullmatch(word) for word in latin))
