"""The day itself by the API: what a device sends in batches, hours, and records of not having come."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from backend.accounts import models as accounts
from tests.factories import accounts as people
from tests.factories import offers
from tests.factories import volunteers as factories
from tests.factories.volunteers import NOW
from volunteers import models

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]


@pytest.fixture
def noon() -> Any:  # noqa: ANN401
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def shift() -> models.Shift:
    return factories.ShiftFactory.create(starts_at=NOW - timedelta(minutes=10))


@pytest.fixture
def device(client: Client, shift: models.Shift) -> Client:
    """An organiser's device, signed in."""
    client.force_login(factories.manager_of(shift.request))
    return client


def event(who: str, **more: str) -> dict[str, str]:
    return {"id": str(uuid.uuid4()), "kind": "check_in", "method": "name", "at": NOW.isoformat(), "who": who} | more


def send(client: Client, shift: models.Shift, *events: dict[str, str], **more: str) -> Any:  # noqa: ANN401
    address = reverse("api-volunteers:shift-attendance-events", args=[shift.code])
    headers = {name.replace("_", "-"): value for name, value in more.items()}
    return client.post(address, {"events": list(events)}, content_type="application/json", headers=headers)


def test_each_line_has_an_answer_with_what_to_do(device: Client, shift: models.Shift) -> None:
    place, nobody = factories.confirmed(shift), event("u-NOBODY999")
    came = event(place.code)
    results = send(device, shift, came, nobody).json()["results"]
    assert results[0] == {"id": came["id"], "outcome": "done", "assignment": place.code, "code": "", "detail": ""}
    assert (results[1]["id"], results[1]["outcome"], results[1]["code"]) == (nobody["id"], "refused", "card_unknown")
    assert "名簿のお名前から受付してください" in results[1]["detail"]


def test_a_batch_that_is_sent_again_counts_once_with_and_without_a_key(device: Client, shift: models.Shift) -> None:
    events = [event(factories.confirmed(shift).code) for _ in range(3)]
    for headers in ({}, {}, {"Idempotency_Key": "batch-1"}, {"Idempotency_Key": "batch-1"}):
        answers = send(device, shift, *events, **headers).json()["results"]
        assert [one["outcome"] for one in answers] == ["done"] * 3
    assert models.AttendanceEvent.objects.count() == 3


@pytest.mark.parametrize(
    "wrong", [{"id": "1"}, {"kind": "came"}, {"method": "qr"}, {"at": "noon"}, {"who": ""}, {"who": "a" * 41}]
)
def test_what_cannot_be_read_is_refused_as_a_whole(device: Client, shift: models.Shift, wrong: dict[str, str]) -> None:
    good = event(factories.confirmed(shift).code)
    answer = send(device, shift, good, event("a-1") | wrong)
    assert (answer.status_code, "events" in answer.json()["data"]["fields"]) == (400, True)
    assert models.AttendanceEvent.objects.count() == 0


def test_states_tell_who_is_there_without_a_name(device: Client, shift: models.Shift) -> None:
    here, missing = factories.confirmed(shift), factories.confirmed(shift)
    send(device, shift, event(here.code))
    answer = device.get(reverse("api-volunteers:shift-attendance-events", args=[shift.code]))
    assert {one["code"]: one["presence"] for one in answer.json()} == {here.code: "here", missing.code: "expected"}
    assert here.person.name not in answer.content.decode()


def test_hours_are_approved_at_once_and_taken_back(device: Client, shift: models.Shift) -> None:
    places = [factories.confirmed(shift) for _ in range(2)]
    for place in places:
        factories.AttendanceFactory.create(assignment=place)
    lines = [{"assignment_code": places[0].code}, {"assignment_code": places[1].code, "minutes": 60, "reason": "雨"}]
    address = reverse("api-volunteers:shift-hours", args=[shift.code])
    answer = device.post(address, {"lines": lines}, content_type="application/json")
    assert sorted(one["approved_minutes"] for one in answer.json()) == [60, 120]
    back = reverse("api-volunteers:assignment-hours-withdrawal", args=[places[0].code])
    assert device.post(back, {"reason": "人違い"}, content_type="application/json").json()["approved_minutes"] is None


def test_a_person_tells_their_own_hours_and_objects(client: Client, shift: models.Shift) -> None:
    person: accounts.User = people.UserFactory.create()
    came = factories.confirmed(shift, person)
    factories.AttendanceFactory.create(assignment=came)
    missed = factories.confirmed(factories.ShiftFactory.create(days=-1), person)
    models.NoShow.objects.create(assignment=missed, recorded_by=people.UserFactory.create(), recorded_at=NOW)
    client.force_login(person)
    own = reverse("api-volunteers:assignment-own-hours", args=[came.code])
    assert client.put(own, {"minutes": 150}, content_type="application/json").json()["own_minutes"] == 150
    objection = reverse("api-volunteers:assignment-objection", args=[missed.code])
    assert client.post(objection, {"reason": "行きました"}, content_type="application/json").status_code == 204
    assert models.NoShow.objects.get().objection == "行きました"


def test_several_who_did_not_come_are_recorded_by_one_call(device: Client, shift: models.Shift) -> None:
    missing, here = factories.confirmed(shift), factories.confirmed(shift)
    factories.AttendanceFactory.create(assignment=here)
    address = reverse("api-volunteers:shift-no-shows", args=[shift.code])
    sent = {"assignment_codes": [missing.code, here.code]}
    answers = [device.post(address, sent, content_type="application/json") for _ in range(2)]
    expected = {"recorded": [missing.code], "came": [here.code]}
    assert [(one.status_code, one.json()) for one in answers] == [(200, expected), (200, expected)]
    assert models.NoShow.objects.count() == 1
    nobody = device.post(address, {"assignment_codes": ["a-NOBODY999"]}, content_type="application/json")
    assert (nobody.status_code, nobody.json()["code"]) == (403, "not_confirmed")


def test_how_many_of_a_party_came_is_written_by_the_api_and_read_by_the_party(
    device: Client, shift: models.Shift
) -> None:
    place = factories.confirmed(shift)
    group = people.GroupFactory.create(representative=place.person)
    offers.party_of(place, group)
    factories.AttendanceFactory.create(assignment=place)
    address = reverse("api-volunteers:assignment-headcount", args=[place.code])
    answer = device.put(address, {"present": 3, "contact_came": False}, content_type="application/json")
    assert (answer.status_code, answer.json()) == (200, {"present": 3, "contact_came": False})
    models.Attendance.objects.update(approved_minutes=60, approved_by=place.person, approved_at=NOW, correction="見本")
    refused = device.put(address, {"present": 4}, content_type="application/json")
    assert (refused.status_code, refused.json()["code"]) == (409, "party_count_closed")
    device.force_login(place.person)
    (record,) = device.get(reverse("api-volunteers:party-hours", args=[group.code])).json()
    assert (record["year"], record["people"], record["person_minutes"]) == (2026, 3, 180)
