"""Hashes of passwords (scrypt) and their comparison in constant time."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import unicodedata
from functools import cache

#: Cost of a new hash: 16 MiB of memory, five passes (OWASP's recommendation for scrypt).
COST, BLOCK_SIZE, PASSES = 2**14, 8, 5
MAX_PASSWORD_BYTES = 1024


def hash_password(password: str) -> str:
    """Make the hash that is stored for a password.

    Args:
        password: What the customer types; full-width characters count as their usual form.

    Returns:
        `scrypt$cost$block$passes$salt$key`, the last two in base64.
    """
    salt = secrets.token_bytes(16)
    key = _derive(_as_bytes(password), salt, COST, BLOCK_SIZE, PASSES)
    encoded = [base64.b64encode(part).decode("ascii") for part in (salt, key)]
    return "$".join(["scrypt", str(COST), str(BLOCK_SIZE), str(PASSES), *encoded])


def verify_password(password: str, stored: str | None) -> bool:
    """Compare a password with a stored hash; without a hash it takes as long and says no.

    Args:
        password: What the customer typed.
        stored: A hash of `hash_password`, or None where the customer does not exist or cannot sign in.

    Returns:
        Whether the password is the one that was hashed.
    """
    given = _as_bytes(password)
    try:
        scheme, cost, block_size, passes, salt, key = (stored or _decoy()).split("$")
        expected = base64.b64decode(key, validate=True)
        actual = _derive(given, base64.b64decode(salt, validate=True), int(cost), int(block_size), int(passes))
    except ValueError:
        return False
    matches = hmac.compare_digest(actual, expected)
    return matches and scheme == "scrypt" and stored is not None and len(given) <= MAX_PASSWORD_BYTES


def _as_bytes(password: str) -> bytes:
    return unicodedata.normalize("NFKC", password[: MAX_PASSWORD_BYTES + 1]).encode("utf-8", "replace")


def _derive(password: bytes, salt: bytes, cost: int, block_size: int, passes: int) -> bytes:
    memory = 2 * 128 * cost * block_size
    return hashlib.scrypt(password, salt=salt, n=cost, r=block_size, p=passes, maxmem=memory, dklen=32)


@cache
def _decoy() -> str:
    return hash_password(secrets.token_hex(16))
