"""Each kind of finding, from a sample project in which one thing is broken."""

from __future__ import annotations

import random
import re
from pathlib import Path
from typing import Any

import pytest

from tests.validation import sample
from tests.validation.broken import BROKEN, CODE, CONFIG, DOMAIN, FOLLOWING, NLU, PHRASES, RULES, STORIES
from validation.findings import Finding
from validation.project import REQUIRED
from validation.registry import CHECKS, FILE_CHECKS
from validation.report import lines as lines_of
from validation.runner import validate
from validation.wording import kinds


@pytest.fixture
def project(tmp_path: Path) -> Path:
    sample.write(tmp_path)
    return tmp_path


def found_in(folder: Path) -> list[Finding]:
    return validate(folder, limits=sample.LIMITS)


def test_a_clean_project_has_no_findings(project: Path) -> None:
    assert found_in(project) == []


@pytest.mark.parametrize(
    ("kind", "file", "old", "new", "at"), BROKEN, ids=[f"{number}-{case[0]}" for number, case in enumerate(BROKEN)]
)
def test_finding(project: Path, kind: str, file: str, old: Any, new: Any, at: str) -> None:
    path = project / file
    text = path.read_text(encoding="utf-8")
    if isinstance(new, bytes):
        path.write_bytes(text.encode().replace(old.encode(), new))
    else:
        pairs = [(old, new)] if isinstance(new, str) else zip(old, new, strict=True)
        for one, other in pairs:
            assert one in text
            text = text.replace(one, other, 1)
        path.write_text(text, encoding="utf-8")
    found = found_in(project)
    wanted = [item for item in found if item.kind == kind]
    assert wanted, [item.kind for item in found]
    assert {item.kind for item in found} <= {kind, *FOLLOWING.get(kind, ())}
    assert place_of(project, file, at) in [str(item.place) for item in wanted]


def place_of(folder: Path, file: str, at: str) -> str:
    """The place of the line that holds some words; `words@2` is the second such line."""
    if ":" in at and at.split(":")[0].endswith(".yml"):
        file, at = at.split(":", 1)
    at, _, number = at.partition("@")
    lines = (folder / file).read_bytes().decode("utf-8", "replace").splitlines(keepends=True)
    hits = [index for index, line in enumerate(lines, start=1) if at in line]
    return f"{file}:{hits[int(number or 1) - 1]}"


@pytest.mark.parametrize("name", REQUIRED)
def test_missing_files(project: Path, name: str) -> None:
    (project / name).unlink()
    assert [str(item.place) for item in found_in(project) if item.kind == "file_missing"] == [f"{name}:1"]


@pytest.mark.parametrize("name", [DOMAIN, CONFIG, NLU, RULES, STORIES, PHRASES, CODE])
def test_whatever_is_lost_or_moved_the_checks_go_on(project: Path, name: str) -> None:
    path, chance = project / name, random.Random(name)
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    for _ in range(40):
        changed = list(lines)
        index = chance.randrange(len(changed))
        way = chance.choice(["lose", "cut", "indent", "empty", "swap"])
        key, colon, _value = changed[index].partition(":")
        changed[index] = {
            "lose": "", "cut": changed[index].rstrip()[: chance.randint(0, 30)] + "\n", "indent": "  " + changed[index],
            "empty": f"{key}{colon}\n", "swap": changed[chance.randrange(len(changed))],
        }[way]  # fmt: skip
        path.write_text("".join(changed), encoding="utf-8")
        list(lines_of(found_in(project), "zh"))


def test_every_kind_is_shown_here() -> None:
    assert {kind for kind, *_ in BROKEN} | {"file_missing"} == set(kinds())


def test_every_kind_is_found_by_a_check() -> None:
    source = "".join(path.read_text("utf-8") for path in Path(__file__).parents[2].glob("validation/**/*.py"))
    assert {kind for kind in kinds() if f'"{kind}"' not in source} == set()
    assert len({kind.code for kind in kinds().values()}) == len(kinds())
    assert all(re.fullmatch(r"K\d{3}", kind.code) for kind in kinds().values())
    assert FILE_CHECKS and CHECKS
