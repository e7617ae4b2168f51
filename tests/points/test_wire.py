"""The way past Django's cursors, to the ledger's functions."""

import socket
from collections.abc import Iterator
from datetime import date

import psycopg
import pytest
from django.db import connection, transaction
from django.db.utils import DataError, OperationalError, ProgrammingError

from points.actions import _ledger


@pytest.fixture(autouse=True)
def _apart(transactional_db: None) -> Iterator[None]:
    yield
    connection.close()


def _run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def test_a_function_is_prepared_once_for_a_connection() -> None:
    for day in (date(2026, 4, 1), date(2026, 4, 30)):
        assert _ledger.rows("points_window_start", "month", day) == [(date(2026, 4, 1),)]
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%points_window_start%'")
        assert cursor.fetchone() == (1,)


def test_what_was_thrown_away_is_prepared_anew() -> None:
    first = _ledger.rows("points_computed_account", "home", "issuer", "2026-04-01T00:00:00+09:00")
    _run("DEALLOCATE ALL")

    with pytest.raises(ProgrammingError, match="does not exist"):
        _ledger.rows("points_computed_account", "home", "issuer", "2026-04-01T00:00:00+09:00")
    assert _ledger.rows("points_computed_account", "home", "issuer", "2026-04-01T00:00:00+09:00") == first


def test_a_call_that_comes_first_begins_the_transaction_of_its_block() -> None:
    with transaction.atomic():
        _ledger.rows("points_computed_account", "wire", "issuer", "2026-04-01T00:00:00+09:00")
        transaction.set_rollback(True)

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM points_account WHERE scope = 'wire'")
        assert cursor.fetchone() == (0,)


def test_a_fault_of_the_database_comes_as_django_raises_it() -> None:
    with pytest.raises(DataError) as caught:
        _ledger.rows("points_window_start", "month", "no day")

    assert isinstance(caught.value.__cause__, psycopg.errors.InvalidDatetimeFormat)
    assert _ledger.rows("points_window_start", "day", "2026-04-01")[0][0].isoformat() == "2026-04-01"


def test_a_function_that_is_not_there_is_named() -> None:
    with pytest.raises(ProgrammingError, match="points_no_such_thing"):
        _ledger.rows("points_no_such_thing", 1)


def test_a_connection_that_is_cut_is_a_fault_of_operation_which_may_be_asked_again() -> None:
    _ledger.rows("points_window_start", "day", "2026-04-01")
    with socket.fromfd(connection.connection.fileno(), socket.AF_INET, socket.SOCK_STREAM) as line:
        line.shutdown(socket.SHUT_RDWR)

    with pytest.raises(OperationalError):
        _ledger.rows("points_window_start", "day", "2026-04-01")


def test_a_connection_that_is_cut_before_anything_was_prepared_is_one_too() -> None:
    connection.ensure_connection()
    with socket.fromfd(connection.connection.fileno(), socket.AF_INET, socket.SOCK_STREAM) as line:
        line.shutdown(socket.SHUT_RDWR)

    with pytest.raises(OperationalError):
        _ledger.rows("points_window_start", "day", "2026-04-01")
