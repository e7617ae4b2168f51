"""People who use no screen: their desk writes down what they say about their activities, by page and API."""

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.urls import reverse
from rest_framework.test import APIClient

from backend.accounts import models as accounts
from backend.common import models as common
from backend.notices import models as notices
from tests.factories import accounts as people
from tests.factories import volunteers as factories
from tests.factories.volunteers import NOW
from tests.support.client import PageClient
from volunteers import models
from volunteers.actions import desks as actions

pytestmark = pytest.mark.django_db
CENTER = "mihon"


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def person() -> accounts.User:
    """Somebody of the center's district who has no mail."""
    made: accounts.User = people.UserFactory.create(
        email=None, district=people.DistrictFactory.create(center_code=CENTER)
    )
    return made


@pytest.fixture
def desk(client: PageClient) -> accounts.User:
    staff = people.staff_of(CENTER)
    client.force_login(staff)
    return staff


@pytest.fixture
def client() -> PageClient:
    return PageClient()


def _path(person: accounts.User) -> str:
    return reverse("volunteers:person-assignments", args=[person.code])


def _said(place: models.Assignment, **fields: str) -> dict[str, str]:
    return {"assignment": place.code, **{f"{place.code}-{name}": value for name, value in fields.items()}}


def test_a_desk_sees_what_somebody_has_before_them_and_the_look_is_written_down(
    client: PageClient, desk: accounts.User, person: accounts.User
) -> None:
    place = factories.confirmed(factories.ShiftFactory.create(), person)
    over = factories.confirmed(factories.ShiftFactory.create(days=-3), person)
    page = client.get(_path(person)).content.decode()
    assert (place.code in page, over.code in page) == (True, False)
    assert common.AuditEntry.objects.filter(action="volunteers.assignments", about_code=person.code).count() == 1


def test_somebody_who_calls_withdraws_and_the_next_in_line_has_the_place(
    client: PageClient, desk: accounts.User, person: accounts.User
) -> None:
    shift = factories.ShiftFactory.create(capacity=1)
    place, following = factories.confirmed(shift, person), factories.waiting(shift)
    client.post(_path(person), _said(place, step="withdraw", reason="腰を痛めた", agrees="on"))
    place.refresh_from_db()
    following.refresh_from_db()
    assert (place.state, following.state) == ("withdrawn", "offered")
    written = common.AuditEntry.objects.get(action="volunteers.withdraw")
    assert (written.actor_code, written.about_code, written.reason) == (desk.code, person.code, "腰を痛めた")
    assert notices.Notice.objects.filter(user=person, template="volunteers/withdrawn").count() == 1


@pytest.mark.parametrize(("step", "state"), [("accept", "confirmed"), ("decline", "declined")])
def test_an_invitation_is_answered_at_the_desk(
    client: PageClient, desk: accounts.User, person: accounts.User, step: str, state: str
) -> None:
    shift = factories.ShiftFactory.create()
    models.Request.objects.filter(pk=shift.request_id).update(insurance="own", insurance_reason="刈払機を使うため")
    place = factories.invited(models.Shift.objects.get(pk=shift.pk), person)
    client.post(_path(person), _said(place, step=step, agrees="on"))
    place.refresh_from_db()
    assert place.state == state


def test_nothing_is_written_before_the_person_was_asked_and_what_was_typed_stays(
    client: PageClient, desk: accounts.User, person: accounts.User
) -> None:
    place = factories.confirmed(factories.ShiftFactory.create(), person)
    page = client.post(_path(person), _said(place, step="withdraw", reason="腰を痛めた")).content.decode()
    assert ("ご本人に確かめてから" in page, 'value="腰を痛めた"' in page) == (True, True)
    place.refresh_from_db()
    assert place.state == "confirmed"


def test_what_has_changed_meanwhile_is_said(client: PageClient, desk: accounts.User, person: accounts.User) -> None:
    place = factories.confirmed(factories.ShiftFactory.create(), person)
    refused = client.post(_path(person), _said(place, step="accept", agrees="on"))
    assert "正しく選択してください" in refused.content.decode()
    place.refresh_from_db()
    assert place.state == "confirmed"


def test_what_cannot_be_done_any_more_is_said(
    client: PageClient, desk: accounts.User, person: accounts.User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A second desk was faster: its answer came between the page and the writing."""
    place = factories.confirmed(factories.ShiftFactory.create(), person)
    faster = actions.answer_at_desk

    def late(assignment: models.Assignment, **said: Any) -> models.Assignment:  # noqa: ANN401
        faster(assignment, **said)
        return faster(assignment, **said)

    monkeypatch.setattr(actions, "answer_at_desk", late)
    refused = client.post(_path(person), _said(place, step="withdraw", reason="腰を痛めた", agrees="on"))
    assert (refused.status_code, "腰を痛めた" in refused.content.decode()) == (409, True)


def test_a_place_of_another_person_is_not_reached_through_ones_own_people(
    client: PageClient, desk: accounts.User, person: accounts.User
) -> None:
    other = factories.confirmed(factories.ShiftFactory.create())
    client.post(_path(person), _said(other, step="withdraw", agrees="on"))
    other.refresh_from_db()
    assert (other.state, client.get(_path(other.person)).status_code) == ("confirmed", 404)


def test_after_an_application_the_desk_stands_before_what_comes_next(
    client: PageClient, desk: accounts.User, person: accounts.User
) -> None:
    accounts.User.objects.filter(pk=person.pk).update(date_of_birth="2015-04-02")
    shift = factories.ShiftFactory.create()
    path = reverse("volunteers:shift-desk-applications", args=[shift.code])
    done = client.post(path, {"person": person.code, "agrees": "on", "message": ""}, follow=True)
    made = models.Assignment.objects.get()
    assert made.state == "held"
    assert reverse("volunteers:consent-record", args=[made.code]) in done.content.decode()


def test_a_desk_is_told_of_somebody_else_that_they_have_applied(
    client: PageClient, desk: accounts.User, person: accounts.User
) -> None:
    shift = factories.ShiftFactory.create()
    factories.confirmed(shift, person)
    path = reverse("volunteers:shift-desk-applications", args=[shift.code])
    page = client.post(path, {"person": person.code, "agrees": "on", "adult": "on", "message": ""}).content.decode()
    assert ("この方は、この回にすでに申し込んでいます" in page, "すでに応募しています" in page) == (True, False)


def _device(user: accounts.User) -> APIClient:
    client = APIClient()
    client.force_login(user)
    return client


def test_a_desk_answers_by_the_api_once(person: accounts.User) -> None:
    shift = factories.ShiftFactory.create(capacity=1)
    place = factories.confirmed(shift, person)
    device = _device(people.staff_of(CENTER))
    listed = device.get(reverse("api-volunteers:person-assignments", args=[person.code]))
    assert [one["code"] for one in listed.json()] == [place.code]
    address = reverse("api-volunteers:person-assignment-answers", args=[person.code, place.code])
    sent = [
        device.post(address, {"step": "withdraw", "reason": "電話で"}, format="json", HTTP_IDEMPOTENCY_KEY="one")
        for _ in range(2)
    ]
    assert [(one.status_code, one.json()["state"]) for one in sent] == [(201, "withdrawn")] * 2
    assert common.AuditEntry.objects.filter(action="volunteers.withdraw").count() == 1


def test_another_desk_reaches_nobody_by_the_api(person: accounts.User) -> None:
    place = factories.confirmed(factories.ShiftFactory.create(), person)
    device = _device(people.staff_of("betsu"))
    address = reverse("api-volunteers:person-assignment-answers", args=[person.code, place.code])
    assert device.post(address, {"step": "withdraw"}, format="json").status_code == 404
    place.refresh_from_db()
    assert place.state == "confirmed"
