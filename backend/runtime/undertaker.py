"""Reads "+group" and "-group" lines; when they end, because the writer did, it ends the groups that are left.

A script of its own, run by lineage.Undertaker, with nothing imported but the standard library.
"""

import contextlib
import os
import signal
import sys
import time
from collections.abc import Callable, Iterable

# Children that the kernel told to stop are given this long to do it in order; PostgreSQL writes a checkpoint.
PATIENCE_SECONDS = 8.0


def main(lines: Iterable[str]) -> None:
    """Note the groups until the writer is gone, then end what it left."""
    groups: set[int] = set()
    for line in lines:
        (groups.add if line[0] == "+" else groups.discard)(int(line[1:]))
    _end(groups)


def _end(groups: set[int]) -> None:
    _each(groups, signal.SIGTERM)
    deadline = time.monotonic() + PATIENCE_SECONDS
    while _each(groups, 0) and time.monotonic() < deadline:
        time.sleep(0.05)
    _each(groups, signal.SIGKILL)


def _each(groups: set[int], number: int, kill: Callable[[int, int], None] = os.killpg) -> bool:
    """Signal every group and say whether any is still there."""
    for group in tuple(groups):
        with contextlib.suppress(PermissionError):
            try:
                kill(group, number)
            except ProcessLookupError:
                groups.discard(group)
    return bool(groups)


if __name__ == "__main__":
    for ignored in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(ignored, signal.SIG_IGN)
    main(sys.stdin)
