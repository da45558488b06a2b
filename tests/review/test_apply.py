from __future__ import annotations

import asyncio
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker

from review.checks import Known, check, known_examples, words_of
from review.sheet import read_sheet
from runtime.settings import PROJECT, Settings
from stores import conversations
from tests.review.events import Event, did, new_session, said
from tools import review as review_tool
from tools import review_apply as apply_tool

DAY = 86_400.0
SINCE = 1_793_491_200.0  # 2026-11-01
PARCEL = [
    "我滴包裹在路上没呀",
    "我滴包裹走到哪座山头了",
    "包裹走到哪座山头了嘛",
    "我滴包裹还在路上飘着没",
    "包裹还在路上飘着吗",
    "我滴包裹飘到哪儿了",
    "我滴包裹飘到哪座城啦",
    "俺滴包裹在路上飘着没",
    "俺滴包裹走到哪儿啦",
    "包裹飘到哪儿了呀",
]
BILL = [
    "can u shoot me the paper for the taxman",
    "shoot me the paper for my taxman pls",
    "need that paper for the taxman",
    "the taxman wants that paper, shoot it over",
    "send that taxman paper over",
    "paper for the taxman where do i get it",
    "shoot over the paper for the taxman",
    "taxman paper pls",
    "the paper for my taxman please",
    "get me that taxman paper",
]
STRANGE = [
    f"{word} 的 {other} 咋整"
    for word in ("gizmo", "dongle", "widget", "doohickey")
    for other in ("firmware", "pairing")
]


def conversation(number: int) -> list[Event]:
    """A conversation with a weak turn or two; the customer then clicks what was meant."""
    at = SINCE + DAY + number * 600
    if number < 20:
        text, meant = (PARCEL[number % 10], "track_order") if number % 2 else (BILL[number // 2], "get_invoice")
        return [
            new_session(at=at), said("hi", "greet", at=at + 1), did("utter_greet", at=at + 2),
            said(text, "nlu_fallback", at=at + 5, second=(meant, 0.3)), did("action_clarify", at=at + 6),
            said(f"/{meant}", meant, 1.0, at=at + 20), did(f"action_{meant}", at=at + 21),
        ]  # fmt: skip
    if number < 40:
        return [
            new_session(at=at),
            said(PARCEL[number % 10], "search_product", 0.4, second=("track_order", 0.35), at=at + 1),
            said("转人工", "contact_human_agent", at=at + 30), did("action_open_ticket", at=at + 31),
        ]  # fmt: skip
    return [
        new_session(at=at),
        said(STRANGE[number % len(STRANGE)], "nlu_fallback", second=("report_fault", 0.3), at=at + 1),
        said(f"我叫张伟，电话139{number:04}5678，order SO202611{number:05}", "nlu_fallback", at=at + 400),
    ]  # fmt: skip


@pytest.fixture(autouse=True)
def no_catalogue(monkeypatch: pytest.MonkeyPatch) -> None:
    """The names of the shop's products are of no matter here."""
    monkeypatch.setattr(review_tool, "shop_names", frozenset)


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A store with 64 conversations, and an old one."""
    monkeypatch.setattr(conversations, "read_settings", lambda: Settings(var=tmp_path / "var"))

    async def fill() -> None:
        domain = Domain.load(str(PROJECT / "domain.yml"))
        filled: TrackerStore = conversations.ConfiguredTrackerStore(domain=domain)
        old: list[Event] = [said("ancient words", "nlu_fallback", at=SINCE - DAY)]
        for number, events in enumerate([*(conversation(number) for number in range(64)), old]):
            tracker = DialogueStateTracker.from_dict(f"customer-{number}", events, domain.slots)
            await filled.save(tracker)

    asyncio.run(fill())
    return tmp_path


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the content."""
    copy = tmp_path / "project"
    for folder in ("data", "actions", "connectors", "components"):
        shutil.copytree(PROJECT / folder, copy / folder, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("domain.yml", "config.yml", "credentials.yml", "endpoints.yml"):
        shutil.copy(PROJECT / name, copy / name)
    return copy


def examples(project: Path) -> dict[tuple[str, str], list[str]]:
    found: dict[tuple[str, str], list[str]] = {}
    for item in yaml.safe_load((project / "data" / "nlu.yml").read_text(encoding="utf-8"))["nlu"]:
        key = (item["intent"], (item.get("metadata") or {}).get("language", ""))
        found.setdefault(key, []).extend(line[2:] for line in item["examples"].splitlines())
    return found


def sheet_of(tmp_path: Path, **group: Any) -> Path:
    text = group.pop("examples", "- 掌柜的你好呀呀")
    lines = [
        f"  {key}: {value}" for key, value in {"intent": "greet", "language": "zh", "accept": "yes", **group}.items()
    ]
    block = "\n".join(f"    {line}" for line in text.splitlines())
    path = tmp_path / "sheet.yml"
    path.write_text("groups:\n- made: up\n" + "\n".join(lines) + f"\n  examples: |\n{block}\n", encoding="utf-8")
    return path


@pytest.mark.slow
def test_from_conversations_to_examples(store: Path, project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert review_tool.main(["--since", "2026-11-01", "--out", str(store / "review")]) == 0
    said_by_tool = capsys.readouterr().out
    assert "64 conversations" in said_by_tool
    sheet = next((store / "review").glob("*.yml"))
    text = sheet.read_text(encoding="utf-8")
    assert "customer-" not in text and "ancient" not in text
    assert "张伟" not in text and not re.search(r"139\d{8}|SO202611\d{5}", text)

    decisions = read_sheet(sheet)
    assert not any(decision.accepted or decision.undecided for decision in decisions)
    intent_of = {str(example): str(d.intent) for d in decisions for example in d.examples}
    assert all(intent_of[text] == "track_order" for text in PARCEL)
    assert all(intent_of[text] == "get_invoice" for text in BILL)
    homes = {text: number for number, d in enumerate(decisions) for text in d.examples}
    assert len({homes[text] for text in PARCEL}) <= 3 and len({homes[text] for text in BILL}) <= 3

    for wanted in ("track_order", "get_invoice"):  # what somebody does with an editor
        text = re.sub(rf"(- intent: {wanted}\n  language: \w+\n  accept:) no", r"\1 yes", text)
    sheet.write_text(text, encoding="utf-8")
    before = (project / "data" / "nlu.yml").read_text(encoding="utf-8")
    assert apply_tool.main([str(sheet), "--project", str(project)]) == 0
    assert "examples added" in capsys.readouterr().out
    merged = examples(project)
    assert set(PARCEL) <= set(merged["track_order", "zh"]) and set(BILL) <= set(merged["get_invoice", "en"])
    after = (project / "data" / "nlu.yml").read_text(encoding="utf-8")
    old = before.splitlines()
    known = set(old)
    assert [line for line in after.splitlines() if line in known] == old

    assert apply_tool.main([str(sheet), "--project", str(project)]) == 0
    assert "Nothing was changed" in capsys.readouterr().out
    assert (project / "data" / "nlu.yml").read_text(encoding="utf-8") == after


def test_a_sheet_that_is_being_edited_is_never_overwritten(store: Path) -> None:
    for _ in range(2):
        assert review_tool.main(["--since", "2026-11-01", "--out", str(store / "review")]) == 0
    assert len(list((store / "review").glob("*.yml"))) == 2


def test_nothing_weak_writes_nothing(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert review_tool.main(["--since", "2030-01-01", "--out", str(store / "review")]) == 0
    assert "Nothing to review" in capsys.readouterr().out and not (store / "review").exists()


def test_a_wrong_date_and_a_missing_file_are_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert review_tool.main(["--since", "1.11.2026"]) == 1
    assert apply_tool.main(["none.yml"]) == 1
    said_by_tools = capsys.readouterr().err
    assert "K860" in said_by_tools and "K862" in said_by_tools


@pytest.mark.parametrize(
    ("group", "says"),
    [
        ({"accept": "maybe"}, "Write yes or no"),
        ({"intent": "grete"}, "Did you mean 'greet'?"),
        ({"intent": ""}, "has no intent"),
        ({"language": "fr"}, "zh, en or mixed"),
        ({"examples": " "}, "no examples"),
        ({"examples": "- 你好呀呀\n掌柜的"}, "does not begin with a hyphen"),
        ({"examples": "- [索尼] (brand)呀呀"}, "annotation is broken"),
        ({"examples": "- [索尼](brnd)呀呀"}, "Did you mean 'brand'?"),
        ({"examples": "- 打13912345678找我"}, "13912345678"),
        ({"intent": "thank", "examples": "- 你好"}, "is an example of greet already"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(tmp_path: Path, group: dict[str, str], says: str) -> None:
    known = Known({"greet", "thank"}, {"brand"}, known_examples([("你好", "greet", "data/nlu.yml:7")]))
    _, problems, _ = check(read_sheet(sheet_of(tmp_path, **group)), known)
    assert [says in words_of(problem, "en") for problem in problems] == [True]
    assert re.search(r"sheet\.yml:\d+: .*[\u4e00-\u9fff]", words_of(problems[0], "zh"))


@pytest.mark.parametrize(
    "written",
    [
        "examples: >\n    - 掌柜的你好呀呀\n    - 掌柜的早呀呀",
        "examples: '- 掌柜的你好呀呀'",
        "examples:\n  - 掌柜的你好呀呀\n  - 掌柜的早呀呀",
        "examples:\n    text: 掌柜的你好呀呀",
    ],
)
def test_examples_stand_one_a_line(tmp_path: Path, written: str) -> None:
    path = tmp_path / "sheet.yml"
    path.write_text(f"groups:\n- intent: greet\n  language: zh\n  accept: yes\n  {written}\n", encoding="utf-8")
    additions, problems, _ = check(read_sheet(path), Known({"greet"}, (), {}))
    assert additions == []
    assert [problem.kind for problem in problems] == ["not_one_a_line"]
    assert "Write `examples: |`" in words_of(problems[0], "en") and "examples: |" in words_of(problems[0], "zh")
    assert re.search(r"sheet\.yml:[56]: ", words_of(problems[0], "en"))


def test_one_sentence_may_not_mean_two_things_in_one_sheet(tmp_path: Path) -> None:
    one, other = (read_sheet(sheet_of(tmp_path, intent=intent)) for intent in ("greet", "thank"))
    known = Known({"greet", "thank"}, (), {})
    assert [problem.kind for problem in check([*one, *other], known)[1]] == ["other_intent"]
    assert len(check([*one, *one], known)[0]) == 1


def test_a_sheet_with_something_wrong_changes_nothing(
    tmp_path: Path, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sheet, before = sheet_of(tmp_path, intent="grete"), (project / "data" / "nlu.yml").read_bytes()
    assert apply_tool.main([str(sheet), "--project", str(project), "--language", "zh"]) == 1
    assert "是不是“greet”" in capsys.readouterr().out
    assert (project / "data" / "nlu.yml").read_bytes() == before


def test_groups_that_are_not_accepted_may_be_anything(tmp_path: Path, project: Path) -> None:
    sheet = sheet_of(tmp_path, accept="no", intent="nonsense", examples="- 13912345678")
    assert apply_tool.main([str(sheet), "--project", str(project)]) == 0


def test_what_the_validator_finds_wrong_is_taken_back(
    tmp_path: Path, project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from validation import runner
    from validation.findings import Place, finding

    before = (project / "data" / "nlu.yml").read_bytes()

    def finds(root: Path, **_: Any) -> list[Any]:
        lines = (root / "data" / "nlu.yml").read_text(encoding="utf-8").splitlines()
        where = Place("data/nlu.yml", lines.index("    - 掌柜的你好呀呀") + 1)
        return [finding("yaml_syntax", where, problem="made up")]

    monkeypatch.setattr(runner, "validate", finds)
    assert apply_tool.main([str(sheet_of(tmp_path)), "--project", str(project)]) == 1
    assert "made up" in capsys.readouterr().out
    assert (project / "data" / "nlu.yml").read_bytes() == before
