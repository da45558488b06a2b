"""`make validate`: its output, its exit status, and what it says about the project's own content."""

from __future__ import annotations

import re
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from tests.validation import sample
from tools.validate import main
from validation import limits
from validation.report import lines
from validation.runner import validate
from validation.wording import kinds

PROJECT = Path(__file__).parents[2]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    sample.write(tmp_path)
    monkeypatch.setattr(limits.Limits, "read", classmethod(lambda cls: sample.LIMITS))
    return tmp_path


def change(project: Path, file: str, old: str, new: str) -> None:
    path = project / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_our_own_content_has_no_errors() -> None:
    found = [item for item in validate(PROJECT) if kinds()[item.kind].severity == "error"]
    assert found == [], "\n" + "\n".join(lines(found, "en"))


def test_it_takes_seconds_and_needs_neither_rasa_nor_tensorflow() -> None:
    script = (
        "import sys, tools.validate; tools.validate.main([]); "
        "heavy = {'rasa', 'rasa_sdk', 'tensorflow', 'spacy', 'sqlalchemy', 'actions', 'catalog'} & set(sys.modules); "
        "sys.exit(f'loaded: {heavy}' if heavy else 0)"
    )
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    done = subprocess.run([sys.executable, "-c", script], cwd=PROJECT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before < 10


def test_a_clean_project(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--project", str(project)]) == 0
    assert capsys.readouterr().out == "No problems found.\n"
    assert main(["--project", str(project), "--language", "zh"]) == 0
    assert capsys.readouterr().out == "没有发现问题。\n"


def test_findings_by_file_and_line(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    change(project, "data/rules.yml", "- action: utter_sorry", "- action: utter_sory")
    change(project, "data/nlu.yml", "[降噪耳机](category)", "[降噪耳机](catgory)")
    assert main(["--project", str(project)]) == 1
    said = capsys.readouterr().out.splitlines()
    unknown_entity = 'There is no entity "catgory". Did you mean "category"?'
    unknown_answer = 'There is no answer "utter_sory" in domain.yml. Did you mean "utter_sorry"?'
    assert said == [
        f'data/nlu.yml:6: error K209 {unknown_entity} Use one that is listed under "entities" in domain.yml.',
        f"data/rules.yml:32: error K501 {unknown_answer} Write it in both languages or correct the name.",
        "errors: 2, warnings: 0",
    ]


def test_findings_in_chinese(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    change(project, "domain.yml", "forms:\n", "forms:\n- a\n# ")
    change(project, "data/nlu.yml", "[降噪耳机](category)", "[降噪耳机]")
    assert main(["--project", str(project), "--language", "zh"]) == 1
    said = capsys.readouterr().out
    assert "data/nlu.yml:6: 警告 K208 方括号后面没有实体名：“[降噪耳机]”。请补上实体名，或去掉方括号。\n" in said
    assert said.endswith("先改好上面的文件，其余检查才会进行。\n")
    assert not re.search(r"\b(?:error|warning)\b", said)


def test_findings_for_github(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    change(project, "data/nlu.yml", "- 我要退款", "- 100%退[手机] (category)")
    assert main(["--project", str(project), "--format", "github"]) == 1
    first = capsys.readouterr().out.splitlines()[0]
    assert first.startswith("::error file=data/nlu.yml,line=32,title=K203::This annotation is not written right")


def test_warnings_fail_only_when_asked_to(project: Path) -> None:
    change(project, "data/nlu.yml", "- 我要退款", "- 我要退款\n    - 我要退款")
    assert main(["--project", str(project)]) == 0
    assert main(["--project", str(project), "--strict"]) == 1


def test_hints_fail_nothing_and_names_can_be_accepted(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    change(project, "data/nlu.yml", "[三千块]", "[很多钱]")
    command = ["--project", str(project), "--strict"]
    assert main(command) == 0
    assert "hint K901" in capsys.readouterr().out
    names = project / "shop" / "other_names.yml"
    names.parent.mkdir(exist_ok=True)
    names.write_text("# ours\nprice: ['007']\nbrand:\n- Nokia\n", encoding="utf-8")
    assert main([*command, "--accept-names"]) == 0
    assert names.read_text(encoding="utf-8") == "# ours\nbrand:\n- Nokia\nprice:\n- '007'\n- 很多钱\n"
    assert "很多钱" not in capsys.readouterr().out
    assert main(command) == 0
    assert capsys.readouterr().out == "No problems found.\n"


def test_common_names_need_no_entry_of_the_shop(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    change(project, "data/nlu.yml", "[三千块]", "[很多钱]")
    common = project / "understanding" / "common_names.yml"
    common.parent.mkdir(exist_ok=True)
    common.write_text("price:\n- 很多钱\n", encoding="utf-8")
    assert main(["--project", str(project)]) == 0
    assert capsys.readouterr().out == "No problems found.\n"


def test_files_that_cannot_be_read_do_not_hide_each_other(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    change(project, "domain.yml", "forms:", "forms: [")
    change(project, "data/rules.yml", "- rule: track\n", "- rule: [track\n")
    (project / "config.yml").unlink()
    assert main(["--project", str(project)]) == 1
    said = capsys.readouterr().out
    assert re.findall(r"(\S+):\d+: error (\S+)", said) == [
        ("config.yml", "K101"), ("data/rules.yml", "K103"), ("domain.yml", "K103"),
    ]  # fmt: skip


def test_help() -> None:
    with pytest.raises(SystemExit) as exit_status:
        main(["--help"])
    assert exit_status.value.code == 0


@pytest.mark.parametrize("page", ["content.md", "content.zh.md"])
def test_every_code_is_explained(page: str) -> None:
    text = (PROJECT / "docs" / page).read_text(encoding="utf-8")
    assert {kind.code for kind in kinds().values()} == set(re.findall(r"\bK\d{3}\b", text))
