"""One parent, many children: starts them, notes what they say, restarts the one that dies, ends all."""

import contextlib
import dataclasses
import os
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO

from backend.runtime import errors, journal, lineage, programs

_TICK_SECONDS = 0.1
_START_SECONDS = 60.0
_STOP_SECONDS = 12.0
_BACKOFF_SECONDS = (0.5, 1.0, 2.0, 4.0)
# A child that ran this long is well: an earlier death is no longer held against it.
_WELL_SECONDS = 60.0


@dataclasses.dataclass
class Child:
    """A program and the process that runs it now."""

    program: programs.Program
    process: subprocess.Popen[bytes]
    journal: journal.Journal
    started: float
    deaths: int = 0
    again_at: float | None = None


class Family:
    """The children of this process, in the order of their start; they end in the opposite order."""

    def __init__(self, logs: Path, *, is_shown: bool) -> None:
        self._logs = logs
        self._is_shown = is_shown
        self._children: list[Child] = []
        self._selector = selectors.DefaultSelector()
        self._undertaker = lineage.Undertaker()

    def launch(self, program: programs.Program) -> Child:
        """Start a program as the youngest child."""
        screen = sys.stdout if self._is_shown and program.is_shown else None
        child = Child(
            program,
            programs.start(program),
            journal.Journal(program.name, self._logs, screen),
            time.monotonic(),
        )
        self._adopt(child)
        self._children.append(child)
        return child

    def await_ready(self, *children: Child) -> None:
        """Wait until all of them serve; refuse with their last lines when one ends or takes too long."""
        deadline = time.monotonic() + _START_SECONDS
        for child in children:
            while not child.program.is_ready(child.process.pid):
                if child.process.poll() is not None or time.monotonic() > deadline:
                    raise errors.Refused(self._obituary(child, "did not start"))
                self.listen(0.03)

    def run(self, program: programs.Program) -> str:
        """Run a program to its end and return what it said; refuse when it fails."""
        child = self.launch(program)
        while child.process.poll() is None:
            self.listen()
        self._bury(child)
        self._children.remove(child)
        if child.process.returncode:
            raise errors.Refused(self._obituary(child, "failed"))
        return "\n".join(child.journal.last)

    def listen(self, seconds: float = _TICK_SECONDS) -> None:
        """Write down what the children say within this time."""
        for key, _ in self._selector.select(seconds):
            stream: IO[bytes] = key.data.process.stdout
            data = os.read(stream.fileno(), 65536)
            key.data.journal.take(data)
            if not data:
                self._selector.unregister(stream)

    def mend(self) -> None:
        """Restart the children that died, later each time; refuse when one dies again and again."""
        for child in self._children:
            if child.again_at is not None:
                self._restart_when_due(child)
            elif child.process.poll() is not None:
                self._note_death(child)

    def end(self, is_hurried: Callable[[], bool]) -> None:
        """End all children, the youngest first, those that linger by force."""
        while self._children:
            child = self._children.pop()
            self._end(child, is_hurried)
            child.journal.close()
        self._selector.close()
        self._undertaker.close()

    def _adopt(self, child: Child) -> None:
        self._undertaker.watch(child.process.pid)
        self._selector.register(_stream(child), selectors.EVENT_READ, child)

    def _note_death(self, child: Child) -> None:
        self._bury(child)
        if time.monotonic() - child.started > _WELL_SECONDS:
            child.deaths = 0
        if child.deaths == len(_BACKOFF_SECONDS):
            raise errors.Refused(self._obituary(child, f"died {child.deaths + 1} times in a row"))
        wait = _BACKOFF_SECONDS[child.deaths]
        journal.say(f"{child.program.name} {_ending(child)}; it is started again in {wait:g} s")
        child.deaths += 1
        child.again_at = time.monotonic() + wait

    def _restart_when_due(self, child: Child) -> None:
        if child.again_at is None or time.monotonic() < child.again_at:
            return
        child.again_at = None
        child.process = programs.start(child.program)
        child.started = time.monotonic()
        self._adopt(child)

    def _bury(self, child: Child) -> None:
        """Take the last words of a dead child and end what it left in its group, which may hold its port."""
        _signal_group(child, signal.SIGKILL)
        stream = _stream(child)
        os.set_blocking(stream.fileno(), False)
        with contextlib.suppress(BlockingIOError):
            while data := os.read(stream.fileno(), 65536):
                child.journal.take(data)
        with contextlib.suppress(KeyError):
            self._selector.unregister(stream)
        stream.close()
        self._undertaker.forget(child.process.pid)

    def _end(self, child: Child, is_hurried: Callable[[], bool]) -> None:
        if child.again_at is not None:
            return
        _signal(child, child.program.stop_by)
        deadline = time.monotonic() + _STOP_SECONDS
        while child.process.poll() is None and time.monotonic() < deadline and not is_hurried():
            self.listen()
        if child.process.poll() is None:
            journal.say(f"{child.program.name} did not end in time and is ended by force")
            _signal_group(child, signal.SIGKILL)
            child.process.wait()
        self._bury(child)

    def _obituary(self, child: Child, what: str) -> str:
        said = "".join(f"\n    {line}" for line in child.journal.last)
        log = self._logs / f"{child.program.name}.log"
        return f"{child.program.name} {what}. All it said is in {log}; its last lines:{said}"


def _ending(child: Child) -> str:
    code = child.process.returncode
    return f"was ended by {signal.Signals(-code).name}" if code < 0 else f"ended with code {code}"


def _stream(child: Child) -> IO[bytes]:
    if child.process.stdout is None:
        raise RuntimeError(f"{child.program.name} was started without a pipe")
    return child.process.stdout


def _signal(child: Child, number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):
        child.process.send_signal(number)


def _signal_group(child: Child, number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(child.process.pid, number)
