"""What can go wrong with a service, in words for the person who started it."""

from __future__ import annotations


class ServiceError(Exception):
    """A service could not be fetched, started or stopped; the message says why and what to do."""
