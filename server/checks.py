"""What has to be right before the server starts. Every problem is one sentence, and ends the start."""

from __future__ import annotations

import contextlib
import io
import socket
import sys
from pathlib import Path
from typing import Any

from runtime.failures import one_line
from runtime.settings import PROJECT, Settings

MODELS = PROJECT / "models"
CREDENTIALS = PROJECT / "credentials.yml"
ENDPOINTS = PROJECT / "endpoints.yml"


class CannotStart(Exception):
    """The server cannot start; the message says why and what to do."""


def model_file(given: str | None) -> str:
    """The model to serve.

    Args:
        given: A model, or a folder whose newest model is taken; the project's `models/` by default.

    Returns:
        Path of the model.

    Raises:
        CannotStart: There is none.
    """
    from rasa.exceptions import ModelNotFound
    from rasa.model import get_local_model

    path = Path(given) if given else MODELS
    try:
        return str(get_local_model(str(path)))
    except ModelNotFound as error:
        raise CannotStart(f"There is no model in {path}. Train one with: make train") from error


def free_port(host: str, port: int) -> None:
    """Make sure that nothing listens at the port yet, before a model is loaded in vain.

    Raises:
        CannotStart: The port is taken.
    """
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise CannotStart(
                f"Port {port} cannot be used: {error.strerror}. Stop what listens there, or set PORT."
            ) from error


def any_free_port(host: str) -> int:
    """A port that nothing listens at."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.bind((host, 0))
        return int(probe.getsockname()[1])


def prepare_catalogue() -> None:
    """Make or upgrade the shop's tables; fill an empty shop with the sample.

    Raises:
        CannotStart: The database cannot be used.
    """
    from catalog.__main__ import main as catalog_command

    told = io.StringIO()
    problems = io.StringIO()
    try:
        with contextlib.redirect_stdout(told), contextlib.redirect_stderr(problems):
            failed = catalog_command(["init"])
    except Exception as error:
        raise CannotStart(f"The shop's database cannot be prepared: {one_line(error)}") from error
    if failed:
        raise CannotStart(f"The shop's database cannot be prepared: {problems.getvalue().strip()}")
    if "Imported" in told.getvalue():
        print(told.getvalue().strip())


def stores() -> None:
    """Open the stores of conversations and locks once, and close them again.

    Rasa opens them for good in the process that serves.

    Raises:
        CannotStart: One of them cannot be used.
    """
    from stores.conversations import ConfiguredLockStore, ConfiguredTrackerStore, StoreUnavailable

    try:
        conversations = ConfiguredTrackerStore()
        conversations.close()
        locks = ConfiguredLockStore()
        locks.close()
    except StoreUnavailable as error:
        raise CannotStart(str(error)) from error


def action_endpoint(settings: Settings) -> Any:
    """Where the actions run.

    Returns:
        An action endpoint for Rasa.

    Raises:
        CannotStart: The actions cannot be loaded.
    """
    from runtime.actions_endpoint import ActionsNotLoaded, InProcessActions, RemoteActions

    if settings.action_server_url:
        return RemoteActions(settings.action_server_url)
    try:
        return InProcessActions()
    except ActionsNotLoaded as error:
        raise CannotStart(str(error)) from error


def on_path() -> None:
    """Put the project's root on the path of modules, as Rasa's command line does with the current folder."""
    if str(PROJECT) not in sys.path:
        sys.path.insert(1, str(PROJECT))
