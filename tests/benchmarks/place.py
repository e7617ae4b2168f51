"""Places of one hot shift: the whole application (checks, place, audit, notice) beside the raw conditional UPDATE."""

import itertools
import multiprocessing
import time
from collections.abc import Callable
from multiprocessing.synchronize import Barrier
from queue import Queue

from django.db import connection, connections

from backend.accounts import models as accounts
from tests.benchmarks.report import Report
from tests.factories import accounts as people
from tests.factories import volunteers as factories
from volunteers import actions, models

CLIENTS = 8
SECONDS = 5.0
# More than can apply in the time of a run.
PEOPLE = 12_000
_fork = multiprocessing.get_context("fork")


def run(report: Report) -> None:
    """This function will measure both at one row, one after the other, on the same server."""
    ids = _people()
    _raw_table()
    raw = _per_s(_take_raw, 0, ids * 20)
    whole = _per_s(_apply, _shift_id(), ids)
    report.add("place.raw_update_per_s", raw, "per s", f"UPDATE … WHERE taken < capacity, one row, {CLIENTS} processes")
    report.add("place.per_s_hot_shift", whole, "per s", f"apply_for_shift at one shift, {CLIENTS} processes")
    report.add("place.ratio_to_raw_update", whole / raw, "ratio", "place.per_s_hot_shift / place.raw_update_per_s")


def _raw_table() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS bench_place")
        cursor.execute(
            "CREATE TABLE bench_place (id int PRIMARY KEY, taken int, capacity int, CHECK (taken <= capacity))"
        )
        cursor.execute("INSERT INTO bench_place VALUES (1, 0, 1000000000)")


def _people() -> list[int]:
    made = accounts.User.objects.bulk_create(
        people.UserFactory.build_batch(PEOPLE, email=None, district=people.DistrictFactory.create())
    )
    return [person.pk for person in made]


def _shift_id() -> int:
    return factories.ShiftFactory.create(capacity=32_000).pk


def _per_s(call: Callable[[int, int], None], shift_id: int, ids: list[int]) -> float:
    connections.close_all()
    barrier = _fork.Barrier(CLIENTS)
    counts: Queue[int] = _fork.Queue()  # type: ignore[assignment]
    workers = [
        _fork.Process(target=_work, args=(call, shift_id, ids[client::CLIENTS], barrier, counts))
        for client in range(CLIENTS)
    ]
    for worker in workers:
        worker.start()
    total = sum(counts.get(timeout=120) for _ in workers)
    for worker in workers:
        worker.join()
    return total / SECONDS


def _work(
    call: Callable[[int, int], None], shift_id: int, ids: list[int], barrier: Barrier, counts: "Queue[int]"
) -> None:
    call(shift_id, ids[0])  # connects and loads its templates, as a web process has done long ago
    barrier.wait(60)
    until, made = time.perf_counter() + SECONDS, 0
    for person_id in itertools.takewhile(lambda _: time.perf_counter() < until, ids[1:]):
        call(shift_id, person_id)
        made += 1
    counts.put(made)
    connections.close_all()


def _take_raw(shift_id: int, person_id: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE bench_place SET taken = taken + 1 WHERE id = 1 AND taken < capacity")


def _apply(shift_id: int, person_id: int) -> None:
    shift = models.Shift.objects.select_related("request__organisation", "request__district").get(pk=shift_id)
    person = accounts.User.objects.get(pk=person_id)
    actions.apply_for_shift(shift, person=person, by=person, now=factories.NOW)
