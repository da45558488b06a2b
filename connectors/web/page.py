"""The web page's files: HTML with the words of a language filled in, one style sheet, two scripts."""

from __future__ import annotations

import hashlib
import html
import json
import re
from functools import cache
from pathlib import Path

import yaml
from sanic.request import Request
from sanic.response import HTTPResponse, raw
from sanic.response import html as html_response

from connectors.errors import LANGUAGES, ApiError, asked_language

PAGES = Path(__file__).with_name("pages")
WORDS_FILE = PAGES / "words.yml"
LANGUAGE_COOKIE = "kefu_language"
DEFAULT_LANGUAGE = "zh"
_SCRIPT = "text/javascript; charset=utf-8"
ASSETS = {"kefu.css": "text/css; charset=utf-8", "kefu.js": _SCRIPT, "recording.js": _SCRIPT}
ASSET_SECONDS = 3600
_YEAR_S = 365 * 24 * 3600
_PLACE = re.compile(r"\{\{(\w+)\}\}")


@cache
def words() -> dict[str, dict[str, str]]:
    """The words of the page by key and language."""
    loaded: dict[str, dict[str, str]] = yaml.safe_load(WORDS_FILE.read_text(encoding="utf-8"))
    return loaded


def language_of(request: Request, customer_language: str = "") -> str:
    """The language to show the page in: asked for just now, chosen before, the customer's, the browser's.

    Args:
        request: The page's request.
        customer_language: Language of the signed-in customer's account, where there is one.
    """
    candidates = (
        request.args.get("lang"),
        request.cookies.get(LANGUAGE_COOKIE),
        customer_language,
        asked_language(request),
    )
    return next((language for language in candidates if language in LANGUAGES), DEFAULT_LANGUAGE)


def page(request: Request, name: str, *, customer_language: str = "", **values: str) -> HTTPResponse:
    """A page in a language.

    Args:
        request: The request.
        name: Name of the file in `pages/`.
        customer_language: Language of the signed-in customer's account, where there is one.
        **values: Further values to fill in.
    """
    language = language_of(request, customer_language)
    known = {key: entry[language] for key, entry in words().items()}
    # Inside an element of a type that browsers do not run; `<` could end it.
    for_script = json.dumps(known, ensure_ascii=False).replace("<", "\\u003c")
    places = {key: html.escape(text) for key, text in {**known, **values}.items()}
    places.update(language=language, other_language=_other(language), words=for_script, version=_version())
    answer = html_response(_PLACE.sub(lambda found: places[found[1]], _file(f"{name}.html").decode("utf-8")))
    if request.args.get("lang") in LANGUAGES:
        answer.cookies[LANGUAGE_COOKIE] = language
        answer.cookies[LANGUAGE_COOKIE].update({"path": "/", "samesite": "Lax", "max-age": _YEAR_S})
    return answer


def asset(name: str) -> HTTPResponse:
    """A file that the pages refer to.

    Args:
        name: Its name.

    Raises:
        ApiError: There is none of that name.
    """
    if name not in ASSETS:
        raise ApiError("not_found")
    return raw(_file(name), content_type=ASSETS[name], headers={"Cache-Control": f"public, max-age={ASSET_SECONDS}"})


@cache
def _file(name: str) -> bytes:
    return (PAGES / name).read_bytes()


@cache
def _version() -> str:
    return hashlib.sha256(b"".join(_file(name) for name in sorted(ASSETS))).hexdigest()[:12]


def _other(language: str) -> str:
    return next(other for other in LANGUAGES if other != language)
