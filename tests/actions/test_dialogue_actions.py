"""What was not understood, reaching a person, and bare values."""

from __future__ import annotations

import pytest

from catalog.shop import Shop


@pytest.fixture
def shop(changeable_shop: Shop) -> Shop:
    """Tickets change the shop."""
    return changeable_shop


def test_first_meanings_then_a_person(talk) -> None:
    turn = (
        talk("zh")
        .user("nlu_fallback", "那个啥", ["nlu_fallback", "ask_price", "track_order", "greet"])
        .run("action_clarify")
    )
    assert turn.responses == ["utter_clarify"]
    assert [b["payload"] for b in turn.buttons] == ["/ask_price", "/track_order"]
    turn.user("nlu_fallback", "就那个", ["nlu_fallback", "ask_price"]).run("action_clarify")
    assert turn.responses == ["utter_offer_human"]
    turn.ask("affirm", "好的")
    assert turn.responses == ["utter_ticket_human_agent"]


def test_ticket_carries_the_conversation(talk, shop: Shop) -> None:
    turn = talk("en", "C1002").ask("greet", "hi there", "action_inform")
    turn.ask("complaint", "your service is terrible", "action_open_ticket")
    number = turn.slots["tickets"]["complaint"]
    assert number in turn.said
    ticket = shop.tickets.get(number)
    assert ticket is not None
    assert (ticket.conversation, ticket.customer_id, ticket.kind) == ("test", "C1002", "complaint")
    assert "terrible" in ticket.summary
    assert turn.ask("complaint", "still terrible", "action_open_ticket").responses == ["utter_ticket_known"]


def test_yes_without_an_offer(talk) -> None:
    assert talk("zh").ask("affirm", "好").responses == ["utter_affirm_idle"]


def test_bare_order_number_answers_the_question_asked(talk, shop: Shop) -> None:
    number = shop.orders.list_for("C1001")[0].number
    turn = talk("zh", "C1001").ask("track_order", "我的快递到哪了")
    turn.ask("inform", f"[{number}](order_number)")
    assert number in turn.said and "utter_order_status" in turn.responses


def test_bare_kind_searches_and_bare_name_tells_details(talk) -> None:
    assert talk("zh").ask("inform", "[手机](category)").responses[0] == "utter_search_results"
    assert talk("en").ask("inform", "[xiaomi 14](product)").responses == ["utter_product_sheet"]


def test_fault_help_depends_on_the_kind(talk) -> None:
    assert talk("zh").ask("report_fault", "[耳机](category)没声音").responses == [
        "utter_fault_audio",
        "utter_fault_next",
    ]
    assert talk("en").ask("report_fault", "it is broken").responses[0] == "utter_fault_other"


@pytest.mark.parametrize(
    ("intent", "action", "response"),
    [
        ("goodbye", "action_goodbye", "utter_goodbye"),
        ("contact_human_agent", "action_open_ticket", "utter_ticket_human_agent"),
    ],
)
def test_leaving_in_the_middle_of_a_task_ends_it(talk, intent: str, action: str, response: str) -> None:
    turn = talk("zh", "C1001").task("cancel_order", "取消订单", "cancel_order_form", "action_cancel_order")
    assert turn.answer(intent, "我走了").rejected
    turn.run(action)
    assert turn.responses == ["utter_stopped", response]
    assert turn.form is None and turn.slots["task"] is None and turn.slots["requested_slot"] is None
    assert talk("zh").user(intent, "再见").run(action).responses == [response]


def test_offers_of_a_person_have_buttons_and_a_yes_takes_them(talk) -> None:
    turn = talk("zh").ask("ask_product_details", "[小米14](product)的[吸力](attribute)")
    assert turn.responses == ["utter_spec_unknown"]
    assert [button["payload"] for button in turn.buttons] == ["/contact_human_agent"]
    assert turn.ask("affirm", "好的").responses == ["utter_ticket_human_agent"]


def test_meanings_keep_what_was_named_and_skip_small_talk(talk) -> None:
    ranking = ["nlu_fallback", "inform", "greet", "deny", "ask_price"]
    turn = talk("en").user("nlu_fallback", "and from [huawei](brand)?", ranking).run("action_clarify")
    assert [button["payload"] for button in turn.buttons] == ['/ask_price{"brand": "huawei"}']


@pytest.mark.parametrize(("intent", "action"), [("goodbye", "action_goodbye"), ("nlu_fallback", "action_clarify")])
def test_a_position_in_a_list_is_understood_whatever_it_is_taken_for(talk, intent: str, action: str) -> None:
    turn = talk("zh").ask("search_product", "有什么[手机](category)")
    shown = turn.slots["shown_products"]
    assert turn.user(intent, "#2").run(action).slots["focus_product"] == shown[1]
    assert turn.user(intent, "3").run(action).slots["focus_product"] == shown[2]
    assert turn.user(intent, "42").run(action).responses[0] in ("utter_goodbye", "utter_offer_human")
