"""Somebody just comes: who runs the activity gives them a free place and checks them in, at one stroke."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, connection
from django.urls import reverse
from rest_framework.test import APIClient

from backend.accounts import models as accounts
from backend.common import errors as common_errors
from backend.common import models as common
from backend.notices import models as notices
from tests.factories import accounts as people
from tests.factories import consents, offers
from tests.factories import volunteers as factories
from tests.factories.volunteers import NOW
from tests.support.client import PageClient
from volunteers import actions, errors, models, queries
from volunteers.actions import walk_ins

pytestmark = pytest.mark.django_db
GROWN_UP = date(1980, 4, 1)


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def shift() -> models.Shift:
    """One that began ten minutes ago."""
    made: models.Shift = factories.ShiftFactory.create(starts_at=NOW - timedelta(minutes=10), capacity=1)
    return made


@pytest.fixture
def organiser(shift: models.Shift) -> accounts.User:
    return factories.manager_of(shift.request)


@pytest.fixture
def person() -> accounts.User:
    made: accounts.User = people.UserFactory.create(date_of_birth=GROWN_UP)
    return made


def _admit(shift: models.Shift, person: accounts.User, by: accounts.User, **said: Any) -> models.Attendance:  # noqa: ANN401
    return actions.admit(shift, person=person, by=by, now=NOW, **said)


def test_who_just_comes_has_a_place_and_is_checked_in(
    shift: models.Shift, organiser: accounts.User, person: accounts.User
) -> None:
    came = _admit(shift, person, organiser)
    shift.refresh_from_db()
    assert (came.assignment.state, came.assignment.person, came.checked_in_at, shift.taken) == (
        "confirmed",
        person,
        NOW,
        1,
    )
    assert notices.Notice.objects.filter(user=person, template="volunteers/walked_in").count() == 1
    written = common.AuditEntry.objects.get(action="volunteers.admit")
    assert (written.actor_code, written.about_code) == (organiser.code, person.code)


def test_without_a_free_place_nobody_is_let_in(
    shift: models.Shift, organiser: accounts.User, person: accounts.User
) -> None:
    factories.confirmed(shift)
    with pytest.raises(errors.WalkInFull) as refused:
        _admit(shift, person, organiser)
    assert "定員（1人）" in refused.value.sentence
    assert not models.Attendance.objects.exists()


def test_a_place_that_somebody_gave_up_by_phone_is_free_for_who_comes(
    shift: models.Shift, organiser: accounts.User, person: accounts.User
) -> None:
    ill = factories.confirmed(shift)
    actions.hear_withdrawal(ill, said_by="self", reason="熱が出た", by=organiser, now=NOW)
    assert _admit(shift, person, organiser).assignment.is_confirmed


def test_who_has_a_place_elsewhere_at_that_time_is_not_let_in(
    shift: models.Shift, organiser: accounts.User, person: accounts.User
) -> None:
    factories.confirmed(factories.ShiftFactory.create(starts_at=shift.starts_at), person)
    with pytest.raises(errors.WalkInOverlaps):
        _admit(shift, person, organiser)


def test_who_has_a_place_is_only_checked_in(
    shift: models.Shift, organiser: accounts.User, person: accounts.User
) -> None:
    place = factories.confirmed(shift, person)
    assert _admit(shift, person, organiser).assignment == place
    assert not notices.Notice.objects.filter(template="volunteers/walked_in").exists()
    with pytest.raises(errors.AlreadyCheckedIn):
        _admit(shift, person, organiser)


@pytest.mark.parametrize("state", ["invited", "waiting"])
def test_who_stands_to_the_shift_already_keeps_the_one_row(
    shift: models.Shift, organiser: accounts.User, person: accounts.User, state: str
) -> None:
    place = getattr(factories, state)(shift, person)
    came = _admit(shift, person, organiser)
    shift.refresh_from_db()
    assert (came.assignment, shift.taken) == (place, 1)


def test_an_offered_place_is_not_counted_twice(organiser: accounts.User, person: accounts.User) -> None:
    early = factories.ShiftFactory.create(
        request=models.Request.objects.get(), starts_at=NOW + timedelta(minutes=30), capacity=1
    )
    place = factories.offered(early, person, hours=0.2)
    came = _admit(early, person, organiser)
    early.refresh_from_db()
    assert (came.assignment, early.taken) == (place, 1)


def test_a_minor_without_a_consent_is_told_what_to_do(shift: models.Shift, organiser: accounts.User) -> None:
    with pytest.raises(errors.WalkInNeedsConsent) as refused:
        _admit(shift, consents.minor(), organiser, stated=["adult"])
    assert "この先の回に申し込むと" in refused.value.sentence


def test_a_minor_whose_guardian_consented_to_the_field_is_let_in(shift: models.Shift, organiser: accounts.User) -> None:
    minor = consents.minor()
    consents.given(minor, field=shift.request.field)
    assert _admit(shift, minor, organiser).assignment.is_confirmed


def test_whose_age_nobody_knows_is_asked(shift: models.Shift, organiser: accounts.User) -> None:
    stranger = people.UserFactory.create(date_of_birth=None)
    with pytest.raises(errors.MajorityUnasked):
        _admit(shift, stranger, organiser)
    assert _admit(shift, stranger, organiser, stated=["adult"]).assignment.says_adult


def test_the_conditions_of_the_request_hold_at_the_door(
    shift: models.Shift, organiser: accounts.User, person: accounts.User
) -> None:
    models.Request.objects.update(insurance="own", insurance_reason="刈払機を使うため")
    fresh = models.Shift.objects.select_related("request").get()
    with pytest.raises(errors.InsuranceUnconfirmed):
        _admit(fresh, person, organiser)
    assert _admit(fresh, person, organiser, stated=["insurance"]).assignment.stated == ["insurance"]


@pytest.mark.parametrize("minutes", [-61, 121])
def test_nobody_is_let_in_before_or_after(minutes: int, organiser: accounts.User, person: accounts.User) -> None:
    shift = models.Shift.objects.get()
    with pytest.raises(errors.CheckInNotOpen):
        actions.admit(shift, person=person, by=organiser, now=shift.starts_at + timedelta(minutes=minutes))


def test_a_draft_and_what_was_called_off_let_nobody_in(organiser: accounts.User, person: accounts.User) -> None:
    shift = models.Shift.objects.select_related("request").get()
    shift.request.status = "draft"
    with pytest.raises(errors.RequestNotOpen):
        _admit(shift, person, organiser)
    shift.called_off_at = NOW
    with pytest.raises(errors.ShiftCalledOff):
        _admit(shift, person, organiser)


def test_who_answers_for_a_party_that_was_asked_answers_for_it_first(
    shift: models.Shift, organiser: accounts.User, person: accounts.User
) -> None:
    asked = factories.invited(shift, person)
    offers.party_of(asked, people.GroupFactory.create(representative=person))
    with pytest.raises(errors.WalkInOfParty):
        _admit(shift, person, organiser)


def test_a_closed_request_still_lets_in_who_comes(
    shift: models.Shift, organiser: accounts.User, person: accounts.User
) -> None:
    actions.close_request(shift.request, by=organiser, now=NOW)
    fresh = models.Shift.objects.select_related("request__organisation").get()
    assert _admit(fresh, person, organiser).assignment.is_confirmed


def test_the_database_checks_in_no_minor_without_a_consent(shift: models.Shift) -> None:
    place = factories.confirmed(shift, consents.minor())
    factories.AttendanceFactory.create(assignment=place)
    with pytest.raises(IntegrityError) as refused:
        connection.cursor().execute("SET CONSTRAINTS ALL IMMEDIATE")
    assert common_errors.constraint_of(refused.value) == "attendance_of_a_minor_has_consent"


# Doors ---------------------------------------------------------------------------------------------------------------


def _path(shift: models.Shift) -> str:
    return reverse("volunteers:shift-walk-in", args=[shift.code])


def test_the_page_lets_in_by_the_number_on_the_card(
    shift: models.Shift, organiser: accounts.User, person: accounts.User
) -> None:
    client = PageClient()
    client.force_login(organiser)
    reception = reverse("volunteers:shift-reception", args=[shift.code])
    assert _path(shift) in client.get(reception).content.decode()
    typed = person.code.removeprefix("u-").upper()
    done = client.post(_path(shift), {"code": typed, "agrees": "on"}, follow=True).content.decode()
    assert (f"{person.display_name}さんの参加を決め、受付をしました" in done, models.Attendance.objects.count()) == (
        True,
        1,
    )


def test_a_refusal_keeps_what_was_typed(shift: models.Shift, organiser: accounts.User) -> None:
    client, minor = PageClient(), consents.minor()
    client.force_login(organiser)
    page = client.post(_path(shift), {"code": minor.code, "agrees": "on"}).content.decode()
    assert ("この方は18歳未満で" in page, f'value="{minor.code}"' in page) == (True, True)


def test_a_desk_that_only_checks_in_sees_no_such_way(shift: models.Shift) -> None:
    models.Shift.objects.update(center_code="mihon")
    client = PageClient()
    client.force_login(people.staff_of("mihon"))
    reception = client.get(reverse("volunteers:shift-reception", args=[shift.code])).content.decode()
    assert (_path(shift) in reception, client.get(_path(shift)).status_code) == (False, 404)


def test_nobody_finds_people_by_trying_numbers(
    shift: models.Shift, organiser: accounts.User, person: accounts.User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(walk_ins, "TRIES", 2)
    for _ in range(2):
        with pytest.raises(errors.PersonUnknown):
            actions.holder(actions.Shown(number="zzzzzzzzz"), by=organiser, now=NOW)
    with pytest.raises(errors.NumberTriesTooMany):
        actions.holder(actions.Shown(number=person.code), by=organiser, now=NOW)


def test_a_program_lets_in_by_the_card_once(
    shift: models.Shift, organiser: accounts.User, person: accounts.User
) -> None:
    device = APIClient()
    device.force_login(organiser)
    body = {"card": queries.check_ins.card_of(person, now=NOW)}
    address = reverse("api-volunteers:shift-walk-ins", args=[shift.code])
    sent = [device.post(address, body, format="json", HTTP_IDEMPOTENCY_KEY="one") for _ in range(2)]
    assert [one.status_code for one in sent] == [201, 201]
    assert sent[0].json()["assignment"] == models.Assignment.objects.get().code
    assert device.post(address, {}, format="json").status_code == 400
