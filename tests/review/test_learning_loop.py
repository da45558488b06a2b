"""The whole way round: odd messages to a real model; reviewed, labelled, merged, learnt; understood from then on."""

from __future__ import annotations

import asyncio
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import rasa
import yaml
from rapidfuzz import process
from rasa.core.agent import Agent
from rasa.core.channels.channel import CollectingOutputChannel, UserMessage
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import UserUttered

from runtime.settings import PROJECT, Settings
from stores import conversations
from stores.feedback import DOWN, FeedbackGiven
from tools import review as review_tool
from tools import review_apply as apply_tool
from validation.annotations import parse
from validation.project import Project

INTENTS = ("track_order", "get_invoice", "get_refund", "contact_human_agent", "ask_price", "check_warranty", "greet")
TAUGHT, HELD_BACK = {"zh": 20, "en": 20, "mixed": 10}, 4  # examples of an intent and language
EPOCHS = 30
ODD: dict[str, dict[str, dict[str, list[str]]]] = yaml.safe_load(
    Path(__file__).with_name("odd_messages.yml").read_text(encoding="utf-8")
)
#: How a customer says the same so that it is understood.
PLAIN = {
    "track_order": "我是说我的订单到哪了",
    "get_invoice": "i mean i need an invoice",
    "get_refund": "我是说我要退款",
    "contact_human_agent": "转人工客服",
}
PERSONAL = "，我电话13912345678，订单SO20261101003"


def odd(which: str) -> dict[str, str]:
    """Messages with what they mean."""
    return {text: intent for intent, kinds in ODD.items() for texts in kinds[which].values() for text in texts}


@pytest.fixture
def project(tmp_path: Path) -> tuple[Path, dict[str, str]]:
    """A small assistant with seven intents of the content, and examples of these that it is not taught."""
    folder, held_back = tmp_path / "project", {}
    blocks, everything = [], Project(PROJECT).examples
    for intent in INTENTS:
        for language, count in TAUGHT.items():
            known = [e for e in everything if (e.intent, e.block.language) == (intent, language)]
            held_back |= {example.plain: intent for example in known[count : count + HELD_BACK]}
            lines = "".join(f"    - {example.source}\n" for example in known[:count])
            blocks.append(f"- intent: {intent}\n  metadata: {{language: {language}}}\n  examples: |\n{lines}")
    domain = yaml.safe_load((PROJECT / "domain.yml").read_text(encoding="utf-8"))
    answers = {f"utter_{name}": [{"text": name}] for name in (*INTENTS, "pardon")}
    config = yaml.safe_load((PROJECT / "config.yml").read_text(encoding="utf-8"))
    for component in config["pipeline"]:
        if component["name"].endswith("DIETClassifier"):
            # Entities are of no matter here, and preparing their half of the network takes most of a small training.
            component |= {"epochs": EPOCHS, "random_seed": 7, "entity_recognition": False}
    config["policies"] = [{"name": "RulePolicy"}]
    rules = {intent: f"utter_{intent}" for intent in INTENTS} | {"nlu_fallback": "utter_pardon"}
    content: dict[str, Any] = {
        "config.yml": config,
        "domain.yml": {
            "intents": list(INTENTS),
            "entities": domain["entities"],
            "session_config": domain["session_config"],
            "responses": answers,
        },
        "data/rules.yml": {
            "rules": [{"rule": name, "steps": [{"intent": name}, {"action": action}]} for name, action in rules.items()]
        },
        "data/stories.yml": {"stories": []},
    }
    (folder / "data").mkdir(parents=True)
    (folder / "actions").mkdir()
    shutil.copy(PROJECT / "actions" / "phrases.yml", folder / "actions")
    for name, tree in content.items():
        (folder / name).write_text(yaml.safe_dump(tree, allow_unicode=True, sort_keys=False), encoding="utf-8")
    (folder / "data" / "nlu.yml").write_text('version: "3.1"\nnlu:\n' + "\n".join(blocks), encoding="utf-8")
    return folder, held_back


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[conversations.ConfiguredTrackerStore]:
    monkeypatch.setattr(conversations, "read_settings", lambda: Settings(var=tmp_path / "var"))
    opened = conversations.ConfiguredTrackerStore(domain=Domain.empty())
    yield opened
    opened.close()


def trained(project: Path, name: str) -> Agent:
    files = {"domain": project / "domain.yml", "config": project / "config.yml", "output": project / "models"}
    result = rasa.train(
        **{key: str(path) for key, path in files.items()},
        training_files=[str(project / "data")],
        fixed_model_name=name,
    )
    assert result.code == 0
    return Agent.load(str(result.model))


def understood(agent: Agent, meant: dict[str, str]) -> float:
    """Share of messages whose intent the assistant goes by."""

    async def read() -> list[bool]:
        return [(await agent.parse_message(text))["intent"]["name"] == intent for text, intent in meant.items()]

    right = asyncio.run(read())
    return sum(right) / len(right)


async def talk(agent: Agent, store: conversations.ConfiguredTrackerStore) -> None:
    """Each odd message in a conversation of its own; the customer then shows that the answer was wrong."""
    agent.tracker_store = agent.processor.tracker_store = store
    store.domain = agent.domain
    for number, (text, intent) in enumerate(odd("written").items()):
        sender = f"customer-{number}"
        said = [text + PERSONAL if number % 10 == 0 else text]
        said += [[], ["转人工" if intent != "contact_human_agent" else "👎"], [PLAIN[intent]]][number % 3]
        for message in said:
            await agent.handle_message(UserMessage(message, CollectingOutputChannel(), sender))
        if number % 3 == 0:
            tracker = await store.retrieve(sender)
            tracker.update(FeedbackGiven(DOWN, tracker.get_last_event_for(UserUttered).timestamp))
            await store.save(tracker)


def labelled(sheet: str) -> str:
    """The sheet as somebody leaves it: right intents, no wrong marks, strays in groups of their own."""
    meant = odd("written")
    head, *groups = re.split(r"^(?=- intent:)", sheet, flags=re.MULTILINE)
    strays: list[tuple[str, str, str]] = []
    done = [head]
    for group in groups:
        language = re.search(r"language: (\w+)", group)[1]
        lines = [parse(line).plain for line in re.findall(r"^    - (.*)$", group, flags=re.MULTILINE)]
        right = [(line, process.extractOne(line, list(meant))) for line in lines]
        meanings = [(line, meant[best[0]]) for line, best in right if best[1] > 60]
        if not meanings:
            done.append(group)
            continue
        intent = max({m for _, m in meanings}, key=[m for _, m in meanings].count)
        strays += [(meaning, language, line) for line, meaning in meanings if meaning != intent]
        kept = "".join(f"    - {line}\n" for line, meaning in meanings if meaning == intent)
        done.append(f"- intent: {intent}\n  language: {language}\n  accept: yes\n  examples: |\n{kept}")
    for intent, language, line in strays:
        done.append(f"- intent: {intent}\n  language: {language}\n  accept: yes\n  examples: |\n    - {line}\n")
    return "".join(done)


@pytest.mark.slow
@pytest.mark.model
def test_what_was_not_understood_is_learnt(
    project: tuple[Path, dict[str, str]],
    store: conversations.ConfiguredTrackerStore,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    folder, held_back = project
    written, later = odd("written"), odd("later")
    assert len(written) == 60 and not {*later} & {*written}
    before = trained(folder, "before")
    old = understood(before, held_back)
    assert understood(before, written) <= 0.5 and understood(before, later) <= 0.5
    asyncio.run(talk(before, store))

    assert review_tool.main(["--project", str(folder), "--out", str(tmp_path / "review")]) == 0, capsys.readouterr()
    sheet = next((tmp_path / "review").glob("*.yml"))
    text = sheet.read_text(encoding="utf-8")
    assert "13912345678" not in text and "SO20261101003" not in text
    assert sum(message in parse(text).plain for message in written) >= 55

    sheet.write_text(labelled(text), encoding="utf-8")
    assert apply_tool.main([str(sheet), "--project", str(folder)]) == 0, capsys.readouterr()
    known = {(example.plain, example.intent) for example in Project(folder).examples}
    assert sum(pair in known for pair in written.items()) >= 50

    after = trained(folder, "after")
    assert understood(after, written) >= 0.95
    assert understood(after, later) >= 0.8
    assert understood(after, held_back) >= old - 0.1
