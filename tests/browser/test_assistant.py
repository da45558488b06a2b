"""A customer in front of the page, with the real assistant behind it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bench.voices import missing_programs, spoken
from tests.browser.conftest import INSTALL, PATIENCE_MS, Opener, answered, said, say, sign_in

#: Draws a letter and gives its pixels: a font without it draws the same box for every letter.
PIXELS = """letter => {
  const canvas = document.createElement("canvas");
  const pen = canvas.getContext("2d");
  pen.font = "40px " + getComputedStyle(document.body).fontFamily;
  pen.fillText(letter, 5, 45);
  return canvas.toDataURL();
}"""
NO_LETTER = "\U0010fffd"


def test_signing_in_and_asking_for_products_in_chinese(server: str, open_page: Opener):
    page = open_page(server)
    page.fill("#username", "demo")
    page.fill("#password", "wrong")
    page.click("button[type=submit]")
    page.locator("#problem").get_by_text("用户名或密码不正确").wait_for()
    sign_in(page, "demo")
    assert page.locator("h1").inner_text() == "智能客服"
    answer = say(page, "有没有三千以下的降噪耳机")
    assert "1. " in answer and "¥" in answer and "降噪" in answer
    assert page.locator("#messages li.customer .bubble").last.inner_text() == "有没有三千以下的降噪耳机"


def test_chinese_letters_are_drawn(server: str, open_page: Opener):
    page = open_page(server)
    drawn = {page.evaluate(PIXELS, letter) for letter in ("降", "噪", "耳", "机", NO_LETTER)}
    assert len(drawn) == 5


def test_orders_are_chosen_with_buttons(server: str, open_page: Opener):
    page = sign_in(open_page(server, "en"), "alice")
    say(page, "I want to cancel my order")
    choices = page.locator("#messages li.assistant").last.locator(".choices button")
    assert choices.count() >= 2
    title = choices.first.inner_text()
    assert re.search(r"SO\d+", title)
    before = len(said(page))
    choices.first.click()
    answered(page, before)
    assert page.locator("#messages li.customer .bubble").last.inner_text() == title
    number = re.search(r"SO\d+", title)
    assert number is not None and number.group() in "\n".join(said(page)[before:])
    used = page.locator(".choices button.chosen")
    assert used.count() == 1 and used.is_disabled()
    say(page, "no")


def test_the_language_is_switched_and_the_conversation_stays(server: str, open_page: Opener):
    page = sign_in(open_page(server), "demo")
    say(page, "什么是刷新率")
    page.click("a.switch")
    page.wait_for_url("**/chat?lang=en")
    assert page.locator("html").get_attribute("lang") == "en"
    assert page.locator("#send").inner_text() == "Send"
    page.get_by_text("什么是刷新率", exact=True).last.wait_for()
    page.click("a.switch")
    assert page.locator("#send").inner_text() == "发送"


@pytest.mark.slow
def test_a_spoken_question_is_answered(server: str, open_page: Opener, tmp_path: Path):
    assert not missing_programs(), INSTALL
    clip = tmp_path / "question.wav"
    clip.write_bytes(spoken("where is my order", "flite:slt"))
    page = open_page(
        server,
        "en",
        "--use-fake-device-for-media-stream",
        "--use-fake-ui-for-media-stream",
        f"--use-file-for-fake-audio-capture={clip}%noloop",
    )
    sign_in(page, "alice")
    before = len(said(page))
    page.click("#speak")
    page.locator("#recorded").get_by_text("0:03").wait_for()
    page.click("#speak")
    answered(page, before)
    assert page.locator("#messages .problem").count() == 0
    assert page.locator("#messages li.customer .bubble").last.inner_text(timeout=PATIENCE_MS) == "where is my order"
    assert re.search(r"SO\d+", page.locator("#messages").inner_text().rpartition("where is my order")[2])


def test_a_thumb_under_an_answer_is_kept(server: str, open_page: Opener):
    page = sign_in(open_page(server), "demo")
    say(page, "什么是主动降噪")
    down = page.locator("#messages li.assistant .thumbs").last.get_by_label("没帮助")
    with page.expect_response("**/api/feedback") as answer:
        down.click()
    assert answer.value.status == 200
    page.locator("#messages li.assistant .thumbs [aria-pressed=true]").wait_for()
    assert page.locator("#messages .problem").count() == 0
