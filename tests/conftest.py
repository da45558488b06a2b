"""For all tests: their order, a clean set of settings, and the services' addresses."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from runtime.native import load_before_tensorflow
from runtime.quiet import hush

TESTS = Path(__file__).resolve().parent
SERVICES_FILE = TESTS.parent / "var" / "services" / "env"

#: The stages in their order, quick ones first. A test belongs to the last stage that its marker or folder names.
STAGES = ("unit", "services", "model", "end_to_end")
STAGE_OF_FOLDER = {
    "services": "services",
    "language": "model",
    "stories": "model",
    "end_to_end": "end_to_end",
    "browser": "end_to_end",
}

#: The product's own settings (see the README): a developer's shell must not change what the tests see.
SETTINGS = (
    "ACTION_SERVER_URL",
    "APP_ENV",
    "CATALOG_URL",
    "MONGO_URL",
    "PORT",
    "REDIS_URL",
    "SECRET_KEY",
    "VAR_DIR",
    "VOICE_ENGINE",
)

for setting in SETTINGS:
    os.environ.pop(setting, None)
hush()
load_before_tensorflow()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark each test with its stage and run the stages in their order; inside a stage slow tests come last."""
    for item in items:
        inside = item.path.is_relative_to(TESTS)
        stage = STAGE_OF_FOLDER.get(item.path.relative_to(TESTS).parts[0]) if inside else None
        if stage and item.get_closest_marker(stage) is None:
            item.add_marker(stage)
    items.sort(key=lambda item: (_stage(item), item.get_closest_marker("slow") is not None))


def _stage(item: pytest.Item) -> int:
    return max((number for number, name in enumerate(STAGES) if item.get_closest_marker(name)), default=0)


class Services(Mapping[str, str]):
    """The services' addresses by the names of their settings; asking for one that is missing fails the test."""

    def __init__(self, addresses: Mapping[str, str]) -> None:
        self._addresses = addresses

    def __getitem__(self, setting: str) -> str:
        address = self._addresses.get(setting)
        if not address:
            # Never a skip: a test that did not run has shown nothing.
            pytest.fail(f"{setting} is not known: start the services with `make services`, or set it", pytrace=False)
        return address

    def __iter__(self) -> Iterator[str]:
        return iter(self._addresses)

    def __len__(self) -> int:
        return len(self._addresses)


@pytest.fixture(scope="session")
def services() -> Services:
    """Addresses from the environment, else from the file that `make services` writes."""
    addresses = {}
    if SERVICES_FILE.is_file():
        lines = SERVICES_FILE.read_text(encoding="utf-8").splitlines()
        addresses = dict(line.split("=", 1) for line in lines if "=" in line)
    return Services({**addresses, **{name: value for name, value in os.environ.items() if name.startswith("TEST_")}})


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of the real server with the real model, on a free port and with a shop of its own."""
    from bench.own_assistant import NotStarted, own_assistant
    from tools.content import current_model

    problem = ""
    try:
        with own_assistant(current_model(), tmp_path_factory.mktemp("server")) as address:
            yield address
    except NotStarted as error:
        problem = str(error)
    if problem:
        pytest.fail(problem, pytrace=False)


@pytest.fixture(scope="session")
def mariadb_url(services: Services) -> str:
    """SQLAlchemy URL of a MariaDB database that all tests share; its user may create others."""
    return services["TEST_MARIADB_URL"]


@pytest.fixture(scope="session")
def mysql_url(services: Services) -> str:
    """SQLAlchemy URL of a MySQL database that all tests share; its user may create others."""
    return services["TEST_MYSQL_URL"]


@pytest.fixture(scope="session")
def mongo_url(services: Services) -> str:
    """URL of a MongoDB database."""
    return services["TEST_MONGO_URL"]


@pytest.fixture(scope="session")
def redis_url(services: Services) -> str:
    """URL of a Redis database."""
    return services["TEST_REDIS_URL"]
