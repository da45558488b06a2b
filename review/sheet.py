"""The file that people edit: weak turns in groups, each with a proposed intent."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from review.errors import ReviewError
from review.groups import Group
from validation.findings import Place
from validation.wording import say
from validation.yaml_tree import Rows, Table, Text, read_tree

YES = ("yes", "true", "是", "y")
NO = ("no", "false", "否", "n", "null", "~", "")
#: Why a turn was weak, in words for people.
REASON_WORDS = {
    "fallback": "not understood 没听懂",
    "low_margin": "unsure 把握不大",
    "corrected": "corrected 客户纠正",
    "rephrased": "said again 马上换了说法",
    "thumbs_down": "thumbs down 点踩",
    "handed_over": "asked for a person 转人工",
}
_HEAD = """\
# What the assistant was weak at since {since} ({messages} messages in {groups} groups; made {made}).
# For each group: set the right intent, delete or correct examples, annotate entities as in data/nlu.yml, and set
# `accept: yes`. Groups with `accept: no` are left out. Personal data was replaced; look again, and delete what remains.
# Then: make review-apply FILE={file}
#
# 助手自 {since} 以来没把握的 {messages} 条消息，分为 {groups} 组（生成于 {made}）。
# 每一组：改成正确的意图，删改例句，按 data/nlu.yml 的写法标注实体，然后设为 accept: yes。accept: no 的组不会被采用。
# 个人信息已替换，请再检查一遍，残留的请删除。
# 然后运行：make review-apply FILE={file}

groups:
"""


@dataclass(frozen=True)
class Decision:
    """A group as somebody left it.

    Attributes:
        place: Where it begins.
        intent: The intent it was given; empty where there is none.
        language: Its language; empty where there is none.
        accept: What stands at `accept`.
        examples: Its examples.
        lost: Lines that are no examples, because they do not begin with a hyphen.
        otherwise: Where the examples stand, if not one a line below `|`; then there are none here.
    """

    place: Place
    intent: Text | None
    language: Text | None
    accept: Text | None
    examples: tuple[Text, ...]
    lost: tuple[Text, ...] = ()
    otherwise: Place | None = None

    @property
    def accepted(self) -> bool:
        """Whether it is to be merged."""
        return self.accept is not None and self.accept.strip().lower() in YES

    @property
    def undecided(self) -> bool:
        """Whether `accept` is neither yes nor no."""
        return self.accept is None or self.accept.strip().lower() not in (*YES, *NO)


def write_sheet(groups: Sequence[Group], path: Path, *, since: str, made: str) -> None:
    """Write the file.

    Args:
        groups: The groups, in the order in which they are to stand there.
        path: Where to.
        since: From when on turns were looked at, in words.
        made: When it is made, in words.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    messages = sum(group.messages for group in groups)
    head = _HEAD.format(since=since, messages=messages, groups=len(groups), made=made, file=_shown(path))
    blocks = [_block(number, group) for number, group in enumerate(groups, 1)]
    path.write_text(head + "\n".join(blocks), encoding="utf-8")


def read_sheet(path: Path) -> list[Decision]:
    """Read the file back.

    Args:
        path: The edited file.

    Raises:
        ReviewError: It is missing, no YAML, or has no groups.
    """
    if not path.is_file():
        raise ReviewError("K862", path=path, detail="it does not exist; `make review SINCE=2026-11-01` writes one")
    tree, problem = read_tree(path, _shown(path))
    if problem:
        raise ReviewError("K862", path=path, detail=f"line {problem.place.line}: {say(problem, 'en')}")
    groups = tree.get("groups") if isinstance(tree, Table) else None  # type: ignore[call-overload]
    if not isinstance(groups, Rows):
        raise ReviewError("K862", path=path, detail="there is no list `groups:` in it")
    return [_decision(group) for group in groups if isinstance(group, Table)]


def _block(number: int, group: Group) -> str:
    reasons = ", ".join(f"{REASON_WORDS[name]} {count}" for name, count in group.reasons)
    taken = ", ".join(f"{name} {count}" for name, count in group.read_as)
    best, *others = group.proposed or (("", 0.0),)
    rest = ", ".join(f"{name} {share:.0%}" for name, share in others)
    lines = [
        f"# {number} · {group.messages} messages 条 · {reasons}",
        f"# taken for 当时理解为: {taken}",
        f"# proposed 建议: {best[0] or '?'} {best[1]:.0%}" + (f" · else 其他可能: {rest}" if rest else ""),
        f"- intent: {best[0]}",
        f"  language: {group.language}",
        "  accept: no",
        "  examples: |",
    ]
    return "\n".join([*lines, *(f"    - {candidate.example}" for candidate in group.candidates)]) + "\n"


def _decision(group: Table) -> Decision:
    written = group.get("examples")  # type: ignore[call-overload]
    block = isinstance(written, Text) and (written.style == "|" or not written.strip())
    lines = [line for line in (written.lines() if block else ()) if line.strip()]
    examples = [line for line in lines if line.lstrip().startswith("-")]
    return Decision(
        group.place,
        group.text("intent"),
        group.text("language"),
        group.text("accept"),
        tuple(Text(line.lstrip()[1:].strip(), line.place) for line in examples),
        tuple(_without(lines, examples)),
        None if block or written is None else written.place,
    )


def _without(lines: Iterable[Text], others: Sequence[Text]) -> Iterable[Text]:
    places = {line.place for line in others}
    return (line for line in lines if line.place not in places)


def _shown(path: Path) -> str:
    """The path as people type it: below the folder they are in, where it is."""
    resolved = path.resolve()
    return resolved.relative_to(Path.cwd()).as_posix() if resolved.is_relative_to(Path.cwd()) else str(path)
