"""What the browser tests need: Chromium with Chinese letters, voices to speak with, and what drives it all.

Unlike the servers, Chromium is installed into the system, from Debian's own packages: unpacked beside it, it would not
find its parts. The library that drives it comes from a hash-locked wheel, without a browser of its own.
"""

from __future__ import annotations

import os
import shutil
import subprocess

from backing.command import complaint
from backing.errors import ServiceError
from backing.places import FOLDER, PROJECT
from backing.wheels import unpack

LOCK = PROJECT / "requirements-browser.txt"
LIBRARY = FOLDER / "browser" / "wheel"
#: Programs, and the Debian packages that bring them.
PROGRAMS = {"chromium": "chromium", "espeak-ng": "espeak-ng", "flite": "flite", "fc-list": "fontconfig"}
CHINESE_FONT = "fonts-wqy-zenhei"


def missing() -> list[str]:
    """Debian packages that have to be installed."""
    packages = [package for program, package in PROGRAMS.items() if shutil.which(program) is None]
    return packages if _has_chinese_font() else [*packages, CHINESE_FONT]


def provide() -> None:
    """Install and unpack what is missing; nothing where everything is there."""
    packages = missing()
    if packages:
        print(f"services: browser: installing {', '.join(packages)}", flush=True)
        _install(packages)
    unpack(LOCK, LIBRARY)


def _has_chinese_font() -> bool:
    if shutil.which("fc-list") is None:
        return False
    listed = subprocess.run(["fc-list", ":lang=zh"], capture_output=True, text=True, check=False)
    return bool(listed.stdout.strip())


def _install(packages: list[str]) -> None:
    by_hand = f"Install the Debian packages {' '.join(packages)} and try again."
    if shutil.which("apt-get") is None or os.getuid() != 0:
        raise ServiceError(f"The browser tests need programs that only root can install. {by_hand}")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C.UTF-8"}
    for arguments in (["update"], ["install", "--yes", "--no-install-recommends", *packages]):
        told = complaint(["apt-get", "--quiet", "-o", "Acquire::Retries=3", *arguments], environment)
    if told is not None:
        raise ServiceError(f"apt-get could not install what the browser tests need:\n{told}\n{by_hand}")
