"""How many queries every page and API list takes, at one row and at three. See tests/architecture/tables.py."""

from collections.abc import Iterator
from http import HTTPStatus

import pytest
import time_machine
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext

from tests.architecture import addresses, stage, tables
from tests.support import client as clients

# It walks the whole service, which each part's own tests measure: here coverage would double the time for nothing.
pytestmark = pytest.mark.no_cover

ROWS: list[tables.Budget] = stage.rows_of("budget_rows")
# A transaction of ours is a savepoint inside the test's; in service it is no query that reads or writes.
UNCOUNTED = ("SAVEPOINT", "RELEASE SAVEPOINT", "ROLLBACK TO SAVEPOINT")


@pytest.fixture(autouse=True)
def _noon_of_a_friday() -> Iterator[None]:
    with time_machine.travel(tables.NOW):
        yield


def _title(row: tables.Budget) -> str:
    return row.name


def test_every_page_and_list_has_a_budget() -> None:
    gets = {a.name for a in addresses.everything() if a.is_ours and "GET" in a.methods}
    assert gets - {row.name for row in ROWS} == set()


def test_every_budget_has_a_page() -> None:
    assert {row.name for row in ROWS} - {address.name for address in addresses.everything()} == set()


@pytest.mark.django_db
@pytest.mark.parametrize("row", ROWS, ids=_title)
def test_a_page_takes_the_same_queries_at_one_row_and_at_three(row: tables.Budget) -> None:
    _measured(row, 1)  # fills what a process keeps, such as content types
    assert {n: _measured(row, n) for n in (1, 3)} == {1: row.queries, 3: row.queries}


def _measured(row: tables.Budget, n: int) -> int:
    with stage.undone():
        cast = stage.cast()
        target = row.build(cast, n)
        client = clients.PageClient()
        if person := cast.playing(row.role):
            client.force_login(person)
        with CaptureQueriesContext(connection) as captured:
            response = stage.ask(client, row, target, None)
        _shows_what_was_made(row, target, n, response)
    return sum(not query["sql"].startswith(UNCOUNTED) for query in captured.captured_queries)


def _shows_what_was_made(row: tables.Budget, target: tables.Target, n: int, response: HttpResponse) -> None:
    assert response.status_code == HTTPStatus.OK
    assert row.flat or len(target.shows) == n
    text = response.getvalue().decode(errors="replace")
    assert [shown for shown in target.shows if shown not in text] == []
