"""Start the assistant: `python -m server`, or `python -m server --shell` to talk to it in the terminal."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from typing import Any

from runtime import native, quiet
from runtime.failures import one_line
from runtime.settings import Settings, SettingsError
from server import checks

HOST = "0.0.0.0"
LOOPBACK = "127.0.0.1"


def main(arguments: Sequence[str] | None = None) -> int:
    """Start the server or the shell.

    Args:
        arguments: Without the program's name; those of the process by default.

    Returns:
        0, or 1 where it could not start.
    """
    options = _parser().parse_args(arguments)
    if options.port is not None:
        os.environ["PORT"] = str(options.port)
    quiet.hush()
    native.load_before_tensorflow()
    checks.on_path()
    try:
        _run(Settings.from_env(os.environ), options)
    except (SettingsError, checks.CannotStart) as problem:
        print(problem, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 0
    except Exception as error:
        from rasa.shared.exceptions import RasaException

        if not isinstance(error, RasaException):
            raise
        print(f"The server cannot start: {one_line(error)}", file=sys.stderr)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m server",
        description="Serve the assistant: web page, REST and voice. Settings come from the environment.",
    )
    parser.add_argument("--port", help="TCP port (default: PORT, or 5005)")
    parser.add_argument("--host", default=HOST, help="address to listen at (default: %(default)s)")
    parser.add_argument("--model", help="a model, or a folder of models (default: the newest in models/)")
    parser.add_argument("--shell", action="store_true", help="talk to the assistant in the terminal")
    return parser


def _run(settings: Settings, options: argparse.Namespace) -> None:
    host, port = (LOOPBACK, checks.any_free_port(LOOPBACK)) if options.shell else (options.host, settings.port)
    checks.free_port(host, port)
    settings.signing_key()
    model = checks.model_file(options.model)
    print(f"Loading the model {os.path.relpath(model)} …", flush=True)
    quiet.configure_logging()
    checks.stores()
    checks.prepare_catalogue()
    endpoint = checks.action_endpoint(settings)
    quiet.hush_tensorflow()
    from rasa.utils.tensorflow.environment import setup_tf_environment

    setup_tf_environment()
    _serve(model, host, port, endpoint, shell=options.shell)


def _serve(model: str, host: str, port: int, endpoint: Any, *, shell: bool) -> None:
    from rasa.core.run import serve_application
    from rasa.core.utils import AvailableEndpoints

    endpoints = AvailableEndpoints.read_endpoints(str(checks.ENDPOINTS))
    endpoints.action = endpoint
    started = _Started(port, quiet_start=shell)
    serve_application(
        model,
        channel="cmdline" if shell else None,
        interface=host,
        port=port,
        credentials=str(checks.CREDENTIALS),
        enable_api=False,
        endpoints=endpoints,
        server_listeners=[(started, "after_server_start")],
    )


class _Started:
    """Runs when the model is loaded and the port listens."""

    def __init__(self, port: int, *, quiet_start: bool) -> None:
        self._port = port
        self._quiet = quiet_start

    async def __call__(self, app: Any, _loop: Any = None) -> None:
        from rasa.shared.exceptions import RasaException

        from connectors.app import prepare
        from stores.conversations import ConfiguredTrackerStore

        agent = app.ctx.agent
        if not agent.is_ready():
            raise RasaException("the model could not be loaded; the reason is above. Train a new one with: make train")
        await prepare(app)
        if not isinstance(agent.tracker_store, ConfiguredTrackerStore):
            raise RasaException("conversations would not be kept where the settings say; see endpoints.yml")
        if not self._quiet:
            print(f"The assistant answers at http://localhost:{self._port} (stop it with Ctrl+C).", flush=True)


if __name__ == "__main__":
    sys.exit(main())
