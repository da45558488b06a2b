"""The web page's channel: pages, sessions, and the signed-in customer's own conversation."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint, Sanic
from sanic.request import Request
from sanic.response import HTTPResponse, redirect

from catalog.errors import CatalogUnavailable
from connectors.answers import json_answer
from connectors.blueprint import ChannelBlueprint
from connectors.bodies import WEB_PREFIX, json_object, message_text
from connectors.errors import ApiError
from connectors.shop import shop
from connectors.voice.parts import service, store
from connectors.voice.read_back import hand_over
from connectors.voice.speaking import spoken_answer
from connectors.voice.transcripts import kept
from connectors.voice.turn import take_turn
from connectors.voice.uploads import uploaded_file
from connectors.web import page as pages
from connectors.web.feedback import give_feedback
from connectors.web.history import last_messages
from connectors.web.protection import add_headers, require_json, require_same_origin
from connectors.web.session import Session, Sessions
from connectors.web.tries import Tries
from runtime.metrics import metrics
from runtime.settings import Settings
from stores.conversations import StoreUnavailable, read_settings

CREDENTIAL_LIMIT_CHARACTERS = 256
#: Checking a password is made expensive on purpose; more at once would take the processor from the conversations.
SIGN_INS_AT_ONCE = 2
IMAGE_FIELD = "image"
SPEECH_PATH = "/api/speech"

Route = Callable[..., Coroutine[Any, Any, HTTPResponse]]


class WebInput(InputChannel):
    """The pages at `/` and the interface at `/api/…`."""

    def __init__(self, settings: Settings) -> None:
        """Create the channel.

        Args:
            settings: The server's settings.
        """
        self._allow_demo = not settings.production
        self._sessions = Sessions(settings.signing_key(), settings.secure_cookies)
        self._tries = Tries()
        self._sign_ins: asyncio.Semaphore | None = None

    @classmethod
    def name(cls) -> str:
        """The channel's name."""
        return "web"

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> WebInput:
        """Make the channel; its settings come from the environment."""
        return cls(read_settings())

    def url_prefix(self) -> str:
        """The root: Rasa joins this with `/webhooks/`, and an absolute path wins."""
        return "/"

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """The channel's routes.

        Args:
            on_new_message: Rasa's handler of messages.
        """
        routes = _WebBlueprint("web_channel", self._home)
        routes.add_route(_plain(self._login_page), "/login", name="login")
        routes.add_route(_plain(self._logout_page), "/logout", name="logout")
        routes.add_route(_plain(self._chat_page), "/chat", name="chat")
        routes.add_route(_plain(self._asset), "/assets/<name:str>", name="asset")
        routes.add_route(_plain(self._sign_in), "/api/session", methods=["POST"], name="sign_in")
        routes.add_route(_plain(self._sign_out), "/api/session", methods=["DELETE"], name="sign_out")
        routes.add_route(_plain(self._history), "/api/history", name="history")
        routes.add_route(_plain(self._feedback), "/api/feedback", methods=["POST"], name="feedback")
        routes.add_route(_plain(self._speech), f"{SPEECH_PATH}/<transcript_id:str>", name="speech")
        routes.add_route(_plain(self._image), "/api/images", methods=["POST"], name="images")

        @routes.post("/api/messages", name="messages")
        async def say(request: Request) -> HTTPResponse:
            require_same_origin(request)
            session = self._sessions.require(request)
            require_json(request)
            text, cut_from = message_text(json_object(request).get("message"))
            metadata: dict[str, Any] = {"customer_id": session.customer_id}
            if cut_from:
                metadata["truncated_from"] = cut_from
            answers = await hand_over(
                request.app,
                on_new_message,
                channel=self.name(),
                sender=conversation_of(session),
                message=text,
                metadata=metadata,
            )
            return json_answer(answers)

        @routes.post("/api/voice", name="voice")
        async def voice(request: Request) -> HTTPResponse:
            require_same_origin(request)
            session = self._sessions.require(request)
            answer = await take_turn(
                request,
                on_new_message,
                channel=self.name(),
                sender=conversation_of(session),
                metadata={"customer_id": session.customer_id},
                speech_path=SPEECH_PATH,
            )
            return json_answer(answer)

        return routes

    async def _home(self, request: Request) -> HTTPResponse:
        return await self._login_page(request)

    async def _login_page(self, request: Request) -> HTTPResponse:
        session = self._sessions.find(request)
        if session is not None:
            return redirect("/chat")
        return pages.page(request, "login")

    async def _logout_page(self, request: Request) -> HTTPResponse:
        answer = redirect("/login")
        self._sessions.end(answer)
        return answer

    async def _chat_page(self, request: Request) -> HTTPResponse:
        session = self._sessions.find(request)
        if session is None:
            return redirect("/login")
        seconds = service(request.app).settings.most_seconds
        return pages.page(
            request, "chat", customer_language=session.language, customer_name=session.name, voice_seconds=str(seconds)
        )

    async def _asset(self, _request: Request, name: str) -> HTTPResponse:
        return pages.asset(name)

    async def _sign_in(self, request: Request) -> HTTPResponse:
        require_same_origin(request)
        require_json(request)
        body = json_object(request)
        username, password = body.get("username"), body.get("password")
        if not isinstance(username, str) or not isinstance(password, str):
            raise ApiError("wrong_credentials")
        if not 0 < len(username) <= CREDENTIAL_LIMIT_CHARACTERS or len(password) > CREDENTIAL_LIMIT_CHARACTERS:
            raise ApiError("wrong_credentials")
        address = request.remote_addr or request.ip
        self._tries.begin(username, address)
        try:
            customer = await self._authenticate(request.app, username, password)
        except BaseException:
            self._tries.forgive(username, address, all_of_user=False)
            raise
        if customer is None:
            metrics().sign_ins.add("refused")
            raise ApiError("wrong_credentials")
        self._tries.forgive(username, address, all_of_user=True)
        metrics().sign_ins.add("ok")
        session = Session(str(customer.id), customer.display_name, customer.language)
        answer = json_answer({"name": session.name, "language": session.language})
        self._sessions.start(answer, session)
        return answer

    async def _authenticate(self, app: Sanic, username: str, password: str) -> Any:
        if self._sign_ins is None:
            self._sign_ins = asyncio.Semaphore(SIGN_INS_AT_ONCE)
        try:
            async with self._sign_ins:
                customers = shop(app).customers
                return await asyncio.to_thread(customers.authenticate, username, password, allow_demo=self._allow_demo)
        except CatalogUnavailable as error:
            raise ApiError("catalog_unavailable") from error

    async def _sign_out(self, request: Request) -> HTTPResponse:
        require_same_origin(request)
        answer = json_answer({})
        self._sessions.end(answer)
        return answer

    async def _history(self, request: Request) -> HTTPResponse:
        session = self._sessions.require(request)
        agent = getattr(request.app.ctx, "agent", None)
        if agent is None or not agent.is_ready():
            raise ApiError("not_ready", parts="model")
        try:
            tracker = await agent.tracker_store.retrieve_full_tracker(conversation_of(session))
        except StoreUnavailable as error:
            raise ApiError("store_unavailable") from error
        return json_answer({"messages": last_messages(tracker)})

    async def _feedback(self, request: Request) -> HTTPResponse:
        return await give_feedback(request, self._sessions, conversation_of)

    async def _speech(self, request: Request, transcript_id: str) -> HTTPResponse:
        session = self._sessions.require(request)
        stored = await kept(store(request.app).find, transcript_id)
        if stored is None or stored.owner != conversation_of(session):
            raise ApiError("not_found")
        return await spoken_answer(stored)

    async def _image(self, request: Request) -> HTTPResponse:
        require_same_origin(request)
        self._sessions.require(request)
        if uploaded_file(request, IMAGE_FIELD) is None:
            raise ApiError("no_image")
        raise ApiError("engine_unavailable")


class _WebBlueprint(ChannelBlueprint):
    """Rasa has a route of its own at `/`, which would tell its version: a middleware answers before it is asked."""

    def __init__(self, name: str, home: Route) -> None:
        super().__init__(name)
        self.ctx.home = home

    def register(self, app: Sanic, options: dict[str, Any]) -> None:
        """Register with an app; see the parent class."""
        super().register(app, options)
        home = self.ctx.home

        async def answer_home(request: Request) -> HTTPResponse | None:
            if request.path == "/" and request.method == "GET":
                answer: HTTPResponse = await home(request)
                return answer
            return None

        app.register_middleware(answer_home, "request")
        app.register_middleware(add_headers, "response")


def _plain(method: Route) -> Route:
    # Sanic writes attributes on handlers, which methods do not take.
    async def handler(request: Request, **parts: str) -> HTTPResponse:
        return await method(request, **parts)

    return handler


def conversation_of(session: Session) -> str:
    """The conversation of a signed-in customer; clients of other channels cannot name it."""
    return f"{WEB_PREFIX}{session.customer_id}"
