"""What the page does when things go wrong, and how it records."""

from __future__ import annotations

import pytest

from tests.browser.conftest import Opener, answered, said, say, sign_in
from tests.connectors.recorded import Voice

FAKE_MICROPHONE = "--use-fake-device-for-media-stream"
ALLOWED = "--use-fake-ui-for-media-stream"


def test_a_server_that_is_gone_is_told(small: Voice, open_page: Opener):
    page = sign_in(open_page(small.server.url), "demo")
    assert say(page, "你好") == "好的"
    small.server.stop()
    page.fill("#message", "还在吗")
    page.press("#message", "Enter")
    problem = page.locator("#messages .problem")
    problem.wait_for()
    assert "无法连接服务器" in problem.inner_text()
    assert page.locator("#messages li.failed .bubble").inner_text() == "还在吗"
    assert page.get_by_role("button", name="重试").is_enabled()


def test_trying_again_sends_the_same_once_more(small: Voice, open_page: Opener):
    page = sign_in(open_page(small.server.url, "en"), "alice")
    page.route("**/api/messages", lambda route: route.abort())
    page.fill("#message", "hello")
    page.press("#message", "Enter")
    again = page.get_by_role("button", name="Try again")
    again.wait_for()
    page.unroute("**/api/messages")
    again.click()
    answered(page, 1)
    assert said(page)[-1] == "好的" and small.server.agent.last.text == "hello"
    assert page.locator("#messages .problem, #messages .failed").count() == 0


def test_a_session_that_is_over_leads_to_the_login(small: Voice, open_page: Opener):
    page = sign_in(open_page(small.server.url, "en"), "alice")
    page.context.clear_cookies()
    page.fill("#message", "hello")
    page.press("#message", "Enter")
    page.wait_for_url("**/login")


def test_nothing_that_is_said_becomes_markup(small: Voice, open_page: Opener):
    evil = "<img src=x onerror='document.title=1'><b>fett</b>"
    small.server.agent.answers = [{"text": evil, "buttons": [{"title": evil, "payload": "x"}]}]
    page = sign_in(open_page(small.server.url, "en"), "alice")
    assert say(page, evil) == evil
    assert page.locator("#messages img, #messages b").count() == 0
    assert page.locator(".who").inner_text() == "Alice <b>"
    assert page.title() == "Customer service"


@pytest.mark.parametrize("width", [320, 1280])
def test_it_fits_phones_and_screens(small: Voice, open_page: Opener, width: int):
    small.server.agent.answers = [
        {"text": "x" * 500, "buttons": [{"title": f"SO{n} " + "很长的商品名称 " * 9, "payload": "x"} for n in range(5)]}
    ]
    page = sign_in(open_page(small.server.url, "zh", viewport={"width": width, "height": 700}), "demo")
    say(page, "我的订单" * 50)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    for place in ("#message", "#speak", "#send"):
        box = page.locator(place).bounding_box()
        assert box is not None and box["x"] >= 0 and box["x"] + box["width"] <= width
        assert box["height"] >= 44 and box["y"] + box["height"] <= 700


class TestSpeaking:
    def test_what_was_said_is_shown_and_answered(self, small: Voice, open_page: Opener):
        page = sign_in(open_page(small.server.url, "en", FAKE_MICROPHONE, ALLOWED), "alice")
        page.click("#speak")
        page.locator("#recorded").get_by_text("0:01").wait_for()
        assert page.locator("#message").is_hidden() and page.locator("#send").is_hidden()
        assert page.locator("#speak").get_attribute("aria-label") == "Stop and send"
        page.click("#speak")
        answered(page, 1)
        assert page.locator("#messages li.customer .bubble").last.inner_text() == "where is my order"
        message = small.server.agent.last
        assert (message.text, message.metadata["customer_id"]) == ("where is my order", "C2")
        assert message.metadata["voice"]["language"] == "en"
        assert 0.8 < message.metadata["voice"]["duration_s"] < 10
        assert page.locator("#message").is_visible() and page.locator("#recording").is_hidden()

    def test_an_unsure_transcript_is_read_back_with_buttons(self, small: Voice, open_page: Opener):
        small.says("取消订单", confidence=0.1)
        page = sign_in(open_page(small.server.url, "zh", FAKE_MICROPHONE, ALLOWED), "demo")
        page.click("#speak")
        page.locator("#recorded").get_by_text("0:01").wait_for()
        page.click("#speak")
        answered(page, 1)
        assert said(page)[-1] == "您是说“取消订单”吗？" and small.server.agent.received == []
        page.get_by_role("button", name="是的").click()
        answered(page, 2)
        assert said(page)[-1] == "好的" and small.server.agent.last.text == "取消订单"

    def test_it_ends_by_itself_at_the_limit(self, small: Voice, open_page: Opener):
        small.says("hello", most_seconds=2)
        page = sign_in(open_page(small.server.url, "en", FAKE_MICROPHONE, ALLOWED), "alice")
        page.click("#speak")
        answered(page, 1)
        assert small.server.agent.last.text == "hello"

    def test_cancelled_is_cancelled(self, small: Voice, open_page: Opener):
        page = sign_in(open_page(small.server.url, "en", FAKE_MICROPHONE, ALLOWED), "alice")
        page.click("#speak")
        page.get_by_role("button", name="Cancel").click()
        page.locator("#recording").wait_for(state="hidden")
        assert say(page, "hello") == "好的"
        assert [message.text for message in small.server.agent.received] == ["hello"]

    def test_a_recording_without_words_is_told(self, small: Voice, open_page: Opener):
        small.says("")
        page = sign_in(open_page(small.server.url, "zh", FAKE_MICROPHONE, ALLOWED), "demo")
        page.click("#speak")
        page.locator("#recorded").get_by_text("0:01").wait_for()
        page.click("#speak")
        page.locator("#messages .problem").wait_for()
        assert "没有听清" in page.locator("#messages .problem").inner_text()
        assert page.locator("#messages li.customer, #messages .problem + button").count() == 0
        assert small.server.agent.received == []

    def test_without_an_engine_nobody_speaks_in_vain(self, small: Voice, open_page: Opener):
        small.says("x", engines=("vosk",))
        page = sign_in(open_page(small.server.url, "zh", FAKE_MICROPHONE, ALLOWED), "demo")
        page.click("#speak")
        page.locator("#messages .problem").wait_for()
        assert "中文语音识别尚未安装" in page.locator("#messages .problem").inner_text()
        assert page.locator("#recording").is_hidden()

    def test_a_microphone_that_is_not_allowed_is_told(self, small: Voice, open_page: Opener):
        page = sign_in(open_page(small.server.url, "en", FAKE_MICROPHONE), "alice")
        page.click("#speak")
        page.locator("#messages .problem").wait_for()
        assert "microphone cannot be used" in page.locator("#messages .problem").inner_text()
        assert page.locator("#speak").is_enabled()
