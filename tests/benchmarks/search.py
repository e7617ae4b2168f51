"""A day's search over 100 rooms of 25 centers with rules, closures and bookings: queries and processor time."""

import os
import time
from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext

from bookings import models
from bookings.queries import availability
from tests.benchmarks.report import Report
from tests.factories import bookings as make
from tests.factories.accounts import UserFactory

ROUNDS = int(os.environ.get("BENCH_SEARCHES", "100"))
CENTERS, ROOMS, DAYS = 25, 4, 7
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
    _ask()
    with CaptureQueriesContext(connection) as captured:
        found = _ask()
    assert len(found) == CENTERS * ROOMS, len(found)
    assert sum(slot.status == "taken" for day in found for slot in day.slots) == CENTERS * ROOMS
    begun, cpu = time.perf_counter(), time.process_time()
    for _ in range(ROUNDS):
        _ask()
    spent, wall = (time.process_time() - cpu) / ROUNDS, (time.perf_counter() - begun) / ROUNDS
    note = f"{len(rooms)} rooms of {CENTERS} centers, 3 periods, mean of {ROUNDS}; the process alone"
    report.add("search.100_rooms_day.queries", len(captured), "queries", "nothing is kept between searches")
    report.add("search.100_rooms_day.cpu_ms", spent * 1000, "ms", note)
    report.add("search.100_rooms_day.wall_ms", wall * 1000, "ms", "with the database's own time")


def _ask() -> list[availability.RoomDay]:
    return availability.search(date=make.DAY, now=make.NOW)


def _hundred_rooms() -> list[models.Room]:
    rooms: list[models.Room] = []
    person = UserFactory.create()
    for number in range(CENTERS):
        center = make.CenterFactory.create(code=f"bench-center-{number}")
        models.Closure.objects.create(
            center=center, reason="年末年始", first_month=12, first_day=29, last_month=1, last_day=3
        )
        make.publish(center, RULES)
        rooms += [make.RoomFactory.create(code=f"bench-{number}-{place}", center=center) for place in range(ROOMS)]
    for room in rooms:
        for ahead in range(DAYS):
            make.BookingFactory.create(room=room, by=person, date=make.DAY + timedelta(days=ahead))
    return rooms
