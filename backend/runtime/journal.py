"""What the children say: all of it in a file for each, and at the terminal with their names in front."""

import collections
import sys
from pathlib import Path
from typing import TextIO

# At a fresh start or beyond this size a log makes room; one older file is kept.
_LARGEST_BYTES = 10_000_000
_NAME_WIDTH = 9
_KEPT_LINES = 200


class Journal:
    """The lines of one program."""

    def __init__(self, name: str, folder: Path, screen: TextIO | None) -> None:
        self._name = name
        self._path = folder / f"{name}.log"
        self._screen = screen
        self._rest = b""
        self._file = self._path.open("ab")
        self.last: collections.deque[str] = collections.deque(maxlen=_KEPT_LINES)

    def take(self, data: bytes) -> None:
        """Write down what arrived; a line begun stays until its end arrives."""
        *lines, self._rest = (self._rest + data).split(b"\n")
        for line in lines:
            self._write(line)

    def close(self) -> None:
        """Write the last line, if it had no end, and close the file."""
        if self._rest:
            self._write(self._rest)
        self._file.close()

    def _write(self, line: bytes) -> None:
        self._file.write(line + b"\n")
        self._file.flush()
        if self._file.tell() > _LARGEST_BYTES:
            self._turn()
        text = line.decode(errors="replace")
        self.last.append(text)
        if self._screen:
            say(text, self._name, self._screen)

    def _turn(self) -> None:
        self._file.close()
        self._path.replace(self._path.with_suffix(".log.1"))
        self._file = self._path.open("ab")


def say(text: str, name: str = "tsunagaru", screen: TextIO | None = None) -> None:
    """Show a line at the terminal with the name of the one who says it."""
    print(f"{name:{_NAME_WIDTH}} | {text}", file=screen or sys.stdout, flush=True)
