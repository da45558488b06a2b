from __future__ import annotations

import time

import jwt
import pytest

from connectors.web.session import COOKIE
from tests.connectors.conftest import Browser
from tests.serving import Server

NOT_SIGNED_IN = "请登录后才能访问智能客服 / Please sign in to use the assistant"


def code(answer) -> str:
    return answer.json()["error"]["code"]


class TestWithoutASession:
    @pytest.mark.parametrize(
        ("method", "path"),
        [("POST", "/api/messages"), ("POST", "/api/voice"), ("POST", "/api/images"), ("GET", "/api/history")],
    )
    def test_the_interface_is_closed(self, browser: Browser, method: str, path: str):
        answer = browser.request(method, path)
        assert answer.status_code == 401
        assert answer.json()["error"] == {"code": "not_signed_in", "message": NOT_SIGNED_IN}

    def test_the_chat_leads_to_the_login(self, browser: Browser):
        answer = browser.get("/chat", allow_redirects=False)
        assert (answer.status_code, answer.headers["location"]) == (302, "/login")

    @pytest.mark.parametrize("path", ["/", "/login"])
    def test_the_login_page_is_shown(self, browser: Browser, path: str):
        answer = browser.get(path, allow_redirects=False)
        assert answer.status_code == 200 and 'id="login"' in answer.text and "Rasa" not in answer.text

    @pytest.mark.parametrize("token", ["", "x", "a.b.c", "x" * 5000])
    def test_a_made_up_cookie_does_not_open_anything(self, browser: Browser, token: str):
        browser.cookies.set(COOKIE, token)
        assert browser.get("/api/history").status_code == 401

    @pytest.mark.parametrize("algorithm", ["none", "HS256"])
    def test_a_cookie_signed_by_somebody_else_does_not(self, browser: Browser, algorithm: str):
        claims = {"iss": "kefu", "sub": "C1", "exp": int(time.time()) + 100}
        key = "k" * 32 if algorithm == "HS256" else None
        browser.cookies.set(COOKIE, jwt.encode(claims, key, algorithm=algorithm))
        assert browser.get("/api/history").status_code == 401

    def test_an_old_cookie_does_not(self, server: Server, browser: Browser):
        claims = {"iss": "kefu", "sub": "C1", "exp": int(time.time()) - 1}
        browser.cookies.set(COOKIE, jwt.encode(claims, server.web._sessions._key, algorithm="HS256"))
        assert browser.get("/api/history").status_code == 401


class TestSigningIn:
    def test_it_starts_a_session_that_scripts_cannot_read(self, browser: Browser):
        answer = browser.sign_in("demo")
        assert (answer.status_code, answer.json()) == (200, {"name": "王小明", "language": "zh"})
        cookie = answer.headers["set-cookie"].lower()
        assert "httponly" in cookie and "samesite=lax" in cookie and "max-age=43200" in cookie and "path=/" in cookie

    @pytest.mark.parametrize(
        "body",
        [
            {"username": "demo", "password": "wrong"},
            {"username": "nobody", "password": "nobody"},
            {"username": "demo"},
            {},
            {"username": ["demo"], "password": "demo"},
            {"username": "", "password": ""},
            {"username": "d" * 10_000, "password": "d" * 10_000},
        ],
    )
    def test_wrong_credentials_are_401(self, browser: Browser, body: dict):
        answer = browser.post("/api/session", json=body)
        assert (answer.status_code, code(answer)) == (401, "wrong_credentials")
        assert "set-cookie" not in answer.headers

    def test_too_many_failures_are_429(self, browser: Browser):
        assert [browser.sign_in("demo", "no").status_code for _ in range(6)] == [401] * 5 + [429]
        answer = browser.sign_in("Demo ", "no")
        assert answer.status_code == 429 and 0 < int(answer.headers["retry-after"]) <= 300
        assert browser.sign_in("demo").status_code == 429
        assert browser.sign_in("alice").status_code == 200

    def test_a_success_wipes_the_slate_clean(self, browser: Browser):
        for _ in range(4):
            browser.sign_in("demo", "no")
        assert browser.sign_in("demo").status_code == 200
        assert [browser.sign_in("demo", "no").status_code for _ in range(5)] == [401] * 5

    def test_an_unreachable_shop_is_503_and_no_failure(self, server: Server, browser: Browser):
        server.app.ctx.shop.customers.down = True
        assert [code(browser.sign_in("demo")) for _ in range(6)] == ["catalog_unavailable"] * 6
        server.app.ctx.shop.customers.down = False
        assert browser.sign_in("demo").status_code == 200

    def test_demo_customers_are_allowed_outside_of_production(self, server: Server, browser: Browser):
        browser.sign_in("demo")
        assert server.app.ctx.shop.customers.calls == [("demo", True)]

    @pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", None])
    def test_a_body_that_a_form_could_send_is_refused(self, browser: Browser, content_type: str | None):
        headers = {"Content-Type": content_type} if content_type else {}
        answer = browser.post("/api/session", data=b'{"username":"demo","password":"demo"}', headers=headers)
        assert (answer.status_code, code(answer)) == (415, "json_only")

    @pytest.mark.parametrize("headers", [{"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}])
    def test_another_site_is_refused(self, signed_in: Browser, headers: dict):
        for answer in (
            signed_in.post("/api/messages", json={"message": "hi"}, headers=headers),
            signed_in.sign_in("demo", headers=headers),
            signed_in.delete("/api/session", headers=headers),
        ):
            assert (answer.status_code, code(answer)) == (403, "wrong_origin")

    def test_our_own_origin_is_fine(self, signed_in: Browser):
        headers = {"Origin": signed_in.url}
        assert signed_in.post("/api/messages", json={"message": "hi"}, headers=headers).status_code == 200

    @pytest.mark.parametrize("way", ["interface", "page"])
    def test_signing_out_ends_the_session(self, signed_in: Browser, way: str):
        if way == "interface":
            assert signed_in.delete("/api/session").status_code == 200
        else:
            assert signed_in.get("/logout").url.endswith("/login")
        assert signed_in.get("/api/history").status_code == 401


class TestConversation:
    def test_the_customer_comes_from_the_session_and_nothing_else(self, server: Server, signed_in: Browser):
        body = {"message": "hi", "sender": "web-C2", "metadata": {"customer_id": "C2"}, "customer_id": "C2"}
        answer = signed_in.post("/api/messages", json=body)
        assert answer.json() == [{"recipient_id": "web-C1", "text": "好的"}]
        assert server.agent.last.metadata == {"customer_id": "C1"}
        assert server.agent.last.sender_id == "web-C1" and server.agent.last.input_channel == "web"

    def test_bad_messages_are_400(self, signed_in: Browser):
        assert [signed_in.say(message).status_code for message in (None, "", 5, ["x"])] == [400] * 4

    def test_commands_are_text_here_too(self, server: Server, signed_in: Browser):
        signed_in.say("/restart")
        assert server.agent.last.text == "restart"

    def test_the_history_is_ones_own_and_shows_titles_of_buttons(self, server: Server, signed_in: Browser):
        assert signed_in.get("/api/history").json() == {"messages": []}
        server.agent.answers = [{"text": "要吗？", "buttons": [{"title": "好", "payload": "/affirm"}]}]
        signed_in.say("降噪耳机")
        signed_in.say("/affirm")
        shown = signed_in.get("/api/history").json()["messages"]
        assert [(message["from"], message["text"]) for message in shown] == [
            ("customer", "降噪耳机"),
            ("assistant", "要吗？"),
            ("customer", "好"),
            ("assistant", "要吗？"),
        ]
        assert shown[1]["buttons"] == [{"title": "好", "payload": "/affirm"}]
        other = Browser(server.url)
        other.sign_in("alice")
        assert other.get("/api/history").json() == {"messages": []}

    def test_the_history_is_bounded(self, server: Server, signed_in: Browser):
        for number in range(30):
            signed_in.say(str(number))
        shown = signed_in.get("/api/history").json()["messages"]
        assert len(shown) == 50 and shown[-2]["text"] == "29"

    def test_images_say_honestly_what_is_missing(self, signed_in: Browser):
        assert code(signed_in.post("/api/images")) == "no_image"
        answer = signed_in.post("/api/images", files={"image": ("a.png", b"PNG")})
        assert (answer.status_code, code(answer)) == (503, "engine_unavailable")


class TestPages:
    @pytest.mark.parametrize("path", ["/", "/login"])
    def test_a_signed_in_customer_goes_to_the_chat(self, signed_in: Browser, path: str):
        assert signed_in.get(path).url.endswith("/chat")

    def test_the_customers_name_is_text(self, browser: Browser):
        browser.sign_in("alice")
        page = browser.get("/chat").text
        assert "Alice &lt;b&gt;" in page and "Alice <b>" not in page

    def test_the_language_follows_the_choice_then_the_customer_then_the_browser(self, browser: Browser):
        english = {"Accept-Language": "en"}
        assert 'lang="zh"' in browser.get("/login").text
        assert '<html lang="en"' in browser.get("/login", headers=english).text
        browser.sign_in("demo")
        assert '<html lang="zh"' in browser.get("/chat", headers=english).text
        assert '<html lang="en"' in browser.get("/chat?lang=en").text
        assert '<html lang="en"' in browser.get("/chat").text

    @pytest.mark.parametrize("path", ["/login", "/chat"])
    def test_no_place_is_left_open_and_nothing_runs_inline(self, signed_in: Browser, path: str):
        page = (Browser(signed_in.url) if path == "/login" else signed_in).get(path)
        assert "{{" not in page.text and "style=" not in page.text and "onclick" not in page.text
        policy = page.headers["content-security-policy"]
        assert "script-src 'self';" in policy and "unsafe" not in policy and "frame-ancestors 'none'" in policy
        assert page.headers["x-content-type-options"] == "nosniff" and page.headers["cache-control"] == "no-store"

    @pytest.mark.parametrize(
        ("name", "kind"),
        [("kefu.js", "text/javascript"), ("recording.js", "text/javascript"), ("kefu.css", "text/css")],
    )
    def test_assets(self, browser: Browser, name: str, kind: str):
        answer = browser.get(f"/assets/{name}")
        assert answer.headers["content-type"].startswith(kind) and "max-age" in answer.headers["cache-control"]
