from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.urls import reverse
from rest_framework.test import APIClient

from backend.accounts import models as accounts
from tests.factories import accounts as people
from tests.factories import volunteers as factories
from tests.factories.volunteers import NOW
from volunteers import models, queries

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _noon() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def person() -> accounts.User:
    """Who calls the API."""
    return people.UserFactory.create()


@pytest.fixture
def api(person: accounts.User) -> APIClient:
    """A client that calls as `person`."""
    client = APIClient()
    client.force_login(person)
    return client


def _url(name: str, *codes: str) -> str:
    return reverse(f"api-volunteers:{name}", args=codes)


def _body(response: Any, status: int = 200) -> Any:  # noqa: ANN401 - JSON
    assert response.status_code == status, response.content
    return response.json()


def _district(shift: models.Shift) -> str:
    assert shift.request.district is not None
    return shift.request.district.code


def test_everybody_reads_the_board_page_by_page() -> None:
    shifts = [factories.ShiftFactory.create(days=day) for day in (3, 4, 5)]
    client, seen, address = APIClient(), [], _url("requests") + "?page_size=2"
    while address:
        body = _body(client.get(address))
        seen += [request["code"] for request in body["results"]]
        address = body["next"]
    assert seen == [shift.request.code for shift in shifts]


def test_the_board_is_searched_by_district_and_day() -> None:
    wanted = factories.ShiftFactory.create()
    factories.ShiftFactory.create()
    query = {"district": _district(wanted), "day": "2026-05-11"}
    [found] = _body(APIClient().get(_url("requests"), query))["results"]
    assert (found["code"], found["shifts"][0]["free"]) == (wanted.request.code, 5)


def test_a_district_that_is_not_there_is_a_problem() -> None:
    body = _body(APIClient().get(_url("requests"), {"district": "nowhere"}), 400)
    assert (body["code"], list(body["data"]["fields"])) == ("invalid", ["district"])


def test_a_request_says_nothing_of_whom_to_call() -> None:
    shift = factories.ShiftFactory.create()
    body = _body(APIClient().get(_url("request", shift.request.code)))
    assert (body["title"], "contact" in body) == (shift.request.title, False)


def test_an_application_sent_twice_with_one_key_is_one_place(api: APIClient, person: accounts.User) -> None:
    shift = factories.ShiftFactory.create()
    address, key = _url("shift-applications", shift.code), {"Idempotency-Key": "once"}
    answers = [_body(api.post(address, {}, format="json", headers=key), 201) for _ in range(2)]
    assert answers[0] == answers[1]
    assert models.Assignment.objects.get().person == person


def test_a_second_application_is_a_problem_that_says_why(api: APIClient, person: accounts.User) -> None:
    shift = factories.ShiftFactory.create()
    factories.confirmed(shift, person)
    body = _body(api.post(_url("shift-applications", shift.code), {}, format="json"), 409)
    assert (body["code"], "すでに応募しています" in body["detail"]) == ("already_applied", True)


def test_one_withdraws_and_reads_that_one_did(api: APIClient, person: accounts.User) -> None:
    place = factories.confirmed(factories.ShiftFactory.create(), person)
    done = _body(api.post(_url("assignment-withdrawal", place.code), {"reason": "急用です"}, format="json"))
    assert done["state"] == "withdrawn"
    assert _body(api.get(_url("assignment", place.code)))["state"] == "withdrawn"


def test_one_answers_invitations_to_shifts(api: APIClient, person: accounts.User) -> None:
    first, second = (factories.invited(factories.ShiftFactory.create(days=day), person) for day in (3, 4))
    states = [
        _body(api.post(_url("assignment-acceptance", first.code)))["state"],
        _body(api.post(_url("assignment-refusal", second.code)))["state"],
    ]
    assert states == ["confirmed", "declined"]


def test_the_list_is_ones_own(api: APIClient, person: accounts.User) -> None:
    mine = factories.confirmed(factories.ShiftFactory.create(), person)
    factories.confirmed(factories.ShiftFactory.create())
    assert [one["code"] for one in _body(api.get(_url("assignments")))["results"]] == [mine.code]


def test_one_checks_in_with_the_code_at_the_venue(api: APIClient, person: accounts.User) -> None:
    shift = factories.ShiftFactory.create(starts_at=NOW + timedelta(minutes=10))
    factories.confirmed(shift, person)
    token = queries.check_ins.code_of(shift, now=NOW)
    body = _body(api.post(_url("check-ins"), {"token": token}, format="json"), 201)
    assert (body["method"], body["proposed_minutes"], body["approved_at"]) == ("qr", 120, None)


def test_an_offer_is_kept_and_brings_suggestions(api: APIClient) -> None:
    shift = factories.ShiftFactory.create()
    offer = {
        "fields_of_activity": [shift.request.field.code],
        "districts": [_district(shift)],
        "times": [{"weekday": 1, "starts_at": "09:00", "ends_at": "12:00"}],
    }
    kept = _body(api.put(_url("offers"), offer, format="json"))
    [found] = _body(api.get(_url("suggestions")))
    assert {name: kept[name] for name in offer} == offer
    assert (kept["words"], kept["is_active"], kept["changed_at"]) == ("", True, "2026-05-08T12:00:00+09:00")
    assert (found["shift"]["code"], found["score"], sum(one["points"] for one in found["factors"])) == (
        shift.code,
        900,
        900,
    )


def test_without_an_offer_nothing_is_suggested(api: APIClient) -> None:
    assert _body(api.get(_url("suggestions"))) == []
    assert _body(api.get(_url("offers")), 404)["code"] == "not_found"
