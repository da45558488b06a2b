"""Builds the adapted model of one language from its material."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict
from datetime import datetime, timezone
from pathlib import Path
from typing import Protocol

from speech.adapt.chinese import ChineseMaterial
from speech.adapt.english import PRONUNCIATIONS_FILE, EnglishMaterial
from speech.adapt.expansion import MADE
from speech.adapt.material import Material
from speech.adapt.model_folder import FORMAT, Manifest, ModelFolder, acoustic_files
from speech.adapt.spread import write_normalised
from speech.lexicon.alignment import Phones
from speech.lexicon.dictionary import read_dictionary, write_dictionary
from speech.lexicon.g2p import LetterToSound
from speech.lm.arpa import write_arpa
from speech.lm.general import general_probability
from speech.lm.mixing import mixed
from speech.lm.smoothing import train
from speech.lm.whole import write_sentences
from speech.text.english import WORDS_FILE
from speech.text.numbers_en import Words

#: Words of so many sentences are looked up in pairs in the general language model.
COMMON_FROM = 2
#: Languages whose acoustic model is so weak that whole sentences are listened for too.
WHOLE_SENTENCES = ("zh",)


class NothingToLearn(ValueError):
    """The material has no sentence that the recogniser could hear."""


class Prepared(Protocol):
    """A language's material, ready to be counted."""

    def sentences(self) -> Iterator[tuple[Words, float]]:
        """What is said, with weights."""
        ...

    def spellings(self) -> dict[Words, str]:
        """How what is said is written."""
        ...

    def pronunciations(self, words: set[str]) -> Mapping[str, list[Phones]]:
        """Pronunciations of words."""
        ...


def build(
    material: Material, dictionary_file: Path, root: Path, force: bool = False, acoustic: Path | None = None
) -> tuple[Manifest, bool]:
    """Build the model of a language; does nothing where nothing has changed.

    Args:
        material: Sentences and names.
        dictionary_file: Pronouncing dictionary of the acoustic model.
        root: Folder with a folder per language.
        force: Whether to build it although nothing has changed.
        acoustic: Folder of the acoustic model, to be fitted to normalised recordings; None leaves it as it is.

    Returns:
        What the model is made of, and whether it was built just now.

    Raises:
        NothingToLearn: No sentence can be used.
        OSError: A file of the acoustic model cannot be read.
        ValueError: A file of the acoustic model is damaged.
    """
    place = ModelFolder(root, material.language)
    fingerprint = _fingerprint(material, dictionary_file, acoustic)
    present = place.manifest()
    if present is not None and present.fingerprint == fingerprint and not force:
        return present, False
    place.folder.mkdir(parents=True, exist_ok=True)
    dictionary = read_dictionary(dictionary_file)
    general = general_probability(material.language)
    prepared = _prepare(material, dictionary, place, general)
    sentences = list(prepared.sentences())
    sounds = prepared.pronunciations({word for words, _ in sentences for word in words})
    usable = [(words, weight) for words, weight in sentences if words and all(word in sounds for word in words)]
    if not usable:
        raise NothingToLearn(material.language)
    model = train(usable)
    if general is not None:
        model = mixed(model, general, _common(usable))
    spellings = {" ".join(said): written for said, written in sorted(prepared.spellings().items())}
    with place.building() as files:
        write_arpa(model, files.language_model)
        write_dictionary(sounds, files.dictionary)
        if acoustic is not None:
            write_normalised(acoustic, files.features, files.transform)
        if material.language in WHOLE_SENTENCES:
            write_sentences((words for words, weight in usable if weight > MADE), files.sentences)
        files.spellings.write_text(json.dumps(spellings, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")
        manifest = Manifest(
            language=material.language,
            vocabulary=len(sounds),
            ngrams=sum(map(len, model.probabilities)),
            built_at=datetime.now(timezone.utc).isoformat(timespec="seconds"),
            sources=material.sources,
            fingerprint=fingerprint,
        )
        return place.publish(files, manifest), True


def _common(sentences: list[tuple[Words, float]]) -> list[str]:
    heard = Counter(word for words, weight in sentences if weight >= 0.5 for word in set(words))
    return [word for word, count in heard.items() if count >= COMMON_FROM]


def _prepare(
    material: Material,
    dictionary: dict[str, list[Phones]],
    place: ModelFolder,
    general: Callable[[Words], float] | None,
) -> Prepared:
    if material.language == "zh":
        return ChineseMaterial(material, dictionary)
    guesser = LetterToSound.load(place.letter_sounds)
    if guesser is None:
        guesser = LetterToSound.learn({word: ways[0] for word, ways in dictionary.items()})
        guesser.save(place.letter_sounds)
    return EnglishMaterial(material, dictionary, guesser, general)


def _fingerprint(material: Material, dictionary_file: Path, acoustic: Path | None) -> str:
    digest = hashlib.sha256(f"{FORMAT}".encode())
    digest.update(json.dumps(asdict(material), ensure_ascii=False, sort_keys=True).encode())
    for path in (dictionary_file, WORDS_FILE, PRONUNCIATIONS_FILE, *acoustic_files(acoustic)):
        digest.update(path.read_bytes())
    return digest.hexdigest()
