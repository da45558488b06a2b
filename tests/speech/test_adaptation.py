"""Content and names become a language model, a dictionary and spellings."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from speech.adapt.build import NothingToLearn, build
from speech.adapt.chinese import ChineseMaterial, said_ways
from speech.adapt.english import EnglishMaterial
from speech.adapt.expansion import expanded
from speech.adapt.material import Material, Name, Part, marked, plain_text
from speech.adapt.model_folder import ModelFolder
from speech.lexicon.alignment import align
from speech.lexicon.dictionary import read_dictionary, write_dictionary
from speech.lexicon.g2p import LetterToSound
from speech.lm.mixing import mixed
from speech.lm.model import START
from speech.lm.smoothing import train
from speech.lm.whole import read_sentences
from tests.speech.sphinx_files import acoustic_model, parameters

WORDS = {
    "how": ["HH AW"], "much": ["M AH CH"], "is": ["IH Z"], "the": ["DH AH"], "phone": ["F OW N"], "where": ["W EH R"],
    "order": ["AO R D ER"], "my": ["M AY"], "ear": ["IH R"], "cat": ["K AE T"], "can": ["K AE N"], "cap": ["K AE P"],
    "five": ["F AY V"], "hundred": ["HH AH N D R AH D"], "dollars": ["D AA L ER Z"], "fifteen": ["F IH F T IY N"],
    "iphone": ["AY F OW N"], "phones": ["F OW N Z"], "cancel": ["K AE N S AH L"], "under": ["AH N D ER"],
}  # fmt: skip


@pytest.fixture
def dictionary(tmp_path: Path) -> Path:
    write_dictionary(
        {word: [tuple(way.split()) for way in ways] for word, ways in WORDS.items()}, tmp_path / "base.dict"
    )
    return tmp_path / "base.dict"


@pytest.fixture
def material() -> Material:
    texts = ["how much is the [iPhone 15](product)", "where is my order", "cancle my order", "cancel my order",
             "cancel the order", "earphone", "[phones](category) under [$500](price)"]  # fmt: skip
    names = [Name("product", "iPhone 15", ("iphoen", "苹果15")), Name("category", "phone")]
    return Material("en", [marked(text) for text in texts], names, {"test": len(texts)})


def test_marks_of_rasa():
    sentence = marked('show [Sony](brand) [WH-1000XM5]{"entity": "product", "role": "a"} now')
    assert [part.kind for part in sentence] == ["", "brand", "", "product", ""]
    assert plain_text(sentence) == "show Sony WH-1000XM5 now"


def test_expansion_is_the_same_every_time_and_has_every_name(material: Material):
    first, second = list(expanded(material)), list(expanded(material))
    assert first == second
    made = [plain_text(sentence) for sentence, weight in first if weight < 1]
    assert "iPhone 15" in made
    assert any("how much is the iPhone 15" in text for text in made)


def test_english_material(material: Material, dictionary: Path):
    entries = read_dictionary(dictionary)
    guesser = LetterToSound.learn({word: ways[0] for word, ways in entries.items()})
    prepared = EnglishMaterial(material, entries, guesser)
    said = {" ".join(words) for words, _ in prepared.sentences()}
    assert "how much is the iphone fifteen" in said
    assert "cancel my order" in said
    assert not any("cancle" in text for text in said)
    assert "phones under five hundred dollars" in said
    assert prepared.spellings()["iphone", "fifteen"] == "iPhone 15"
    assert prepared.pronunciations({"earphone"})["earphone"][0] == ("IH", "R", "F", "OW", "N")


@pytest.mark.parametrize(("rare", "word"), [(True, "order"), (False, "oder")])
def test_a_rare_word_beside_a_common_one_is_a_slip(rare: bool, word: str):
    sounds = [("OW", "D", "ER")]
    entries = dict.fromkeys(("order", "orders", "oder", "cancel", "my", "track"), sounds)
    sentences = [(Part("cancel my order"),)] * 12 + [(Part("track my oder"),), (Part("track my orders"),)]
    probabilities = {"oder": 1e-7 if rare else 1e-4, "orders": 1e-7}
    prepared = EnglishMaterial(
        Material("en", sentences),
        entries,
        LetterToSound.learn({"order": sounds[0]}),
        lambda words: probabilities.get(words[-1], 1e-3),
    )
    said = {" ".join(words) for words, _ in prepared.sentences()}
    assert said == {"cancel my order", f"track my {word}", "track my orders"}


def test_a_model_is_built_once_and_anew_when_the_content_changes(material: Material, dictionary: Path, tmp_path: Path):
    first, built = build(material, dictionary, tmp_path)
    assert built
    assert first.sources == {"test": 7}
    place = ModelFolder(tmp_path, "en")
    assert place.manifest() == first
    assert place.read_spellings()[("iphone", "fifteen")] == "iPhone 15"
    assert build(material, dictionary, tmp_path) == (first, False)
    material.sentences.append((Part("where is the cat"),))
    assert build(material, dictionary, tmp_path)[1]
    assert not list(tmp_path.rglob("*.part"))


def test_the_first_build_makes_its_folders(material: Material, dictionary: Path, tmp_path: Path):
    root = tmp_path / "models" / "voice"
    assert build(material, dictionary, root)[1]
    assert ModelFolder(root, material.language).built() is not None


def test_a_build_that_fails_leaves_the_one_before(
    material: Material, dictionary: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    first, _ = build(material, dictionary, tmp_path)
    place = ModelFolder(tmp_path, "en")
    before = sorted(place.folder.rglob("*"))

    def full(*_: object) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr("speech.adapt.build.write_dictionary", full)
    material.sentences.append((Part("where is the cat"),))
    with pytest.raises(OSError, match="no space"):
        build(material, dictionary, tmp_path)
    assert place.manifest() == first
    assert sorted(place.folder.rglob("*")) == before


def test_who_reads_a_build_keeps_it_while_the_next_one_comes(material: Material, dictionary: Path, tmp_path: Path):
    place = ModelFolder(tmp_path, "en")
    seen = []
    for number in range(3):
        material.sentences.append((Part("where is the cat " * (number + 1)),))
        build(material, dictionary, tmp_path)
        files = place.built()
        assert files is not None
        os.utime(files.folder, (0, 0))  # long ago
        seen.append(files)
    assert [files.dictionary.exists() for files in seen] == [False, True, True]
    assert seen[1].read_spellings() == seen[2].read_spellings() == place.read_spellings() != {}


def test_the_fingerprint_tells_every_change_of_what_recognisers_read(
    material: Material, dictionary: Path, tmp_path: Path
):
    place = ModelFolder(tmp_path, "en")
    seen = [place.fingerprint()]
    acoustic = tmp_path / "acoustic"
    acoustic.mkdir()
    acoustic_model(acoustic)

    def changed() -> bool:
        seen.append(place.fingerprint())
        return seen[-1] not in seen[:-1] and place.fingerprint() == seen[-1]

    build(material, dictionary, tmp_path, acoustic=acoustic)
    assert changed()
    assert build(material, dictionary, tmp_path, acoustic=acoustic)[1] is False
    assert not changed()
    parameters(acoustic / "variances", np.array([[9.0, 4.0], [9.0, 4.0]]))
    assert build(material, dictionary, tmp_path, acoustic=acoustic)[1]
    assert changed()
    build(material, dictionary, tmp_path, acoustic=acoustic, force=True)
    assert changed()
    for model in (place.sphinx, place.vosk):
        (model / "am").mkdir(parents=True)
        (model / "am" / "means").write_bytes(b"1")
        assert changed()
        (model / "am" / "means").write_bytes(b"12")
        assert changed()


def test_answers_bring_words_but_weigh_little(material: Material, dictionary: Path):
    material.answers.append("the cat can cancel phones")
    entries = read_dictionary(dictionary)
    guesser = LetterToSound.learn({word: ways[0] for word, ways in entries.items()})
    weights = dict(EnglishMaterial(material, entries, guesser).sentences())
    said = ("the", "cat", "can", "cancel", "phones")
    assert 0 < weights[said] < min(weight for words, weight in weights.items() if words != said)


def test_only_chinese_listens_for_whole_sentences(material: Material, dictionary: Path, tmp_path: Path):
    build(material, dictionary, tmp_path)
    english = ModelFolder(tmp_path, "en").built()
    write_dictionary({"多少": [("d", "uo")], "钱": [("q",)], "索尼": [("s",)]}, tmp_path / "zh.dict")
    chinese = Material("zh", [marked("[索尼](brand)多少钱")], [Name("brand", "钱")])
    build(chinese, tmp_path / "zh.dict", tmp_path)
    files = ModelFolder(tmp_path, "zh").built()
    assert english is not None and files is not None
    assert not english.sentences.exists()
    assert read_sentences(files.sentences) == [("索尼", "多少", "钱")]  # as written, without made ones


def test_a_damaged_manifest_counts_as_none(material: Material, dictionary: Path, tmp_path: Path):
    build(material, dictionary, tmp_path)
    ModelFolder(tmp_path, "en").manifest_file.write_text("{")
    assert ModelFolder(tmp_path, "en").manifest() is None


def test_nothing_to_learn(dictionary: Path, tmp_path: Path):
    with pytest.raises(NothingToLearn):
        build(Material("zh", [(Part("你好"),)]), dictionary, tmp_path)


def test_chinese_material():
    sounds = {word: [("a",)] for word in ("小米", "十四", "多少", "钱", "多少钱", "三千", "块", "以下", "的", "手机")}
    sentences = [marked("[小米14](product)多少钱"), marked("3000块以下的手机"), marked("有耳机吗")]
    prepared = ChineseMaterial(Material("zh", sentences, [Name("product", "小米14")]), sounds)
    said = [" ".join(words) for words, _ in prepared.sentences()]
    assert "小米 十四 多少钱" in said
    assert "三千 块 以下 的 手机" in said
    assert not any("耳" in text for text in said)
    assert prepared.spellings()[("小米十四",)] == "小米14"
    assert said_ways("iPhone 多少钱") == []
    assert said_ways("USB") == ["U.S.B."]


def test_letters_and_sounds_are_aligned():
    pairs = [("phone", ("F", "OW", "N")), ("cat", ("K", "AE", "T")), ("box", ("B", "AA", "K", "S"))] * 3
    for (word, sounds), pieces in zip(pairs, align(pairs), strict=False):
        assert "".join(letters for letters, _ in pieces) == word
        assert tuple(sound for _, made in pieces for sound in made) == sounds


def test_rules_say_words_they_never_saw(tmp_path: Path):
    words = {a + b + c: (a.upper(), "AE", c.upper()) for a in "bdfkmnps" for b in "a" for c in "bdfkmnp"}
    del words["bad"], words["map"]
    rules = LetterToSound.learn(words)
    assert rules.say("bad") == [("B", "AE", "D")]
    rules.save(tmp_path / "rules.gz")
    loaded = LetterToSound.load(tmp_path / "rules.gz")
    assert loaded is not None
    assert loaded.say("map", 2)[0] == ("M", "AE", "P")
    (tmp_path / "rules.gz").write_bytes(b"damaged")
    assert LetterToSound.load(tmp_path / "rules.gz") is None


def test_a_mixed_model_sums_to_one_and_knows_general_pairs_and_threes():
    own = train([(("where", "is", "my", "order"), 1.0), (("is", "it", "late"), 1.0)])
    known = {("my", "late"): 0.5, ("where",): 0.01, ("my",): 0.01, ("late",): 0.001, ("is",): 0.02}
    known |= {("late", "where"): 0.1, ("my", "late", "where"): 0.9}

    def general(gram: tuple[str, ...]) -> float:
        return next((known[gram[-size:]] for size in (3, 2, 1) if gram[-size:] in known), 0.0)

    made = mixed(own, general, ["where", "is", "my", "late"])
    assert made.probability(("my", "late")) > own.probability(("my", "late"))
    assert made.probability(("my", "late", "where")) > 2 * made.probability(("late", "where"))
    words = made.vocabulary - {START}
    for context in [(), ("my",), ("where", "is"), (START, "where"), ("late",), ("my", "late")]:
        assert sum(made.probability((*context, word)) for word in words) == pytest.approx(1.0, abs=1e-6), context
