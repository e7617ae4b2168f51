"""Ties processes to the one that started them, so that not even kill -9 of a parent leaves a child behind."""

import ctypes
import os
import signal
import subprocess
import sys
from pathlib import Path

_PR_SET_PDEATHSIG = 1
# Loaded before any fork: between fork and exec nothing may be imported.
_LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None


def die_with_parent(parent: int, by: signal.Signals) -> None:
    """Have the kernel send `by` to this process when `parent` ends; systems other than Linux cannot.

    It belongs after a change of user, which clears the setting.
    """
    if _LIBC is None:
        return
    _LIBC.prctl(_PR_SET_PDEATHSIG, int(by), 0, 0, 0)
    if os.getppid() != parent:
        os.kill(os.getpid(), by)


class Undertaker:
    """A process that outlives its parent for a moment and ends the process groups which the parent left.

    The kernel's signal reaches children only; this reaches grandchildren too, and works on every system.
    """

    def __init__(self) -> None:
        # Its own session: neither Ctrl-C nor a signal to the parent's group may end it too early.
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-S", str(Path(__file__).with_name("undertaker.py"))],
            stdin=subprocess.PIPE,
            start_new_session=True,
            text=True,
        )

    def watch(self, group: int) -> None:
        """Remember a process group that must not outlive this process."""
        self._tell(f"+{group}")

    def forget(self, group: int) -> None:
        """Forget a process group that has ended, whose number may be given to another."""
        self._tell(f"-{group}")

    def remove(self, folder: Path) -> None:
        """Remember a folder to be removed at the end."""
        self._tell(str(folder))

    def close(self) -> None:
        """Have it clear up what it still watches, and wait for that."""
        self._process.communicate()

    def _tell(self, line: str) -> None:
        if self._process.stdin and self._process.poll() is None:
            self._process.stdin.write(line + "\n")
            self._process.stdin.flush()
