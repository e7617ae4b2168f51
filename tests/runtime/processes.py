"""What runs on this machine, seen from outside, and waiting for what must come true."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from backend.runtime import identity, places
from tests.support import waiting

PYTHON = sys.executable
PATIENCE = waiting.PATIENCE_S


def commands() -> dict[int, str]:
    """The command line of every process that has one; a dead one that nobody fetched has none."""
    found = {}
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):
            found[int(entry.parent.name)] = entry.read_bytes().replace(b"\0", b" ").decode(errors="replace")
    return {process: command for process, command in found.items() if command}


def with_text(text: str) -> list[int]:
    """The processes whose command line holds the text."""
    return [process for process, command in commands().items() if text in command]


def descendants(of: int) -> list[int]:
    """All processes below one, grandchildren too."""
    below: dict[int, list[int]] = {}
    for process in commands():
        with contextlib.suppress(OSError):
            status = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
            below.setdefault(int(status[1]), []).append(process)
    children = below.get(of, [])
    return [*children, *(inner for child in children for inner in descendants(child))]


def is_alive(process: int) -> bool:
    return process in commands()


@contextlib.contextmanager
def started(*command: str, **environment: str) -> Iterator[subprocess.Popen[str]]:
    """A program of ours, ended at the end of the test whatever happened; both its outputs in one pipe."""
    process = subprocess.Popen(
        command,
        cwd=places.ROOT,
        env={**os.environ, **environment},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    with process:
        try:
            yield process
        finally:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)


def line_with(process: subprocess.Popen[str], text: str) -> str:
    """Read its lines until one holds the text."""
    said = []
    for line in process.stdout or ():
        said.append(line)
        if text in line:
            return line.strip()
    pytest.fail(f"never said {text!r}, but: {''.join(said)}")


def python_for(account: identity.Account | None) -> str:
    """A Python that the account may run; one in a closed home is closed to it."""
    for name in (PYTHON, shutil.which("python3", path="/usr/bin:/usr/local/bin"), "/usr/bin/python3"):
        if name and identity.can_use(account, Path(name).resolve()):
            return name
    pytest.skip(f"no Python here can be run as {account.name if account else 'this account'}")
