"""Clients that call the ledger from processes of their own, and call again with one key until they are answered."""

import multiprocessing
import signal
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from multiprocessing.connection import Connection
from typing import Any

from django.db import InterfaceError, OperationalError, connections

from backend.common import errors as common
from points import actions, errors
from tests.factories import points as factories
from tests.support import waiting

_fork = multiprocessing.get_context("fork")
# Long gone by now, whenever now is.
LONG_AGO = factories.NOW - timedelta(days=60)
FAR = factories.NOW + timedelta(days=3650)


@dataclass(frozen=True)
class Order:
    """One thing to be done: its kind, whose it is, and the key by which it is done once."""

    kind: str
    person: str
    key: str


@dataclass(frozen=True)
class Answer:
    """What a client was told, and how often it had to ask: `code` is of the posting or hold, empty for a refusal."""

    order: Order
    code: str
    amount: int
    tries: int


def award(order: Order) -> Any:  # noqa: ANN401 - a posting
    """This function will pay an activity; another client may be paying the same one, by a key of its own."""
    source = order.key.rpartition(":")[0]
    return factories.earn(order.person, 3, rule_code="walk", source_code=source, key=order.key)


def stale(order: Order) -> Any:  # noqa: ANN401 - a posting
    """This function will pay for something long ago: its points have expired, and a worker sweeps them away."""
    day = LONG_AGO.date()
    return factories.earn(
        order.person, 2, rule_code="stale", source_code=order.key, key=order.key, happened_on=day, now=LONG_AGO
    )


def redeem(order: Order) -> Any:  # noqa: ANN401 - a posting
    """This function will spend."""
    return actions.redeem(
        person_code=order.person,
        amount=2,
        source_kind="test",
        source_code="x",
        key=order.key,
        by=None,
        now=factories.NOW,
    )


def hold(order: Order) -> Any:  # noqa: ANN401 - a hold
    """This function will set points aside, until far away or (a key with `due`) until a time that is over."""
    until = LONG_AGO + timedelta(days=1) if "due" in order.key else FAR
    return actions.hold(
        person_code=order.person,
        amount=1,
        source_kind="test",
        source_code="x",
        expires_at=until,
        key=order.key,
        by=None,
        now=LONG_AGO if "due" in order.key else factories.NOW,
    )


def capture(order: Order) -> Any:  # noqa: ANN401 - a posting
    """This function will set points aside and take them, in two calls of which either may be cut off."""
    held = hold(order)
    return actions.capture(held.code, key=f"c-{order.key}", by=None, now=factories.NOW)


DO: dict[str, Callable[[Order], Any]] = {
    "award": award,
    "stale": stale,
    "redeem": redeem,
    "hold": hold,
    "capture": capture,
}


def answered(order: Order) -> Answer:
    """This function will do one thing, and ask again with the same key as long as nobody answers."""
    tries = 0
    while True:
        tries += 1
        try:
            made = DO[order.kind](order)
        except (OperationalError, InterfaceError, common.TooBusy):
            connections["default"].close()
            waiting.until(_server_answers, "the server takes connections again")
        except errors.NotEnoughPoints:
            return Answer(order, "", 0, tries)
        else:
            return Answer(order, made.code, made.amount, tries)


def _server_answers() -> bool:
    try:
        connections["default"].ensure_connection()
    except OperationalError:
        return False
    return True


@dataclass
class Client:
    """A process that works through its orders; killed, it is followed by one that takes what was not answered."""

    orders: Sequence[Order]
    settings: dict[str, Any]
    got: list[Answer] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._start()

    def _start(self) -> None:
        self.pipe, theirs = _fork.Pipe(duplex=False)
        known = {one.order for one in self.got}
        left = [one for one in self.orders if one not in known]
        self._process = _fork.Process(target=_work, args=(theirs, left, self.settings), daemon=True)
        self._process.start()
        theirs.close()

    @property
    def is_done(self) -> bool:
        """This property tells whether every order was answered."""
        return len(self.got) == len(self.orders)

    def read(self) -> None:
        """This function will note one answer."""
        self.got.append(self.pipe.recv())

    def kill(self) -> None:
        """This function will end the process as kill -9 does, and let another go on."""
        self._process.kill()
        self._process.join()
        # It may have been through with its orders an instant before.
        assert self._process.exitcode in (0, -signal.SIGKILL)
        # What it said before it died was said.
        with suppress(EOFError):
            while self.pipe.poll():
                self.read()
        self.pipe.close()
        self._start()

    def stop(self) -> None:
        """This function will let the process go."""
        self._process.kill()
        self._process.join()
        self.pipe.close()


def _work(pipe: Connection, orders: Sequence[Order], settings: dict[str, Any]) -> None:
    ours = connections["default"]
    ours.close()
    ours.settings_dict.update(settings)
    for order in orders:
        pipe.send(answered(order))
