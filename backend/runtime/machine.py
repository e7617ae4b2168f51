"""What the tests want from the machine beyond Python packages, installed only where that is ours to do."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from backend.runtime import browser, postgres

# Debian's package makes and starts a cluster of its own; nobody asked for that.
_CLUSTER_FOLDER = Path("/etc/postgresql-common/createcluster.d")
_CLUSTER_FILE = _CLUSTER_FOLDER / "tsunagaru.conf"


def equip() -> int:
    """Install what the tests lack and this account may install; say what stays missing."""
    packages = list(_lacking())
    if packages and not install(*packages):
        print(f"tsunagaru: without {', '.join(packages)} some tests are skipped", flush=True)
    return 0


def install(*packages: str) -> bool:
    """Install Debian packages if this is Debian and we are root, and say whether they are there now."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    print(f"tsunagaru: installing {', '.join(packages)} with apt-get", flush=True)
    return _apt(*packages) or (_call("apt-get", "update") and _apt(*packages))


def _lacking() -> Iterator[str]:
    if browser.find() is None:
        yield "chromium"
    if not _has_japanese_font():
        yield "fonts-ipaexfont-gothic"
    if not any(binaries.source == "machine" for binaries in postgres.available()):
        if os.geteuid() == 0:
            _keep_debian_from_starting_one()
        yield "postgresql"


def _has_japanese_font() -> bool:
    if not shutil.which("fc-list"):
        return False
    return bool(subprocess.run(["fc-list", ":lang=ja"], capture_output=True, check=False).stdout)


def _keep_debian_from_starting_one() -> None:
    if Path("/etc/debian_version").exists() and not Path("/etc/postgresql-common/createcluster.conf").exists():
        _CLUSTER_FOLDER.mkdir(parents=True, exist_ok=True)
        _CLUSTER_FILE.write_text("create_main_cluster = false\n")


def _apt(*packages: str) -> bool:
    return _call("apt-get", "install", "--yes", "--quiet", "--no-install-recommends", *packages)


def _call(*command: str) -> bool:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    done = subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL, check=False)
    return done.returncode == 0
