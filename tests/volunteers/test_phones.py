"""Telephone numbers: on the day only, to those who need them, each look in the log."""

from datetime import datetime, time, timedelta

import pytest
import time_machine
from django.urls import reverse

from backend.common import clock
from backend.common import models as common
from backend.notices import models as notices
from tests.factories import accounts as people
from tests.factories import volunteers as factories
from tests.support.client import PageClient
from volunteers import actions, models
from volunteers.actions import requests as posting

pytestmark = pytest.mark.django_db
NOW, TODAY = factories.NOW, factories.TODAY
CONTACT, PHONE = "見本 連絡係 000-0000-0000", "090-1111-2222"


def _at(days: int, hour: int, minute: int = 0) -> datetime:
    return clock.at(TODAY + timedelta(days=days), time(hour, minute))


def _place() -> models.Assignment:
    shift = factories.ShiftFactory.create(days=1)  # from 10:00 to 12:00
    return factories.confirmed(shift, people.UserFactory.create(phone=PHONE))


def _looks(action: str) -> list[tuple[str, str, str]]:
    found = common.AuditEntry.objects.filter(action=action).order_by("pk")
    return [(one.actor_code, one.about_code, one.subject_code) for one in found]


WHEN = [
    (_at(0, 23, 59), False),
    (_at(1, 0), True),
    (_at(1, 9), True),
    (_at(1, 15), True),
    (_at(1, 15, 1), False),
    (_at(2, 9), False),
]


@pytest.mark.parametrize(("now", "shown"), WHEN)
def test_the_organisers_contact_is_shown_on_the_day_alone(client: PageClient, now: datetime, shown: bool) -> None:
    place = _place()
    client.force_login(place.person)
    with time_machine.travel(now, tick=False):
        page = client.get(reverse("volunteers:assignment-detail", args=[place.code])).content.decode()
    assert (CONTACT in page, place.shift.request.meeting_point in page) == (shown, True)
    assert _looks("volunteers.day-contact") == ([(place.person.code, "", place.shift.code)] if shown else [])


@pytest.mark.parametrize("state", ["waiting", "applied"])
def test_who_has_no_place_sees_no_contact_even_on_the_day(client: PageClient, state: str) -> None:
    shift = factories.ShiftFactory.create(days=1)
    place = factories.waiting(shift) if state == "waiting" else factories.AssignmentFactory.create(shift=shift)
    client.force_login(place.person)
    with time_machine.travel(_at(1, 9), tick=False):
        page = client.get(reverse("volunteers:assignment-detail", args=[place.code])).content.decode()
    assert CONTACT not in page


@pytest.mark.parametrize(("now", "shown"), WHEN)
def test_a_volunteers_number_is_read_on_the_day_alone_if_they_share_it(
    client: PageClient, now: datetime, shown: bool
) -> None:
    place = _place()
    actions.phones.share_phone(place, shared=True, by=place.person, now=NOW)
    manager = factories.manager_of(place.shift.request)
    client.force_login(manager)
    with time_machine.travel(now, tick=False):
        answer = client.get(reverse("volunteers:assignment-phone", args=[place.code]))
    assert (answer.status_code, PHONE in answer.content.decode()) == ((200, True) if shown else (403, False))
    assert _looks("volunteers.phone") == ([(manager.code, place.person.code, place.code)] if shown else [])


def test_who_shares_nothing_is_not_called_and_the_roster_shows_no_number(client: PageClient) -> None:
    place = _place()
    client.force_login(factories.manager_of(place.shift.request))
    with time_machine.travel(_at(1, 9), tick=False):
        roster = client.get(reverse("volunteers:shift-roster", args=[place.shift.code])).content.decode()
        refused = client.get(reverse("volunteers:assignment-phone", args=[place.code]))
    assert ("電話番号を見る" in roster, PHONE in roster) == (False, False)
    assert (refused.status_code, PHONE in refused.content.decode()) == (403, False)


def test_the_roster_leads_to_the_number_of_who_shares_it_on_the_day(client: PageClient) -> None:
    place = _place()
    actions.phones.share_phone(place, shared=True, by=place.person, now=NOW)
    client.force_login(factories.manager_of(place.shift.request))
    address = reverse("volunteers:shift-roster", args=[place.shift.code])
    with time_machine.travel(_at(0, 9), tick=False):
        before = "電話番号を見る" in client.get(address).content.decode()
    with time_machine.travel(_at(1, 9), tick=False):
        roster = client.get(address).content.decode()
    assert (before, "電話番号を見る" in roster, PHONE in roster) == (False, True, False)


def test_a_volunteer_shares_the_number_for_one_activity_and_takes_it_back(client: PageClient) -> None:
    place = _place()
    client.force_login(place.person)
    page, button = (
        reverse(f"volunteers:{name}", args=[place.code]) for name in ("assignment-detail", "phone-permission")
    )
    with time_machine.travel(NOW, tick=False):
        assert "活動の日だけ電話番号を見せる" in client.get(page).content.decode()
        client.post(button, {"share": "1"})
        assert "電話番号を見せるのをやめる" in client.get(page).content.decode()
        client.post(button, {"share": "1"})
        client.post(button, {"share": "0"})
    assert not models.PhonePermission.objects.exists()
    actions_taken = (
        common.AuditEntry.objects.filter(subject_code=place.code).order_by("pk").values_list("action", flat=True)
    )
    assert list(actions_taken) == ["volunteers.share-phone"] * 2 + ["volunteers.keep-phone"]


def test_a_change_of_the_contact_tells_that_it_changed_and_not_what_it_is() -> None:
    place = _place()
    request = models.Request.objects.get(pk=place.shift.request_id)
    plan = posting.RequestPlan(
        **{name: getattr(request, name) for name in posting.CONTENT} | {"contact": "見本 新係 000-9999-9999"}
    )
    actions.revise_request(request, plan=plan, shifts=[], by=factories.manager_of(request), now=NOW)
    body = notices.Notice.objects.get(user=place.person).body
    assert ("当日の連絡先" in body, "000-9999-9999" in body, "000-0000-0000" in body) == (True, False, False)


def test_the_api_gives_both_numbers_under_the_same_rules(client: PageClient) -> None:
    place = _place()
    own = people.bearer(place.person, "volunteers:read", "volunteers:write")
    organiser = people.bearer(factories.manager_of(place.shift.request), "volunteers:read")
    contact, phone, permission = (
        reverse(f"api-volunteers:{name}", args=[place.code])
        for name in ("day-contact", "assignment-phone", "phone-permission")
    )
    with time_machine.travel(_at(0, 9), tick=False):
        assert client.get(contact, headers=own).json() == {"contact": ""}
        client.put(permission, {"shared": True}, content_type="application/json", headers=own)
        assert client.get(phone, headers=organiser).json()["code"] == "phone_not_shown"
    with time_machine.travel(_at(1, 9), tick=False):
        assert client.get(contact, headers=own).json() == {"contact": CONTACT}
        assert client.get(phone, headers=organiser).json() == {"phone": PHONE}
