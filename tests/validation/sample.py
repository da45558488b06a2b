"""A small project without a fault, as the files it consists of; tests break one thing at a time."""

from __future__ import annotations

from pathlib import Path

from validation.limits import Limits

LIMITS = Limits(
    examples=2, product_examples=3, near_same=92, fillers=("请", "吗", "please"), product_intents=("search_product",)
)

FILES = {
    "domain.yml": """\
version: "3.1"
intents:
- search_product
- track_order
- get_refund
- explain_term
- affirm
- out_of_scope
entities:
- product
- brand
- category
- term
- price:
    roles: [min, max]
slots:
  language:
    type: text
    influence_conversation: false
    mappings: [{type: from_text}]
  order:
    type: any
    influence_conversation: false
    mappings: [{type: custom}]
  reason:
    type: any
    influence_conversation: false
    mappings: [{type: custom}]
forms:
  refund_form:
    required_slots: [order, reason]
actions:
- action_search_product
- action_track_order
- action_refund
- action_clarify
- action_ask_order
- validate_refund_form
session_config:
  session_expiration_time: 60
  carry_over_slots_to_new_session: false
responses:
  utter_found:
  - text: "为您找到 {count} 款。"
    condition: [{type: slot, name: language, value: zh}]
  - text: "I found {count}."
    condition: [{type: slot, name: language, value: en}]
  utter_ask_reason:
  - text: "请问退款的原因是什么？"
    condition: [{type: slot, name: language, value: zh}]
    buttons:
    - {title: 坏了, payload: '/get_refund{"product": "手机"}'}
  - text: "What is the reason?"
    condition: [{type: slot, name: language, value: en}]
  utter_order_shipped:
  - text: "已经发货了。"
    condition: [{type: slot, name: language, value: zh}]
  - text: "It is on its way."
    condition: [{type: slot, name: language, value: en}]
  utter_term:
  - text: "这是一个技术名词。"
    condition: [{type: slot, name: language, value: zh}]
  - text: "It is a technical word."
    condition: [{type: slot, name: language, value: en}]
  utter_sorry:
  - text: "抱歉，这个我帮不上忙。"
    condition: [{type: slot, name: language, value: zh}]
  - text: "Sorry, I cannot help with this."
    condition: [{type: slot, name: language, value: en}]
""",
    "config.yml": """\
recipe: default.v1
assistant_id: sample
language: zh
pipeline:
- name: pipeline.tokens.Splitter
- name: DIETClassifier
policies:
- name: RulePolicy
  core_fallback_action_name: action_clarify
""",
    "pipeline/__init__.py": "",
    "pipeline/tokens.py": "class Splitter:\n    pass\n",
    "endpoints.yml": "action_endpoint:\n  url: http://127.0.0.1:5055/webhook\n",
    "data/nlu.yml": """\
version: "3.1"
nlu:
- intent: search_product
  metadata: {language: zh}
  examples: |
    - 有没有[降噪耳机](category)
    - 想买[三千块](price)以下的[华为](brand)[手机](category)
    - 帮我找[索尼](brand)的[电视](category)，[5000元]{"entity": "price", "role": "max"}以内
- intent: search_product
  metadata: {language: en}
  examples: |
    - show me [laptops](category) under [$500](price)
    - do you have any [Sony](brand) [headphones](category)
    - looking for the [WH-1000XM5](product)
- intent: search_product
  metadata: {language: mixed}
  examples: |
    - 有没有 cheap 的 [phone](category)
- intent: track_order
  metadata: {language: zh}
  examples: |
    - 我的包裹到哪了
    - 快递怎么还没到
- intent: track_order
  metadata: {language: en}
  examples: |
    - where is my parcel
    - has my order been shipped yet
- intent: get_refund
  metadata: {language: zh}
  examples: |
    - 我要退款
    - 这个[手机](category)我不想要了，钱退给我
- intent: get_refund
  metadata: {language: en}
  examples: |
    - i want my money back
    - please refund the [phone](category) i bought
- intent: explain_term
  metadata: {language: zh}
  examples: |
    - [刷新率](term)是什么意思
    - 什么叫[主动降噪](term)
- intent: explain_term
  metadata: {language: en}
  examples: |
    - what does [refresh rate](term) mean
    - explain [HDR](term) to me
- intent: affirm
  metadata: {language: zh}
  examples: |
    - 好的
    - 没错就这样
- intent: affirm
  metadata: {language: en}
  examples: |
    - yes
    - that is right
- intent: out_of_scope
  metadata: {language: zh}
  examples: |
    - 今天天气怎么样
    - 讲个笑话听听
- intent: out_of_scope
  metadata: {language: en}
  examples: |
    - what is the weather like
    - tell me a joke
""",
    "data/rules.yml": """\
version: "3.1"
rules:
- rule: search
  steps:
  - intent: search_product
  - action: action_search_product
- rule: track
  steps:
  - intent: track_order
  - action: action_track_order
- rule: term
  steps:
  - intent: explain_term
  - action: utter_term
- rule: refund starts
  steps:
  - intent: get_refund
  - action: refund_form
  - active_loop: refund_form
- rule: refund ends
  condition:
  - active_loop: refund_form
  steps:
  - action: refund_form
  - active_loop: null
  - slot_was_set:
    - requested_slot: null
  - action: action_refund
- rule: not for us
  steps:
  - intent: out_of_scope
  - action: utter_sorry
""",
    "data/stories.yml": """\
version: "3.1"
stories:
- story: search and return
  steps:
  - intent: search_product
  - action: action_search_product
  - intent: get_refund
  - action: refund_form
  - active_loop: refund_form
  - intent: track_order
  - action: action_track_order
  - action: refund_form
  - active_loop: null
  - slot_was_set:
    - requested_slot: null
  - action: action_refund
  - intent: affirm
  - action: utter_sorry
""",
    "actions/__init__.py": "",
    "actions/phrases.yml": """\
price_up_to: {zh: "{high} 以内", en: "under {high}"}
state:
  paid: {zh: 已付款, en: paid}
  sent: {zh: 已发货, en: "on its way"}
words:
  broken: [坏了, broken]
intents:
  search_product: {zh: 找商品, en: Find a product}
  track_order: {zh: 查快递, en: Track a parcel}
  get_refund: {zh: 退款, en: Get a refund}
  explain_term: {zh: 解释名词, en: Explain a word}
  affirm: {zh: 确认, en: "Yes"}
""",
    "actions/shop.py": '''\
ORDER = "order"


class ShopAction:
    def say_state(self, turn, state):
        turn.say(f"utter_order_{state}")


class ActionSearchProduct(ShopAction):
    def name(self):
        return "action_search_product"

    def answer(self, turn):
        kinds = turn.values("category")
        limit = phrase(turn.language, "price_up_to", high=3000)
        turn.say("utter_found", buttons(turn), count=len(kinds), limit=limit)
        return [payload("search_product", category=kind) for kind in kinds]


class OrderAction(ShopAction):
    task: str

    def name(self):
        return f"action_{self.task}"

    def answer(self, turn):
        if turn.intent in ("affirm", "get_refund"):
            return [SlotSet(ORDER, None), SlotSet("reason", None)]
        return phrase(turn.language, f"state.{turn.slot('order')}")


class ActionTrackOrder(OrderAction):
    task = "track_order"


class ActionRefund(OrderAction):
    task = "refund"


class ActionAskOrder(OrderAction):
    task = "ask_order"


class ActionClarify(ShopAction):
    def name(self):
        return "action_clarify"

    def answer(self, turn):
        words = phrases()["intents"], phrases()["words"]
        return words, [{"title": "?", "payload": "/affirm"}, {"title": "?", "payload": f"/{turn.intent}"}]


class ValidateRefundForm(ShopAction):
    form = "refund_form"

    def name(self):
        return f"validate_{self.form}"
''',
}


def write(folder: Path) -> None:
    """Write the sample project into a folder."""
    for name, content in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
