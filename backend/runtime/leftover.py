"""A PostgreSQL that a killed parent left, and the file by which it keeps others out of its data folder."""

import contextlib
import os
import signal
import subprocess
import time
from pathlib import Path

from backend.runtime import errors

# The leftover is already stopping, since its parent is gone; only a checkpoint can make it last.
_STEPS = ((10.0, signal.SIGINT), (5.0, signal.SIGQUIT), (5.0, signal.SIGKILL))


def clear(data: Path) -> None:
    """Make way for a new server; call it only when no other supervisor of this folder can be running."""
    file = data / "postmaster.pid"
    if not file.exists():
        return
    process = int(file.read_text().split("\n", 1)[0] or 0)
    if str(data) in _command_of(process):
        _end(process, data)
    elif _command_of(process):
        # The number went to another program, and PostgreSQL would take that for its own.
        file.unlink()


def _end(process: int, data: Path) -> None:
    for seconds, number in _STEPS:
        with contextlib.suppress(ProcessLookupError):
            os.kill(process, number)
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if not _command_of(process):
                return
            time.sleep(0.05)
    raise errors.Refused(f"An old PostgreSQL (process {process}) still uses {data} and does not end.")


def _command_of(process: int) -> str:
    """Return the command line of a running process, empty when there is none."""
    listing = Path(f"/proc/{process}/cmdline")
    if Path("/proc/self").exists():
        with contextlib.suppress(OSError):
            return listing.read_text().replace("\0", " ")
        return ""
    done = subprocess.run(["ps", "-o", "args=", "-p", str(process)], capture_output=True, text=True, check=False)
    return done.stdout
