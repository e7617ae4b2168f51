"""Does it slow down as bookings pile up? Reserving, availability and my bookings, with 1,000,000 bookings and 10,000.

Two databases beside one another, the same but for the years past, are asked in turns by two processes, so that what
else the machine does falls on both alike.
"""

import multiprocessing
import os
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from multiprocessing.connection import Connection
from typing import Any

from django.core.management import call_command
from django.db import connection, connections
from django.test import Client

from backend.accounts import models as accounts
from backend.common import clock
from bookings import actions, models
from bookings.queries import availability
from tests.benchmarks.report import Report
from tests.factories import bookings as make
from tests.factories.accounts import DistrictFactory, UserFactory
from tests.support import growth

FEW = int(os.environ.get("BENCH_GROWTH_FEW", "10000"))
MANY = int(os.environ.get("BENCH_GROWTH_MANY", "1000000"))
STEP = 100_000
ROUNDS, CALLS = int(os.environ.get("BENCH_GROWTH_ROUNDS", "30")), 5
CENTERS, ROOMS, PEOPLE, OWN = 25, 4, 2_000, 20
RULES = {
    "who": {"may_use": ["lives", "works", "studies"]},
    "windows": {"tiers": [{"amount": 2400}]},
    "caps": {"limits": [{"span": "month", "limit": 1000}, {"span": "open", "limit": 10000}]},
}
NAMES = ("reserve", "availability", "my_bookings")
Times = dict[str, tuple[float, float]]
_fork = multiprocessing.get_context("fork")


def run(report: Report) -> None:
    """This function will fill both databases, ask them in turns, and compare the medians."""
    own = str(connection.settings_dict["NAME"])
    few, many = f"{own}_few", f"{own}_many"
    with _databases(few, many):
        _in_process(_fill_few, few)
        _outside(f"CREATE DATABASE {many} TEMPLATE {few}")
        _in_process(_fill_many, many)
        with _asker(few) as ask_few, _asker(many) as ask_many:
            pairs = [(_asked(ask_few), _asked(ask_many)) for _ in range(ROUNDS)]
    _report(report, [pair[0] for pair in pairs], [pair[1] for pair in pairs])


def _report(report: Report, few: list[Times], many: list[Times]) -> None:
    wall, cpu = ([_medians(times, place) for times in (few, many)] for place in (0, 1))
    for name in NAMES:
        note = f"wall {wall[0][name]:.1f} → {wall[1][name]:.1f} ms, cpu {cpu[0][name]:.1f} → {cpu[1][name]:.1f} ms"
        report.add(f"growth.{name}.ratio", wall[1][name] / wall[0][name], "ratio", note)
    ratios = [sum(many.values()) / sum(few.values()) for few, many in (wall, cpu)]
    note = f"{MANY:,} against {FEW:,} bookings, in turns; the larger of wall {ratios[0]:.3f} and cpu {ratios[1]:.3f}"
    report.add("growth.1m_to_10k", max(ratios), "ratio", f"{note}; medians of {ROUNDS * CALLS} calls of each kind")


def _medians(rounds: list[Times], place: int) -> dict[str, float]:
    return {name: statistics.median(times[name][place] for times in rounds) * 1000 for name in NAMES}


@contextmanager
def _databases(*names: str) -> Iterator[None]:
    for name in names:
        _outside(f"DROP DATABASE IF EXISTS {name}")
    _outside(f"CREATE DATABASE {names[0]}")
    try:
        yield
    finally:
        for name in names:
            _outside(f"DROP DATABASE IF EXISTS {name}")


def _outside(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def _in_process(fill: Callable[[], None], database: str) -> None:
    connections.close_all()
    process = _fork.Process(target=_on, args=(database, fill))
    process.start()
    process.join()
    assert process.exitcode == 0, f"{fill.__name__} ended with {process.exitcode}"


def _on(database: str, work: Callable[[], None]) -> None:
    connections.close_all()
    connection.settings_dict["NAME"] = database
    work()
    connections.close_all()


def _fill_few() -> None:
    call_command("migrate", verbosity=0)
    crowd = UserFactory.build_batch(PEOPLE, district=DistrictFactory.create())
    for number, person in enumerate(crowd):
        person.email = f"crowd{number}@example.test"
    accounts.User.objects.bulk_create(crowd)
    for number in range(CENTERS):
        center = make.CenterFactory.create(code=f"growth-{number}")
        for place in range(ROOMS):
            make.RoomFactory.create(center=center, code=f"growth-{number}-{place}")
        make.publish(center, RULES)
    _own_bookings()
    growth.load(_pattern(), first=0, end=FEW)
    growth.settle()


def _own_bookings() -> None:
    """What the people who are measured have is the same in both; only others' bookings grow."""
    UserFactory.create(email="reserving@example.test")
    person, day = UserFactory.create(email="looking@example.test"), clock.today()
    center = make.CenterFactory.create(code="growth-own")
    make.publish(center, RULES)
    room = make.RoomFactory.create(center=center, code="growth-own")
    for ahead in range(OWN):
        date = day + timedelta(days=1 + ahead)
        make.BookingFactory.create(room=room, by=person, date=date, now=clock.now())
    # The search measures the hundred rooms alone.
    models.Room.objects.filter(pk=room.pk).update(is_active=False)


def _pattern() -> models.Booking:
    return models.Booking.objects.filter(room__code="growth-own").latest("date")


def _fill_many() -> None:
    for first in range(FEW, MANY, STEP):
        growth.load(_pattern(), first=first, end=min(first + STEP, MANY))
    growth.settle()
    assert growth.disagreeing() == 0


@contextmanager
def _asker(database: str) -> Iterator[Connection]:
    connections.close_all()
    ours, theirs = _fork.Pipe()
    process = _fork.Process(target=_on, args=(database, lambda: _answer(theirs)), daemon=True)
    process.start()
    try:
        assert ours.poll(120), "the asker did not begin"
        ours.recv()
        yield ours
        ours.send(None)
    finally:
        process.join(timeout=30)


def _asked(pipe: Connection) -> Times:
    pipe.send("go")
    assert pipe.poll(120), "no answer"
    found: Times = pipe.recv()
    return found


def _answer(pipe: Connection) -> None:
    reserving = accounts.User.objects.get(email="reserving@example.test")
    rooms = list(models.Room.objects.filter(is_active=True).select_related("center").order_by("pk"))
    client = Client()
    client.force_login(accounts.User.objects.get(email="looking@example.test"))
    calls: dict[str, Callable[[int], Any]] = {
        "reserve": lambda number: _reserve(rooms, reserving, number),
        "availability": lambda _: availability.search(date=clock.today(), now=clock.now()),
        "my_bookings": lambda _: _page(client),
    }
    _timed(calls, 0)
    pipe.send("ready")
    done = 1
    while pipe.recv():
        pipe.send(_timed(calls, done))
        done += 1


def _timed(calls: dict[str, Callable[[int], Any]], turn: int) -> Times:
    times: Times = {}
    for name, call in calls.items():
        walls, cpus = [], []
        for number in range(turn * CALLS, (turn + 1) * CALLS):
            begun, cpu = time.perf_counter(), time.process_time()
            call(number)
            cpus.append(time.process_time() - cpu)
            walls.append(time.perf_counter() - begun)
        times[name] = (statistics.median(walls), statistics.median(cpus))
    return times


def _reserve(rooms: list[models.Room], person: accounts.User, number: int) -> None:
    # Beyond all that was put in, one room after the other.
    day = clock.today() + timedelta(days=60 + number // len(rooms))
    room, now = rooms[number % len(rooms)], clock.now()
    actions.reserve_room(room, date=day, periods=["morning"], by=person, headcount=5, purpose="測定", now=now)


def _page(client: Client) -> None:
    assert client.get("/bookings/").status_code == 200
