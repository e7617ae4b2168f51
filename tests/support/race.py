"""Races between real processes, each with its own connection to the real database.

    with race.runners(50) as field:
        for number in range(rounds):
            outcomes = field.run([race.Call(take, {"slot": number})] * 50)
            assert race.tally(outcomes) == {"ok": 1, "PeriodTaken": 49}

The processes are forked once and live for all rounds; a barrier lets them go together in each. A call must be a
function of a module (not a lambda), and what it takes and returns must be picklable. Tests using this need
`@pytest.mark.django_db(transaction=True)`, or the other processes see no rows.
"""

import contextlib
import multiprocessing
import os
import traceback
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Barrier
from typing import Any

from django.db import connections

from tests.support import tracing

OK = "ok"
# A process that has not answered by then never will: the test must fail, not hang.
PATIENCE_S = 120
# PostgreSQL looks for a deadlock after a second, which is nearly all that a test of deadlocks would do.
LOOKS_FOR_DEADLOCKS = "SET deadlock_timeout = '20ms'"
_fork = multiprocessing.get_context("fork")


@dataclass(frozen=True)
class Call:
    """One call that one process makes in a round."""

    function: Callable[..., Any]
    kwargs: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Outcome:
    """What became of a call: `name` is "ok" or the class of the exception, `detail` its traceback."""

    name: str
    value: Any = None
    detail: str = ""


class Runners:
    """Processes that wait for calls and start each round together."""

    def __init__(self, count: int) -> None:
        # libpq connections must not cross a fork: a child that closes one ends it for the parent as well.
        connections.close_all()
        self._barrier = _fork.Barrier(count)
        self._runners = [self._start() for _ in range(count)]

    def _start(self) -> tuple[multiprocessing.process.BaseProcess, Connection]:
        ours, theirs = _fork.Pipe()
        process = _fork.Process(target=_work, args=(theirs, self._barrier), daemon=True)
        process.start()
        theirs.close()
        return process, ours

    def run(self, calls: Sequence[Call]) -> list[Outcome]:
        """This function will make one call in each process, all at once, and give the outcomes in their order."""
        self.send(calls)
        return self.answers()

    def send(self, calls: Sequence[Call]) -> None:
        """This function will let each process begin its call; `answers` awaits them, and must follow."""
        assert len(calls) == len(self._runners), "one call for each process"
        for (_, pipe), call in zip(self._runners, calls, strict=True):
            pipe.send(call)

    def answers(self) -> list[Outcome]:
        """This function will give the outcomes of the calls that were sent, in their order."""
        return [_answer(process, pipe) for process, pipe in self._runners]

    def stop(self) -> None:
        """This function will end the processes."""
        for _, pipe in self._runners:
            with contextlib.suppress(OSError):
                pipe.send(None)
        for process, pipe in self._runners:
            pipe.close()
            process.join(timeout=10)
            if process.is_alive():
                process.kill()
                process.join()


@contextlib.contextmanager
def runners(count: int) -> Iterator[Runners]:
    """This function will keep `count` processes ready for the length of a block."""
    started = Runners(count)
    try:
        yield started
    finally:
        started.stop()


def run(calls: Sequence[Call]) -> list[Outcome]:
    """This function will make all calls at once, each in a process of its own."""
    with runners(len(calls)) as started:
        return started.run(calls)


def tally(outcomes: Sequence[Outcome]) -> dict[str, int]:
    """This function will count outcomes by name."""
    return dict(Counter(outcome.name for outcome in outcomes))


def rounds(short: int) -> int:
    """This function will tell how many rounds to run: RACE_ROUNDS for the full count, else a short form."""
    return int(os.environ.get("RACE_ROUNDS", short))


def processes(short: int, *, full: int = 0) -> int:
    """This function will tell how many processes to run: `full` when RACE_ROUNDS asks for the long form, else `short`.

    RACE_PROCESSES overrides both.
    """
    usual = full if full and "RACE_ROUNDS" in os.environ else short
    return int(os.environ.get("RACE_PROCESSES", usual))


def _answer(process: multiprocessing.process.BaseProcess, pipe: Connection) -> Outcome:
    if not pipe.poll(PATIENCE_S):
        return Outcome("NoAnswer", detail=f"{process.name} did not answer in {PATIENCE_S} s")
    try:
        outcome: Outcome = pipe.recv()
    except EOFError:
        return Outcome("Died", detail=f"{process.name} died with {process.exitcode}")
    return outcome


def _work(pipe: Connection, barrier: Barrier) -> None:
    tracing.leave_unwatched()
    with connections["default"].cursor() as cursor:
        cursor.execute(LOOKS_FOR_DEADLOCKS)
    while (call := pipe.recv()) is not None:
        barrier.wait(PATIENCE_S)
        pipe.send(_outcome(call))
    connections.close_all()


def _outcome(call: Call) -> Outcome:
    try:
        return Outcome(OK, call.function(**call.kwargs))
    except Exception as raised:  # noqa: BLE001 - whatever is raised is the outcome that the test looks at
        return Outcome(type(raised).__name__, str(raised), traceback.format_exc())
