"""Rules and boards of rooms: one wish against a full rule book, and the board of a month of one center."""

import os
import statistics
import time
from collections.abc import Callable
from datetime import date, timedelta

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from backend.common import clock
from bookings import models, rules
from bookings.queries import calendars, wishes
from tests.benchmarks.report import Report
from tests.factories import bookings as make
from tests.factories.accounts import UserFactory

ROUNDS = int(os.environ.get("BENCH_BOARDS", "40"))
EVALUATIONS = 2_000
ROOMS = 8
# Every clause that a wish is held against, several of each.
RULES = {
    "who": {"may_use": ["lives", "works", "studies"], "paragraph": "市内の方が利用できます。"},
    "guardian": {"below": "junior_high"},
    "hours": {"opens": "09:00", "closes": "21:00"},
    "periods": {"may_span": False},
    "windows": {"tiers": [{"classes": ["registered-group"], "amount": 2, "anchor": "month"}, {"amount": 2}]},
    "headcount": {"minimum": 2, "maximum": 200},
    "caps": {"limits": [{"span": span, "limit": 3} for span in ("week", "month", "fiscal_year", "open")]},
    "deadlines": {
        "form": {"kind": "form", "amount": 1, "counted": "before_use"},
        "night": {"kind": "booking", "amount": 3, "counted": "before_use", "periods": ["night"]},
        "cancel": {"kind": "cancellation", "amount": 1, "counted": "before_use"},
    },
    "bans": {name: {"activity": name} for name in ("political", "religious", "sales", "dance")},
}


def run(report: Report) -> None:
    """This function will measure the evaluator alone, then the board through HTTP."""
    center = make.CenterFactory.create(code="bench-rooms")
    rooms = [make.RoomFactory.create(center=center, code=f"bench-rooms-{number}") for number in range(ROOMS)]
    month = (clock.today().replace(day=1) + timedelta(days=32)).replace(day=1)
    person = UserFactory.create()
    for room in rooms:
        for ahead in range(28):
            make.BookingFactory.create(room=room, by=person, date=month + timedelta(days=ahead), now=clock.now())
    make.publish(center, RULES)
    _evaluation(report, rooms[0], month)
    _board(report, center, month)


def _evaluation(report: Report, room: models.Room, day: date) -> None:
    calendar = calendars.calendar(room.center, first=day, last=day)
    in_force, stretch = calendar.rules(room, day), calendar.stretch(room, day, ["morning"])
    assert stretch
    uses = tuple(
        rules.Use(
            date=day + timedelta(days=3 * n), room_code=room.code, starts_at=clock.at(day, stretch.starts_at.time())
        )
        for n in range(30)
    )
    person = UserFactory.create()
    for name, headcount in (("kept", 5), ("broken", 999)):
        wish = wishes.Wish(room=room, date=day, periods=("morning",), headcount=headcount, person=person)
        known = () if name == "kept" else uses
        asked = wishes.facts(wish, room, stretch, calendar, uses=known, now=clock.now())
        found = rules.broken(in_force, asked)
        assert bool(found) == (name == "broken"), found
        spent = _cpu(lambda: rules.broken(in_force, asked), EVALUATIONS)  # noqa: B023 - called at once
        metric = "rules.evaluate_ms" if name == "broken" else "rules.evaluate_kept_ms"
        note = f"one wish, every clause, {len(known)} other uses, {len(found)} rules broken; CPU, mean of {EVALUATIONS}"
        report.add(metric, spent * 1000, "ms", note)


def _cpu(call: Callable[[], object], times: int) -> float:
    call()
    cpu = time.process_time()
    for _ in range(times):
        call()
    return (time.process_time() - cpu) / times


def _board(report: Report, center: models.Center, month: date) -> None:
    client = Client()
    address = f"/centers/{center.code}/months/{month:%Y-%m}/"
    assert client.get(address).status_code == 200
    with CaptureQueriesContext(connection) as captured:
        client.get(address)
    # Read at once: the next request empties the log.
    queries = len(captured)
    assert queries, "nothing was asked"
    cpus, walls = [], []
    for _ in range(ROUNDS):
        begun, cpu = time.perf_counter(), time.process_time()
        client.get(address)
        cpus.append(time.process_time() - cpu)
        walls.append(time.perf_counter() - begun)
    note = f"GET of the page of a visitor: {ROOMS} rooms, a month, 3 periods a day"
    report.add("board.month.queries", queries, "queries", note)
    report.add("board.month.cpu_ms", statistics.median(cpus) * 1000, "ms", f"the whole page, median of {ROUNDS}")
    report.add("board.month.wall_ms", statistics.median(walls) * 1000, "ms", "with the database's own time")
