"""`python -m tools.voice build`: what it learns from, and that it does nothing twice."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import insert, update

from catalog import schema
from catalog.engine import create_catalog_engine, upgrade_schema, writing
from speech.adapt.model_folder import ModelFolder
from tests.speech.sphinx_files import acoustic_model
from tools import voice
from tools.voice_material import gather
from tools.voice_names import Entry, catalogue_entries

SOUNDS = {
    "索": "s uo",
    "尼": "n i",
    "多": "d uo",
    "少": "sh ao",
    "钱": "q ian",
    "华": "h ua",
    "为": "uu ui",
    "有": "i ou",
}
NLU = """
version: "3.1"
nlu:
- intent: ask_price
  metadata: {language: zh}
  examples: |
    - [索尼](brand)多少钱
    - 多少钱
- intent: ask_price
  metadata: {language: en}
  examples: |
    - how much is [Sony](brand)
"""
DOMAIN = """
version: "3.1"
responses:
  utter_refund:
  - text: "**Your refund** is on its way, {name}: see [the page](https://example.org).\\n· {list}"
    condition: [{type: slot, name: language, value: en}]
  - text: "有多少？"
    buttons:
    - {title: "Talk to a person", payload: "/contact_human_agent"}
"""


class Shop:
    """A small shop with content and a Chinese acoustic model in folders of its own."""

    def __init__(self, folder: Path) -> None:
        self.nlu, self.code = folder / "nlu.yml", folder / "code.py"
        self.nlu.write_text(NLU, encoding="utf-8")
        self.domain = folder / "domain.yml"
        self.domain.write_text(DOMAIN, encoding="utf-8")
        self.code.write_text("a = 1", encoding="utf-8")
        self.place = ModelFolder(folder / "models", "zh")
        self.place.sphinx.mkdir(parents=True)
        lines = [f"{word} {sounds}" for word, sounds in SOUNDS.items()]
        acoustic_model(self.place.sphinx)
        (self.place.sphinx / "base.dict").write_text("\n".join(lines) + "\n", encoding="utf-8")
        self.engine = create_catalog_engine(f"sqlite:///{folder / 'shop.db'}")
        upgrade_schema(self.engine)
        with writing(self.engine) as connection:
            connection.execute(insert(schema.brands).values(id="sony", zh="索尼", en="Sony", position=1))
            alias = {"kind": "brand", "owner_id": "sony", "alias": "SONY", "position": 1}
            connection.execute(insert(schema.lexicon_aliases).values(**alias))
        self.engine.dispose()

    def quieter(self) -> None:
        """Another front end of the acoustic model."""
        with (self.place.sphinx / "feat.params").open("a", encoding="utf-8") as file:
            file.write("-lowerf 130\n")

    def call_the_brand(self, zh: str) -> None:
        with writing(self.engine) as connection:
            connection.execute(update(schema.brands).values(zh=zh))
        self.engine.dispose()


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shop:
    made = Shop(tmp_path)
    monkeypatch.setenv("CATALOG_URL", str(made.engine.url))
    monkeypatch.setenv("VOICE_MODELS", str(made.place.root))
    monkeypatch.setattr(voice, "NLU_FILE", made.nlu)
    monkeypatch.setattr(voice, "DOMAIN_FILE", made.domain)
    monkeypatch.setattr(voice, "_CODE", (str(made.code),))
    return made


def built(shop: Shop) -> bool:
    """Whether something was built just now."""
    file = shop.place.manifest_file
    before = file.stat().st_mtime_ns if file.exists() else 0
    assert voice.build_all(["zh"]) == 0
    assert shop.place.manifest() is not None
    return file.stat().st_mtime_ns > before


def test_it_is_built_once_and_again_after_every_kind_of_change(shop: Shop):
    assert built(shop)
    assert not built(shop)
    for change in (
        lambda: shop.nlu.write_text(NLU.replace("多少钱", "有多少"), encoding="utf-8"),
        lambda: shop.call_the_brand("华为"),
        lambda: shop.domain.write_text(DOMAIN.replace("多少", "多"), encoding="utf-8"),
        lambda: shop.quieter(),
        lambda: shop.code.write_text("a = 2", encoding="utf-8"),
        lambda: (shop.place.folder / voice.STAMP).unlink(),
        lambda: shop.place.manifest_file.unlink(),
    ):
        change()
        assert built(shop)
        assert not built(shop)
    files = shop.place.built()
    assert files is not None
    assert "华 为" in files.language_model.read_text(encoding="utf-8")


def test_names_come_from_the_catalogue_and_sentences_from_the_examples(shop: Shop):
    assert catalogue_entries() == [Entry("brand", "索尼", "Sony", ("SONY",))]
    zh, en = (gather(language, shop.nlu, domain_file=shop.domain) for language in ("zh", "en"))
    assert [(name.kind, name.written, name.others) for name in zh.names] == [("brand", "索尼", ())]
    assert [(name.kind, name.written, name.others) for name in en.names] == [("brand", "Sony", ("SONY",))]
    assert (len(zh.sentences), len(en.sentences)) == (2, 1)
    assert en.sources == {f"{shop.nlu.parent.name}/nlu.yml": 1, "catalogue: brand": 1, "domain.yml": 3}


def test_answers_are_cut_into_what_one_says(shop: Shop):
    zh, en = (gather(language, shop.nlu, [], shop.domain) for language in ("zh", "en"))
    assert en.answers == ["Your refund is on its way", "see the page", "Talk to a person"]
    assert zh.answers == ["有多少"]


def test_nothing_to_do_takes_less_than_a_second_of_work(shop: Shop):
    """The real content and the real code: `make run` waits for this every time."""
    environment = {**os.environ, "VOICE_MODELS": str(shop.place.root)}
    code = (
        "import sys; from tools.voice import build_all; status = build_all(['zh'])\n"
        "sys.exit(status or 3 * ('speech.adapt.build' in sys.modules))"
    )
    command = [sys.executable, "-c", code]
    assert subprocess.run(command, env=environment, cwd=voice.PROJECT, check=False).returncode == 3
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert subprocess.run(command, env=environment, cwd=voice.PROJECT, check=False).returncode == 0
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < 1.0


def test_without_an_acoustic_model_there_is_nothing_to_do(shop: Shop, capsys: pytest.CaptureFixture[str]):
    (shop.place.sphinx / "base.dict").unlink()
    assert voice.build_all(["zh"], say_nothing_to_do=True) == 0
    assert "make voice-model LANGUAGE=zh" in capsys.readouterr().out
    assert shop.place.manifest() is None


@pytest.mark.parametrize(
    ("setting", "value"), [("VOICE_LANGUAGE", "fr"), ("CATALOG_URL", "sqlite:////dev/null/shop.db")]
)
def test_what_cannot_be_used_is_one_line(
    shop: Shop, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], setting: str, value: str
):
    monkeypatch.setenv(setting, value)
    assert voice.build_all(["zh"]) == 1
    said = capsys.readouterr().err.strip()
    assert said and "\n" not in said and "Traceback" not in said
