"""Bookings through the action, by several processes, and through HTTP: the processor time of a complete request."""

import json
import os
import statistics
import time
from collections.abc import Callable
from datetime import date, timedelta

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from backend.accounts import actions as people
from backend.accounts import models as accounts
from backend.common import clock
from bookings import actions, models
from tests.benchmarks import pgbench
from tests.benchmarks.report import Report
from tests.factories import bookings as make
from tests.factories.accounts import UserFactory
from tests.support import race

PROCESSES = int(os.environ.get("BENCH_PROCESSES", "4"))
REQUESTS = int(os.environ.get("BENCH_REQUESTS", "150"))
WARM_UP = 20
PERIODS = ("morning", "afternoon", "night")
# Windows wide enough for a slot a booking; every clause is evaluated as in earnest.
RULES = {
    "who": {"may_use": ["lives", "works", "studies"]},
    "hours": {"opens": "09:00", "closes": "21:00"},
    "windows": {"tiers": [{"classes": ["registered-group"], "amount": 200, "unit": "year"}, {"amount": 2400}]},
    "headcount": {"minimum": 2},
    "deadlines": {"form": {"kind": "form", "amount": 1, "counted": "before_use"}},
    "bans": {"political": {"activity": "political"}},
}


def run(report: Report) -> None:
    """This function will measure the action, the raw inserts beside it, the API and the page."""
    center = make.CenterFactory.create(code="bench-booking")
    make.publish(center, RULES)
    pgbench.prepare(scale=1)
    report.add("booking.raw_insert.per_s", pgbench.insert_per_s(), "per s", "pgbench, one row of one table, prepared")
    pgbench.drop()
    # Imports what a booking needs, so that the processes begin warm, as a web worker is after its first request.
    book_for(room=_room(center, "bench-warm").pk, person=UserFactory.create().pk, seconds=0.5)
    _action(report, [_room(center, f"bench-action-{number}") for number in range(PROCESSES)])
    _api(report, _room(center, "bench-api"))
    _page(report, _room(center, "bench-page"))


def _room(center: models.Center, code: str) -> models.Room:
    return make.RoomFactory.create(center=center, code=code)


def _slot(number: int) -> tuple[date, str]:
    return clock.today() + timedelta(days=3 + number // 3), PERIODS[number % 3]


def _action(report: Report, rooms: list[models.Room]) -> None:
    seconds = pgbench.SECONDS
    calls = [race.Call(book_for, {"room": r.pk, "person": UserFactory.create().pk, "seconds": seconds}) for r in rooms]
    outcomes = race.run(calls)
    assert race.tally(outcomes) == {"ok": len(rooms)}, outcomes
    made = sum(outcome.value for outcome in outcomes)
    note = f"reserve_room with rules, holds, history, audit and notice; {PROCESSES} processes, {seconds:.0f} s"
    report.add("booking.action.per_s", made / seconds, "per s", note)


def book_for(*, room: int, person: int, seconds: float) -> int:
    """This function will book one slot after another in one process and tell how many."""
    place = models.Room.objects.select_related("center").get(pk=room)
    by = accounts.User.objects.get(pk=person)
    until, made = time.perf_counter() + seconds, 0
    while time.perf_counter() < until:
        day, period = _slot(made)
        actions.reserve_room(place, date=day, periods=[period], by=by, headcount=5, purpose="測定", now=clock.now())
        made += 1
    return made


def _api(report: Report, room: models.Room) -> None:
    person = UserFactory.create()
    issued = people.issue_token(by=person, name="bench", scopes=["bookings:write"], days=1, now=clock.now())
    client = Client(headers={"Authorization": f"Bearer {issued.secret}"})

    def book(number: int) -> int:
        day, period = _slot(number)
        wish = {"room": room.code, "date": day.isoformat(), "periods": [period], "headcount": 5, "purpose": "測定"}
        return client.post("/api/v1/bookings/", json.dumps(wish), content_type="application/json").status_code

    cpu, wall, queries = _measured(book, 201)
    note = f"POST /api/v1/bookings/ with a token, all middleware, median of {REQUESTS}"
    report.add("booking.http.cpu_ms", cpu, "ms", note)
    report.add("booking.http.wall_ms", wall, "ms", "with the database's own time and its durable commit")
    report.add("booking.http.queries", queries, "queries", "with BEGIN, SAVEPOINT and COMMIT")


def _page(report: Report, room: models.Room) -> None:
    client = Client()
    client.force_login(UserFactory.create())

    def book(number: int) -> int:
        day, period = _slot(number)
        wish = {"periods": [period], "headcount": "5", "purpose": "測定", "agreed": "on"}
        # A browser shows the message of the booking before and forgets it.
        client.cookies.pop("messages", None)
        return client.post(f"/rooms/{room.code}/bookings/new/?date={day}", wish).status_code

    cpu, _, queries = _measured(book, 302)
    assert room.bookings.count() == WARM_UP + REQUESTS + 1, "the page did not reserve"
    report.add("booking.page.cpu_ms", cpu, "ms", f"the form's POST with a session, median of {REQUESTS}")
    report.add("booking.page.queries", queries, "queries", "with BEGIN, SAVEPOINT and COMMIT")


def _measured(book: Callable[[int], int], status: int) -> tuple[float, float, int]:
    for number in range(WARM_UP):
        assert book(number) == status, book(number)
    cpus, walls = [], []
    for number in range(WARM_UP, WARM_UP + REQUESTS):
        begun, cpu = time.perf_counter(), time.process_time()
        answered = book(number)
        cpus.append(time.process_time() - cpu)
        walls.append(time.perf_counter() - begun)
        assert answered == status, answered
    with CaptureQueriesContext(connection) as captured:
        assert book(WARM_UP + REQUESTS) == status
    return statistics.median(cpus) * 1000, statistics.median(walls) * 1000, len(captured)
