"""A full award through Django (rule, two caps, lot, every guard, a durable commit) beside pgbench's tpcb-like."""

import multiprocessing
import os
import random
import statistics
import threading
import time
from collections.abc import Callable, Sequence
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

ROUNDS = int(os.environ.get("BENCH_ROUNDS", "9"))
# How busy the service may be: nobody else there, and more at once than it has threads.
LOADS = (1, 2, 4, 16)
LOAD_ROUNDS = 3
PEOPLE = 10_000
# PostgreSQL plans the first five runs of a statement each anew, and keeps a plan from the sixth on.
UNTIL_PLANNED = 6
_fork = multiprocessing.get_context("fork")
# What a client does again and again, made of its name and rule.
Awarder = Callable[[str, str], Callable[[], None]]


def run(report: Report) -> None:
    """This function will measure raw transactions and awards in turns, and compare the medians."""
    pgbench.prepare()
    factories.rule("bench", caps={"day": 1_000_000, "fiscal_year": 100_000_000})
    _open_accounts()
    raw: dict[str, list[float]] = {"tpcb": [], "prepared": [], "insert": [], "award": [], "ratio": [], "p99": []}
    for number in range(ROUNDS):
        raw["tpcb"].append(pgbench.tpcb_per_s())
        made = clients(str(number))
        raw["award"].append(len(made) / pgbench.SECONDS)
        raw["ratio"].append(raw["award"][-1] / raw["tpcb"][-1])
        raw["p99"].append(statistics.quantiles(made, n=100)[-1])
        raw["prepared"].append(pgbench.tpcb_per_s("prepared"))
        raw["insert"].append(pgbench.insert_per_s())
    _at_other_loads(report)
    pgbench.drop()
    _report(report, {name: statistics.median(values) for name, values in raw.items()})
    _event(report)
    _hot_and_spread(report)
    call_command("verify_points", verbosity=0, stdout=open(os.devnull, "w"))  # noqa: SIM115, PTH123 - ends with us


def _report(report: Report, median: dict[str, float]) -> None:
    how = f"median of {ROUNDS} × {pgbench.SECONDS:.0f} s, {pgbench.CLIENTS} clients, fsync {_fsync()}"
    report.add("pgbench.tpcb.per_s", median["tpcb"], "per s", f"built-in tpcb-like, simple protocol; {how}")
    report.add("pgbench.tpcb_prepared.per_s", median["prepared"], "per s", "the same, prepared statements")
    report.add("pgbench.insert.per_s", median["insert"], "per s", "one row, prepared")
    report.add("award.full.per_s", median["award"], "per s", f"actions.award, {pgbench.CLIENTS} clients, autocommit")
    # A machine that others share changes its pace within a minute: a round is compared with its own neighbour.
    report.add("award.full.ratio_to_tpcb", median["ratio"], "ratio", "award.full / pgbench.tpcb of the same round")
    report.add("award.p99_ms", median["p99"] * 1000, "ms", f"of the same awards, {pgbench.CLIENTS} clients at once")
    report.add("award.ratio_to_tpcb_prepared", median["award"] / median["prepared"], "ratio")


def _at_other_loads(report: Report) -> None:
    for load in LOADS:
        ratios, p99s = [], []
        for number in range(LOAD_ROUNDS):
            raw = pgbench.tpcb_per_s(clients=load)
            made = clients(f"load-{load}-{number}", count=load)
            ratios.append(len(made) / pgbench.SECONDS / raw)
            p99s.append(statistics.quantiles(made, n=100)[-1] * 1000)
        told = f"as award.full.ratio_to_tpcb, clients: {load}; p99 {statistics.median(p99s):.1f} ms"
        report.add(f"award.clients_{load}.ratio_to_tpcb", statistics.median(ratios), "ratio", told)


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


def clients(
    name: str,
    *,
    awarder: Awarder | None = None,
    rules: Sequence[str] = ("bench",),
    delay_ms: int = 0,
    count: int = pgbench.CLIENTS,
) -> list[float]:
    """How long each award took, or whatever else an `awarder` of a name and a rule does.

    As pgbench does: two processes share the `count` clients; in each, a thread with its own connection is one client.
    The clients take the rules in turn.
    """
    connections.close_all()
    there = pgbench.jobs_of(count)
    barrier = _fork.Barrier(there)
    answers: Queue[list[float]] = _fork.Queue()  # type: ignore[assignment]
    told = (count // there, barrier, answers, awarder or _awarder, rules, delay_ms)
    jobs = [_fork.Process(target=_job, args=(name, job, *told)) for job in range(there)]
    for job in jobs:
        job.start()
    made = [taken for _ in jobs for taken in answers.get(timeout=120)]
    for job in jobs:
        job.join()
    return made


def _job(
    name: str,
    job: int,
    each: int,
    barrier: Barrier,
    answers: "Queue[list[float]]",
    awarder: Awarder,
    rules: Sequence[str],
    delay_ms: int,
) -> None:
    def meet() -> None:
        barrier.wait(60)

    ready = threading.Barrier(each, action=meet)

    def client(number: int) -> list[float]:
        award = awarder(f"{name}-{job}-{number}", rules[(job * each + number) % len(rules)])
        return _client(award, ready, delay_ms)

    with ThreadPoolExecutor(each) as pool:
        answers.put([taken for made in pool.map(client, range(each)) for taken in made])


def _client(award: Callable[[], None], ready: threading.Barrier, delay_ms: int) -> list[float]:
    if delay_ms:
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('commit_siblings', '0', false)")
            cursor.execute("SELECT set_config('commit_delay', %s, false)", [str(delay_ms * 1000)])
    for _ in range(UNTIL_PLANNED):
        award()  # connects and prepares, as a web process has done long ago
    ready.wait(60)
    begun = time.perf_counter()
    until, taken = begun + pgbench.SECONDS, []
    while begun < until:
        award()
        ended = time.perf_counter()
        taken.append(ended - begun)
        begun = ended
    connections.close_all()
    return taken


def _awarder(name: str, rule: str) -> Callable[[], None]:
    made = 0
    # Anybody, as pgbench takes its accounts: clients that go by one row of people wait for each other at each of them.
    dice = random.Random(name)

    def award() -> None:
        nonlocal made
        made += 1
        actions.award(
            person_code=f"u-{dice.randrange(PEOPLE)}",
            rule_code=rule,
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


def _hot_and_spread(report: Report) -> None:
    """Everybody at one campaign, and everybody at one of their own, where a commit waits two milliseconds."""
    spread = [f"bench-{number}" for number in range(pgbench.CLIENTS)]
    for code in ["bench-hot", *spread]:
        campaign = actions.open_campaign(
            name=code,
            starts_on=factories.TODAY - timedelta(days=60),
            ends_on=factories.TODAY,
            budget=100_000_000,
            by=None,
            now=factories.NOW,
        )
        factories.rule(code, starts_on=campaign.starts_on, campaign=campaign)
    made: dict[str, list[int]] = {"hot": [], "spread": []}
    for number in range(ROUNDS):
        made["hot"].append(len(clients(f"hot-{number}", rules=["bench-hot"], delay_ms=2)))
        made["spread"].append(len(clients(f"spread-{number}", rules=spread, delay_ms=2)))
    hot, all_over = (statistics.median(made[name]) for name in ("hot", "spread"))
    told = f"one campaign / one each, {pgbench.CLIENTS} clients, commit_delay 2 ms"
    report.add("award.hot_over_spread_2ms", hot / all_over, "ratio", told)
