"""Programs from Debian's packages, unpacked into a folder: no root needed, nothing installed, nothing started."""

from __future__ import annotations

import glob
import os
import shutil
import subprocess
from pathlib import Path

from backing.command import complaint
from backing.errors import ServiceError

KEYRINGS = ("/usr/share/keyrings/debian-archive-keyring.gpg", "/usr/share/keyrings/debian-archive-keyring.pgp")
ELSEWHERE = "Or run your own server and name it in the TEST_…_URL setting (see scripts/services.py --help)."


class Unpacked:
    """A folder with the unpacked packages of one Debian release, together with everything they depend on."""

    def __init__(self, folder: Path, suite: str, packages: tuple[str, ...]) -> None:
        self.folder = folder
        self.suite = suite
        self.packages = packages
        self.root = folder / "root"
        self._stamp = folder / "unpacked"

    @property
    def ready(self) -> bool:
        """Whether the packages are there already."""
        return self._stamp.is_file() and self._stamp.read_text(encoding="utf-8") == self._wanted

    @property
    def _wanted(self) -> str:
        return " ".join((self.suite, *self.packages))

    def provide(self) -> None:
        """Fetch and unpack the packages, unless they are there."""
        if self.ready:
            return
        if not (shutil.which("apt-get") and shutil.which("dpkg-deb")):
            raise ServiceError(f"The test services come from Debian's packages, and here is no apt-get. {ELSEWHERE}")
        shutil.rmtree(self.folder, ignore_errors=True)
        apt = self.folder / "apt"
        for part in ("state/lists/partial", "cache/archives/partial"):
            (apt / part).mkdir(parents=True)
        (apt / "status").touch()
        (apt / "sources.list").write_text(f"deb{_signed_by()} {_mirror()} {self.suite} main\n", encoding="utf-8")
        (apt / "apt.conf").write_text(_apt_settings(apt), encoding="utf-8")
        environment = {**os.environ, "APT_CONFIG": str(apt / "apt.conf"), "LC_ALL": "C.UTF-8"}
        _call(["apt-get", "--quiet", "update"], environment)
        _call(
            ["apt-get", "--quiet", "--yes", "--download-only", "--no-install-recommends", "install", *self.packages],
            environment,
        )
        for package in sorted((apt / "cache/archives").glob("*.deb")):
            _call(["dpkg-deb", "--extract", str(package), str(self.root)], environment)
        shutil.rmtree(apt)
        self._stamp.write_text(self._wanted, encoding="utf-8")

    def command(self, program: str | Path) -> list[str]:
        """How to call a program with the unpacked libraries only; `program` is a path in the folder or a full one."""
        loader = sorted(glob.glob(f"{glob.escape(str(self.root))}/**/ld-linux-*.so.*", recursive=True))
        if not loader:
            raise ServiceError(f"No program loader among the unpacked packages: remove {self.folder} and try again.")
        root = glob.escape(str(self.root))
        libraries = sorted({*glob.glob(f"{root}/lib/*-linux-gnu"), *glob.glob(f"{root}/usr/lib/*-linux-gnu")})
        path = self.root / program
        return [loader[0], "--library-path", ":".join(libraries), "--argv0", path.name, str(path)]


def _signed_by() -> str:
    found = next((keyring for keyring in KEYRINGS if Path(keyring).is_file()), None)
    return f" [signed-by={found}]" if found else ""


def _mirror() -> str:
    """Where this machine gets Debian's packages from."""
    columns = "$(COMPONENT)|$(RELEASE)|$(ORIGIN)|$(REPO_URI)"
    listing = subprocess.run(
        ["apt-get", "indextargets", "--format", columns, "Created-By: Packages"],
        capture_output=True,
        text=True,
        check=False,
    ).stdout
    for line in listing.splitlines():
        component, release, origin, address = line.split("|", 3)
        is_debian = origin == "Debian" or (origin in ("", "$(ORIGIN)") and "/debian" in address)
        if component == "main" and is_debian and not release.endswith(("-security", "-updates", "-backports")):
            return address
    raise ServiceError(f"No source of Debian packages is set up for apt-get on this machine. {ELSEWHERE}")


def _apt_settings(apt: Path) -> str:
    """Settings with which apt-get works in its own folders and knows of no installed package."""
    user = "root" if os.getuid() == 0 else ""
    return f'''Dir::State "{apt}/state";
Dir::State::status "{apt}/status";
Dir::Cache "{apt}/cache";
Dir::Etc::sourcelist "{apt}/sources.list";
Dir::Etc::sourceparts "/dev/null";
Dir::Etc::preferences "/dev/null";
Dir::Etc::preferencesparts "/dev/null";
APT::Sandbox::User "{user}";
Acquire::Languages "none";
Acquire::Retries "3";
'''


def _call(command: list[str], environment: dict[str, str]) -> None:
    told = complaint(command, environment)
    if told is not None:
        raise ServiceError(f"`{' '.join(command[:4])} …` failed:\n{told}\n{ELSEWHERE}")
