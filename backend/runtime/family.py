"""One parent, many children: starts them, notes what they say, restarts the one that dies, ends them all."""

import contextlib
import dataclasses
import os
import selectors
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import IO

from backend.runtime import errors, journal, lineage, programs, stopping

_TICK_SECONDS = 0.1
_START_SECONDS = 180.0
STOP_SECONDS = 12.0
BACKOFF_SECONDS = (0.5, 1.0, 2.0, 4.0)
# A child that ran this long is well: an earlier death is no longer held against it.
_WELL_SECONDS = 60.0
_LAST_LINES = 15


@dataclasses.dataclass(eq=False)
class Child:
    """A program and the process that runs it now."""

    program: programs.Program
    process: subprocess.Popen[bytes]
    journal: journal.Journal
    started: float
    deaths: int = 0
    again_at: float | None = None

    @property
    def name(self) -> str:
        """What it is called in lines and files."""
        return self.program.name

    @property
    def is_running(self) -> bool:
        """Whether its process has not ended."""
        return self.process.poll() is None


class Family:
    """The children of this process, in the order of their start; they end in the opposite order."""

    def __init__(self, logs: Path, wish: stopping.Wish, *, is_shown: bool) -> None:
        self._logs = logs
        self._wish = wish
        self._is_shown = is_shown
        self._children: list[Child] = []
        self._selector = selectors.DefaultSelector()
        self._undertaker = lineage.Undertaker()

    def leave_nothing_in(self, folder: Path) -> None:
        """Have the folder removed when all children have ended, also after a kill -9 of this process."""
        self._undertaker.remove(folder)

    def end_with_us(self, group: int) -> None:
        """Have a process group ended that is not one of the children's."""
        self._undertaker.watch(group)

    def launch(self, program: programs.Program) -> Child:
        """Start a program as the youngest child."""
        screen = sys.stdout if self._is_shown and program.is_shown else None
        lines = journal.Journal(program.name, self._logs, screen)
        child = Child(program, programs.start(program), lines, time.monotonic())
        self._children.append(child)
        self._adopt(child)
        return child

    def await_ready(self, child: Child) -> None:
        """Wait until it serves; refuse with its last lines when it ends or takes too long."""
        deadline = time.monotonic() + _START_SECONDS
        while not child.program.is_ready(child.process.pid):
            if not child.is_running or time.monotonic() > deadline:
                self._take(child)
                raise errors.Refused(self._obituary(child, "did not start"))
            self.listen(0.03)

    def run(self, program: programs.Program) -> list[str]:
        """Run a program to its end and return what it said; refuse when it fails."""
        child = self._run(program)
        if child.process.returncode:
            raise errors.Refused(self._obituary(child, "failed"))
        return list(child.journal.last)

    def ask(self, program: programs.Program) -> str | None:
        """Run a program that checks something: None when it is content, else what it said."""
        child = self._run(program)
        return " ".join(child.journal.last) if child.process.returncode else None

    def dismiss(self, child: Child) -> None:
        """End a child, by force if it lingers, and let it go."""
        if child.again_at is None:
            self._end(child)
            self._bury(child)
        child.journal.close()
        self._children.remove(child)

    def listen(self, seconds: float = _TICK_SECONDS) -> None:
        """Note what the children say within this time; the safe point at which a wish to stop is heeded."""
        self._wish.heed()
        self._listen(seconds)

    def mend(self) -> None:
        """Restart the children that died, later each time; refuse when one dies again and again."""
        for child in self._children:
            if child.again_at is not None:
                self._restart_when_due(child)
            elif not child.is_running:
                self._note_death(child)

    def end(self) -> None:
        """End all children, the youngest first."""
        while self._children:
            self.dismiss(self._children[-1])
        self._selector.close()
        self._undertaker.close()

    def _run(self, program: programs.Program) -> Child:
        child = self.launch(program)
        while child.is_running:
            self.listen(0.03)
        self.dismiss(child)
        return child

    def _listen(self, seconds: float) -> None:
        for key, _ in self._selector.select(seconds):
            self._read(key.data)

    def _read(self, child: Child) -> None:
        stream = _stream(child)
        data = os.read(stream.fileno(), 65536)
        child.journal.take(data)
        if not data:
            self._selector.unregister(stream)

    def _adopt(self, child: Child) -> None:
        self._undertaker.watch(child.process.pid)
        stream = _stream(child)
        os.set_blocking(stream.fileno(), False)
        self._selector.register(stream, selectors.EVENT_READ, child)

    def _note_death(self, child: Child) -> None:
        self._bury(child)
        if time.monotonic() - child.started > _WELL_SECONDS:
            child.deaths = 0
        if child.deaths == len(BACKOFF_SECONDS):
            child.again_at = float("inf")
            raise errors.Refused(self._obituary(child, f"died {child.deaths + 1} times in a row"))
        wait = BACKOFF_SECONDS[child.deaths]
        journal.say(f"{child.name} {_ending(child)}; it is started again in {wait:g} s")
        child.deaths += 1
        child.again_at = time.monotonic() + wait

    def _restart_when_due(self, child: Child) -> None:
        if child.again_at is None or time.monotonic() < child.again_at:
            return
        child.process = programs.start(child.program)
        child.started = time.monotonic()
        child.again_at = None
        self._adopt(child)

    def _end(self, child: Child) -> None:
        """Ask it to end and wait; a second wish of the person shortens the wait for all but the database."""
        if child.is_running:
            child.process.send_signal(child.program.stop_by)
        deadline = time.monotonic() + STOP_SECONDS
        while child.is_running and time.monotonic() < deadline:
            if self._wish.is_urgent and not child.program.keeps_data:
                break
            self._listen(0.03)
        if child.is_running:
            journal.say(f"{child.name} did not end in time and is ended by force")

    def _bury(self, child: Child) -> None:
        """End what is left of its group, which may hold its port, and take its last words."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(child.process.pid, signal.SIGKILL)
        child.process.wait()
        self._take(child)
        with contextlib.suppress(KeyError):
            self._selector.unregister(_stream(child))
        _stream(child).close()
        self._undertaker.forget(child.process.pid)

    def _take(self, child: Child) -> None:
        """Read what it has said and nobody has read."""
        with contextlib.suppress(BlockingIOError):
            while data := os.read(_stream(child).fileno(), 65536):
                child.journal.take(data)

    def _obituary(self, child: Child, what: str) -> str:
        said = "".join(f"\n    {line}" for line in list(child.journal.last)[-_LAST_LINES:])
        log = self._logs / f"{child.name}.log"
        return f"{child.name} {what}. All it said is in {log}; its last lines:{said}"


def _ending(child: Child) -> str:
    code = child.process.returncode
    return f"was ended by {signal.Signals(-code).name}" if code < 0 else f"ended with code {code}"


def _stream(child: Child) -> IO[bytes]:
    if child.process.stdout is None:
        raise RuntimeError(f"{child.name} was started without a pipe")
    return child.process.stdout
