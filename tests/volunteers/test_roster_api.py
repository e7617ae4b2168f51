"""The roster by the API: who stands to a shift, answers to applications, times put right."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from backend.common import models as common
from tests.factories import accounts as people
from tests.factories import volunteers as factories
from tests.factories.volunteers import NOW
from volunteers import enums, models

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def _send(client: Client, name: str, code: str, data: dict[str, Any], method: str = "post") -> Any:  # noqa: ANN401
    address = reverse(f"api-volunteers:{name}", args=[code])
    return getattr(client, method)(address, data, content_type="application/json")


def _came(client: Client) -> models.Assignment:
    shift = factories.ShiftFactory.create(starts_at=NOW - timedelta(hours=1))
    client.force_login(factories.manager_of(shift.request))
    place = factories.confirmed(shift)
    factories.AttendanceFactory.create(assignment=place)
    return place


def test_an_organiser_reads_who_applied_and_the_look_is_recorded(client: Client) -> None:
    shift = factories.ShiftFactory.create(request__policy=enums.Policy.ACCEPTANCE)
    client.force_login(factories.manager_of(shift.request))
    applied = factories.AssignmentFactory.create(shift=shift, message="車で行けます")
    placed = factories.confirmed(shift)
    rows = client.get(reverse("api-volunteers:shift-roster", args=[shift.code])).json()
    assert [(one["code"], one["state"], one["name"]) for one in rows] == [
        (placed.code, "confirmed", placed.person.name),
        (applied.code, "applied", applied.person.name),
    ]
    assert (rows[1]["message"], rows[1]["attendance"]) == ("車で行けます", None)
    looks = common.AuditEntry.objects.filter(action="volunteers.roster", subject_code=shift.code)
    assert set(looks.values_list("about_code", flat=True)) == {applied.person.code, placed.person.code}


def test_an_organiser_says_yes_to_one_and_no_to_another_once(client: Client) -> None:
    shift = factories.ShiftFactory.create(request__policy=enums.Policy.ACCEPTANCE)
    client.force_login(factories.manager_of(shift.request))
    first, second = factories.AssignmentFactory.create_batch(2, shift=shift, person__date_of_birth="1990-01-01")
    assert _send(client, "application-acceptance", first.code, {}).status_code == 204
    assert _send(client, "application-refusal", second.code, {"reason": "定員のため"}).status_code == 204
    again = _send(client, "application-refusal", first.code, {})
    assert (again.status_code, again.json()["code"]) == (409, "assignment_changed")
    states = models.Assignment.objects.filter(pk__in=[first.pk, second.pk]).order_by("pk")
    assert list(states.values_list("state", flat=True)) == ["confirmed", "declined"]


def test_times_are_put_right_with_a_reason_and_what_was_stays(client: Client) -> None:
    place = _came(client)
    start = place.shift.starts_at + timedelta(minutes=20)
    sent = {"stays": [{"starts_at": start.isoformat()}], "break_minutes": 10, "reason": "遅れて来たため"}
    answer = _send(client, "assignment-attendance", place.code, sent, "put").json()
    assert (len(answer["stays"]), answer["changes"][0]["reason"]) == (1, "遅れて来たため")
    assert answer["changes"][0]["before"] != answer["changes"][0]["after"]
    shown = client.get(reverse("api-volunteers:assignment-attendance", args=[place.code])).json()
    assert shown == answer


@pytest.mark.parametrize(
    "wrong", [{"reason": ""}, {"stays": []}, {"break_minutes": -1}, {"stays": [{"ends_at": None}]}]
)
def test_times_that_cannot_be_read_change_nothing(client: Client, wrong: dict[str, Any]) -> None:
    place = _came(client)
    good = {"stays": [{"starts_at": place.shift.starts_at.isoformat()}], "reason": "遅刻"}
    assert _send(client, "assignment-attendance", place.code, good | wrong, "put").status_code == 400
    assert models.AttendanceChange.objects.count() == 0


def test_a_check_in_by_mistake_is_crossed_out_once(client: Client) -> None:
    place = _came(client)
    first, again = (_send(client, "assignment-check-in-withdrawal", place.code, {"reason": "別の方"}) for _ in range(2))
    assert (first.status_code, again.status_code, again.json()["code"]) == (204, 409, "not_checked_in")
    assert models.Attendance.objects.get(assignment=place).voided_at == NOW


def test_of_who_has_not_come_there_are_no_times(client: Client) -> None:
    place = _came(client)
    missing = factories.confirmed(place.shift, people.UserFactory.create())
    answer = client.get(reverse("api-volunteers:assignment-attendance", args=[missing.code]))
    assert answer.json()["code"] == "not_checked_in"
