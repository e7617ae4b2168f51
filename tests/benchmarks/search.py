"""Searches over 100 rooms of 25 centers with rules, closures and bookings: queries and processor time.

For a day, and for 31 days of which every room has a booking on each.
"""

import os
import statistics
import time
from datetime import date, timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext

from bookings import models
from bookings.queries import availability
from tests.benchmarks.report import Report
from tests.factories import bookings as make
from tests.factories.accounts import UserFactory

ROUNDS = int(os.environ.get("BENCH_SEARCHES", "100"))
CENTERS, ROOMS, DAYS = 25, 4, 31
LAST = make.DAY + timedelta(days=DAYS - 1)
RULES = {
    "who": {"may_use": ["lives", "works", "studies"], "paragraph": "市内の方が利用できます。"},
    "hours": {"opens": "09:00", "closes": "21:00"},
    "windows": {"tiers": [{"classes": ["registered-group"], "amount": 2}, {"amount": 1}]},
    "deadlines": {"form": {"kind": "form", "amount": 1, "counted": "before_use"}},
}


def run(report: Report) -> None:
    """This function will measure searches in turn with changes of the holds, so that nothing can be kept."""
    # Another family may have left rooms in the same database; a search does not show what is out of use.
    models.Room.objects.update(is_active=False)
    rooms = _hundred_rooms()
    note = f"{len(rooms)} rooms of {CENTERS} centers, 3 periods; the process alone, nothing is kept between searches"
    _measured(report, "search.100_rooms_day", make.DAY, ROUNDS, note)
    _measured(report, "search.100_rooms_31_days", LAST, max(ROUNDS // 4, 5), f"{note}; a booking a day in every room")


def _measured(report: Report, name: str, until: date, rounds: int, note: str) -> None:
    _ask(until)
    with CaptureQueriesContext(connection) as captured:
        found = _ask(until)
    days = (until - make.DAY).days + 1
    assert len(found) == CENTERS * ROOMS * days, len(found)
    assert sum(slot.status == "taken" for day in found for slot in day.slots) == CENTERS * ROOMS * days
    cpus, walls = [], []
    for _ in range(rounds):
        begun, cpu = time.perf_counter(), time.process_time()
        _ask(until)
        cpus.append(time.process_time() - cpu)
        walls.append(time.perf_counter() - begun)
    report.add(f"{name}.queries", len(captured), "queries", "nothing is kept between searches")
    report.add(f"{name}.cpu_ms", statistics.median(cpus) * 1000, "ms", f"median of {rounds}; {note}")
    report.add(f"{name}.wall_ms", statistics.median(walls) * 1000, "ms", "with the database's own time")


def _ask(until: date) -> list[availability.RoomDay]:
    return availability.search(date=make.DAY, until=until, now=make.NOW)


def _hundred_rooms() -> list[models.Room]:
    rooms: list[models.Room] = []
    person = UserFactory.create()
    for number in range(CENTERS):
        center = make.CenterFactory.create(code=f"bench-center-{number}")
        models.Closure.objects.create(
            center=center, reason="年末年始", first_month=12, first_day=29, last_month=1, last_day=3
        )
        rooms += [make.RoomFactory.create(code=f"bench-{number}-{place}", center=center) for place in range(ROOMS)]
    for room in rooms:
        for ahead in range(DAYS):
            make.BookingFactory.create(room=room, by=person, date=make.DAY + timedelta(days=ahead))
    # Afterwards, or they would refuse the bookings of the days that open later.
    for center in {room.center_id: room.center for room in rooms}.values():
        make.publish(center, RULES)
    return rooms
