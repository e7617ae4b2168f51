"""Domain errors, the constraints they stand for, and what is run again when PostgreSQL undoes a transaction."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import IntegrityError, OperationalError, connection, connections, transaction

from backend.accounts import errors as accounts_errors
from backend.accounts import models
from backend.common import clock, errors, fiscal_year, retries
from tests.factories import accounts
from tests.support import race


class Full(errors.Conflict):
    """A made-up refusal."""

    code = "full"
    template = "{place}は{count}人でいっぱいです。"


def test_a_sentence_names_the_facts() -> None:
    assert (Full(place="和室", count=20).sentence, str(Full(place="和室"))) == (
        "和室は20人でいっぱいです。",
        "和室は人でいっぱいです。",
    )


@pytest.mark.django_db
def test_a_broken_constraint_becomes_its_named_error() -> None:
    accounts.UserFactory.create(email="mihon@example.test")
    with pytest.raises(accounts_errors.AddressTaken) as caught, transaction.atomic(), errors.translated():
        accounts.UserFactory.create(email="MIHON@example.test")
    assert isinstance(caught.value.__cause__, IntegrityError)


@pytest.mark.django_db
def test_a_constraint_without_an_error_stays_a_fault() -> None:
    with pytest.raises(IntegrityError), transaction.atomic(), errors.translated():
        models.StaffRole(kind="administrator").save()


def _undone(sqlstate: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"DO $$ BEGIN RAISE EXCEPTION 'undone' USING ERRCODE = '{sqlstate}'; END $$")


class _Flaky:
    """An action that PostgreSQL undoes some times before it lets it through."""

    def __init__(self, times: int, sqlstate: str = "40P01") -> None:
        self.left, self.calls, self.sqlstate = times, 0, sqlstate

    def __call__(self) -> str:
        """This function will do the action."""
        self.calls += 1
        with transaction.atomic():
            if self.left:
                self.left -= 1
                _undone(self.sqlstate)
        return "done"


def _retried(action: _Flaky) -> Callable[[], str]:
    @retries.on_conflict
    def run() -> str:
        return action()

    return run


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("sqlstate", ["40P01", "40001", "55P03"])
def test_an_action_undone_for_another_runs_again(sqlstate: str) -> None:
    flaky = _Flaky(2, sqlstate)
    assert (_retried(flaky)(), flaky.calls) == ("done", 3)


@pytest.mark.django_db(transaction=True)
def test_after_the_last_attempt_the_caller_hears_that_it_is_busy() -> None:
    flaky = _Flaky(99)
    with pytest.raises(errors.TooBusy):
        _retried(flaky)()
    assert flaky.calls == retries.ATTEMPTS


@pytest.mark.django_db(transaction=True)
def test_another_fault_is_not_run_again() -> None:
    flaky = _Flaky(1, "57014")
    with pytest.raises(OperationalError):
        _retried(flaky)()
    assert flaky.calls == 1


@pytest.mark.django_db(transaction=True)
def test_inside_anothers_transaction_an_action_runs_once() -> None:
    flaky = _Flaky(1)
    with pytest.raises(OperationalError), transaction.atomic():
        _retried(flaky)()
    assert flaky.calls == 1


@retries.on_conflict
def _rename_both(first: int, second: int) -> None:
    with transaction.atomic():
        for pk in (first, second):
            models.District.objects.select_for_update().get(pk=pk)
            models.District.objects.filter(pk=pk).update(kana="ミホン")


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_two_who_wait_for_each_other_both_finish() -> None:
    one, two = accounts.DistrictFactory.create_batch(2)
    with race.runners(4) as field:
        for _ in range(race.rounds(20)):
            forth = race.Call(_rename_both, {"first": one.pk, "second": two.pk})
            back = race.Call(_rename_both, {"first": two.pk, "second": one.pk})
            assert race.tally(field.run([forth, back] * 2)) == {"ok": 4}
    connections.close_all()


@pytest.mark.parametrize(
    ("day", "year"),
    [(date(2026, 3, 31), 2025), (date(2026, 4, 1), 2026), (date(2026, 12, 31), 2026), (date(2027, 1, 1), 2026)],
)
def test_a_fiscal_year_begins_in_april(day: date, year: int) -> None:
    assert fiscal_year.of(day) == year
    assert fiscal_year.starts_on(year) <= day <= fiscal_year.ends_on(year)


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        (datetime(2026, 4, 30, 14, 59, tzinfo=UTC), date(2026, 4, 30)),
        (datetime(2026, 4, 30, 15, 0, tzinfo=UTC), date(2026, 5, 1)),
    ],
)
def test_a_day_begins_at_midnight_in_tokyo(instant: datetime, day: date) -> None:
    assert clock.date_of(instant) == day


def test_the_present_is_aware_and_in_utc() -> None:
    offset: Any = clock.now().utcoffset()
    assert offset.total_seconds() == 0
    assert clock.start_of(date(2026, 5, 1)) == datetime(2026, 4, 30, 15, 0, tzinfo=UTC)
