"""Booking opens: 1,000 people at 300 slots, all at once, through HTTP at gunicorn as `make serve` runs it."""

import os
from datetime import timedelta

from bookings import models
from tests.benchmarks.report import Report
from tests.support import rush

PEOPLE = int(os.environ.get("BENCH_RUSH_PEOPLE", "1000"))
ROOMS = int(os.environ.get("BENCH_RUSH_ROOMS", "100"))


def run(report: Report) -> None:
    """This function will let everybody go at once and count what became of it."""
    # Another family may have left rooms in the same database; a search does not show what is out of use.
    models.Room.objects.update(is_active=False)
    town = rush.town(rooms=ROOMS, people=PEOPLE)
    with rush.served(rush.var() / "bench-rush.log") as port:
        seen = rush.run(port, town, opens_in=timedelta(seconds=10))
    answers = ", ".join(f"{count} × {status}" for status, count in sorted(seen.statuses.items()))
    note = f"{PEOPLE} people, {len(town.slots)} slots; each asks until one is theirs or a search shows none"
    report.add("rush.bookings", rush.bookings(town), "bookings", note)
    report.add("rush.errors", len(seen.faults), "requests", f"5xx or no answer; answers: {answers}")
    report.add("rush.p50_s", seen.percentile(0.5), "s", "from asking to the answer, each on a connection of its own")
    report.add("rush.p99_s", seen.percentile(0.99), "s", f"clients, server and database share {os.cpu_count()} cores")
