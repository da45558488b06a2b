"""The sample shop for the tests of the actions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from shutil import copy

import pytest

from actions import base
from catalog.__main__ import main as catalog
from catalog.shop import Shop
from tests.actions.conversation import Conversation


@pytest.fixture(scope="session")
def sample_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with the sample shop, filled once."""
    path = tmp_path_factory.mktemp("shop") / "shop.db"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CATALOG_URL", f"sqlite:///{path}")
        assert catalog(["init"]) == 0
    return path


@pytest.fixture(scope="session")
def sample_shop(sample_database: Path) -> Iterator[Shop]:
    """The sample shop as it is; opened once, not to be changed."""
    shop = Shop.open(f"sqlite:///{sample_database}")
    yield shop
    shop.close()


@pytest.fixture
def shop(sample_shop: Shop, monkeypatch: pytest.MonkeyPatch) -> Shop:
    """The shop that the actions use."""
    _use(sample_shop, monkeypatch)
    return sample_shop


@pytest.fixture
def changeable_shop(sample_database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shop]:
    """A shop of its own for a test that changes data."""
    for part in sample_database.parent.glob("shop.db*"):
        copy(part, tmp_path / part.name)
    shop = Shop.open(f"sqlite:///{tmp_path / 'shop.db'}")
    _use(shop, monkeypatch)
    yield shop
    shop.close()


def _use(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    base.shop.cache_clear()
    monkeypatch.setattr(base.Shop, "open", lambda url: shop)


@pytest.fixture
def talk(shop: Shop) -> Callable[..., Conversation]:
    """Starts a conversation: `talk(language, customer_id)`."""
    return Conversation
