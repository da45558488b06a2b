from __future__ import annotations

import stat
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from runtime.settings import Settings, SettingsError, kept_secret, redacted


def test_nothing_set_gives_the_documented_defaults():
    settings = Settings.from_env({})
    assert (settings.port, settings.environment, settings.voice_engine, settings.workers) == (
        5005,
        "development",
        "auto",
        1,
    )
    assert settings.mongo_url == settings.redis_url == settings.action_server_url == settings.catalog_url == ""
    assert not settings.slack_on and not settings.production and not settings.secure_cookies


def test_empty_settings_count_as_not_set():
    empty = dict.fromkeys(("PORT", "MONGO_URL", "REDIS_URL", "APP_ENV", "SECRET_KEY", "VOICE_ENGINE"), " ")
    assert Settings.from_env(empty) == Settings.from_env({})


def test_values_are_taken():
    settings = Settings.from_env(
        {
            "PORT": "80",
            "MONGO_URL": "mongodb://h/db",
            "REDIS_URL": "rediss://h",
            "ACTION_SERVER_URL": "http://h:5055",
            "SANIC_WORKERS": "2",
            "SLACK_TOKEN": "t",
            "SLACK_SIGNING_SECRET": "s",
            "APP_ENV": "production",
            "SECRET_KEY": "k" * 32,
            "VAR_DIR": "/srv/shop",
        }
    )
    assert settings.conversations_file == Path("/srv/shop/conversations.db")
    assert (settings.port, settings.workers, settings.slack_on, settings.production) == (80, 2, True, True)
    assert settings.secure_cookies


@pytest.mark.parametrize(
    ("environ", "words"),
    [
        ({"PORT": "http"}, ("PORT", "'http'", "65535")),
        ({"PORT": "0"}, ("PORT", "'0'")),
        ({"PORT": "65536"}, ("PORT", "'65536'")),
        ({"PORT": "-1"}, ("PORT", "'-1'")),
        ({"PORT": "٣"}, ("PORT",)),
        ({"APP_ENV": "prod"}, ("APP_ENV", "'prod'", "production")),
        ({"MONGO_URL": "localhost:27017"}, ("MONGO_URL", "mongodb://")),
        ({"REDIS_URL": "http://localhost"}, ("REDIS_URL", "http://localhost", "redis://")),
        ({"ACTION_SERVER_URL": "localhost:5055"}, ("ACTION_SERVER_URL", "http://")),
        ({"ACTION_SERVER_URL": "http://[bad"}, ("ACTION_SERVER_URL",)),
        ({"SANIC_WORKERS": "4"}, ("SANIC_WORKERS", "4", "REDIS_URL")),
        ({"SLACK_TOKEN": "t"}, ("SLACK_SIGNING_SECRET",)),
        ({"SLACK_SIGNING_SECRET": "t"}, ("SLACK_TOKEN",)),
        ({"COOKIE_SECURE": "maybe"}, ("COOKIE_SECURE", "'maybe'")),
        ({"APP_ENV": "production", "SECRET_KEY": "short"}, ("SECRET_KEY", "5 characters", "32")),
    ],
)
def test_a_wrong_value_is_named(environ: dict[str, str], words: tuple[str, ...]):
    with pytest.raises(SettingsError) as caught:
        Settings.from_env(environ)
    assert all(word in str(caught.value) for word in words)


def test_passwords_are_never_told():
    with pytest.raises(SettingsError) as caught:
        Settings.from_env({"MONGO_URL": "mongo://user:hunter2@host/db"})
    assert "hunter2" not in str(caught.value) and "host" in str(caught.value)
    assert redacted("redis://:hunter2@host:6379/0") == "redis://…@host:6379/0"
    settings = Settings.from_env({"MONGO_URL": "mongodb://u:hunter2@h", "SECRET_KEY": "hunter2"})
    assert "hunter2" not in repr(settings)


class TestSecretKey:
    def test_it_is_made_once_and_kept_for_its_owner_only(self, tmp_path: Path):
        path = tmp_path / "var" / "secret_key"
        first = kept_secret(path)
        assert len(first) >= 32 and kept_secret(path) == first
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert list(path.parent.iterdir()) == [path]

    def test_many_at_once_agree_on_one(self, tmp_path: Path):
        path = tmp_path / "secret_key"
        found: list[str] = []
        threads = [threading.Thread(target=lambda: found.append(kept_secret(path))) for _ in range(16)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(found) == 16 and len(set(found)) == 1

    def test_an_empty_file_is_an_error_in_words(self, tmp_path: Path):
        path = tmp_path / "secret_key"
        path.touch()
        with pytest.raises(SettingsError, match="empty"):
            kept_secret(path)

    def test_a_place_that_cannot_be_written_is_an_error_in_words(self, tmp_path: Path):
        (tmp_path / "file").touch()
        with pytest.raises(SettingsError, match="Set SECRET_KEY"):
            kept_secret(tmp_path / "file" / "secret_key")

    def test_the_setting_counts_before_the_file(self, tmp_path: Path):
        settings = Settings(var=tmp_path)
        kept = settings.signing_key()
        assert len(kept) == 32 and settings.signing_key() == kept
        assert replace(settings, secret_key="given").signing_key() != kept
