"""The races themselves are worth nothing if processes share a connection or a death goes unseen."""

import os

import pytest
from django.db import connection

from tests.support import race

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def backend() -> tuple[int, int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return os.getpid(), cursor.fetchone()[0]


def fail() -> None:
    raise LookupError("見本")


def die() -> None:
    os._exit(3)


def test_every_runner_is_a_process_with_a_connection_of_its_own_that_stays() -> None:
    with race.runners(3) as field:
        first = [outcome.value for outcome in field.run([race.Call(backend)] * 3)]
        second = [outcome.value for outcome in field.run([race.Call(backend)] * 3)]
    ours = backend()
    assert first == second
    assert len({process for process, _ in [*first, ours]}) == 4
    assert len({session for _, session in [*first, ours]}) == 4


def test_an_exception_is_an_outcome_by_name_with_its_traceback() -> None:
    (outcome,) = race.run([race.Call(fail)])
    assert (outcome.name, outcome.value) == ("LookupError", "見本")
    assert "raise LookupError" in outcome.detail


def test_a_process_that_dies_is_no_success() -> None:
    outcomes = race.run([race.Call(backend), race.Call(die)])
    assert race.tally(outcomes) == {"ok": 1, "Died": 1}
