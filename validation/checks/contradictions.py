"""Stories that contradict rules, and rules that contradict each other, as far as can be told without training."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations, takewhile

from validation.dialogues import Dialogue, Step
from validation.findings import Finding, Word, finding
from validation.project import Project
from validation.registry import check

Path = Sequence[Step]


@check
def stories_against_rules(project: Project) -> Iterator[Finding]:
    """What a story does after a wish of the customer, or after a form, and the rules do in another way."""
    rules = [rule for rule in _sound(project) if not rule.at_start]
    for story in project.stories:
        loop = ""
        for wishes, path in _turns(story.steps):
            for wish in wishes:
                yield from _after_wish(story, wish, path, loop, rules)
            intents = {wish.name for wish in wishes}
            yield from _after_form(story, path, loop, intents, rules)
            for step in path:
                loop = step.name if step.kind == "loop" else loop


@check
def rules_against_rules(project: Project) -> Iterator[Finding]:
    """Rules for the same wish under the same conditions that go on in different ways."""
    for one, other in combinations(_sound(project), 2):
        if not _same_start(one, other):
            continue
        for first, second in zip(_to_the_end(one), _to_the_end(other), strict=False):
            if first.key == second.key and first.kind != "end":
                continue
            if first.key == second.key:
                yield finding("rule_twice", other.place, name=other.name, where=one.place)
            elif _clash(first, one) and _clash(second, other):
                yield finding(
                    "rules_clash", other.place, name=other.name, does=_said(second), other=one.name, where=one.place,
                    expected=_said(first),
                )  # fmt: skip
            break


def _sound(project: Project) -> list[Dialogue]:
    """Rules without another fault: one that does nothing, or something unknown, would contradict everything."""
    known = project.domain.known_actions
    actions = [(rule, [step.name for step in rule.steps if step.kind == "action"]) for rule in project.rules]
    return [rule for rule, names in actions if names and known.issuperset(names)]


def _turns(steps: Path) -> Iterator[tuple[list[Step], list[Step]]]:
    """The steps after each wish; the alternatives of an `or` are one wish."""
    wishes: list[Step] = []
    path: list[Step] = []
    for step in steps:
        if step.kind != "intent":
            path.append(step)
            continue
        if not (step.alternative > 1 and not path):
            if wishes:
                yield wishes, path
            wishes, path = [], []
        wishes.append(step)
    if wishes:
        yield wishes, path


def _after_wish(story: Dialogue, wish: Step, path: Path, loop: str, rules: Sequence[Dialogue]) -> Iterator[Finding]:
    """Hold the steps after a wish against the rules that begin with it."""
    left = [(rule, _rest(rule)) for rule in rules if _begins(rule, wish, loop)]
    for step in path:
        if loop and step.key == ("action", loop, None):
            return  # the form takes the answer, or asks again after another question
        if step.kind == "action":
            expected = [(rule, rest) for rule, rest in left if rest or rule.waits]
            if expected and not any(rest and rest[0].key == step.key for _, rest in expected):
                rule, rest = expected[0]
                yield finding(
                    "story_contradicts", step.place, story=story.name, does=step.name, rule=rule.name,
                    where=rule.place, intent=wish.name, expected=_said(rest[0]) if rest else Word("waiting"),
                )  # fmt: skip
                return
            left = [(rule, rest[1:]) for rule, rest in left if rest and rest[0].key == step.key]
        elif step.kind == "loop":
            left = [(rule, rest[1:]) for rule, rest in left if rest and rest[0].key == step.key]
        elif step.kind == "slot":
            left = [(rule, rest[1:] if rest and rest[0].key == step.key else rest) for rule, rest in left]


def _after_form(
    story: Dialogue, path: Path, loop: str, intents: set[str], rules: Sequence[Dialogue]
) -> Iterator[Finding]:
    """Hold what follows the end of a form against the rules that end it."""
    form = loop
    for position, step in enumerate(path):
        if step.kind == "loop" and step.name:
            form = step.name
        elif step.kind == "loop" and form:
            after = next((later for later in path[position:] if later.kind == "action"), None)
            ends = [(rule, end) for rule in rules if (end := _end_of_form(rule, form, intents)) is not None]
            if after is not None and ends and after.name not in [end.name for _, end in ends]:
                rule, end = ends[0]
                yield finding(
                    "story_contradicts_form", after.place, story=story.name, does=after.name, rule=rule.name,
                    where=rule.place, form=form, expected=end.name,
                )  # fmt: skip
            form = ""


def _end_of_form(rule: Dialogue, form: str, intents: set[str]) -> Step | None:
    """What a rule does when a form ends, if it speaks of that."""
    if rule.intents and rule.intents[0].name not in intents:
        return None
    started = ended = False
    for step in rule.steps:
        if ended and step.kind == "action":
            return step
        started = started or step.key == ("action", form, None)
        ended = ended or (started and step.kind == "loop" and not step.name)
    return None


def _wishes(rule: Dialogue) -> list[Step]:
    """The wish with which a rule begins; several where it has alternatives."""
    return list(takewhile(lambda step: step.kind == "intent", rule.steps))


def _rest(rule: Dialogue) -> list[Step]:
    """What a rule does after the wish."""
    return list(rule.steps[len(_wishes(rule)) :])


def _begins(rule: Dialogue, wish: Step, loop: str) -> bool:
    """Whether a rule is about a wish, under the conditions of the story at this point."""
    if not any(step.name == wish.name and set(step.entities) <= set(wish.entities) for step in _wishes(rule)):
        return False
    # Slots are not known here: a rule that depends on one may or may not apply.
    return all(condition.kind == "loop" and condition.name == loop for condition in rule.conditions)


def _same_start(one: Dialogue, other: Dialogue) -> bool:
    """Whether two rules are about the same wish under the same conditions."""
    wishes, conditions = (
        [{(step.name, step.entities) for step in _wishes(rule)} for rule in (one, other)],
        [{step.key for step in rule.conditions} for rule in (one, other)],
    )
    return bool(wishes[0] & wishes[1]) and conditions[0] == conditions[1] and one.at_start == other.at_start


def _to_the_end(rule: Dialogue) -> list[Step]:
    return [*_rest(rule), Step("end", "", rule.place)]


def _clash(step: Step, rule: Dialogue) -> bool:
    """Whether a step of a rule leaves no room for another one: an action does, and so does waiting."""
    return step.kind == "action" or (step.kind == "end" and rule.waits)


def _said(step: Step) -> str:
    return step.name if step.kind == "action" else Word("waiting")
