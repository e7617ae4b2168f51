"""The OpenAPI document against the service itself: valid, without warnings, and kept by what the service answers."""

from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from backend.accounts import actions as accounts
from backend.accounts import enums
from backend.common import clock
from tests.architecture.document import schema
from tests.factories import bookings as make
from tests.factories.accounts import UserFactory

# It walks the whole service, which each part's own tests measure: here coverage would double the time for nothing.
pytestmark = pytest.mark.no_cover

CHECKS = (not_a_server_error, response_schema_conformance, content_type_conformance, status_code_conformance)


def test_the_document_is_valid_openapi_3_1_without_a_warning() -> None:
    written = StringIO()
    call_command("spectacular", validate=True, fail_on_warn=True, stdout=written)
    assert written.getvalue().startswith("openapi: 3.1.0")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("get", "/api/v1/nowhere/", 404),
        ("get", "/api/v1/bookings/", 401),
        ("delete", "/api/v1/centers/", 401),
        ("get", "/api/v1/centers/nowhere/", 404),
        ("get", "/api/v1/availability/", 400),
    ],
)
def test_every_error_is_a_problem_document(method: str, path: str, status: int) -> None:
    answer = getattr(Client(), method)(path)
    assert (answer.status_code, answer.headers["Content-Type"]) == (status, "application/problem+json")
    problem = answer.json()
    assert set(problem) == {"type", "code", "title", "status", "detail", "data"}
    assert problem["status"] == status


@pytest.mark.django_db
def test_what_is_no_json_and_a_wrong_method_are_problems_too() -> None:
    client = Client()
    client.force_login(UserFactory.create())
    for answer, status in (
        (client.post("/api/v1/bookings/", "a=1", content_type="text/plain"), 415),
        (client.post("/api/v1/bookings/", "{", content_type="application/json"), 400),
        (client.delete("/api/v1/centers/"), 405),
    ):
        assert (answer.status_code, answer.headers["Content-Type"]) == (status, "application/problem+json")


@pytest.mark.django_db
def test_too_many_calls_get_429_and_when_to_come_back() -> None:
    with time_machine.travel(make.NOW, tick=False):
        answers = [Client().get("/api/v1/centers/") for _ in range(61)]
    assert [answer.status_code for answer in answers[-2:]] == [200, 429]
    assert 0 < int(answers[-1].headers["Retry-After"]) <= 60
    assert answers[-1].json()["code"] == "throttled"


@pytest.fixture
def _one_connection() -> Iterator[None]:
    """The WSGI application ends each request by closing connections; this test's transaction needs its own."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.usefixtures("_one_connection")
@schema.parametrize()
@settings(
    max_examples=8,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
    derandomize=True,
)
def test_no_call_breaks_the_service_or_the_document(case: Any) -> None:  # noqa: ANN401 - schemathesis' own
    issued = accounts.issue_token(
        by=UserFactory.create(), name="見本", scopes=enums.Scope.values, days=1, now=clock.now()
    )
    case.call_and_validate(headers={"Authorization": f"Bearer {issued.secret}"}, checks=CHECKS)
