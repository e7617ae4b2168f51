"""Calling off: one step, and everybody hears of it."""

from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.urls import reverse

from backend.common import models as common
from backend.notices import models as notices
from tests.factories import accounts as people
from tests.factories import volunteers as factories
from tests.factories.volunteers import NOW
from tests.support.client import PageClient
from volunteers import actions, enums, errors, models

pytestmark = pytest.mark.django_db
State, Status = enums.AssignmentState, enums.RequestStatus
RAIN = "雨のため"


def _call_off(shift: models.Shift) -> models.Shift:
    return actions.call_off_shift(shift, by=factories.manager_of(shift.request), reason=RAIN, now=NOW)


def _crowd(shift: models.Shift) -> list[models.Assignment]:
    """This function will put one person into each state that still means something."""
    applied = factories.AssignmentFactory.create(shift=shift)
    return [factories.confirmed(shift), factories.waiting(shift), factories.invited(shift), applied]


def test_everybody_who_stood_to_it_is_told_and_nobody_has_a_place() -> None:
    shift = factories.ShiftFactory.create()
    crowd = _crowd(shift)
    _call_off(shift)
    shift.refresh_from_db()
    assert (shift.taken, shift.called_off_at, shift.call_off_reason) == (0, NOW, RAIN)
    states = set(shift.assignments.values_list("state", "ended_at"))
    assert states == {(State.CALLED_OFF, NOW)}
    told = notices.Notice.objects.filter(template="volunteers/called_off")
    assert {notice.user_id for notice in told} == {one.person_id for one in crowd}
    assert all(RAIN in notice.body and "【中止】" in notice.subject for notice in told)


def test_who_had_stepped_back_hears_nothing_more() -> None:
    shift = factories.ShiftFactory.create()
    gone = factories.confirmed(shift)
    actions.withdraw(gone, by=gone.person, now=NOW)
    _call_off(shift)
    gone.refresh_from_db()
    assert gone.state == State.WITHDRAWN
    assert not notices.Notice.objects.filter(template="volunteers/called_off").exists()


def test_it_is_written_down_who_called_it_off_and_why() -> None:
    shift = factories.ShiftFactory.create()
    _call_off(shift)
    kept = common.AuditEntry.objects.get(action="volunteers.call-off")
    assert (kept.subject_code, kept.reason) == (shift.code, RAIN)


def test_nobody_can_apply_for_what_is_called_off() -> None:
    shift = factories.ShiftFactory.create()
    stale = models.Shift.objects.select_related("request__organisation", "request__district").get(pk=shift.pk)
    _call_off(shift)
    person = people.UserFactory.create()
    shift.refresh_from_db()
    for seen in (shift, stale):
        with pytest.raises(errors.ShiftCalledOff):
            actions.apply_for_shift(seen, person=person, by=person, now=NOW)


@pytest.mark.parametrize("policy", enums.Policy.values)
@pytest.mark.django_db(transaction=True)
def test_who_looked_at_the_page_before_is_refused_by_the_database(policy: str) -> None:
    shift = factories.ShiftFactory.create(request__policy=policy)
    stale = models.Shift.objects.select_related("request__organisation", "request__district").get(pk=shift.pk)
    _call_off(shift)
    person = people.UserFactory.create()
    with pytest.raises(errors.ShiftCalledOff):
        actions.apply_for_shift(stale, person=person, by=person, now=NOW)
    assert not shift.assignments.exists()


def test_who_waited_for_another_shift_at_that_time_is_offered_its_free_place() -> None:
    shift, other = factories.ShiftFactory.create(), factories.ShiftFactory.create(capacity=1)
    busy = factories.confirmed(shift)
    line = factories.waiting(other, busy.person)
    _call_off(shift)
    line.refresh_from_db()
    assert line.state == State.OFFERED


def test_who_had_come_early_keeps_the_record_of_it_and_gets_no_hours() -> None:
    shift = factories.ShiftFactory.create(starts_at=NOW + timedelta(minutes=30))
    came = factories.AttendanceFactory.create(assignment=factories.confirmed(shift), checked_in_at=NOW)
    _call_off(shift)
    came.assignment.refresh_from_db()
    assert came.assignment.state == State.CALLED_OFF
    came.refresh_from_db()
    came.approved_minutes, came.approved_by, came.approved_at = 120, people.UserFactory.create(), NOW
    with pytest.raises(IntegrityError, match="attendance without a confirmed place"), transaction.atomic():
        came.save()


@pytest.mark.parametrize("starts", [-60, 0])
def test_what_has_begun_is_not_called_off_any_more(starts: int) -> None:
    shift = factories.ShiftFactory.create(starts_at=NOW + timedelta(minutes=starts))
    with pytest.raises(errors.NothingToCallOff):
        _call_off(shift)


def test_calling_off_twice_tells_nobody_twice() -> None:
    shift = factories.ShiftFactory.create()
    factories.confirmed(shift)
    _call_off(shift)
    with pytest.raises(errors.NothingToCallOff):
        _call_off(shift)
    assert notices.Notice.objects.filter(template="volunteers/called_off").count() == 1


@pytest.mark.parametrize("reason", ["", "  "])
def test_a_call_off_says_why(reason: str) -> None:
    shift = factories.ShiftFactory.create()
    with pytest.raises(errors.CallOffNeedsReason):
        actions.call_off_shift(shift, by=factories.manager_of(shift.request), reason=reason, now=NOW)


def test_a_request_is_called_off_with_all_that_is_before_it_and_nothing_behind() -> None:
    past = factories.ShiftFactory.create(days=-2)
    ahead = [factories.ShiftFactory.create(request=past.request, days=day) for day in (1, 2)]
    done, coming = factories.confirmed(past), [factories.confirmed(shift) for shift in ahead]
    by = factories.manager_of(past.request)
    actions.call_off_request(past.request, by=by, reason=RAIN, now=NOW)
    past.request.refresh_from_db()
    assert (past.request.status, past.request.call_off_reason) == (Status.CALLED_OFF, RAIN)
    for one in (done, *coming):
        one.refresh_from_db()
    assert [one.state for one in (done, *coming)] == [State.CONFIRMED, State.CALLED_OFF, State.CALLED_OFF]


def test_picked_times_are_called_off_with_their_request_and_no_new_one_can_be_picked() -> None:
    window = factories.WindowFactory.create()
    shift = factories.ShiftFactory.create(window=window, request=window.request, days=1)
    place = factories.confirmed(shift)
    actions.call_off_request(window.request, by=factories.manager_of(window.request), reason=RAIN, now=NOW)
    place.refresh_from_db()
    window.refresh_from_db()
    assert (place.state, window.minutes_taken) == (State.CALLED_OFF, 0)
    starts = shift.starts_at + timedelta(days=7)
    with pytest.raises(errors.ShiftCalledOff):
        actions.pick_time(
            window,
            starts_at=starts,
            ends_at=shift.ends_at + timedelta(days=7),
            person=place.person,
            by=place.person,
            now=NOW,
        )


@pytest.mark.parametrize("fields", [{"draft": True}, {"status": "called_off", "closed_at": NOW}])
def test_a_request_that_recruits_nobody_is_not_called_off(fields: dict[str, object]) -> None:
    request = factories.RequestFactory.create(**fields)
    with pytest.raises(errors.NothingToCallOff):
        actions.call_off_request(request, by=factories.manager_of(request), reason=RAIN, now=NOW)


@pytest.mark.parametrize(
    ("days", "called_off", "words"), [(3, True, "すでに中止になっています"), (-1, False, "もう始まっています")]
)
def test_what_cannot_be_called_off_any_more_has_no_form(days: int, called_off: bool, words: str) -> None:
    shift = factories.ShiftFactory.create(days=days)
    organiser, client = factories.manager_of(shift.request), PageClient()
    if called_off:
        actions.call_off_shift(shift, by=organiser, reason="大雨のため", now=NOW)
    client.force_login(organiser)
    with time_machine.travel(NOW, tick=False):
        page = client.get(reverse("volunteers:shift-call-off", args=[shift.code])).content.decode()
    assert (words in page, "全員に知らせる</button>" in page, "大雨のため" in page) == (True, False, called_off)
