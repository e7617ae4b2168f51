"""The board of volunteering with a thousand requests: a page and a page of the API, beside the raw statements alone.

The raw limit sends the very statements that a page sends, as text, by the driver, and reads the rows: what the page
costs beyond it is ours. Nothing is kept between two pages.
"""

import itertools
import os
import re
import statistics
import time
from collections.abc import Callable
from datetime import timedelta

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from backend.common import clock
from tests.benchmarks.report import Report
from tests.factories import accounts as people
from tests.factories import volunteers as make
from volunteers import enums, models

ROUNDS = int(os.environ.get("BENCH_BOARDS", "60"))
REQUESTS, SHIFTS, ON_A_PAGE = 1000, 3, 24
# Every tenth lets people pick the time.
WINDOW_EVERY = 10
# The choices of a form are read by a cursor of the server; the rows are those of its SELECT.
CURSOR = re.compile(r'^DECLARE "\w+" NO SCROLL CURSOR (WITH HOLD )?FOR ')


def run(report: Report) -> None:
    """This function will measure the first page, one in the middle, a filtered one, and the API's first page."""
    # Another family may have left requests in the same database.
    models.Request.objects.update(status=enums.RequestStatus.DRAFT, published_at=None)
    district = _thousand_requests()
    _fill_places()
    connection.cursor().execute("ANALYZE")
    raw = _raw("/requests/")
    note = f"{REQUESTS} requests of {SHIFTS} shifts, {ON_A_PAGE} on a page; the web process alone, median of {ROUNDS}"
    report.add("board.1000_requests.raw_cpu_ms", raw, "ms", f"the page's statements alone, by the driver; {note}")
    whole = _page(report, "board.1000_requests", "/requests/", note)
    report.add("board.1000_requests.ratio_to_raw", whole / raw, "ratio", "page / its statements alone, CPU")
    _page(report, "board.1000_requests.page_20", "/requests/?page=20", note)
    _page(report, "board.1000_requests.district", f"/requests/?district={district}", note)
    _page(report, "board.1000_requests.api", "/api/v1/requests/", f"50 requests as JSON; median of {ROUNDS}")


def _thousand_requests() -> str:
    """This function will write the requests of 40 organisations in 20 districts, and name one of the districts."""
    now = clock.now()
    districts = [people.DistrictFactory.create() for _ in range(20)]
    organisations = [people.OrganisationFactory.create() for _ in range(40)]
    fields = [make.FieldFactory.create() for _ in range(8)]
    person = people.UserFactory.create()
    for number in range(REQUESTS):
        picked = number % WINDOW_EVERY == 0
        request = make.RequestFactory.create(
            organisation=organisations[number % 40],
            district=districts[number % 20],
            field=fields[number % 8],
            posted_by=person,
            kind=enums.RequestKind.FLEXIBLE if picked else enums.RequestKind.FIXED,
        )
        if picked:
            make.WindowFactory.create(request=request, first=clock.today(), last=clock.today() + timedelta(days=28))
            continue
        starts = now + timedelta(days=1 + number % 60, minutes=number)
        for week in range(SHIFTS):
            begins = starts + timedelta(weeks=week)
            make.ShiftFactory.create(request=request, starts_at=begins, ends_at=begins + timedelta(hours=2))
    return str(districts[0].code)


def _fill_places() -> None:
    """This function will give some of the places away, so that meters stand at different heights."""
    person = people.UserFactory.create()
    for shift in models.Shift.objects.order_by("pk")[:: SHIFTS * 20]:
        make.confirmed(shift, person)


def _raw(address: str) -> float:
    with CaptureQueriesContext(connection) as captured:
        assert Client().get(address).status_code == 200
    statements = [CURSOR.sub("", one["sql"]) for one in captured.captured_queries]
    assert len(statements) >= 3, statements
    return _spent_ms(lambda: [_read(one) for one in statements])[0]


def _read(statement: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return len(cursor.fetchall())


def _page(report: Report, metric: str, address: str, note: str) -> float:
    client = Client()
    answer = client.get(address)
    assert answer.status_code == 200
    with CaptureQueriesContext(connection) as captured:
        client.get(address)
    # Read at once: the next request empties the log.
    queries = len(captured)
    # From a new place each time: whoever asks so often is asked to wait.
    visitors = itertools.count(1)
    spent, wall = _spent_ms(lambda: client.get(address, REMOTE_ADDR=f"10.0.{next(visitors)}.1"))
    report.add(f"{metric}.cpu_ms", spent, "ms", note)
    report.add(f"{metric}.wall_ms", wall, "ms", "with the database's own time")
    report.add(f"{metric}.queries", queries, "queries", f"{len(answer.content) // 1024} KB")
    return spent


def _spent_ms(call: Callable[[], object]) -> tuple[float, float]:
    """This function will give the processor's time of this process and the whole time, each the median."""
    call()
    cpus, walls = [], []
    for _ in range(ROUNDS):
        begun, cpu = time.perf_counter(), time.process_time()
        call()
        cpus.append(time.process_time() - cpu)
        walls.append(time.perf_counter() - begun)
    return statistics.median(cpus) * 1000, statistics.median(walls) * 1000
