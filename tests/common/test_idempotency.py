"""A write that comes twice with one Idempotency-Key has one effect and one answer, also when both come at once."""

import json
from datetime import timedelta
from typing import Any, cast

import pytest
import time_machine
from django.db import transaction
from django.test import Client
from django.urls import path
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from backend.accounts import models as accounts
from backend.common import api, audit, clock, errors, models, tasks
from tests.factories import accounts as factories
from tests.support import race


class Notes(api.ApiView):
    """A write of the simplest kind: each call that takes effect leaves one line in the audit log."""

    scope = "notices"

    def post(self, request: Request) -> Response:
        """This function will write one line, or refuse what says so."""
        given = cast("dict[str, Any]", request.data)
        with transaction.atomic():
            audit.record("mihon.noted", by=cast("accounts.User", request.user), subject=str(given.get("text")))
            if given.get("refuse"):
                raise errors.Conflict
        body = {"number": models.AuditEntry.objects.count(), "at": clock.now()}
        return Response(body, status=status.HTTP_201_CREATED)


urlpatterns = [path("api/v1/mihon-notes/", Notes.as_view())]
PATH = "/api/v1/mihon-notes/"


@pytest.fixture(autouse=True)
def _with_notes(settings: Any) -> None:  # noqa: ANN401 - pytest-django's wrapper
    settings.ROOT_URLCONF = "tests.common.test_idempotency"


def _post(person_code: str, key: str, **body: object) -> tuple[int, Any, str | None]:
    client = Client()
    client.force_login(accounts.User.objects.get(code=person_code))
    answer = client.post(PATH, json.dumps(body), content_type="application/json", headers={"Idempotency-Key": key})
    return answer.status_code, answer.json(), answer.headers.get("Idempotent-Replay")


def _effects() -> int:
    return models.AuditEntry.objects.filter(action="mihon.noted").count()


@pytest.mark.django_db
def test_a_retry_gets_the_first_answer_and_does_nothing() -> None:
    person = factories.UserFactory.create()
    first = _post(person.code, "k-1", text="a")
    again = _post(person.code, "k-1", text="a")
    assert (first[0], again[0], first[1]) == (201, 201, again[1])
    assert (first[2], again[2]) == (None, "true")
    assert _effects() == 1


@pytest.mark.django_db
def test_a_key_with_another_body_is_refused() -> None:
    person = factories.UserFactory.create()
    _post(person.code, "k-1", text="a")
    code, body, _ = _post(person.code, "k-1", text="b")
    assert (code, body["code"], _effects()) == (409, "idempotency_key_reused", 1)


@pytest.mark.django_db
def test_two_people_may_use_the_same_key() -> None:
    for person in factories.UserFactory.create_batch(2):
        assert _post(person.code, "k-1", text="a")[0] == 201
    assert _effects() == 2


@pytest.mark.django_db
def test_a_refusal_is_not_kept_so_that_the_retry_may_succeed() -> None:
    person = factories.UserFactory.create()
    assert _post(person.code, "k-1", text="a", refuse=True)[0] == 409
    assert _effects() == 0
    assert not models.IdempotentResponse.objects.exists()


@pytest.mark.django_db
def test_a_key_that_is_too_long_is_refused() -> None:
    assert _post(factories.UserFactory.create().code, "k" * 201, text="a")[0] == 422


@pytest.mark.django_db
def test_without_a_key_each_call_counts() -> None:
    client = Client()
    client.force_login(factories.UserFactory.create())
    for _ in range(2):
        client.post(PATH, "{}", content_type="application/json")
    assert _effects() == 2


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_eight_processes_with_one_key_have_one_effect_and_one_answer() -> None:
    with race.runners(8) as field:
        for number in range(race.rounds(20)):
            person = factories.UserFactory.create()  # one person's calls would run into the limit per minute
            call = race.Call(_post, {"person_code": person.code, "key": f"k-{number}", "text": "a"})
            outcomes = field.run([call] * 8)
            assert race.tally(outcomes) == {"ok": 8}
            answers = [outcome.value for outcome in outcomes]
            assert {answer[0] for answer in answers} == {201}
            assert len({json.dumps(answer[1], sort_keys=True) for answer in answers}) == 1
            assert [answer[2] for answer in answers].count("true") == 7
            assert _effects() == number + 1


@pytest.mark.django_db
def test_answers_are_kept_for_a_week() -> None:
    person = factories.UserFactory.create()
    with time_machine.travel(clock.now() - timedelta(days=8)):
        _post(person.code, "k-old", text="a")
    _post(person.code, "k-new", text="a")
    tasks.forget_what_is_over()
    assert list(models.IdempotentResponse.objects.values_list("key", flat=True)) == ["k-new"]
