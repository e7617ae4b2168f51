"""A full award through Django (rule, two caps, lot, every guard, a durable commit) beside pgbench's tpcb-like."""

import multiprocessing
import os
import statistics
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal
from multiprocessing.synchronize import Barrier
from queue import Queue

from django.core.management import call_command
from django.db import connection, connections

from points import actions
from tests.benchmarks import pgbench
from tests.benchmarks.report import Report
from tests.factories import points as factories

ROUNDS = int(os.environ.get("BENCH_ROUNDS", "5"))
PEOPLE = 10_000
_fork = multiprocessing.get_context("fork")


def run(report: Report) -> None:
    """This function will measure raw transactions and awards in turns, and compare the medians."""
    pgbench.prepare()
    factories.rule("bench", caps={"day": 1_000_000, "fiscal_year": 100_000_000})
    _open_accounts()
    raw: dict[str, list[float]] = {"tpcb": [], "prepared": [], "insert": [], "award": []}
    for number in range(ROUNDS):
        raw["tpcb"].append(pgbench.tpcb_per_s())
        raw["award"].append(_awards_per_s(number))
        raw["prepared"].append(pgbench.tpcb_per_s("prepared"))
        raw["insert"].append(pgbench.insert_per_s())
    pgbench.drop()
    _report(report, {name: statistics.median(values) for name, values in raw.items()})
    _event(report)
    call_command("verify_points", verbosity=0, stdout=open(os.devnull, "w"))  # noqa: SIM115, PTH123 - ends with us


def _report(report: Report, median: dict[str, float]) -> None:
    how = f"median of {ROUNDS} × {pgbench.SECONDS:.0f} s, {pgbench.CLIENTS} clients, fsync {_fsync()}"
    report.add("pgbench.tpcb.per_s", median["tpcb"], "per s", f"built-in tpcb-like, simple protocol; {how}")
    report.add("pgbench.tpcb_prepared.per_s", median["prepared"], "per s", "the same, prepared statements")
    report.add("pgbench.insert.per_s", median["insert"], "per s", "one row, prepared")
    report.add("award.full.per_s", median["award"], "per s", f"actions.award, {pgbench.CLIENTS} clients, autocommit")
    report.add("award.ratio_to_tpcb", median["award"] / median["tpcb"], "ratio", "award.full / pgbench.tpcb")
    report.add("award.ratio_to_tpcb_prepared", median["award"] / median["prepared"], "ratio")


def _fsync() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT concat(current_setting('fsync'), '/', current_setting('synchronous_commit'))")
        return str(cursor.fetchone()[0])


def _open_accounts() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT points_stored_account('home', 'person', 'u-' || n, now()) FROM generate_series(0, %s) n", [PEOPLE]
        )
        cursor.execute("SELECT points_computed_account('home', 'issuer', now())")
        cursor.execute("CHECKPOINT")


def _awards_per_s(number: int) -> float:
    """As pgbench does: two processes share the clients; in each, a thread with its own connection is one client."""
    connections.close_all()
    barrier = _fork.Barrier(pgbench.JOBS)
    counts: Queue[int] = _fork.Queue()  # type: ignore[assignment]
    jobs = [_fork.Process(target=_job, args=(f"{number}-{job}", barrier, counts)) for job in range(pgbench.JOBS)]
    for job in jobs:
        job.start()
    total = sum(counts.get(timeout=120) for _ in jobs)
    for job in jobs:
        job.join()
    return total / pgbench.SECONDS


def _job(name: str, barrier: Barrier, counts: "Queue[int]") -> None:
    def meet() -> None:
        barrier.wait(60)

    clients = pgbench.CLIENTS // pgbench.JOBS
    ready = threading.Barrier(clients, action=meet)
    with ThreadPoolExecutor(clients) as pool:
        made = list(pool.map(lambda client: _client(f"{name}-{client}", ready), range(clients)))
    counts.put(sum(made))


def _client(name: str, ready: threading.Barrier) -> int:
    award = _awarder(name)
    award()  # connects and prepares, as a web process has done long ago
    ready.wait(60)
    until, made = time.perf_counter() + pgbench.SECONDS, 0
    while time.perf_counter() < until:
        award()
        made += 1
    connections.close_all()
    return made


def _awarder(name: str) -> Callable[[], None]:
    made = 0
    offset = sum(name.encode()) * 7919

    def award() -> None:
        nonlocal made
        made += 1
        actions.award(
            person_code=f"u-{(offset + made * 104_729) % PEOPLE}",
            rule_code="bench",
            source_kind="attendance",
            source_code=f"{name}-{made}",
            quantity=Decimal("1.5"),
            happened_on=factories.TODAY - timedelta(days=made % 30),
            key=f"award:{name}-{made}",
            by=None,
            now=factories.NOW,
        )

    return award


def _event(report: Report) -> None:
    taken = []
    for number in range(ROUNDS):
        awards = [
            actions.Award(f"u-{one}", "bench", "event", f"e-{number}", Decimal(2), factories.TODAY, f"e-{number}-{one}")
            for one in range(300)
        ]
        begun = time.perf_counter()
        outcomes = actions.award_event(awards, by=None, now=factories.NOW)
        taken.append(time.perf_counter() - begun)
        assert all(one.posting for one in outcomes)
    report.add("award.event300_s", statistics.median(taken), "s", "an event of 300 people in one call")
