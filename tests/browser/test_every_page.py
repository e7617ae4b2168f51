"""Every page of the service in a real browser, as its row of the query budgets fills it: axe, CSP and width.

The address stands in for the service: the page is what the view answered in the test's own world, and its styles,
scripts and pictures are the files as they are served. So the list of pages is complete by construction, since every
GET of ours needs a budget (tests/architecture/test_query_budgets.py).
"""

import mimetypes
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import factory
import pytest
import time_machine
from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import HttpResponse
from django.test import Client
from playwright.sync_api import Browser, Route

from tests.architecture import stage, tables
from tests.support import browser as browsers
from tests.support import client as clients

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

ADDRESS = "http://localhost:9"  # nothing listens there: whatever is not played below is missing
ROWS: list[tables.Budget] = [row for row in stage.rows_of("budget_rows") if not row.name.startswith("api-")]
# What is no page to look at: files, feeds, and answers to machines.
FILES = frozenset(
    {
        "bookings:booking-permit",
        "bookings:usage-rules-comparison-file",
        "bookings:usage-rules-file",
        "healthz",
        "readyz",
        "volunteers:reception-worker",
        "volunteers:story-feed",
    }
)
PAGES = [row for row in ROWS if row.name not in FILES]


def _title(row: tables.Budget) -> str:
    return row.name


@pytest.fixture(autouse=True)
def _noon_of_a_friday() -> Iterator[None]:
    with time_machine.travel(tables.NOW):
        yield


@pytest.fixture(autouse=True)
def _the_same_names_whatever_ran_before() -> None:
    """Factories number what they name; with two digits the name of a center is as long as a line of a phone."""
    for made in _below(factory.Factory):
        made.reset_sequence(10, force=True)


def _below(kind: type[factory.Factory[Any]]) -> list[type[factory.Factory[Any]]]:
    heirs = [heir for heir in kind.__subclasses__() if not heir._meta.abstract]
    return [*heirs, *chain.from_iterable(map(_below, kind.__subclasses__()))]


@pytest.mark.parametrize("row", PAGES, ids=_title)
def test_a_page_has_no_barrier_and_fits_a_phone(row: tables.Budget, chromium: Browser) -> None:
    answer = _answer(row)
    assert clients.is_page(answer)
    with browsers.watch(chromium, ADDRESS) as screen:
        screen.page.route("**/*", lambda route: _play(route, answer))
        screen.page.goto(ADDRESS)
        screen.look(row.name, pictured=False)


@pytest.mark.parametrize("row", [row for row in ROWS if row.name in FILES], ids=_title)
def test_what_is_not_looked_at_is_no_page(row: tables.Budget) -> None:
    assert not clients.is_page(_answer(row))


def _answer(row: tables.Budget) -> HttpResponse:
    with stage.undone():
        cast = stage.cast()
        target = row.build(cast, 3)
        return stage.ask(Client(), row, target, cast.playing(row.role))


def _play(route: Route, answer: HttpResponse) -> None:
    path = urlsplit(route.request.url).path
    if route.request.resource_type == "document":
        route.fulfill(status=answer.status_code, headers=dict(answer.headers), body=answer.content)
    elif path.startswith(settings.STATIC_URL):
        found = Path(str(finders.find(unquote(path.removeprefix(settings.STATIC_URL)))))
        route.fulfill(path=found, content_type=mimetypes.guess_type(found.name)[0] or "application/octet-stream")
    else:
        route.fulfill(status=204)
