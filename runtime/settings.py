"""The settings: every environment variable that the server reads, checked once, with named defaults."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

PROJECT = Path(__file__).resolve().parent.parent

DEFAULT_PORT = 5005
DEFAULT_ENVIRONMENT = "development"
DEFAULT_VOICE_ENGINE = "auto"
PRODUCTION = "production"
ENVIRONMENTS = (DEFAULT_ENVIRONMENT, "test", "staging", PRODUCTION)
#: In production a shorter key is refused: it can be guessed from one signed session.
SECRET_KEY_MIN_CHARACTERS = 32

_CREDENTIALS = re.compile(r"//[^/@]*@")


class SettingsError(ValueError):
    """A setting has a value that cannot be used. The message names the setting and the value."""


@dataclass(frozen=True)
class Settings:
    """What the environment says.

    Attributes:
        catalog_url: SQLAlchemy URL of the shop's data; empty for the SQLite file under `var/`.
        mongo_url: Where conversations are kept; empty for the SQLite file under `var/`.
        redis_url: Where locks are kept; empty for this process's memory.
        action_server_url: An action server of its own; empty for actions in this process.
        port: TCP port of the server.
        environment: One of `ENVIRONMENTS`.
        voice_engine: Speech recogniser by name, or `auto`.
        workers: Server processes.
        slack_token: Token of the Slack app; Slack is off without it.
        slack_signing_secret: Signing secret of the Slack app; Slack is off without it.
        secure_cookies: Whether browsers may send the session's cookie over https only.
        var: Folder of everything that the server writes: `VAR_DIR`.
    """

    catalog_url: str = ""
    mongo_url: str = field(default="", repr=False)
    redis_url: str = field(default="", repr=False)
    action_server_url: str = ""
    port: int = DEFAULT_PORT
    environment: str = DEFAULT_ENVIRONMENT
    voice_engine: str = DEFAULT_VOICE_ENGINE
    workers: int = 1
    slack_token: str = field(default="", repr=False)
    slack_signing_secret: str = field(default="", repr=False)
    secure_cookies: bool = False
    secret_key: str = field(default="", repr=False)
    var: Path = PROJECT / "var"

    @classmethod
    def from_env(cls, environ: Mapping[str, str]) -> Settings:
        """Read and check the settings.

        Args:
            environ: The environment's variables; missing and empty ones take their defaults.

        Returns:
            The settings.

        Raises:
            SettingsError: A value cannot be used.
        """
        given = {key: value.strip() for key, value in environ.items() if value.strip()}
        environment = _choice(given, "APP_ENV", ENVIRONMENTS, DEFAULT_ENVIRONMENT)
        settings = cls(
            catalog_url=given.get("CATALOG_URL", ""),
            mongo_url=_url(given, "MONGO_URL", ("mongodb", "mongodb+srv")),
            redis_url=_url(given, "REDIS_URL", ("redis", "rediss")),
            action_server_url=_url(given, "ACTION_SERVER_URL", ("http", "https")),
            port=_number(given, "PORT", 1, 65535, DEFAULT_PORT),
            environment=environment,
            voice_engine=given.get("VOICE_ENGINE", DEFAULT_VOICE_ENGINE),
            workers=_number(given, "SANIC_WORKERS", 1, 64, 1),
            slack_token=given.get("SLACK_TOKEN", ""),
            slack_signing_secret=given.get("SLACK_SIGNING_SECRET", ""),
            secure_cookies=_flag(given, "COOKIE_SECURE", environment == PRODUCTION),
            secret_key=given.get("SECRET_KEY", ""),
            var=Path(given.get("VAR_DIR", cls.var)).resolve(),
        )
        settings._check_together()
        return settings

    def _check_together(self) -> None:
        if self.workers > 1 and not self.redis_url:
            raise SettingsError(
                f"SANIC_WORKERS is {self.workers}, but REDIS_URL is not set: several workers need shared locks."
            )
        if bool(self.slack_token) != bool(self.slack_signing_secret):
            missing = "SLACK_SIGNING_SECRET" if self.slack_token else "SLACK_TOKEN"
            raise SettingsError(f"Slack needs SLACK_TOKEN and SLACK_SIGNING_SECRET; {missing} is not set.")
        if self.production and 0 < len(self.secret_key) < SECRET_KEY_MIN_CHARACTERS:
            raise SettingsError(
                f"SECRET_KEY has {len(self.secret_key)} characters; APP_ENV={PRODUCTION} needs at least "
                f"{SECRET_KEY_MIN_CHARACTERS}."
            )

    @property
    def production(self) -> bool:
        """Whether this is the real shop: demo customers are refused."""
        return self.environment == PRODUCTION

    @property
    def slack_on(self) -> bool:
        """Whether Slack is connected."""
        return bool(self.slack_token)

    @property
    def conversations_file(self) -> Path:
        """The SQLite file of the conversations, where no `MONGO_URL` is set."""
        return self.var / "conversations.db"

    def signing_key(self) -> bytes:
        """The key that signs sessions: from `SECRET_KEY`, or the one kept under `var/`, made on first use.

        Returns:
            32 bytes.

        Raises:
            SettingsError: The kept key cannot be read or written.
        """
        secret = self.secret_key or kept_secret(self.var / "secret_key")
        return hashlib.sha256(b"kefu-session:" + secret.encode("utf-8")).digest()


def kept_secret(path: Path) -> str:
    """Read the kept secret; make it where there is none, so that two processes at once agree on one.

    Args:
        path: File with the secret, readable by its owner only.

    Returns:
        The secret.

    Raises:
        SettingsError: The file cannot be read or written, or is empty.
    """
    try:
        if not path.exists():
            _make_secret(path)
        secret = path.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise SettingsError(f"The secret key cannot be kept in {path}: {error.strerror}. Set SECRET_KEY.") from error
    if not secret:
        raise SettingsError(f"The file {path} with the secret key is empty. Delete it, or set SECRET_KEY.")
    return secret


def _make_secret(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(secrets.token_urlsafe(48))
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):  # another process was first: its key counts
            os.link(draft, path)
    finally:
        draft.unlink(missing_ok=True)


def redacted(url: str) -> str:
    """A URL for messages and logs, without user and password."""
    return _CREDENTIALS.sub("//…@", url)


def _number(given: Mapping[str, str], key: str, low: int, high: int, default: int) -> int:
    text = given.get(key)
    if text is None:
        return default
    if not re.fullmatch(r"[0-9]{1,9}", text) or not low <= int(text) <= high:
        raise SettingsError(f"{key} is '{text}'; it must be a whole number from {low} to {high}.")
    return int(text)


def _choice(given: Mapping[str, str], key: str, choices: tuple[str, ...], default: str) -> str:
    value = given.get(key, default)
    if value not in choices:
        raise SettingsError(f"{key} is '{value}'; it must be one of {', '.join(choices)}.")
    return value


def _flag(given: Mapping[str, str], key: str, default: bool) -> bool:
    value = given.get(key, "true" if default else "false").lower()
    if value not in ("true", "false", "1", "0", "yes", "no"):
        raise SettingsError(f"{key} is '{value}'; it must be true or false.")
    return value in ("true", "1", "yes")


def _url(given: Mapping[str, str], key: str, schemes: tuple[str, ...]) -> str:
    value = given.get(key, "")
    if not value:
        return ""
    try:
        parts = urlsplit(value)
        usable = parts.scheme in schemes and bool(parts.netloc)
    except ValueError:
        usable = False
    if not usable:
        expected = " or ".join(f"{scheme}://host…" for scheme in schemes)
        raise SettingsError(f"{key} is '{redacted(value)}'; it must look like {expected}.")
    return value
