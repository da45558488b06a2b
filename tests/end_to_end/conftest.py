"""Customers of the real server, who come and go as they like."""

from __future__ import annotations

import uuid
from collections.abc import Callable

import pytest

from tests.end_to_end.client import Guest, SignedIn


@pytest.fixture
def guest(server: str) -> Guest:
    """A guest on the REST channel, in a conversation of their own."""
    return Guest(server, f"guest-{uuid.uuid4().hex}")


@pytest.fixture
def sign_in(server: str) -> Callable[[str], SignedIn]:
    """Signs a sample customer in: `sign_in("demo")`."""
    return lambda username: SignedIn(server, username)
