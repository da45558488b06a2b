"""What ends a start: one sentence, exit status 1, no stack trace."""

from __future__ import annotations

import socket
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from server import __main__ as start
from server import checks
from server.checks import CREDENTIALS, CannotStart


@pytest.fixture
def failing(capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    """Start with arguments; what is told."""

    def run(*arguments: str) -> str:
        assert start.main(arguments) == 1
        told = capsys.readouterr().err
        assert "Traceback" not in told
        return told

    return run


@pytest.fixture
def model(tmp_path: Path) -> str:
    (tmp_path / "some.tar.gz").touch()
    return str(tmp_path)


def port() -> str:
    return str(checks.any_free_port("127.0.0.1"))


def test_a_wrong_setting(failing: Callable[..., str]):
    assert "PORT is 'x'" in failing("--port", "x")


def test_no_model(failing: Callable[..., str], tmp_path: Path):
    assert "make train" in failing("--model", str(tmp_path), "--port", port())


def test_a_port_that_is_taken(failing: Callable[..., str], model: str):
    with socket.socket() as listener:
        listener.bind(("0.0.0.0", 0))
        listener.listen()
        taken = str(listener.getsockname()[1])
        assert f"Port {taken} cannot be used" in failing("--model", model, "--port", taken)


@pytest.mark.parametrize(
    ("setting", "url"),
    [
        ("MONGO_URL", "mongodb://127.0.0.1:1/kefu?serverSelectionTimeoutMS=200"),
        ("REDIS_URL", "redis://127.0.0.1:1/0"),
    ],
)
def test_a_store_that_is_not_there(
    failing: Callable[..., str], model: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, setting: str, url: str
):
    monkeypatch.setenv(setting, url)
    monkeypatch.setattr("runtime.settings.Settings.var", tmp_path, raising=False)
    assert "cannot be used" in failing("--model", model, "--port", port())


def test_a_shop_that_is_not_there(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("CATALOG_URL", "mysql://root@127.0.0.1:1/kefu")
    with pytest.raises(CannotStart, match="The shop's database cannot be prepared"):
        checks.prepare_catalogue()


def test_a_shop_that_is_empty_is_filled_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setenv("CATALOG_URL", f"sqlite:///{tmp_path}/shop.db")
    checks.prepare_catalogue()
    assert "Imported" in capsys.readouterr().out
    checks.prepare_catalogue()
    assert capsys.readouterr().out == ""


def test_every_channel_of_the_credentials_loads(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    from rasa.core.run import create_http_input_channels

    monkeypatch.setenv("SECRET_KEY", "for tests")
    channels = create_http_input_channels(None, str(CREDENTIALS))
    assert {channel.name() for channel in channels} == {"rest", "web", "voice", "slack"}
    assert len(channels) == len(yaml.safe_load(CREDENTIALS.read_text(encoding="utf-8")))


def test_help_says_how(capsys: pytest.CaptureFixture[str]):
    with pytest.raises(SystemExit):
        start.main(["--help"])
    assert "--shell" in capsys.readouterr().out
