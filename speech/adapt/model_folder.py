"""Where the models of the voice channel lie, and what is known of each.

A build writes its files into a folder of its own and names that folder in the manifest, which is replaced in one step:
who reads the manifest sees the files of one whole build, also while the next one is being written.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).resolve().parent.parent.parent
MODELS = PROJECT / "models" / "voice"

#: Changes whenever models built before must be built anew.
FORMAT = 7
#: How the names of builds' folders begin, and how long one that is not used stays, in seconds.
_BUILD, _KEPT_S = "build-", 3600.0


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
        files: Name of the folder with the files of this build.
        format: `FORMAT` of the builder.
    """

    language: str
    vocabulary: int
    ngrams: int
    built_at: str
    sources: dict[str, int] = field(default_factory=dict)
    fingerprint: str = ""
    files: str = ""
    format: int = FORMAT


@dataclass(frozen=True)
class BuiltFiles:
    """The files of one build.

    Attributes:
        folder: Where they lie.
    """

    folder: Path

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
    def sentences(self) -> Path:
        """The content's sentences in words; absent where the recogniser does without them."""
        return self.folder / "sentences.txt"

    def read_spellings(self) -> dict[tuple[str, ...], str]:
        """How what is said is written; nothing where the file cannot be read."""
        try:
            content: dict[str, str] = json.loads(self.spellings.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return {tuple(said.split(" ")): written for said, written in content.items()}


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
        usable = manifest.format == FORMAT and BuiltFiles(self.folder / manifest.files).language_model.exists()
        return manifest if usable else None

    def built(self) -> BuiltFiles | None:
        """The files of the present build; None where there is none that this version can use.

        Ask once and read all files from the answer: the next question may be answered with those of the next build.
        """
        manifest = self.manifest()
        return BuiltFiles(self.folder / manifest.files) if manifest is not None else None

    def fingerprint(self) -> str:
        """Another text whenever anything that recognisers read here is another: a build, or a model put in place.

        Quick enough to ask before each recording.
        """
        try:
            digest = hashlib.sha256(self.manifest_file.read_bytes())
        except OSError:
            digest = hashlib.sha256()
        for path in sorted(path for place in (self.sphinx, self.vosk) for path in place.rglob("*")):
            try:
                status = path.stat()
            except FileNotFoundError:  # being replaced just now
                continue
            digest.update(f"{path.relative_to(self.folder)} {status.st_size} {status.st_mtime_ns}\n".encode())
        return digest.hexdigest()[:16]

    @contextmanager
    def building(self) -> Iterator[BuiltFiles]:
        """A folder to write a build into; what fails leaves nothing behind."""
        files = BuiltFiles(self.folder / f"{_BUILD}{uuid.uuid4().hex[:12]}")
        files.folder.mkdir(parents=True)
        try:
            yield files
        except BaseException:
            shutil.rmtree(files.folder, ignore_errors=True)
            raise

    def publish(self, files: BuiltFiles, manifest: Manifest) -> Manifest:
        """Make a written build the present one, in one step.

        The build before it stays for those who are reading it, and so do young ones, which others may be writing.

        Args:
            files: What `building` gave.
            manifest: What it was made of.

        Returns:
            The manifest with the name of the files' folder.
        """
        before = self.manifest()
        manifest = replace(manifest, files=files.folder.name)
        draft = files.folder / "model.json.part"
        draft.write_text(json.dumps(asdict(manifest), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        draft.replace(self.manifest_file)
        kept = {manifest.files, before.files if before is not None else ""}
        for other in self.folder.glob(f"{_BUILD}*"):
            if other.name not in kept and time.time() - other.stat().st_mtime > _KEPT_S:
                shutil.rmtree(other, ignore_errors=True)
        return manifest

    def read_spellings(self) -> dict[tuple[str, ...], str]:
        """How what is said is written; nothing where there is no adapted model."""
        built = self.built()
        return built.read_spellings() if built is not None else {}


def acoustic_files(acoustic: Path | None) -> list[Path]:
    """The files of an acoustic model that a build depends on, where there is a model."""
    return [acoustic / name for name in ("feat.params", "means", "variances")] if acoustic is not None else []
