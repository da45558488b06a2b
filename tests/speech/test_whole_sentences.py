"""Whole sentences of the content beside what an n-gram model heard."""

from __future__ import annotations

from pathlib import Path

import pytest
from pocketsphinx import Decoder

from bench.voices import missing_programs, spoken
from speech.audio.decode import decode
from speech.audio.level import prepared
from speech.engines.sphinx import _Loaded as Loaded
from speech.engines.sphinx import _whole as whole_sentence
from speech.engines.sphinx_model import base_model
from speech.lexicon.dictionary import write_dictionary
from speech.lm.arpa import write_arpa
from speech.lm.smoothing import train
from speech.lm.whole import REPEATED, SHARE, WholeSentences, read_sentences, repetitions, write_sentences
from speech.text.written_en import EnglishWriter

SOUNDS = {
    "怎么": "z en m e", "退货": "t ui h uo", "换货": "h uan h uo", "我": "uu uo", "想": "x iang", "要": "ii iao",
    "查": "ch a", "订单": "d ing d an", "二": "e r", "三": "s an", "的": "d e", "车": "ch e", "发票": "f a p iao",
    "在": "z ai", "哪里": "n a l i", "开": "k ai", "好": "h ao", "是": "sh ib",
}  # fmt: skip
ENGLISH = {
    "where": "W EH R", "when": "W EH N", "is": "IH Z", "my": "M AY", "the": "DH AH", "order": "AO R D ER",
    "camera": "K AE M ER AH", "cancel": "K AE N S AH L",
}  # fmt: skip
SENTENCES = [
    ("我", "想", "查", "订单"),
    ("在", "哪里", "开", "发票"),
    ("查", "订单", "二", "三", "二", "二"),
    ("好", "的"),
]


@pytest.fixture
def whole() -> WholeSentences:
    return WholeSentences(SENTENCES, {word: [tuple(sounds.split())] for word, sounds in SOUNDS.items()})


@pytest.mark.parametrize(
    ("heard", "near"),
    [
        ("在 哪里 的 开 发票", [SENTENCES[1]]),  # a syllable too many
        ("在 哪里 车 发票", [SENTENCES[1]]),  # another sound
        ("我 要 查 订单", [SENTENCES[0]]),
        ("在 哪里 开 发票", []),  # it is one of them
        ("我 想 退货", []),  # another sentence
        ("我 想", []),
        ("查 订单 二 三 三 二", []),  # another number
        ("好 车", []),  # too short to tell
        ("", []),
    ],
)
def test_only_sentences_that_sound_alike_are_near(whole: WholeSentences, heard: str, near: list[tuple[str, ...]]):
    assert whole.near(heard.split()) == near


def test_without_sentences_nothing_is_near():
    assert WholeSentences([], {}).near(["查", "订单", "的"]) == []


def test_the_grammar_has_a_way_for_what_was_heard_and_for_each_sentence(whole: WholeSentences):
    steps = whole.steps(["在", "车", "发票"], 1e-9, [SENTENCES[1], SENTENCES[0]])
    said = [step for step in steps if len(step) == 4]
    ways: list[list[str]] = []

    def follow(state: int, words: list[str]) -> None:
        if state == 1:
            ways.append(words)
        for start, end, _, word in said:
            if start == state:
                follow(end, [*words, word])

    follow(0, [])
    assert ways == [["在", "车", "发票"], list(SENTENCES[1]), list(SENTENCES[0])]
    first = [probability for start, _, probability, _ in said if start == 0]
    assert first == pytest.approx([1e-9 * len(whole) * (1 - SHARE) / SHARE, 1.0, 1.0])
    assert all(probability == 1.0 for start, _, probability, _ in said if start)


def test_in_a_sentence_one_goes_back_by_one_or_two_words(whole: WholeSentences):
    steps = whole.steps(["查", "车"], 1e-9, [SENTENCES[1]])
    path = [0, *(step[1] for step in steps if len(step) == 4 and step[3] in SENTENCES[1])]
    back = [(path.index(step[0]), path.index(step[1])) for step in steps if len(step) == 3]
    assert back == [(2, 1), (3, 2), (3, 1)]
    assert all(step[2] == REPEATED for step in steps if len(step) == 3)


def test_what_was_heard_keeps_a_probability(whole: WholeSentences):
    assert whole.steps(["查", "车"], 0.0, [SENTENCES[0]])[0][2] == 1e-200


def test_sentences_come_back_from_their_file_once_each(tmp_path: Path):
    write_sentences([*SENTENCES, SENTENCES[0]], tmp_path / "sentences.txt")
    assert read_sentences(tmp_path / "sentences.txt") == SENTENCES


LONG = ("他", "们", "是", "很", "大", "的")


@pytest.mark.parametrize(
    ("said", "times"),
    [
        ("他 们 是 很 大 的", 0),
        ("他 们 是 是 很 大 的", 1),
        ("他 们 他 们 是 很 大 的", None),  # back to the very start: another beginning
        ("他 们 是 们 是 很 大 的", 1),
        ("他 们 是 是 很 很 大 的", 2),
        ("他 们 是 很 大", None),
        ("他 们 是 很 小 的", None),
        ("", None),
    ],
)
def test_a_speaker_who_hesitates_says_words_again(said: str, times: int | None):
    assert repetitions(said.split(), LONG) == times


def test_the_sentence_is_chosen_that_was_said_with_or_without_repetitions(whole: WholeSentences):
    heard, near = ["在", "车", "发票"], [SENTENCES[1], SENTENCES[0]]
    assert whole.chosen(SENTENCES[0], heard, 1e-9, near) == SENTENCES[0]
    assert whole.chosen(["在", "哪里", "开", "开", "发票"], heard, 1e-9, near) == SENTENCES[1]
    assert whole.chosen(heard, heard, 1e-9, near) == tuple(heard)
    assert whole.chosen([], heard, 1e-9, near) == tuple(heard)


@pytest.mark.parametrize(("probability", "hesitated"), [(1e-9, True), (0.1, False)])
def test_the_same_words_are_a_repetition_where_the_model_does_not_expect_them(
    whole: WholeSentences, probability: float, hesitated: bool
):
    heard = ["在", "哪里", "开", "开", "发票"]
    chosen = whole.chosen(heard, heard, probability, whole.near(heard))
    assert chosen == (SENTENCES[1] if hesitated else tuple(heard))


@pytest.mark.parametrize(
    ("said", "heard", "right"),
    [
        ("where is my order", "where is the order", "where is my order"),
        ("where is is my order", "where is is my order", "where is my order"),
        ("where is my camera", "where is my camera", "where is my camera"),
        ("when is the order", "when is the order", "when is the order"),
    ],
)
def test_pocketsphinx_listens_once_more(tmp_path: Path, said: str, heard: str, right: str):
    assert not missing_programs(), "speech is made by espeak-ng and flite: apt-get install espeak-ng flite"
    acoustic = base_model("en", tmp_path)[0]
    sounds = {word: [tuple(way.split())] for word, way in ENGLISH.items()}
    texts = ["where is my order", "when is the camera", "where is the camera", "cancel the order"]
    model = train([(tuple(text.split()), 1.0) for text in texts])
    write_arpa(model, tmp_path / "m.arpa")
    write_dictionary(sounds, tmp_path / "m.dict")
    files = {"hmm": str(acoustic), "lm": str(tmp_path / "m.arpa"), "dict": str(tmp_path / "m.dict")}
    decoder = Decoder(samprate=16000, loglevel="FATAL", **files)
    loaded = Loaded(decoder, EnglishWriter({}), WholeSentences([tuple(texts[0].split())], sounds), "")
    audio = prepared(decode(spoken(said, "flite:slt"), 10.0))
    assert whole_sentence(loaded, audio, heard.split()) == right.split()
    assert decoder.current_search() == "_default"
    assert decoder.get_lm("_default") is not None
