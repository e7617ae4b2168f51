"""kill -9 in the middle of awards, captures and expiry: nothing that was answered is lost, and nothing is there twice.

A PostgreSQL of the test's own that writes to disk, a Celery worker that sweeps and lapses, and clients in processes of
their own. Once so many answers have come, one of them is killed: the postmaster, one backend, the worker, or a client.
"""

import os
import random
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from multiprocessing.connection import wait
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connections

from backend.config import celery_app
from points import enums
from tests.factories import earning
from tests.factories import points as factories
from tests.points.crash.clients import Answer, Client, Order
from tests.support import background, database, race, waiting

pytestmark = [pytest.mark.race, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

CLIENTS, TURNS = 4, 30
VICTIMS = ("postmaster", "backend", "worker", "client")
PATIENCE_S = 60
JOBS = ("expire_lots", "lapse_holds", "seal_chain")


class Scene:
    """The server, the worker and the clients of all rounds."""

    def __init__(self, server: database.Server, broker: background.Broker, seed: int) -> None:
        self.dice = random.Random(seed)
        self.server, self.broker = server, broker
        self.answers: list[Answer] = []
        self.kills: Counter[str] = Counter()
        self._hire()

    def _hire(self) -> None:
        self.worker = background.Worker(self.broker.url, "consolemail://", self.server.url)
        self.worker.wait_until_ready()

    def round(self, number: int, victim: str) -> None:
        """This function will let the clients work, and kill somebody in the middle of it."""
        clients = [Client(orders(self.dice, number, one), self.server.settings) for one in range(CLIENTS)]
        after = self.dice.randrange(CLIENTS, CLIENTS * TURNS)
        try:
            while not all(one.is_done for one in clients):
                self._listen(clients)
                if sum(len(one.got) for one in clients) >= after and victim:
                    self._kill(victim, clients)
                    victim = ""
        finally:
            for one in clients:
                one.stop()
        self.answers += [answer for one in clients for answer in one.got]

    def _listen(self, clients: list[Client]) -> None:
        talking = {one.pipe: one for one in clients if not one.is_done}
        ready = wait(list(talking), PATIENCE_S)
        assert ready, "Nobody is answered any more."
        for pipe in ready:
            talking[pipe].read()  # type: ignore[index]
        self.ask_for_jobs()

    def ask_for_jobs(self) -> None:
        """This function will keep the worker busy."""
        if not self.broker.waiting:
            for job in JOBS:
                celery_app.send_task(f"points.tasks.{job}")

    def _kill(self, victim: str, clients: list[Client]) -> None:
        self.kills[victim] += 1
        match victim:
            case "postmaster":
                self.server.kill()
                self.server.start()
            case "backend":
                self.server.kill_backend(self.dice)
            case "worker":
                self.worker.kill()
                self._hire()
            case _:
                self.dice.choice([one for one in clients if not one.is_done]).kill()

    def settle(self) -> None:
        """This function will wait until the worker has swept and lapsed everything."""
        with psycopg.connect(self.server.url, autocommit=True) as raw:

            def nothing_is_left() -> bool:
                self.ask_for_jobs()
                return raw.execute(LEFT).fetchone() == (0, 0)

            waiting.until(nothing_is_left, "the worker leaves no expired points or holds behind")

    def verify(self) -> None:
        """This function will run verify_points as a person would, in a process of its own."""
        command = [sys.executable, str(background.ROOT / "manage.py"), "verify_points"]
        told = subprocess.run(
            command, env=os.environ | {"DATABASE_URL": self.server.url}, capture_output=True, text=True, check=False
        )
        assert told.returncode == 0, told.stdout + told.stderr


def orders(dice: random.Random, number: int, client: int) -> list[Order]:
    """This function will make a client's orders; two clients pay the same activities, each by keys of its own."""
    kinds = dice.choices(["award", "stale", "redeem", "hold", "capture"], [8, 6, 3, 2, 6], k=TURNS)
    made = []
    for turn, kind in enumerate(kinds):
        person = f"u-{dice.randrange(8)}"
        key = f"{kind}-{number}-{client}-{turn}"
        if kind == "hold":
            key += "-due"
        if kind == "award":
            # The other of the pair asks for the same activity of the same person at its own moment.
            person, key = f"u-{turn % 8}", f"walk-{number}-{client // 2}-{turn}:{client}"
        made.append(Order(kind, person, key))
    return made


@contextmanager
def elsewhere(settings: dict[str, Any]) -> Iterator[None]:
    """This function will let this process, and those that it forks, speak to another server for the block."""
    ours = connections["default"]
    ours.close()
    before = {name: ours.settings_dict[name] for name in settings}
    ours.settings_dict.update(settings)
    try:
        yield
    finally:
        ours.close()
        ours.settings_dict.update(before)


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    """Everything is running, two rules are published, and eight people have points to spend."""
    seed = int(os.environ.get("POINTS_SEED", "20261121"))
    with ExitStack() as stack:
        server = stack.enter_context(database.server())
        stack.enter_context(elsewhere(server.settings))
        earning.published("walk", per_time=3)
        earning.published("stale", per_time=2, expiry_kind=enums.ExpiryKind.DAYS, expiry_amount=1)
        for one in range(8):
            factories.earn(f"u-{one}", 1, rule_code="walk", source_code="first", key=f"first-{one}")
        connections["default"].close()
        made = Scene(server, stack.enter_context(background.broker(tmp_path / "redis")), seed)
        yield made
        made.worker.kill()


def test_kills_in_the_middle_lose_no_award_and_double_none(scene: Scene) -> None:
    rounds = race.rounds(4)
    for number in range(rounds):
        scene.round(number, VICTIMS[number % len(VICTIMS)])
        if number % 10 == 9 or number == rounds - 1:
            scene.settle()
            scene.verify()
    assert sum(scene.kills.values()) == rounds
    with psycopg.connect(scene.server.url, autocommit=True) as raw:
        check(raw, scene.answers)


def check(raw: psycopg.Connection[Any], answers: list[Answer]) -> None:
    """This function will hold what was answered against what is there."""
    postings = dict(raw.execute("SELECT code, amount FROM points_posting WHERE kind IN ('award', 'redeem')").fetchall())
    moved = [one for one in answers if one.code and one.order.kind != "hold"]
    assert {one.code: one.amount for one in moved} == {one.code: postings.get(one.code) for one in moved}
    # Every order was carried out once, whoever asked how often.
    assert len({one.code for one in moved if one.order.kind != "award"}) == len(
        [one for one in moved if one.order.kind != "award"]
    )
    asked = Counter((one.order.kind, one.order.person, source(one.order)) for one in answers if one.order.kind in PAID)
    paid = raw.execute(AWARDS).fetchall()
    assert Counter({(kind, who, what): n for kind, who, what, n in paid}) == Counter(dict.fromkeys(asked, 1))
    assert raw.execute(SWEPT).fetchone() == (2 * len([one for one in asked if one[0] == "stale"]),)
    assert raw.execute(HOLDS).fetchone() == (0, 0)


def source(order: Order) -> str:
    """This function will give the activity that an order pays for."""
    return order.key.rpartition(":")[0] if order.kind == "award" else order.key


PAID = ("award", "stale")
LEFT = """
    SELECT (SELECT count(*) FROM points_lot WHERE remaining > held AND expires_on < current_date - 1),
           (SELECT count(*) FROM points_hold WHERE state = 'open' AND expires_at < now())
"""
AWARDS = """
    SELECT CASE p.rule_code WHEN 'walk' THEN 'award' ELSE 'stale' END, a.owner_code, p.source_code, count(*)
    FROM points_posting p JOIN points_account a ON a.id = p.credit_id
    WHERE p.kind = 'award' AND p.source_code <> 'first' GROUP BY 1, 2, 3
"""
SWEPT = "SELECT coalesce(sum(amount), 0) FROM points_posting WHERE kind = 'expire'"
HOLDS = """
    SELECT (SELECT count(*) FROM points_hold WHERE state = 'open'),
           (SELECT count(*) FROM points_hold h WHERE (h.state = 'captured')
                <> EXISTS (SELECT FROM points_posting p WHERE p.hold_id = h.id))
"""
