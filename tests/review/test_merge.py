from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from review.checks import Addition
from review.errors import ReviewError
from review.merge import merge, read, write
from validation.findings import Place

NLU = """\
# At the top.
version: "3.1"
nlu:

# ---------- Product ----------

- intent: ask_price   # how much
  metadata: {language: zh}
  examples: |
    - 多少钱
    - [索尼](brand)多少钱{spaces}

- intent: ask_price
  metadata: {language: en}
  examples: |
    - how much

# ---------- Order ----------

- intent: track_order
  metadata: {language: zh}
  examples: |
    - 到哪了
""".replace("{spaces}", "   ")


def add(intent: str, language: str, example: str) -> Addition:
    return Addition(intent, language, example, Place("sheet.yml"))


def lines_added(before: str, after: str) -> list[str]:
    old = before.splitlines()
    new = after.splitlines()
    kept = iter(old)
    expected = next(kept, None)
    added = []
    for line in new:
        if line == expected:
            expected = next(kept, None)
        else:
            added.append(line)
    assert expected is None
    return added


def test_examples_go_to_the_end_of_their_block_and_nothing_else_changes():
    merged = merge(NLU, [add("ask_price", "zh", "啥价 # 不是注释"), add("track_order", "zh", "到哪儿了")])
    assert lines_added(NLU, merged.text) == ["    - 啥价 # 不是注释", "    - 到哪儿了"]
    assert [merged.text.splitlines()[number - 1] for number in merged.added] == [
        "    - 啥价 # 不是注释",
        "    - 到哪儿了",
    ]
    assert "    - [索尼](brand)多少钱   \n    - 啥价 # 不是注释\n\n- intent: ask_price\n" in merged.text


def test_a_language_without_a_block_gets_one_behind_the_intents_last():
    merged = merge(NLU, [add("ask_price", "mixed", "how much 这个"), add("ask_price", "en", "what's the price")])
    assert [merged.text.splitlines()[number - 1] for number in merged.added] == [
        "    - what's the price",
        "",
        "- intent: ask_price",
        "  metadata: {language: mixed}",
        "  examples: |",
        "    - how much 这个",
    ]
    assert merged.text.index("how much 这个") < merged.text.index("# ---------- Order")


def test_a_new_intent_goes_to_the_end():
    merged = merge(NLU.rstrip("\n"), [add("greet", "zh", "你好"), add("track_order", "zh", "哪了")])
    assert merged.text.startswith(NLU.rstrip("\n") + "\n    - 哪了\n\n- intent: greet\n")
    assert [item["intent"] for item in yaml.safe_load(merged.text)["nlu"]][-1] == "greet"


def test_windows_line_ends_stay():
    merged = merge(NLU.replace("\n", "\r\n"), [add("ask_price", "en", "price?")])
    assert "    - how much\r\n    - price?\r\n\r\n# ---------- Order" in merged.text
    assert "\n" not in merged.text.replace("\r\n", "")


@pytest.mark.parametrize(
    "text",
    [
        'nlu:\n- intent: greet\n  examples:\n  - text: hi\n  - text: "hello"\n\n# end\n',
        'nlu:\n- intent: greet\n  examples: "- hi"\n',
        "nlu:\n  - intent: greet\n    examples: |\n      - hi\n\n      - hello\n\n",
        "nlu:\n- examples: |\n    - hi\n  intent: greet\n- lookup: x\n  examples: |\n    - y\n",
    ],
)
def test_other_ways_to_write_a_file_are_understood(text: str):
    merged = merge(text, [add("greet", "en", "good day")])
    items = [item for item in yaml.safe_load(merged.text)["nlu"] if item.get("intent") == "greet"]
    assert any("- good day" in item["examples"] for item in items)
    assert set(text.splitlines()) <= set(merged.text.splitlines())


@pytest.mark.parametrize("text", ["", "nlu: [", "version: 1\n", "- a\n"])
def test_what_cannot_be_extended_is_left_alone(text: str):
    with pytest.raises(ReviewError, match="K863"):
        merge(text, [add("greet", "en", "hi")])


def test_an_example_that_would_change_the_file_is_refused():
    with pytest.raises(ReviewError, match="K863"):
        merge(NLU, [add("ask_price", "en", "one\n- intent: evil")])


def test_a_file_keeps_its_permissions_and_its_bytes(tmp_path: Path):
    path = tmp_path / "nlu.yml"
    path.write_bytes(NLU.replace("\n", "\r\n").encode())
    path.chmod(0o640)
    write(read(path) + "# 完\r\n", path)
    assert path.read_bytes().endswith("# 完\r\n".encode()) and path.stat().st_mode & 0o777 == 0o640
    assert [p.name for p in tmp_path.iterdir()] == ["nlu.yml"]


def test_the_real_examples_can_be_extended():
    path = Path(__file__).parents[2] / "data" / "nlu.yml"
    text = read(path)
    merged = merge(
        text, [add("track_order", "mixed", "我的 parcel 卡在海关了 help"), add("greet", "zh", "掌柜的好呀呀")]
    )
    assert len(lines_added(text, merged.text)) == 2
