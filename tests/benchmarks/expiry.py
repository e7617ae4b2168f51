"""A hundred thousand lots that expire in one job, while people spend what they have besides, of the same accounts."""

import multiprocessing
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from multiprocessing.sharedctypes import Synchronized
from multiprocessing.synchronize import Event
from typing import Any

from django.core.management import call_command
from django.db import connections
from django.db.models import F, Sum

from backend.common import clock
from points import actions, models
from tests.benchmarks import lots
from tests.benchmarks.report import Report
from tests.factories import points as factories

LOTS = int(os.environ.get("BENCH_LOTS", "100000"))
EACH, POINTS, DAYS = 5, 3, 10
LATER = factories.NOW + timedelta(days=100)
SPENDERS = 2
_fork = multiprocessing.get_context("fork")


def run(report: Report) -> None:
    """This function will expire all that is due, count what was spent meanwhile, and prove that both are exact."""
    people = LOTS // EACH
    lots.give("expiry-", people=people, lots=EACH, points=POINTS, days=DAYS)
    lots.give("expiry-", people=people, lots=1, points=1_000, days=1_000)
    with _spenders(people) as spent:
        begun = time.perf_counter()
        actions.expire_lots(now=LATER)
        took = time.perf_counter() - begun
        left = _due().count()
    note = f"{LOTS - left} lots of {people} people in one job; {SPENDERS} processes spent {spent.value} times meanwhile"
    report.add("expiry.100k_s", took, "s", f"{note}; {left} were of accounts in use and wait for the next job")
    # Accounts in use are few.
    assert left < LOTS / 100, left
    assert spent.value > 0
    actions.expire_lots(now=LATER)
    _prove(people, spent.value)


def _due() -> Any:  # noqa: ANN401 - a query set of lots
    mine = models.Lot.objects.filter(account__owner_code__startswith="expiry-")
    return mine.filter(remaining__gt=F("held"), expires_on__lt=clock.date_of(LATER))


def _prove(people: int, spent: int) -> None:
    mine = models.Posting.objects.filter(debit__owner_code__startswith="expiry-")
    totals = dict(mine.values_list("kind").annotate(points=Sum("amount")))
    assert totals == {"expire": people * EACH * POINTS, "redeem": spent}, totals
    assert not _due().exists()
    call_command("verify_points", verbosity=0, stdout=open(os.devnull, "w"))  # noqa: SIM115, PTH123 - ends with us


@contextmanager
def _spenders(people: int) -> "Iterator[Synchronized[int]]":
    """This function will let processes spend until the block is over, and give how often they did."""
    connections.close_all()
    over, begun, spent = _fork.Event(), _fork.Event(), _fork.Value("q", 0)
    jobs = [_fork.Process(target=_spend, args=(people, job, over, begun, spent)) for job in range(SPENDERS)]
    for job in jobs:
        job.start()
    assert begun.wait(60)
    try:
        yield spent
    finally:
        over.set()
        for job in jobs:
            job.join()
    assert [job.exitcode for job in jobs] == [0] * SPENDERS


def _spend(people: int, job: int, over: Event, begun: Event, spent: "Synchronized[int]") -> None:
    made = 0
    while not over.is_set():
        made += 1
        actions.redeem(
            person_code=f"expiry-{(job + made * 7919) % people}",
            amount=1,
            source_kind="perk",
            source_code=f"expiry-{job}-{made}",
            key=f"expiry-{job}-{made}",
            by=None,
            now=LATER,
        )
        begun.set()
    with spent.get_lock():
        spent.value += made
    connections.close_all()
