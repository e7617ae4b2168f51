"""Ctrl-C and its like, heard at once and heeded at the next safe point."""

import signal
from types import FrameType

_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Stopped(Exception):
    """Somebody asked this process to end."""


class Wish:
    """Whether somebody asked this process to end, and whether they asked again."""

    def __init__(self) -> None:
        self._asked = 0

    def listen(self) -> None:
        """Hear the signals from now on."""
        for number in _SIGNALS:
            signal.signal(number, self._hear)

    @property
    def is_there(self) -> bool:
        """Whether it was asked."""
        return self._asked > 0

    @property
    def is_urgent(self) -> bool:
        """Whether it was asked twice: nothing is waited for then but the database."""
        return self._asked > 1

    def heed(self) -> None:
        """Raise Stopped when it was asked."""
        if self.is_there:
            raise Stopped

    def _hear(self, number: int, frame: FrameType | None) -> None:
        self._asked += 1
