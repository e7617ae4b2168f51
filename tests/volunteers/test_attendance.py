from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from backend.accounts import models as accounts
from backend.common import models as common
from backend.notices import models as notices
from points import queries as points
from tests.factories import accounts as people
from tests.factories import points as ledger
from tests.factories import volunteers as factories
from tests.factories.volunteers import NOW, TODAY
from volunteers import actions, enums, errors, models, queries

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def shift() -> models.Shift:
    """Two hours which began this morning."""
    return factories.ShiftFactory.create(starts_at=NOW - timedelta(hours=1))


def _came(shift: models.Shift) -> models.Attendance:
    return factories.AttendanceFactory.create(assignment=factories.confirmed(shift))


def _balance(person: accounts.User) -> int:
    return points.balance(person.code, now=NOW).total


def test_who_reads_the_code_at_the_venue_is_checked_in(shift: models.Shift) -> None:
    place = factories.confirmed(shift)
    token = queries.check_ins.code_of(shift, now=NOW)
    attendance = actions.check_in_by_code(token, person=place.person, now=NOW + 20 * MINUTE / 60)
    assert (attendance.assignment, attendance.method, attendance.proposed_minutes) == (place, "qr", 60)


def test_a_photo_of_the_code_is_stale_after_a_minute(shift: models.Shift) -> None:
    place = factories.confirmed(shift)
    token = queries.check_ins.code_of(shift, now=NOW)
    with pytest.raises(errors.StaleCode):
        actions.check_in_by_code(token, person=place.person, now=NOW + MINUTE)
    assert models.Attendance.objects.count() == 0


def test_a_code_that_was_read_in_time_stays_good_for_its_reader(shift: models.Shift) -> None:
    place = factories.confirmed(shift)
    token = queries.check_ins.code_of(shift, now=NOW)
    attendance = actions.check_in_by_code(token, person=place.person, now=NOW + 5 * MINUTE, read_at=NOW)
    assert attendance.checked_in_at == NOW + 5 * MINUTE


def test_a_made_up_code_is_stale() -> None:
    with pytest.raises(errors.StaleCode):
        actions.check_in_by_code("made-up", person=people.UserFactory.create(), now=NOW)


def test_who_has_no_place_is_not_checked_in(shift: models.Shift) -> None:
    waiting = factories.waiting(shift)
    token = queries.check_ins.code_of(shift, now=NOW)
    with pytest.raises(errors.NotConfirmed):
        actions.check_in_by_code(token, person=waiting.person, now=NOW)


def test_nobody_is_checked_in_twice(shift: models.Shift) -> None:
    attendance = _came(shift)
    with pytest.raises(errors.AlreadyCheckedIn):
        _by_name(shift, attendance.assignment.person)


def _by_name(shift: models.Shift, person: accounts.User, after: timedelta = timedelta()) -> models.Attendance:
    return actions.check_in(
        shift, person=person, method=enums.CheckInMethod.NAME, by=people.UserFactory.create(), now=NOW + after
    )


def test_check_in_opens_an_hour_before_the_start() -> None:
    shift = factories.ShiftFactory.create(starts_at=NOW + timedelta(hours=1, minutes=1))
    place = factories.confirmed(shift)
    with pytest.raises(errors.CheckInNotOpen, match="5月8日 12:01から5月8日 15:01まで"):
        _by_name(shift, place.person)
    assert _by_name(shift, place.person, MINUTE).assignment == place


def test_a_roster_takes_late_entries_for_two_weeks_and_the_code_does_not(shift: models.Shift) -> None:
    place, late = factories.confirmed(shift), timedelta(days=3)
    token = queries.check_ins.code_of(shift, now=NOW + late)
    with pytest.raises(errors.CheckInNotOpen):
        actions.check_in_by_code(token, person=place.person, now=NOW + late)
    with pytest.raises(errors.CheckInNotOpen):
        _by_name(shift, place.person, timedelta(days=15))
    assert _by_name(shift, place.person, late).method == "name"


def test_who_came_cannot_withdraw_any_more() -> None:
    shift = factories.ShiftFactory.create(starts_at=NOW + 10 * MINUTE)
    place = factories.confirmed(shift)
    _by_name(shift, place.person)
    with pytest.raises(errors.CheckedInStays):
        actions.withdraw(place, by=place.person, now=NOW)


def test_the_database_refuses_attendance_without_a_place(shift: models.Shift) -> None:
    applied = factories.AssignmentFactory.create(shift=shift)
    with pytest.raises(IntegrityError, match="attendance without a confirmed place"), transaction.atomic():
        factories.AttendanceFactory.create(assignment=applied)


def test_approved_hours_arrive_as_points(shift: models.Shift) -> None:
    ledger.rule("attendance", per_unit=Decimal(10))
    attendance = _came(shift)
    person = attendance.assignment.person
    approved = actions.approve_hours(attendance.assignment, by=factories.manager_of(shift.request), now=NOW)
    assert (approved.approved_minutes, approved.points, _balance(person)) == (120, 20, 20)
    assert notices.Notice.objects.get(user=person).template == "volunteers/hours_approved"


def test_the_hours_of_everybody_are_approved_at_once(shift: models.Shift) -> None:
    ledger.rule("attendance", per_unit=Decimal(10))
    came = [_came(shift) for _ in range(3)]
    lines = [actions.HoursLine(one.assignment.code) for one in came]
    actions.approve_hours_of_shift(shift, lines=lines, by=factories.manager_of(shift.request), now=NOW)
    assert [_balance(one.assignment.person) for one in came] == [20, 20, 20]


def test_one_who_did_not_come_stops_the_whole_list(shift: models.Shift) -> None:
    ledger.rule("attendance")
    came, absent = _came(shift), factories.confirmed(shift)
    lines = [actions.HoursLine(came.assignment.code), actions.HoursLine(absent.code)]
    with pytest.raises(errors.NotCheckedIn):
        actions.approve_hours_of_shift(shift, lines=lines, by=factories.manager_of(shift.request), now=NOW)
    assert _balance(came.assignment.person) == 0


def test_corrected_minutes_need_a_reason(shift: models.Shift) -> None:
    ledger.rule("attendance", per_unit=Decimal(10))
    attendance, manager = _came(shift), factories.manager_of(shift.request)
    with pytest.raises(errors.CorrectionNeedsReason):
        actions.approve_hours(attendance.assignment, minutes=60, by=manager, now=NOW)
    approved = actions.approve_hours(
        attendance.assignment, minutes=60, reason="雨のため早く終わった", by=manager, now=NOW
    )
    assert (approved.points, common.AuditEntry.objects.get(action="volunteers.approve-hours").reason) == (
        10,
        "雨のため早く終わった",
    )


def test_minutes_beyond_a_day_are_refused(shift: models.Shift) -> None:
    attendance, manager = _came(shift), factories.manager_of(shift.request)
    with pytest.raises(errors.MinutesOutOfRange):
        actions.approve_hours(attendance.assignment, minutes=1441, reason="間違い", by=manager, now=NOW)


def test_hours_are_approved_once(shift: models.Shift) -> None:
    ledger.rule("attendance", per_unit=Decimal(10))
    attendance, manager = _came(shift), factories.manager_of(shift.request)
    actions.approve_hours(attendance.assignment, by=manager, now=NOW)
    with pytest.raises(errors.HoursAlreadyApproved):
        actions.approve_hours(attendance.assignment, by=manager, now=NOW)
    assert _balance(attendance.assignment.person) == 20


def test_nobody_approves_their_own_hours(shift: models.Shift) -> None:
    manager = factories.manager_of(shift.request)
    own = factories.AttendanceFactory.create(assignment=factories.confirmed(shift, manager))
    with pytest.raises(errors.OwnHours):
        actions.approve_hours(own.assignment, by=manager, now=NOW)


def test_hours_are_not_approved_before_the_start() -> None:
    shift = factories.ShiftFactory.create(starts_at=NOW + 10 * MINUTE)
    attendance = _came(shift)
    with pytest.raises(errors.ShiftNotStarted):
        actions.approve_hours(attendance.assignment, by=factories.manager_of(shift.request), now=NOW)


def test_hours_stand_without_points_where_a_cap_is_reached(shift: models.Shift) -> None:
    ledger.rule("attendance", per_unit=Decimal(10), caps={"day": 20})
    attendance = _came(shift)
    person = attendance.assignment.person
    ledger.earn(person, 2, happened_on=TODAY, now=NOW)
    approved = actions.approve_hours(attendance.assignment, by=factories.manager_of(shift.request), now=NOW)
    assert (approved.is_approved, approved.points, _balance(person)) == (True, 0, 20)


def test_hours_stand_without_points_where_no_rule_is_in_force(shift: models.Shift) -> None:
    approved = actions.approve_hours(_came(shift).assignment, by=factories.manager_of(shift.request), now=NOW)
    assert (approved.is_approved, approved.points) == (True, 0)


def test_an_approval_taken_back_takes_its_points_and_can_be_given_anew(shift: models.Shift) -> None:
    ledger.rule("attendance", per_unit=Decimal(10))
    attendance, manager = _came(shift), factories.manager_of(shift.request)
    assignment = attendance.assignment
    actions.approve_hours(assignment, by=manager, now=NOW)
    withdrawn = actions.withdraw_hours_approval(assignment, reason="人を間違えた", by=manager, now=NOW)
    assert (withdrawn.is_approved, _balance(assignment.person)) == (False, 0)
    again = actions.approve_hours(assignment, minutes=90, reason="早く帰った", by=manager, now=NOW)
    assert (again.points, _balance(assignment.person)) == (15, 15)
    assert [len(check.differences(TODAY)) for check in points.CHECKS] == [0] * len(points.CHECKS)


def test_an_approval_whose_points_are_spent_stays(shift: models.Shift) -> None:
    ledger.rule("attendance", per_unit=Decimal(10))
    attendance, manager = _came(shift), factories.manager_of(shift.request)
    actions.approve_hours(attendance.assignment, by=manager, now=NOW)
    ledger.order(ledger.PerkFactory.create(price=20), attendance.assignment.person, now=NOW)
    with pytest.raises(errors.PointsSpent):
        actions.withdraw_hours_approval(attendance.assignment, reason="人を間違えた", by=manager, now=NOW)
    attendance.refresh_from_db()
    assert attendance.is_approved


def test_there_is_no_approval_to_take_back_twice(shift: models.Shift) -> None:
    attendance, manager = _came(shift), factories.manager_of(shift.request)
    with pytest.raises(errors.HoursNotApproved):
        actions.withdraw_hours_approval(attendance.assignment, reason="間違い", by=manager, now=NOW)


def test_a_look_at_a_roster_is_noted_for_everybody_on_it(shift: models.Shift) -> None:
    seen = [factories.confirmed(shift).person, factories.waiting(shift).person]
    manager = factories.manager_of(shift.request)
    actions.read_roster(shift, by=manager, now=NOW)
    looks = common.AuditEntry.objects.filter(kind="look", actor_code=manager.code, subject_code=shift.code)
    assert sorted(looks.values_list("about_code", flat=True)) == sorted(person.code for person in seen)
