"""What the clients of MongoDB and Redis need to know, taken from the URLs of the settings."""

from __future__ import annotations

from typing import Any

DEFAULT_MONGO_DATABASE = "kefu"
SERVER_SELECTION_TIMEOUT_MS = 3000
SOCKET_TIMEOUT_MS = 10_000
REDIS_TIMEOUT_S = 3.0

_MONGO_OPTIONS = {
    "serverSelectionTimeoutMS": SERVER_SELECTION_TIMEOUT_MS,
    "connectTimeoutMS": SERVER_SELECTION_TIMEOUT_MS,
    "socketTimeoutMS": SOCKET_TIMEOUT_MS,
}


def mongo_arguments(url: str) -> dict[str, Any]:
    """Arguments of Rasa's `MongoTrackerStore`.

    Rasa hands `username` and `password` to the client even where they are empty, which drops those of the URL; so they
    are given one by one. The database that users are kept in follows MongoDB's own rule: `authSource`, else the
    database of the URL, else `admin`.

    Args:
        url: `mongodb://…` or `mongodb+srv://…`.

    Returns:
        Keyword arguments.

    Raises:
        ValueError: The URL is not one for MongoDB.
    """
    from pymongo.errors import PyMongoError
    from pymongo.uri_parser import parse_uri

    try:
        parsed = parse_uri(url, warn=False)
    except (PyMongoError, UnicodeError) as error:
        raise ValueError(str(error)) from error
    database = parsed["database"] or DEFAULT_MONGO_DATABASE
    options = {str(key).lower() for key in parsed["options"]}
    source = {key.lower(): value for key, value in parsed["options"].items()}.get("authsource")
    return {
        "host": _with_options(url, {k: v for k, v in _MONGO_OPTIONS.items() if k.lower() not in options}),
        "db": database,
        "username": parsed["username"],
        "password": parsed["password"],
        "auth_source": source or (parsed["database"] if parsed["username"] else None) or "admin",
    }


def redis_arguments(url: str) -> dict[str, Any]:
    """Arguments of Rasa's `RedisLockStore`.

    Args:
        url: `redis://…` or `rediss://…` (encrypted).

    Returns:
        Keyword arguments.

    Raises:
        ValueError: The URL is not one for Redis.
    """
    from redis.connection import parse_url

    parsed = parse_url(url)
    return {
        "host": parsed.get("host", "localhost"),
        "port": parsed.get("port", 6379),
        "db": parsed.get("db", 0),
        "username": parsed.get("username"),
        "password": parsed.get("password"),
        "use_ssl": url.startswith("rediss://"),
        "key_prefix": "kefu",
        "socket_timeout": REDIS_TIMEOUT_S,
    }


def _with_options(url: str, options: dict[str, Any]) -> str:
    if not options:
        return url
    if "?" in url:
        joint = "" if url.endswith(("?", "&")) else "&"
    else:
        has_path = "/" in url.split("://", 1)[1]
        joint = "?" if has_path else "/?"
    return url + joint + "&".join(f"{key}={value}" for key, value in options.items())
