"""Reads "+group", "-group" and "/folder" lines; when they end, because the writer did, it clears up.

What is left of the groups is ended, and the folders are removed. A script of its own, run by lineage.Undertaker.
"""

import contextlib
import os
import shutil
import signal
import sys
import time
from collections.abc import Iterable

# Children that the kernel told to stop are given this long to do it in order; PostgreSQL writes a checkpoint.
PATIENCE_SECONDS = 8.0


def main(lines: Iterable[str]) -> None:
    """Note groups and folders until the writer is gone, then end and remove what it left."""
    groups: set[int] = set()
    folders: set[str] = set()
    for line in map(str.strip, lines):
        if line.startswith("/"):
            folders.add(line)
        else:
            (groups.add if line[0] == "+" else groups.discard)(int(line[1:]))
    _end(groups)
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)


def _end(groups: set[int]) -> None:
    _signal(groups, signal.SIGTERM)
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        _signal(groups, 0)
        if not groups:
            return
        time.sleep(0.05)
    _signal(groups, signal.SIGKILL)


def _signal(groups: set[int], number: int) -> None:
    """Signal every group, and forget those that have ended."""
    for group in tuple(groups):
        with contextlib.suppress(PermissionError):
            try:
                os.killpg(group, number)
            except ProcessLookupError:
                groups.discard(group)


if __name__ == "__main__":
    for ignored in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(ignored, signal.SIG_IGN)
    main(sys.stdin)
