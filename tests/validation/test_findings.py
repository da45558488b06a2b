"""Each kind of finding, from a sample project in which one thing is broken."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.validation import sample
from validation.findings import Finding
from validation.registry import CHECKS, FILE_CHECKS, HINTS
from validation.runner import validate
from validation.wording import kinds

DOMAIN, NLU, RULES, STORIES = "domain.yml", "data/nlu.yml", "data/rules.yml", "data/stories.yml"
PHRASES, CODE, CONFIG = "actions/phrases.yml", "actions/shop.py", "config.yml"
ZH = "    condition: [{type: slot, name: language, value: zh}]\n"
GREET = '  utter_greet:\n  - text: "您好"\n' + ZH + '  - text: "Hello"\n' + ZH.replace("zh", "en")

# What is expected, the file, the words that are replaced, by what, and words of the line that is to be named.
BROKEN = [
    ("file_encoding", NLU, "想买", b"\xff\xfe", ""),
    ("yaml_syntax", RULES, "- rule: track\n", "- rule: [track\n", "  steps:@2"),
    ("code_syntax", CODE, "class OrderAction(ShopAction):", "class OrderAction(ShopAction)", "class OrderAction"),
    ("key_unknown", DOMAIN, "session_config:", "sesion_config:\n  a: 1\nsession_config:", "sesion_config:"),
    ("key_unknown", DOMAIN, "    mappings: [{type: from_text}]", "    mapings: []\n    mappings: [{type: from_text}]", "mapings"),
    ("key_unknown", NLU, "- intent: affirm\n", "- intent: affirm\n  exmples: x\n", "exmples"),
    ("key_unknown", RULES, "- rule: search\n", "- rule: search\n  conditions: []\n", "conditions"),
    ("key_missing", RULES, "- rule: search\n", "- name: search\n", "- name: search"),
    ("key_missing", CONFIG, "assistant_id: sample\n", "", "recipe"),
    ("key_missing", CONFIG, "- name: RulePolicy", "- nam: RulePolicy", "- nam:"),
    ("key_repeated", DOMAIN, "  utter_sorry:", GREET.replace("greet", "found") + "  utter_sorry:", "utter_found@2"),
    ("key_repeated", DOMAIN, "- affirm\n", "- affirm\n- affirm\n", "- affirm@2"),
    ("shape_wrong", DOMAIN, "forms:\n  refund_form:\n    required_slots: [order, reason]\n", "forms:\n- a\n", "- a\n"),
    ("word_is_switch", PHRASES, "words:", "no: {zh: 不支持, en: does not}\nwords:", "no: {"),
    ("word_is_switch", PHRASES, 'en: "Yes"', "en: Yes", "affirm"),
    ("example_lost", NLU, "    - 我要退款", "    - 我要退款\n    退一下", "    退一下"),
    ("example_empty", NLU, "    - 好的", "    -\n    - 好的", "    -\n"),
    ("annotation_broken", NLU, "- 我要退款", "- 退[手机] (category)", "退[手机]"),
    ("annotation_broken", NLU, "- 我要退款", "- 退【手机】（category）", "退【手机】"),
    ("annotation_broken", NLU, "- 我要退款", "- 退[手机](category", "退[手机]"),
    ("annotation_broken", NLU, "- 我要退款", "- 退手机](category)", "退手机]"),
    ("annotation_broken", NLU, "- 我要退款", '- 退[手机]{"entity": category}', "退[手机]"),
    ("annotation_broken", NLU, "- 我要退款", "- 退(手机)[category]", "退(手机)"),
    ("annotation_empty", NLU, "- 我要退款", "- 我要退[手机]()", "[手机]()"),
    ("annotation_empty", NLU, "- 我要退款", "- 我要退款[](category)", "[](category)"),
    ("annotation_nested", NLU, "- 我要退款", "- 我要退[[小米](brand)手机](category)", "[[小米]"),
    ("annotation_overlap", NLU, "- 我要退款", '- 退[手机][{"entity": "category"}, {"entity": "term"}]', "退[手机]"),
    ("annotation_misaligned", NLU, "[WH-1000XM5](product)", "[WH-1000](product)XM5", "WH-1000"),
    ("annotation_misaligned", NLU, "[WH-1000XM5](product)", "[ WH-1000XM5](product)", "WH-1000"),
    ("brackets_plain", NLU, "- 我要退款", "- 我要退款[微笑]", "[微笑]"),
    ("entity_unknown", NLU, "[降噪耳机](category)", "[降噪耳机](catgory)", "catgory"),
    ("entity_unknown", CODE, 'turn.values("category")', 'turn.values("colour")', "colour"),
    ("role_unknown", NLU, '"role": "max"', '"role": "most"', "most"),
    ("annotated_out_of_scope", NLU, "- 今天天气怎么样", "- [手机](category)里的天气怎么样", "里的天气"),
    ("entity_unused", DOMAIN, "- brand\n", "- brand\n- colour\n", "- colour"),
    ("term_elsewhere", NLU, "- 我要退款", "- [高刷](term)的我要退款", "高刷"),
    ("brand_apart", NLU, "the [WH-1000XM5](product)", "the [Sony](brand) [WH-1000XM5](product)", "WH-1000"),
    ("span_too_long", NLU, "[三千块](price)以下", "[三千块以下](price)", "三千块"),
    ("span_too_long", NLU, "under [$500](price)", "[under $500](price)", "$500"),
    ("span_too_long", NLU, "the [WH-1000XM5](product)", "[the WH-1000XM5](product)", "WH-1000"),
    ("intent_undeclared", NLU, "- intent: affirm\n  metadata: {language: zh}", "- intent: afirm\n  metadata: {language: zh}", "afirm"),
    ("intent_without_examples", DOMAIN, "- affirm\n", "- affirm\n- review\n", "- review"),
    ("intent_unanswered", DOMAIN, "- affirm\n", "- affirm\n- review\n", "- review"),
    ("intent_unknown", RULES, "- intent: track_order", "- intent: trak_order", "trak_order"),
    ("intent_unknown", CODE, '"affirm", "get_refund"', '"afirm", "get_refund"', "afirm"),
    ("intent_unknown", PHRASES, "  affirm:", "  afirm: {zh: 好, en: OK}\n  affirm:", "afirm"),
    ("intent_thin", NLU, "    - show me [laptops](category) under [$500](price)\n", "", "- intent: search_product@2"),
    ("intent_without_words", PHRASES, '  affirm: {zh: 确认, en: "Yes"}\n', "", "domain.yml:- affirm"),
    ("block_language_missing", NLU, "- intent: search_product\n  metadata: {language: mixed}\n", "- intent: search_product\n", "- intent: search_product@3"),
    ("block_language_unknown", NLU, "metadata: {language: mixed}", "metadata: {language: fr}", "language: fr"),
    ("example_language", NLU, "- 我要退款", "- please give me my money back now", "give me"),
    ("example_language", NLU, "- i want my money back", "- 请把钱退给我好吗", "请把钱"),
    ("example_not_mixed", NLU, "- 有没有 cheap 的 [phone](category)", "- 有没有便宜的[手机](category)", "便宜的"),
    ("same_in_two_intents", NLU, "- 没错就这样", "- 没错就这样\n    - 我要退款", "- 我要退款@2"),
    ("same_marked_twice", NLU, "    - 想买", "    - 有没有降噪耳机\n    - 想买", "有没有降噪"),
    ("same_twice", NLU, "- 我要退款", "- 我要退款\n    - 我要退款", "- 我要退款@2"),
    ("nearly_same", NLU, "- 没错就这样", "- 没错就这样\n    - 请我要退款吗？", "请我要退款"),
    ("nearly_same", NLU, "- that is right", "- that is right\n    - where is my parcels", "parcels"),
    ("response_missing", RULES, "- action: utter_sorry", "- action: utter_sory", "utter_sory"),
    ("response_missing", CODE, '"utter_found"', '"utter_fund"', "utter_fund"),
    ("response_missing", CODE, 'f"utter_order_{state}"', 'f"utter_oder_{state}"', "utter_oder"),
    ("response_unused", DOMAIN, "  utter_sorry:", GREET + "  utter_sorry:", "utter_greet"),
    ("response_language_missing", DOMAIN, f'  - text: "已经发货了。"\n{ZH}', "", "utter_order_shipped"),
    ("response_without_language", DOMAIN, f'"已经发货了。"\n{ZH}', f'"已经发货了。"\n{ZH}  - text: "好"\n', '"好"'),
    ("response_in_other_language", DOMAIN, '"已经发货了。"', '"It is on its way."', "It is on its way"),
    ("response_places_differ", DOMAIN, '"I found {count}."', '"I found some."', "I found some"),
    ("place_broken", DOMAIN, '"已经发货了。"', '"{已经发货了。"', "已经发货了"),
    ("place_broken", PHRASES, "zh: 已付款", "zh: 已付款｝", "已付款"),
    ("place_not_filled", CODE, "count=len(kinds), ", "", "utter_found"),
    ("place_not_filled", DOMAIN, ('"抱歉，', '"Sorry,'), ('"{name}抱歉，', '"{name} Sorry,'), "data/rules.yml:utter_sorry"),
    ("phrase_missing", CODE, '"price_up_to"', '"price_upto"', "price_upto"),
    ("phrase_missing", CODE, "f\"state.{", "f\"staet.{", "staet"),
    ("phrase_unused", PHRASES, "words:", "yours: {zh: 您的, en: yours}\nwords:", "yours"),
    ("phrase_language_missing", PHRASES, "{zh: 已付款, en: paid}", "{zh: 已付款}", "已付款"),
    ("phrase_language_missing", PHRASES, "{zh: 已付款, en: paid}", "paid", "  paid: paid"),
    ("phrase_places_differ", PHRASES, 'en: "under {high}"', 'en: "cheaper"', "price_up_to"),
    ("payload_broken", DOMAIN, '\'/get_refund{"product": "手机"}\'', "'/get_refund{product: 手机}'", "payload"),
    ("button_intent_unknown", DOMAIN, "'/get_refund{", "'/getrefund{", "payload"),
    ("button_intent_unknown", CODE, '"/affirm"', '"/confirm"', "/confirm"),
    ("button_entity_unknown", DOMAIN, '{"product": ', '{"produkt": ', "payload"),
    ("button_entity_unknown", CODE, "category=kind)", "kind=kind)", "payload("),
    ("action_unknown", RULES, "- action: action_track_order", "- action: action_trak_order", "action_trak_order"),
    ("action_unknown", CONFIG, "action_name: action_clarify", "action_name: action_clarfy", "action_clarfy"),
    ("action_without_code", CODE, 'task = "track_order"', 'task = "track"', "domain.yml:action_track_order"),
    ("action_undeclared", CODE, "class ActionAskOrder(", 'class ActionNew(OrderAction):\n    task = "new"\n\n\nclass ActionAskOrder(', "class ActionNew"),
    ("action_unused", CONFIG, "  core_fallback_action_name: action_clarify\n", "", "domain.yml:action_clarify"),
    ("form_unknown", RULES, "  - active_loop: refund_form\n  steps", "  - active_loop: refundform\n  steps", "refundform"),
    ("form_unused", DOMAIN, "forms:\n", "forms:\n  other_form:\n    required_slots: [order]\n", "other_form"),
    ("form_slot_not_asked", DOMAIN, "[order, reason]", "[order, reason, language]", "required_slots"),
    ("slot_unknown", RULES, "- requested_slot: null", "- requestedslot: null", "requestedslot"),
    ("slot_unknown", CODE, 'ORDER = "order"', 'ORDER = "oder"', "SlotSet(ORDER"),
    ("slot_unused", DOMAIN, "  order:\n", "  spare:\n    type: any\n    mappings: [{type: custom}]\n  order:\n", "  spare:"),
    ("slot_type_unknown", DOMAIN, "type: text\n", "type: txt\n", "type: txt"),
    ("slot_mapping_unknown", DOMAIN, "type: from_text", "type: from_txt", "from_txt"),
    ("session_missing", DOMAIN, "session_config:\n  session_expiration_time: 60\n  carry_over_slots_to_new_session: false\n", "", 'version: "3.1"'),
    ("session_wrong", DOMAIN, "session_expiration_time: 60", "session_expiration_time: one hour", "one hour"),
    ("name_twice", RULES, "- rule: track\n", "- rule: search\n", "- rule: search@2"),
    ("rule_too_long", RULES, "  - action: utter_sorry\n", "  - action: utter_sorry\n  - intent: affirm\n  - action: utter_sorry\n", "not for us"),
    ("dialogue_without_answer", RULES, "- rule: not for us", "- rule: nothing\n  steps:\n  - intent: affirm\n- rule: not for us", "nothing"),
    ("rule_twice", RULES, "- rule: not for us", "- rule: again\n  steps:\n  - intent: track_order\n  - action: action_track_order\n- rule: not for us", "again"),
    ("rules_clash", RULES, "- rule: not for us", "- rule: other\n  steps:\n  - intent: track_order\n  - action: utter_sorry\n- rule: not for us", "- rule: other"),
    ("story_contradicts", STORIES, "  - action: action_search_product", "  - action: utter_sorry", "utter_sorry"),
    ("story_contradicts", STORIES, "  - action: action_search_product", "  - action: action_search_product\n  - action: utter_sorry", "utter_sorry"),
    ("story_contradicts_form", STORIES, "  - action: action_refund", "  - action: utter_sorry", "utter_sorry"),
    ("component_missing", CONFIG, "DIETClassifier", "DIETClasifier", "DIETClasifier"),
    ("component_missing", CONFIG, "pipeline.tokens.Splitter", "pipeline.tokens.Spliter", "Spliter"),
    ("component_missing", CONFIG, "pipeline.tokens.Splitter", "pipelin.tokens.Splitter", "pipelin.tokens"),
    ("entity_text_unknown", NLU, "[5000元]", "[很多钱]", "很多钱"),
]  # fmt: skip
# Findings that cannot come alone: a new intent has neither examples nor an answer nor words, and so on.
FOLLOWING = {
    "intent_without_examples": {"intent_unanswered", "intent_without_words"},
    "intent_unanswered": {"intent_without_examples", "intent_without_words"},
    "intent_undeclared": {"intent_thin"},
    "intent_unknown": {"intent_unanswered"},
    "key_missing": {"key_unknown", "intent_unanswered", "action_unused"},
    "response_missing": {"response_unused"},
    "phrase_missing": {"phrase_unused"},
    "action_unknown": {"action_unused", "story_contradicts"},
    "action_without_code": {"action_undeclared"},
    "slot_unknown": {"slot_unused"},
    "shape_wrong": {"form_unknown", "action_unknown", "action_unused", "response_unused"},
    "word_is_switch": {"phrase_unused"},
    "dialogue_without_answer": {"story_contradicts"},
}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    sample.write(tmp_path)
    return tmp_path


def found_in(folder: Path) -> list[Finding]:
    return validate(folder, hints=True, limits=sample.LIMITS)


def test_a_clean_project_has_no_findings(project: Path) -> None:
    assert found_in(project) == []


@pytest.mark.parametrize(("kind", "file", "old", "new", "at"), BROKEN, ids=[f"{number}-{case[0]}" for number, case in enumerate(BROKEN)])
def test_finding(project: Path, kind: str, file: str, old: str | tuple[str, ...], new: object, at: str) -> None:
    path = project / file
    text = path.read_text(encoding="utf-8")
    if isinstance(new, bytes):
        assert isinstance(old, str)
        path.write_bytes(text.encode().replace(old.encode(), new))
    else:
        for one, other in zip([old] if isinstance(old, str) else old, [new] if isinstance(new, str) else new):
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


@pytest.mark.parametrize("name", [DOMAIN, CONFIG, NLU, RULES, STORIES, PHRASES])
def test_missing_files(project: Path, name: str) -> None:
    (project / name).unlink()
    assert [str(item.place) for item in found_in(project) if item.kind == "file_missing"] == [f"{name}:1"]


def test_every_kind_is_shown_here() -> None:
    assert {kind for kind, *_ in BROKEN} | {"file_missing"} == set(kinds())


def test_every_kind_is_found_by_a_check() -> None:
    source = "".join(path.read_text("utf-8") for path in Path(__file__).parents[2].glob("validation/**/*.py"))
    assert {kind for kind in kinds() if f'"{kind}"' not in source} == set()
    assert len({kind.code for kind in kinds().values()}) == len(kinds())
    assert all(re.fullmatch(r"K\d{3}", kind.code) for kind in kinds().values())
    assert FILE_CHECKS and CHECKS and HINTS
