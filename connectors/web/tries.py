"""A brake on guessing passwords."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable

from connectors.errors import ApiError

WINDOW_S = 300
#: Failures within the window after which a user name is refused from an address.
LIMIT_PER_USER = 5
#: The same for an address, whatever the user names: many people may share one.
LIMIT_PER_ADDRESS = 50
REMEMBERED = 10_000

Key = tuple[str, ...]


class Tries:
    """Failed sign-ins per user name and address, in this process's memory."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Start with a clean slate.

        Args:
            clock: Seconds; for tests.
        """
        self._clock = clock
        self._failures: OrderedDict[Key, list[float]] = OrderedDict()

    def begin(self, username: str, address: str) -> None:
        """Count a try before it is made, so that many at once do not slip through.

        Args:
            username: Who signs in.
            address: From where.

        Raises:
            ApiError: There were too many.
        """
        now = self._clock()
        limits = {self._key(username, address): LIMIT_PER_USER, (address,): LIMIT_PER_ADDRESS}
        for key, limit in limits.items():
            recent = [at for at in self._failures.get(key, ()) if now - at < WINDOW_S]
            if len(recent) >= limit:
                seconds = int(recent[-limit] + WINDOW_S - now) + 1
                raise ApiError("too_many_tries", seconds=seconds, headers={"Retry-After": str(seconds)})
            self._failures[key] = recent
        for key in limits:
            self._failures[key].append(now)
            self._failures.move_to_end(key)
        while len(self._failures) > REMEMBERED:
            self._failures.popitem(last=False)

    def forgive(self, username: str, address: str, all_of_user: bool) -> None:
        """Take back the last try: it succeeded, or it failed for a reason that is not the customer's.

        Args:
            username: Who signed in.
            address: From where.
            all_of_user: Whether earlier failures of this user name are forgotten too.
        """
        for key in (self._key(username, address), (address,)):
            failures = self._failures.get(key)
            if failures:
                failures.pop()
        if all_of_user:
            self._failures.pop(self._key(username, address), None)

    @staticmethod
    def _key(username: str, address: str) -> Key:
        return (username.strip().casefold(), address)
