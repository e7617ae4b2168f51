"""An organiser who is told by phone that somebody does not come writes it down for them."""

from collections.abc import Iterator
from datetime import timedelta

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
from tests.factories import bookings as rooms
from tests.factories import offers
from tests.factories import volunteers as factories
from tests.factories.volunteers import NOW
from tests.support.client import PageClient
from volunteers import actions, errors, models
from volunteers.actions import desks

pytestmark = pytest.mark.django_db
SAID = {"said_by": "family", "reason": "熱が出た"}


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def shift() -> models.Shift:
    made: models.Shift = factories.ShiftFactory.create(capacity=1)
    return made


@pytest.fixture
def organiser(shift: models.Shift) -> accounts.User:
    return factories.manager_of(shift.request)


def _hear(place: models.Assignment, by: accounts.User) -> models.Assignment:
    return actions.hear_withdrawal(place, by=by, now=NOW, **SAID)


def _path(place: models.Assignment, app: str = "volunteers") -> str:
    return reverse(f"{app}:assignment-heard-withdrawal", args=[place.code])


def test_who_does_not_come_frees_the_place_for_the_next_in_line(shift: models.Shift, organiser: accounts.User) -> None:
    place, following = factories.confirmed(shift), factories.waiting(shift)
    _hear(place, organiser)
    states = models.Assignment.objects.in_bulk([place.pk, following.pk])
    assert [states[one.pk].state for one in (place, following)] == ["withdrawn", "offered"]
    assert models.Shift.objects.get().taken == 1


def test_who_said_it_and_why_is_kept_and_the_volunteer_is_told(shift: models.Shift, organiser: accounts.User) -> None:
    place = factories.confirmed(shift)
    _hear(place, organiser)
    heard = models.HeardWithdrawal.objects.get()
    assert (heard.said_by, heard.reason, heard.noted_by, heard.noted_at) == ("family", "熱が出た", organiser, NOW)
    told = notices.Notice.objects.get(user=place.person, template="volunteers/withdrawal_heard")
    assert ("ご家族" in told.body, "熱が出た" in told.body) == (True, True)
    written = common.AuditEntry.objects.get(action="volunteers.hear-withdrawal")
    assert (written.actor_code, written.about_code, written.reason) == (organiser.code, place.person.code, "熱が出た")


@pytest.mark.parametrize("state", ["invited", "waiting", "offered"])
def test_whoever_stands_to_the_shift_may_call(shift: models.Shift, organiser: accounts.User, state: str) -> None:
    assert _hear(getattr(factories, state)(shift), organiser).state == "withdrawn"


def test_who_calls_after_the_start_is_not_missing(organiser: accounts.User, shift: models.Shift) -> None:
    place = factories.confirmed(shift)
    late = shift.starts_at + timedelta(minutes=10)
    actions.record_no_show(place, by=organiser, now=late)
    actions.hear_withdrawal(place, by=organiser, now=late, **SAID)
    no_show = models.NoShow.objects.get()
    assert (no_show.is_undone, no_show.undo_reason) == (True, "来られないと連絡があったため")


def test_after_the_end_nothing_is_heard_any_more(organiser: accounts.User, shift: models.Shift) -> None:
    place = factories.confirmed(shift)
    with pytest.raises(errors.ShiftEnded):
        actions.hear_withdrawal(place, by=organiser, now=shift.ends_at, **SAID)


def test_who_came_does_not_withdraw(organiser: accounts.User, shift: models.Shift) -> None:
    place = factories.AttendanceFactory.create(assignment=factories.confirmed(shift)).assignment
    with pytest.raises(errors.CheckedInStays):
        _hear(place, organiser)


def test_a_second_call_says_that_it_is_known(organiser: accounts.User, shift: models.Shift) -> None:
    place = factories.confirmed(shift)
    _hear(place, organiser)
    with pytest.raises(errors.AssignmentChanged):
        _hear(place, organiser)


def test_without_a_reason_nothing_is_written(organiser: accounts.User, shift: models.Shift) -> None:
    place = factories.confirmed(shift)
    with pytest.raises(errors.WithdrawalNeedsReason):
        actions.hear_withdrawal(place, said_by="self", reason=" ", by=organiser, now=NOW)
    place.refresh_from_db()
    assert place.state == "confirmed"


def test_the_database_hears_of_nobody_who_stays(organiser: accounts.User, shift: models.Shift) -> None:
    place = factories.confirmed(shift)
    models.HeardWithdrawal.objects.create(assignment=place, noted_by=organiser, noted_at=NOW, **SAID)
    with pytest.raises(IntegrityError) as refused:
        connection.cursor().execute("SET CONSTRAINTS ALL IMMEDIATE")
    assert common_errors.constraint_of(refused.value) == "heard_withdrawal_is_of_who_withdrew"


def test_everybody_who_answers_for_a_party_is_told(shift: models.Shift, organiser: accounts.User) -> None:
    place = factories.confirmed(shift)
    offers.party_of(place, people.GroupFactory.create(representative=place.person))
    _hear(models.Assignment.objects.get(pk=place.pk), organiser)
    told = notices.Notice.objects.get(user=place.person, template="volunteers/withdrawal_heard")
    assert "の席は、すべて空きました" in told.body


def test_the_organiser_finds_the_way_on_the_roster_and_the_volunteer_reads_it(
    shift: models.Shift, organiser: accounts.User
) -> None:
    place, client = factories.confirmed(shift), PageClient()
    client.force_login(organiser)
    roster = reverse("volunteers:shift-roster", args=[shift.code])
    assert _path(place) in client.get(roster).content.decode()
    missing = client.post(_path(place), {"said_by": "family", "reason": ""}).content.decode()
    assert "うかがった理由を書いてください" in missing
    done = client.post(_path(place), SAID, follow=True).content.decode()
    assert "辞退を書きとめ、ご本人にお知らせしました" in done
    client.force_login(place.person)
    own = client.get(reverse("volunteers:assignment-detail", args=[place.code])).content.decode()
    assert "理由：「熱が出た」" in own


def test_a_refusal_keeps_what_was_typed(shift: models.Shift, organiser: accounts.User) -> None:
    place, client = factories.confirmed(shift), PageClient()
    actions.withdraw(place, by=place.person, now=NOW)
    client.force_login(organiser)
    page = client.post(_path(place), SAID).content.decode()
    assert ("状況が変わった" in page, 'value="熱が出た"' in page) == (True, True)


def test_a_program_writes_it_down_once(shift: models.Shift, organiser: accounts.User) -> None:
    place, device = factories.confirmed(shift), APIClient()
    device.force_login(organiser)
    sent = [
        device.post(_path(place, "api-volunteers"), SAID, format="json", HTTP_IDEMPOTENCY_KEY="one") for _ in range(2)
    ]
    assert [one.status_code for one in sent] == [204, 204]
    assert models.HeardWithdrawal.objects.count() == 1


# What the organiser reads ---------------------------------------------------------------------------------------------


def _at_desk(shift: models.Shift, reason: str = "腰を痛めた") -> models.Assignment:
    """This function will let somebody of the district of mihon say at their desk that they do not come."""
    rooms.CenterFactory.create(code="mihon", name="見本交流センター")
    person = people.UserFactory.create(district=people.DistrictFactory.create(center_code="mihon"))
    place = factories.confirmed(shift, person)
    staff = people.staff_of("mihon")
    return desks.answer_at_desk(place, step="withdraw", reason=reason, by=staff, now=NOW)


def _roster(shift: models.Shift, reader: accounts.User) -> str:
    client = PageClient()
    client.force_login(reader)
    return client.get(reverse("volunteers:shift-roster", args=[shift.code])).content.decode()


def test_the_roster_shows_who_told_a_desk_or_the_organisation_and_the_look_is_recorded(
    shift: models.Shift, organiser: accounts.User
) -> None:
    own = _hear(factories.confirmed(shift), organiser)
    gone = _at_desk(models.Shift.objects.get(pk=shift.pk))
    page = _roster(shift, organiser)
    assert f"5月8日（金）12:00に{shift.request.organisation.name}が、ご家族から聞いて書きとめました" in page
    assert "5月8日（金）12:00に見本交流センターの窓口が、ご本人から聞いて書きとめました" in page
    assert ("「熱が出た」" in page, "「腰を痛めた」" in page) == (True, True)
    looks = common.AuditEntry.objects.filter(action="volunteers.roster", subject_code=shift.code)
    assert set(looks.values_list("about_code", flat=True)) >= {own.person.code, gone.person.code}


def test_who_withdrew_by_their_own_page_is_not_named(shift: models.Shift, organiser: accounts.User) -> None:
    place = factories.confirmed(shift)
    actions.withdraw(place, by=place.person, now=NOW, reason="都合が悪い")
    page = _roster(shift, organiser)
    assert (place.person.name in page, "都合が悪い" in page) == (False, False)


def test_who_was_only_invited_stays_unnamed(shift: models.Shift, organiser: accounts.User) -> None:
    place = _hear(factories.invited(shift), organiser)
    assert place.person.name not in _roster(shift, organiser)


def test_the_desk_of_the_place_reads_no_reasons(organiser: accounts.User, shift: models.Shift) -> None:
    models.Shift.objects.filter(pk=shift.pk).update(center_code="hama")
    place = _hear(factories.confirmed(shift), organiser)
    page = _roster(shift, people.staff_of("hama"))
    assert (place.person.name in page, "熱が出た" in page) == (False, False)


def test_a_desk_need_not_hear_why_and_the_volunteer_reads_that_it_wrote(shift: models.Shift) -> None:
    place, client = _at_desk(shift, reason=""), PageClient()
    client.force_login(place.person)
    page = client.get(reverse("volunteers:assignment-detail", args=[place.code])).content.decode()
    assert ("窓口が、辞退の連絡を書きとめました" in page, "理由：" in page) == (True, False)


def test_an_administrator_at_a_desk_is_the_city(shift: models.Shift, organiser: accounts.User) -> None:
    place = factories.confirmed(shift)
    people.MunicipalityFactory.create()
    desks.answer_at_desk(place, step="withdraw", reason="", by=people.administrator(), now=NOW)
    assert "見本市の窓口が、ご本人から聞いて書きとめました" in _roster(shift, organiser)


def test_a_program_reads_what_was_heard_and_the_look_is_recorded(shift: models.Shift, organiser: accounts.User) -> None:
    place, device = _at_desk(shift), APIClient()
    device.force_login(organiser)
    [shown] = device.get(reverse("api-volunteers:shift-heard-withdrawals", args=[shift.code])).json()
    assert shown == {
        "code": place.code,
        "name": place.person.display_name,
        "said_by": "self",
        "reason": "腰を痛めた",
        "at_desk": True,
        "seat": "見本交流センターの窓口",
        "noted_at": "2026-05-08T12:00:00+09:00",
    }
    looked = common.AuditEntry.objects.get(action="volunteers.roster")
    assert (looked.about_code, looked.actor_code) == (place.person.code, organiser.code)
