"""Starts and stops the servers for the tests: MariaDB, MySQL, MongoDB and Redis on loopback.

Call it with the project's Python: .venv/bin/python scripts/services.py start

Programs, data, logs and passwords lie under var/services; var/services/env has the addresses as KEY=VALUE lines
(TEST_MARIADB_URL, TEST_MYSQL_URL, TEST_MONGO_URL, TEST_REDIS_URL). A service whose setting is already in the
environment is taken as it is, and not started.

`browser` installs Chromium and what the browser tests need besides; `run` does that too.
"""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence

from backing import ALL, Service, ServiceError, browser
from backing.places import ENVIRONMENT_FILE

DOWN = 3
BY_NAME = {service.name: service for service in ALL}


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the command line says; the exit status."""
    parser = _parser()
    options = parser.parse_args(arguments)
    if options.action == "run" and not options.command:
        parser.error("run: which command?")
    chosen = getattr(options, "services", None) or ALL
    try:
        if options.action == "start":
            start(chosen)
            print(f"services: addresses and passwords are in {_short(ENVIRONMENT_FILE)}")
            return 0
        if options.action == "stop":
            stop(chosen)
            return 0
        if options.action == "status":
            return status(chosen)
        if options.action == "browser":
            browser.provide()
            return 0
        return run(ALL, options.command)
    except ServiceError as error:
        print(f"services: error: {error}", file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="services.py", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    for action, text in (
        ("start", "start what does not run yet"),
        ("stop", "stop what runs"),
        ("status", f"tell what runs; exit status {DOWN} unless everything does"),
    ):
        sub = actions.add_parser(action, help=text)
        sub.add_argument(
            "services", nargs="*", type=_named, metavar="NAME", help=f"only these: {', '.join(BY_NAME)} (default: all)"
        )
    actions.add_parser("browser", help="install what the browser tests need (Debian packages, as root)")
    sub = actions.add_parser(
        "run", help="as browser; start what does not run yet, run a command, stop what was started"
    )
    sub.add_argument("command", nargs=argparse.REMAINDER, metavar="COMMAND", help="the command and its arguments")
    return parser


def _named(name: str) -> Service:
    if name not in BY_NAME:
        raise argparse.ArgumentTypeError(f"there is no service {name!r}, only {', '.join(BY_NAME)}")
    return BY_NAME[name]


def start(services: Sequence[Service]) -> list[Service]:
    """Start what does not run yet; those that were started."""
    began = time.monotonic()
    missing = []
    for service in services:
        if is_theirs(service):
            print(f"services: {service.title}: {service.setting} is set, nothing to start", flush=True)
        elif service.version() is None:
            missing.append(service)
    for service in missing:
        print(f"services: {service.title}: getting it ready", flush=True)
        service.stop()
        service.provide()
    started: list[Service] = []
    try:
        for service in missing:
            service.launch()
            started.append(service)
        for service in missing:
            version = service.wait()
            print(f"services: {service.title} {version} answers on 127.0.0.1:{service.port}", flush=True)
    except BaseException:
        stop(started, quiet=True)
        raise
    write_environment_file()
    if missing:
        print(f"services: started in {time.monotonic() - began:.0f} s", flush=True)
    else:
        print("services: all are running", flush=True)
    return missing


def stop(services: Sequence[Service], quiet: bool = False) -> None:
    """Stop what runs."""
    for service in services:
        if service.stop() and not quiet:
            print(f"services: {service.title} stopped", flush=True)
    write_environment_file()


def status(services: Sequence[Service]) -> int:
    """Tell what runs."""
    down = False
    for service in services:
        if is_theirs(service):
            print(f"{service.title:<8}  yours     {service.setting}")
            continue
        version = service.version()
        down = down or version is None
        state = "stopped" if version is None else f"running   127.0.0.1:{service.port}  {version}"
        print(f"{service.title:<8}  {state}")
    return DOWN if down else 0


def run(services: Sequence[Service], command: list[str]) -> int:
    """Run a command with the services up, and stop those that were started for it; the command's exit status."""
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))
    try:
        browser.provide()
    except ServiceError as error:
        # The tests that need it will fail and say so; the others can still be run.
        print(f"services: error: {error}", file=sys.stderr)
    started = start(services)
    try:
        return subprocess.run(command, env={**os.environ, **addresses()}, check=False).returncode
    except KeyboardInterrupt:
        return 130
    finally:
        stop(started, quiet=True)


def addresses() -> dict[str, str]:
    """The settings of those services that run, ours or from the environment."""
    return {
        service.setting: os.environ[service.setting] if is_theirs(service) else service.url()
        for service in ALL
        if is_theirs(service) or service.pid() is not None
    }


def is_theirs(service: Service) -> bool:
    """Whether the environment names a server of somebody else's (our own, read from our file, is still ours)."""
    return os.environ.get(service.setting, "") not in ("", service.url())


def write_environment_file() -> None:
    """Write the addresses where the tests look for them."""
    lines = [f"{setting}={url}\n" for setting, url in addresses().items()]
    if lines:
        Service.write_private(ENVIRONMENT_FILE, "".join(lines))
    else:
        ENVIRONMENT_FILE.unlink(missing_ok=True)


def _short(path: os.PathLike[str]) -> str:
    return os.path.relpath(path)


if __name__ == "__main__":
    sys.exit(main())
