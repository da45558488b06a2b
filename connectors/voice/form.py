"""Multipart forms, read in a time that their size bounds: Sanic's own reading takes seconds for hostile ones."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field

from sanic.headers import parse_content_header
from sanic.request import Request

from connectors.errors import ApiError

MULTIPART = "multipart/form-data"
#: Far more than our forms have.
MOST_PARTS = 20
MOST_HEAD_BYTES = 4096
MOST_FIELD_BYTES = 4096
#: As RFC 2046 says.
LONGEST_BOUNDARY = 70

_LINE, _BLANK = b"\r\n", b"\r\n\r\n"


@dataclass(frozen=True)
class Form:
    """What a form holds.

    Attributes:
        fields: Texts by their field's name; the first where there are several.
        files: Files by their field's name.
    """

    fields: dict[str, str] = field(default_factory=dict)
    files: dict[str, list[bytes]] = field(default_factory=dict)


def form_of(request: Request) -> Form:
    """The form of a request; it is read once.

    Args:
        request: The request.

    Returns:
        The form; an empty one where the request brings none.

    Raises:
        ApiError: It has too many parts, or one that no form of ours has.
    """
    read: Form | None = getattr(request.ctx, "form", None)
    if read is None:
        read = request.ctx.form = _read(request.body, _boundary(request))
    return read


def _boundary(request: Request) -> bytes:
    kind, options = parse_content_header(request.headers.get("content-type", ""))
    boundary = str(options.get("boundary", "")) if kind == MULTIPART else ""
    return boundary.encode(errors="surrogateescape") if len(boundary) <= LONGEST_BOUNDARY else b""


def _read(body: bytes, boundary: bytes) -> Form:
    form = Form()
    for begin, end in _parts(body, b"--" + boundary) if boundary else ():
        head_end = body.find(_BLANK, begin, min(end, begin + MOST_HEAD_BYTES))
        if head_end < 0:
            raise ApiError("bad_request")
        name, is_file = _named(body[begin:head_end])
        content = body[head_end + len(_BLANK) : end]
        if is_file:
            form.files.setdefault(name, []).append(content)
        elif name:
            form.fields.setdefault(name, _text(content))
    return form


def _parts(body: bytes, delimiter: bytes) -> Iterator[tuple[int, int]]:
    """Where each part's head begins and its content ends."""
    line = _LINE + delimiter
    at = -len(_LINE) if body.startswith(delimiter) else body.find(line)
    if at == -1:
        return
    for count in itertools.count(1):
        begin = at + len(line)
        end = body.find(line, begin)
        if body.startswith(b"--", begin) or end < 0:
            return  # what follows the last delimiter belongs to no part
        if count > MOST_PARTS:
            raise ApiError("bad_request")
        yield begin, end
        at = end


def _named(head: bytes) -> tuple[str, bool]:
    """The name of a part's field, and whether the part is a file; no name where the head gives none."""
    for line in head.decode("utf-8", "replace").split("\r\n"):
        name, _, value = line.partition(":")
        if name.strip().lower() == "content-disposition":
            _, options = parse_content_header(value)
            field_name = str(options.get("name", ""))
            return field_name, bool(field_name) and ("filename" in options or "filename*" in options)
    return "", False


def _text(content: bytes) -> str:
    if len(content) > MOST_FIELD_BYTES:
        raise ApiError("bad_request")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ApiError("bad_request") from error
