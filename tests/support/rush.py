"""An opening rush: many people, few slots, all at once, through HTTP at the web server that `make serve` runs.

    town = rush.town(rooms=100, people=1000)
    with rush.served() as port:
        result = rush.run(port, town, opens_in=timedelta(seconds=8))
    assert (rush.bookings(town), result.faults) == (300, [])

Everybody asks for a slot of their own choice at the instant of opening. Who is refused looks what is still free and
asks for one of that, and gives up only when a search shows nothing at all. So every slot ends with exactly one booking:
one too few would have been seen free by the last who gave up, one too many is what the service must never make. Each
request has a connection of its own, as those of strangers have; the limits per person and address stay on.
"""

import contextlib
import http.client
import json
import multiprocessing
import os
import random
import socket
import subprocess
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, connections

from backend.accounts import actions as accounts
from backend.accounts import models as people_models
from backend.common import clock
from backend.runtime import parts
from bookings import models
from tests.factories import bookings as make
from tests.factories.accounts import DistrictFactory, UserFactory
from tests.support import tracing, waiting

PERIODS = ("morning", "afternoon", "night")
# The day of use opens so many days before.
WINDOW = 30
# So many processes ask for everybody, each person in a thread.
PROCESSES = 4
PATIENCE_S = 900
WARM_UPS = 24
_fork = multiprocessing.get_context("fork")


@dataclass(frozen=True)
class Town:
    """The rooms that open, the day of use, and the tokens of the people who want one."""

    rooms: Sequence[str]
    center: str
    date: date
    tokens: Sequence[str]

    @property
    def slots(self) -> list[tuple[str, str]]:
        """This function will list the slots, each a room with a period."""
        return [(room, period) for room in self.rooms for period in PERIODS]


@dataclass
class Result:
    """What people saw: seconds that each request took, answers by status, and whatever was no answer or a fault."""

    seconds: list[float] = field(default_factory=list)
    statuses: dict[int, int] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    winners: int = 0

    def add(self, other: "Result") -> None:
        """This function will take another's observations in."""
        self.seconds += other.seconds
        self.faults += other.faults
        self.winners += other.winners
        for status, count in other.statuses.items():
            self.statuses[status] = self.statuses.get(status, 0) + count

    def percentile(self, share: float) -> float:
        """This function will give the seconds within which this share of requests was answered."""
        return sorted(self.seconds)[min(len(self.seconds) - 1, int(share * len(self.seconds)))]


def town(*, rooms: int, people: int, name: str = "rush") -> Town:
    """This function will make a center whose rooms open together, and people with tokens of their own."""
    center = make.CenterFactory.create(code=name)
    made = [make.RoomFactory.create(center=center, code=f"{name}-{number}") for number in range(rooms)]
    now = clock.now()
    crowd = people_models.User.objects.bulk_create(UserFactory.build_batch(people, district=DistrictFactory.create()))
    tokens = [
        accounts.issue_token(by=person, name="rush", scopes=["bookings:write"], days=1, now=now).secret
        for person in crowd
    ]
    return Town([room.code for room in made], center.code, clock.today() + timedelta(days=WINDOW), tokens)


def bookings(wanted: Town) -> int:
    """This function will count the bookings of the day, and make sure that no slot and no person has two."""
    rows = list(models.Booking.objects.live().filter(room__code__in=wanted.rooms, date=wanted.date))
    assert len({(row.room_id, *row.period_codes) for row in rows}) == len(rows), "a slot has two bookings"
    assert len({row.booked_by_id for row in rows}) == len(rows), "a person has two bookings"
    return len(rows)


def _open_at(wanted: Town, instant: datetime) -> None:
    """This function will publish the rule that the day of use opens at an instant of today."""
    window = {"amount": WINDOW, "unit": "day", "opens_at": instant.astimezone(clock.TOKYO).strftime("%H:%M:%S")}
    content = {"who": {"may_use": ["lives", "works", "studies"]}, "windows": {"tiers": [window]}}
    make.publish(models.Center.objects.get(code=wanted.center), content)


@contextlib.contextmanager
def served(log: Path) -> Iterator[int]:
    """This function will run gunicorn as `make serve` does, on the database of this process, and give its port."""
    address = parts.Address("127.0.0.1", _free_port())
    program = parts.web({**os.environ, "DATABASE_URL": _database_url()}, address, "127.0.0.1")
    with log.open("wb") as lines:
        server = subprocess.Popen(
            program.command, env=program.environment, cwd=program.folder, stdout=lines, stderr=lines
        )
        try:
            _wait_for(server, program.is_ready)
            yield address.port
        finally:
            server.terminate()
            server.wait(timeout=30)


def _wait_for(server: subprocess.Popen[bytes], is_ready: Any) -> None:  # noqa: ANN401 - the runtime's own question
    def answers() -> bool:
        assert server.poll() is None, "the web server ended"
        return bool(is_ready(server.pid))

    waiting.until(answers, "the web server answers")


def _free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


def _database_url() -> str:
    """The test's database may have another name than DATABASE_URL says."""
    known = connection.settings_dict
    login = f"{known['USER']}:{known['PASSWORD']}" if known["PASSWORD"] else known["USER"]
    return f"postgres://{login}@{known['HOST']}:{known['PORT']}/{known['NAME']}"


def run(port: int, wanted: Town, *, opens_in: timedelta) -> Result:
    """This function will let everybody go at the instant at which booking opens, and give what they saw."""
    opens = (clock.now() + opens_in).replace(microsecond=0)
    assert clock.date_of(opens) == clock.today(), "Booking would open after midnight; run it again."
    _open_at(wanted, opens)
    for _ in range(WARM_UPS):
        _asked(port, "GET", f"/api/v1/availability/?date={wanted.date}")
    connections.close_all()
    shares = [wanted.tokens[number::PROCESSES] for number in range(PROCESSES)]
    crowds = [_crowd(port, wanted, tokens, opens.timestamp()) for tokens in shares if tokens]
    result = Result()
    for process, pipe in crowds:
        assert pipe.poll(PATIENCE_S), "people still wait for an answer"
        result.add(pipe.recv())
        process.join()
    return result


def _crowd(port: int, wanted: Town, tokens: Sequence[str], opens: float) -> tuple[Any, Connection]:
    ours, theirs = _fork.Pipe()
    process = _fork.Process(target=_go, args=(theirs, port, wanted, tokens, opens), daemon=True)
    process.start()
    return process, ours


def _go(pipe: Connection, port: int, wanted: Town, tokens: Sequence[str], opens: float) -> None:
    tracing.leave_unwatched()
    ready = threading.Barrier(len(tokens))
    with ThreadPoolExecutor(len(tokens)) as pool:
        people = [_Person(port, wanted, token) for token in tokens]
        seen = list(pool.map(lambda person: person.wants_one(ready, opens), people))
    total = Result()
    for one in seen:
        total.add(one)
    pipe.send(total)


class _Person:
    """Somebody who wants a slot, any in the end."""

    def __init__(self, port: int, wanted: Town, token: str) -> None:
        self._port, self._town, self._token = port, wanted, token
        self._chance = random.Random(token)
        self._result = Result()

    def wants_one(self, ready: threading.Barrier, opens: float) -> Result:
        ready.wait(PATIENCE_S)
        time.sleep(max(0.0, opens - time.time()))
        left = self._town.slots
        while left and not self._gets(*self._chance.choice(left)):
            left = self._still_free()
        return self._result

    def _gets(self, room: str, period: str) -> bool:
        wish = {
            "room": room,
            "date": self._town.date.isoformat(),
            "periods": [period],
            "headcount": 5,
            "purpose": "見本の集まり",
        }
        status, _ = self._ask("POST", "/api/v1/bookings/", wish)
        self._result.winners += status == http.HTTPStatus.CREATED
        return status == http.HTTPStatus.CREATED

    def _still_free(self) -> list[tuple[str, str]]:
        status, body = self._ask("GET", f"/api/v1/availability/?date={self._town.date}")
        if status != http.HTTPStatus.OK:
            return []
        rooms = set(self._town.rooms)
        return [
            (day["room"], slot["code"])
            for day in body
            if day["room"] in rooms
            for slot in day["periods"]
            if slot["status"] == "free"
        ]

    def _ask(self, method: str, path: str, sent: object = None) -> tuple[int, Any]:
        begun = time.perf_counter()
        try:
            status, body = _asked(self._port, method, path, sent, self._token)
        except (OSError, http.client.HTTPException) as fault:
            self._result.faults.append(f"{method} {type(fault).__name__}")
            return 0, None
        self._result.seconds.append(time.perf_counter() - begun)
        self._result.statuses[status] = self._result.statuses.get(status, 0) + 1
        if status >= http.HTTPStatus.INTERNAL_SERVER_ERROR:
            self._result.faults.append(f"{method} {status}")
        return status, body


def _asked(port: int, method: str, path: str, sent: object = None, token: str = "") -> tuple[int, Any]:
    asked = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_S)
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    try:
        body = json.dumps(sent).encode() if sent else None
        asked.request(method, path, body, {"Content-Type": "application/json", "Connection": "close", **headers})
        answer = asked.getresponse()
        return answer.status, json.loads(answer.read() or b"null")
    finally:
        asked.close()


def var() -> Path:
    """This function will give the folder for logs of the run."""
    folder = Path(settings.VAR_DIR)
    folder.mkdir(parents=True, exist_ok=True)
    return folder
