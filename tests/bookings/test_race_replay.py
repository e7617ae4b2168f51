"""Replays by real processes: one killed in the middle, several at once; the counts are the same every time."""

import multiprocessing
import os
import signal
import time

import pytest
from django.db import connections

from bookings import actions, models
from bookings.actions import replaying
from tests.bookings import test_replaying as replays
from tests.factories import bookings as make
from tests.support import race

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
ROUNDS = race.rounds(2)
PATIENCE_S = 60
fork = multiprocessing.get_context("fork")


@pytest.fixture
def draft(monkeypatch: pytest.MonkeyPatch) -> models.UsageRules:
    """Two thousand bookings of 200 holders; ten batches of a hundred people and groups each."""
    monkeypatch.setattr(replays, "EACH", 10)
    monkeypatch.setattr(replaying, "BATCH", 100)
    center = make.CenterFactory.create()
    replays.ten_thousand(center)
    return replays.draft_of({**replays.SMALL, **replays.WEEKLY}, center)


def work(replay: int) -> str:
    actions.replay_rules(replay, now=make.NOW)
    return models.RulesReplay.objects.get(pk=replay).state


def alone(replay: int) -> None:
    connections.close_all()
    work(replay)


def counts(replay: models.RulesReplay) -> tuple[str, int, int, int]:
    replay.refresh_from_db()
    return replay.state, replay.done, replay.refused, replay.refusals.count()


# 200 holders × 5 weeks: each Thursday is a second one; each Monday of 100 people is too large a party.
EXPECTED = ("done", 2000, 1500, 1500)


def test_a_worker_that_is_killed_leaves_the_rest_to_the_next_and_the_counts_are_the_same(
    draft: models.UsageRules,
) -> None:
    for _ in range(ROUNDS):
        made = replays.requested(draft)
        connections.close_all()
        worker = fork.Process(target=alone, args=(made.pk,))
        worker.start()
        left = wait_for_some(made)
        os.kill(worker.pid or 0, signal.SIGKILL)
        worker.join()
        assert (worker.exitcode, left) == (-signal.SIGKILL, True)
        assert counts(made)[0] == "running"
        actions.go_on_with_replays(now=make.NOW)
        assert counts(made) == EXPECTED


def wait_for_some(replay: models.RulesReplay) -> bool:
    """This function will wait until a batch is committed, and tell whether there is one left to do."""
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        replay.refresh_from_db()
        if replay.done:
            return replay.done < replay.total
    raise AssertionError("the worker judged nothing")


def test_several_workers_at_one_replay_count_every_booking_once(draft: models.UsageRules) -> None:
    with race.runners(3) as field:
        for _ in range(ROUNDS):
            made = replays.requested(draft)
            outcomes = field.run([race.Call(work, {"replay": made.pk})] * 3)
            assert race.tally(outcomes) == {"ok": 3}, outcomes
            actions.go_on_with_replays(now=make.NOW)
            assert counts(made) == EXPECTED
