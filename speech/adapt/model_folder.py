"""Where the models of the voice channel lie, and what is known of each."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).resolve().parent.parent.parent
MODELS = PROJECT / "models" / "voice"

#: Changes whenever models built before must be built anew.
FORMAT = 5


@dataclass(frozen=True)
class Manifest:
    """What a language's model was made of.

    Attributes:
        language: `zh` or `en`.
        vocabulary: Words it can hear.
        ngrams: N-grams of all lengths.
        built_at: When, ISO 8601 in UTC.
        sources: What it was made from, with how many entries each.
        fingerprint: Of everything that went in.
        format: `FORMAT` of the builder.
    """

    language: str
    vocabulary: int
    ngrams: int
    built_at: str
    sources: dict[str, int] = field(default_factory=dict)
    fingerprint: str = ""
    format: int = FORMAT


@dataclass(frozen=True)
class ModelFolder:
    """The files of one language.

    Attributes:
        root: Folder with a folder per language.
        language: `zh` or `en`.
    """

    root: Path
    language: str

    @property
    def folder(self) -> Path:
        """Everything of this language."""
        return self.root / self.language

    @property
    def language_model(self) -> Path:
        """The n-grams, ARPA."""
        return self.folder / "language.arpa"

    @property
    def dictionary(self) -> Path:
        """The pronunciations."""
        return self.folder / "words.dict"

    @property
    def features(self) -> Path:
        """Parameters of the front end that go with `transform`; absent where recordings are taken as they are."""
        return self.folder / "feat.params"

    @property
    def transform(self) -> Path:
        """The transform that fits the acoustic model to normalised recordings."""
        return self.folder / "spread.mllr"

    @property
    def spellings(self) -> Path:
        """How what is said is written, JSON."""
        return self.folder / "spellings.json"

    @property
    def letter_sounds(self) -> Path:
        """The learnt letter-to-sound rules."""
        return self.root / f"letters-{self.language}.json.gz"

    @property
    def sphinx(self) -> Path:
        """An acoustic model of CMU Sphinx that was put in place, with its dictionary `base.dict`."""
        return self.folder / "sphinx"

    @property
    def vosk(self) -> Path:
        """A Vosk model that was put in place."""
        return self.folder / "vosk"

    @property
    def manifest_file(self) -> Path:
        """What the model was made of; written last, so that it stands for a whole model."""
        return self.folder / "model.json"

    def manifest(self) -> Manifest | None:
        """What the adapted model was made of; None where there is none that this version can use."""
        try:
            content: dict[str, Any] = json.loads(self.manifest_file.read_text(encoding="utf-8"))
            manifest = Manifest(**content)
        except (OSError, ValueError, TypeError):
            return None
        return manifest if manifest.format == FORMAT and self.language_model.exists() else None

    def write_manifest(self, manifest: Manifest) -> None:
        """Write what the model was made of."""
        draft = self.manifest_file.with_name("model.json.part")
        draft.write_text(json.dumps(asdict(manifest), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        draft.replace(self.manifest_file)

    def read_spellings(self) -> dict[tuple[str, ...], str]:
        """How what is said is written; nothing where there is no adapted model."""
        try:
            content: dict[str, str] = json.loads(self.spellings.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return {tuple(said.split(" ")): written for said, written in content.items()}
