"""Spending what expires first out of several lots, through Django, beside pgbench's tpcb-like in the same run."""

import os
import statistics
from collections.abc import Callable

from django.core.management import call_command
from django.db import connection

from points import actions
from tests.benchmarks import award, lots, pgbench
from tests.benchmarks.report import Report
from tests.factories import points as factories

ROUNDS = int(os.environ.get("BENCH_ROUNDS", "5"))
PEOPLE = int(os.environ.get("BENCH_SPENDERS", "10000"))
LOTS, POINTS, AMOUNT = 10, 3, 7


def run(report: Report) -> None:
    """This function will measure raw transactions and spending in turns, and compare the medians."""
    lots.give("spend-", people=PEOPLE, lots=LOTS, points=POINTS, days=30)
    with connection.cursor() as cursor:
        cursor.execute("CHECKPOINT")
    pgbench.prepare()
    raw, made = [], []
    for number in range(ROUNDS):
        raw.append(pgbench.tpcb_per_s())
        taken = award.clients(f"{number}", awarder=_spender, rules=[""])
        made.append(len(taken) / pgbench.SECONDS)
    pgbench.drop()
    note = f"actions.redeem of {AMOUNT} points out of lots of {POINTS}, {pgbench.CLIENTS} clients, autocommit"
    report.add("spend.fifo.per_s", statistics.median(made), "per s", note)
    ratio = statistics.median(made) / statistics.median(raw)
    report.add("spend.fifo.ratio_to_tpcb", ratio, "ratio", "spend.fifo / pgbench.tpcb of the same rounds")
    call_command("verify_points", verbosity=0, stdout=open(os.devnull, "w"))  # noqa: SIM115, PTH123 - ends with us


def _spender(name: str, rule: str) -> Callable[[], None]:
    """This function will give what one client does again and again: people in turn, none with all spent before."""
    number, job, client = (int(part) for part in name.split("-"))
    one = job * pgbench.CLIENTS // pgbench.JOBS + client
    made = number * PEOPLE // ROUNDS // pgbench.CLIENTS

    def spend() -> None:
        nonlocal made
        made += 1
        actions.redeem(
            person_code=f"spend-{(one + made * pgbench.CLIENTS) % PEOPLE}",
            amount=AMOUNT,
            source_kind="perk",
            source_code=f"spend-{name}-{made}",
            key=f"spend-{name}-{made}",
            by=None,
            now=factories.NOW,
        )

    return spend
