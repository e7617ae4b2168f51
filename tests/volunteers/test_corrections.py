"""Times put right, check-ins crossed out, sheets typed in, hours told by who helped, and records of not having come."""

from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from backend.accounts import models as accounts
from backend.common import models as common
from backend.notices import models as notices
from points import queries as points
from tests.factories import accounts as people
from tests.factories import events
from tests.factories import points as ledger
from tests.factories import volunteers as factories
from tests.factories.volunteers import NOW, TODAY
from volunteers import actions, enums, errors, models, queries

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def shift() -> models.Shift:
    """This morning, ten to twelve; it is noon."""
    return factories.ShiftFactory.create(days=0, capacity=20)


@pytest.fixture
def by(shift: models.Shift) -> accounts.User:
    return factories.manager_of(shift.request)


def came(shift: models.Shift) -> models.Assignment:
    place = factories.confirmed(shift)
    factories.AttendanceFactory.create(assignment=place)
    return models.Assignment.objects.detailed().get(pk=place.pk)


def at(hour: int, minute: int = 0) -> datetime:
    return factories.morning(0) + timedelta(hours=hour - 10, minutes=minute)


def correct(
    place: models.Assignment, by: accounts.User, *stays: tuple[datetime, datetime | None], **more: object
) -> None:
    given = {"break_minutes": 0, "reason": "受付が混んだ"} | more
    actions.correct_attendance(place, stays=list(stays), by=by, now=NOW, **given)  # type: ignore[arg-type]


# Corrections ---------------------------------------------------------------------------------------------------------


def test_times_put_right_stand_beside_what_was(shift: models.Shift, by: accounts.User) -> None:
    place = came(shift)
    correct(place, by, (at(10, 30), at(11)), (at(11, 15), None), break_minutes=10)
    attendance = models.Attendance.objects.get()
    change = models.AttendanceChange.objects.get()
    assert (attendance.proposed_minutes, attendance.stays.count()) == (65, 2)
    assert (change.before, change.after, change.reason, change.made_by) == (
        "10:00〜 120分",
        "10:30〜11:00、11:15〜（休憩10分） 65分",
        "受付が混んだ",
        by,
    )


def test_the_person_is_told_what_was_and_what_is(shift: models.Shift, by: accounts.User) -> None:
    place = came(shift)
    correct(place, by, (at(10, 30), None))
    told = notices.Notice.objects.get(user=place.person)
    assert [words for words in ("10:00〜 120分", "10:30〜 90分", "受付が混んだ") if words not in told.body] == []


def test_nothing_is_put_right_without_a_reason(shift: models.Shift, by: accounts.User) -> None:
    place = came(shift)
    with pytest.raises(errors.ChangeNeedsReason):
        correct(place, by, (at(10, 30), None), reason=" ")
    assert models.Attendance.objects.get().proposed_minutes == 120


@pytest.mark.parametrize(
    ("stays", "error"),
    [
        ([(at(10), at(11)), (at(10, 30), None)], errors.StaysOverlap),
        ([(at(11), at(10))], errors.StayEndsBeforeItStarts),
        ([(at(8), None)], errors.TimeImplausible),
        ([(at(10), at(12, 30))], errors.TimeImplausible),
    ],
)
def test_times_that_cannot_be_are_refused(
    shift: models.Shift, by: accounts.User, stays: list[tuple[datetime, datetime | None]], error: type[Exception]
) -> None:
    place = came(shift)
    with pytest.raises(error):
        correct(place, by, *stays)
    assert models.Stay.objects.get().starts_at == at(10)


def test_approved_hours_are_withdrawn_before_times_are_put_right(shift: models.Shift, by: accounts.User) -> None:
    ledger.rule("attendance", per_unit=Decimal(10))
    place = came(shift)
    actions.approve_hours(place, by=by, now=NOW)
    with pytest.raises(errors.HoursAlreadyApproved):
        correct(place, by, (at(11), None))
    actions.withdraw_hours_approval(place, reason="時刻が違った", by=by, now=NOW)
    correct(place, by, (at(11), None))
    actions.approve_hours(place, by=by, now=NOW)
    assert points.balance(place.person.code, now=NOW).total == 10
    kinds = models.AttendanceChange.objects.order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == ["approved", "withdrawn", "corrected", "approved"]
    assert [len(check.differences(TODAY)) for check in points.CHECKS] == [0] * len(points.CHECKS)


def test_a_change_is_never_rewritten(shift: models.Shift, by: accounts.User) -> None:
    correct(came(shift), by, (at(11), None))
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        models.AttendanceChange.objects.update(reason="別の理由")


def test_a_check_in_of_the_wrong_person_is_crossed_out_and_can_be_made_anew(
    shift: models.Shift, by: accounts.User
) -> None:
    place = came(shift)
    actions.void_check_in(place, reason="別の方とまちがえた", by=by, now=NOW)
    assert (queries.assignments.count_came(shift), models.Stay.objects.count()) == (0, 0)
    again = actions.check_in(shift, person=place.person, method=enums.CheckInMethod.NAME, by=by, now=NOW)
    assert (again.is_voided, queries.assignments.count_came(shift)) == (False, 1)


def test_what_is_crossed_out_pays_nothing(shift: models.Shift, by: accounts.User) -> None:
    place = came(shift)
    actions.void_check_in(place, reason="別の方とまちがえた", by=by, now=NOW)
    with pytest.raises(errors.NotCheckedIn):
        actions.approve_hours(place, by=by, now=NOW)
    with pytest.raises(errors.NotCheckedIn):
        correct(place, by, (at(11), None))


# The sheet -----------------------------------------------------------------------------------------------------------


def test_a_sheet_checks_in_and_puts_right_in_one_go(shift: models.Shift, by: accounts.User) -> None:
    known, new, same = came(shift), factories.confirmed(shift), came(shift)
    lines = [
        actions.SheetLine(known.code, [(at(10, 30), None)]),
        actions.SheetLine(new.code, [(at(10), at(11))], 15),
        actions.SheetLine(same.code, [(at(10), None)]),
    ]
    assert actions.enter_sheet(shift, lines=lines, reason="紙の出席表のとおり", by=by, now=NOW) == 2
    minutes = models.Attendance.objects.order_by("assignment_id").values_list("proposed_minutes", flat=True)
    assert list(minutes) == [90, 45, 120]
    assert models.AttendanceChange.objects.get().attendance_id == known.pk


def test_one_impossible_line_stops_the_whole_sheet(shift: models.Shift, by: accounts.User) -> None:
    one, two = (factories.confirmed(shift) for _ in range(2))
    lines = [actions.SheetLine(one.code, [(at(10), None)]), actions.SheetLine(two.code, [(at(11), at(10))])]
    with pytest.raises(errors.StayEndsBeforeItStarts):
        actions.enter_sheet(shift, lines=lines, reason="紙", by=by, now=NOW)
    assert models.Attendance.objects.count() == 0


def test_a_sheet_takes_nobody_for_coming_at_an_impossible_time(shift: models.Shift, by: accounts.User) -> None:
    place = factories.confirmed(shift)
    lines = [actions.SheetLine(place.code, [(shift.ends_at + timedelta(hours=4), None)])]
    with pytest.raises(errors.TimeImplausible):
        actions.enter_sheet(shift, lines=lines, reason="紙", by=by, now=shift.ends_at + timedelta(days=1))
    assert models.Attendance.objects.count() == 0


def test_a_sheet_names_nobody_who_has_no_place(shift: models.Shift, by: accounts.User) -> None:
    gone = factories.waiting(shift)
    with pytest.raises(errors.NotConfirmed):
        actions.enter_sheet(shift, lines=[actions.SheetLine(gone.code, [(at(10), None)])], reason="紙", by=by, now=NOW)


# Hours ---------------------------------------------------------------------------------------------------------------


def test_what_the_person_says_can_be_approved_without_another_reason(shift: models.Shift, by: accounts.User) -> None:
    place = came(shift)
    actions.propose_own_minutes(place, minutes=150, note="片付けまで", by=place.person, now=NOW)
    with pytest.raises(errors.CorrectionNeedsReason):
        actions.approve_hours(place, minutes=140, by=by, now=NOW)
    assert actions.approve_hours(place, minutes=150, by=by, now=NOW).approved_minutes == 150


def test_nobody_tells_other_hours_after_the_approval(shift: models.Shift, by: accounts.User) -> None:
    place = came(shift)
    actions.approve_hours(place, by=by, now=NOW)
    with pytest.raises(errors.HoursAlreadyApproved):
        actions.propose_own_minutes(place, minutes=150, note="", by=place.person, now=NOW)


def test_hours_of_several_shifts_are_approved_at_once_with_exceptions(shift: models.Shift, by: accounts.User) -> None:
    ledger.rule("attendance", per_unit=Decimal(10))
    other = factories.ShiftFactory.create(request=shift.request, days=-1)
    places = [came(shift), came(other), came(other)]
    lines = [actions.HoursLine(places[0].code), actions.HoursLine(places[1].code, 60, "雨で早く終わった")]
    approved = actions.approve_hours_of_shifts([shift, other], lines=lines, by=by, now=NOW)
    assert [(one.approved_minutes, one.points) for one in approved] == [(120, 20), (60, 10)]
    assert not models.Attendance.objects.get(assignment=places[2]).is_approved


def test_only_hours_of_the_shifts_that_are_named_are_approved(shift: models.Shift, by: accounts.User) -> None:
    elsewhere = came(factories.ShiftFactory.create(days=0))
    with pytest.raises(errors.NotCheckedIn):
        actions.approve_hours_of_shifts([shift], lines=[actions.HoursLine(elsewhere.code)], by=by, now=NOW)


def test_a_list_waits_only_for_what_somebody_may_approve(shift: models.Shift) -> None:
    manager = factories.manager_of(shift.request)
    mine, theirs, later = came(shift), factories.confirmed(shift, manager), factories.ShiftFactory.create(days=0)
    factories.AttendanceFactory.create(assignment=theirs)
    came(later)
    assert list(queries.attendance.awaiting_of(manager, now=NOW)) == [mine]


def test_a_list_waits_for_the_staff_of_a_center_that_posts_in_its_own_name() -> None:
    request = events.hosted("kuji")
    place = came(factories.ShiftFactory.create(request=request, days=0))
    assert list(queries.attendance.awaiting_of(people.staff_of("kuji"), now=NOW)) == [place]
    assert list(queries.attendance.awaiting_of(people.staff_of("suwa"), now=NOW)) == []


def test_the_list_of_all_shifts_waits_for_the_end_or_for_who_has_left(shift: models.Shift) -> None:
    """Who is still there is proposed the time up to the end: nobody approves that beforehand with one press."""
    manager, during = factories.manager_of(shift.request), shift.starts_at + timedelta(minutes=30)
    there, gone = came(shift), came(shift)
    models.Attendance.objects.filter(assignment=gone).update(checked_out_at=shift.starts_at + timedelta(minutes=20))
    assert list(queries.attendance.awaiting_of(manager, now=during)) == [gone]
    waiting = queries.attendance.awaiting_of(manager, now=shift.ends_at)
    assert set(waiting) == {there, gone}


def test_points_of_three_hundred_are_awarded_by_one_call(
    by: accounts.User, django_assert_max_num_queries: object
) -> None:
    """The ledger is asked once; what is written besides is one audit line and one notice for each."""
    ledger.rule("attendance", per_unit=Decimal(10))
    shift = factories.ShiftFactory.create(days=0, capacity=300)
    lines = [actions.HoursLine(came(shift).code) for _ in range(30)]
    with django_assert_max_num_queries(len(lines) * 2 + 12):  # type: ignore[operator]
        approved = actions.approve_hours_of_shift(shift, lines=lines, by=by, now=NOW)
    assert sum(one.points for one in approved) == 600


def test_organisers_are_asked_about_hours_that_lie_twice_and_no_more(shift: models.Shift) -> None:
    manager = factories.manager_of(shift.request)
    came(shift)
    days = (2, 3, 4, 9, 11, 12, 45)
    for day in days:
        actions.ask_for_approvals(now=shift.ends_at + timedelta(days=day))
    asked = notices.Notice.objects.filter(user=manager, template="volunteers/hours_waiting")
    assert [(one.created_at - shift.ends_at).days for one in asked.order_by("created_at")] == [3, 11]


def test_nobody_is_asked_about_hours_that_are_approved(shift: models.Shift, by: accounts.User) -> None:
    actions.approve_hours(came(shift), by=by, now=NOW)
    assert actions.ask_for_approvals(now=NOW + timedelta(days=4)) == 0


# Not having come -----------------------------------------------------------------------------------------------------


def test_it_is_recorded_by_whom_and_the_person_reads_that_nothing_follows(
    shift: models.Shift, by: accounts.User
) -> None:
    place = factories.confirmed(shift)
    made = actions.record_no_show(place, by=by, now=NOW)
    told = notices.Notice.objects.get(user=place.person)
    assert (made.recorded_by, "不利になることはありません" in told.body) == (by, True)
    assert common.AuditEntry.objects.get(action="volunteers.record-no-show").about_code == place.person.code


def test_it_is_not_recorded_before_the_start_nor_after_two_weeks(by: accounts.User) -> None:
    shift = factories.ShiftFactory.create(starts_at=NOW + MINUTE)
    place = factories.confirmed(shift)
    with pytest.raises(errors.NotYetMissing):
        actions.record_no_show(place, by=by, now=NOW)
    with pytest.raises(errors.RosterClosed):
        actions.record_no_show(place, by=by, now=NOW + timedelta(days=20))


def test_nobody_both_came_and_did_not(shift: models.Shift, by: accounts.User) -> None:
    place = came(shift)
    with pytest.raises(errors.CameAfterAll):
        actions.record_no_show(place, by=by, now=NOW)


def test_who_comes_after_all_takes_the_record_away(shift: models.Shift, by: accounts.User) -> None:
    place = factories.confirmed(shift)
    actions.record_no_show(place, by=by, now=NOW)
    actions.check_in(shift, person=place.person, method=enums.CheckInMethod.NAME, by=by, now=NOW)
    assert (queries.attendance.no_show_of(place), models.NoShow.objects.get().undone_by) == (None, by)


def test_it_is_recorded_once_and_taken_back_with_a_reason(shift: models.Shift, by: accounts.User) -> None:
    place = factories.confirmed(shift)
    actions.record_no_show(place, by=by, now=NOW)
    with pytest.raises(errors.NoShowStands):
        actions.record_no_show(place, by=by, now=NOW)
    with pytest.raises(errors.NoShowNeedsReason):
        actions.undo_no_show(place, reason=" ", by=by, now=NOW)
    assert actions.undo_no_show(place, reason="裏口から来ていた", by=by, now=NOW).is_undone
    with pytest.raises(errors.NoShowMissing):
        actions.undo_no_show(place, reason="もう一度", by=by, now=NOW)


def test_several_are_recorded_at_once_and_who_came_is_left_out(shift: models.Shift, by: accounts.User) -> None:
    one, two, here = factories.confirmed(shift), factories.confirmed(shift), came(shift)
    done = actions.record_no_shows(shift, codes=[one.code, two.code, here.code], by=by, now=NOW)
    assert (done.recorded, done.came) == ([one, two], [here])
    assert [row.recorded_by for row in models.NoShow.objects.order_by("pk")] == [by, by]
    assert notices.Notice.objects.filter(template="volunteers/no_show").count() == 2
    again = actions.record_no_shows(shift, codes=[one.code], by=by, now=NOW)
    assert (again.recorded, models.NoShow.objects.count()) == ([one], 2)


def test_a_list_with_somebody_of_another_shift_records_nobody(shift: models.Shift, by: accounts.User) -> None:
    one, other = factories.confirmed(shift), factories.confirmed(factories.ShiftFactory.create(days=0))
    with pytest.raises(errors.NotConfirmed):
        actions.record_no_shows(shift, codes=[one.code, other.code], by=by, now=NOW)
    with pytest.raises(errors.RosterClosed):
        actions.record_no_shows(shift, codes=[one.code], by=by, now=NOW + timedelta(days=20))
    assert not models.NoShow.objects.exists()


def test_several_records_change_no_points_no_places_and_no_later_application(
    shift: models.Shift, by: accounts.User
) -> None:
    missed = factories.confirmed(shift)
    taken = models.Shift.objects.get(pk=shift.pk).taken
    actions.record_no_shows(shift, codes=[missed.code], by=by, now=NOW)
    later = factories.ShiftFactory.create(starts_at=NOW + timedelta(days=3))
    applied = actions.apply_for_shift(later, person=missed.person, by=missed.person, now=NOW)
    missed.refresh_from_db()
    assert (applied.state, missed.state, models.Shift.objects.get(pk=shift.pk).taken) == (
        "confirmed",
        "confirmed",
        taken,
    )


def test_an_objection_reaches_the_organisers_and_needs_words(shift: models.Shift) -> None:
    manager, place = factories.manager_of(shift.request), factories.confirmed(shift)
    actions.record_no_show(place, by=manager, now=NOW)
    with pytest.raises(errors.ObjectionNeedsWords):
        actions.object_to_no_show(place, words="　", by=place.person, now=NOW)
    actions.object_to_no_show(place, words="裏の入口から入りました", by=place.person, now=NOW)
    told = notices.Notice.objects.get(user=manager)
    assert (told.template, place.person.name in told.body) == ("volunteers/no_show_objection", False)


def test_it_brings_one_reminder_before_the_next_activity_and_an_objection_ends_that(
    shift: models.Shift, by: accounts.User
) -> None:
    missed, objected, fine = (factories.confirmed(shift) for _ in range(3))
    for place in (missed, objected):
        actions.record_no_show(place, by=by, now=NOW)
    actions.object_to_no_show(objected, words="行きました", by=objected.person, now=NOW)
    ahead = factories.ShiftFactory.create(starts_at=NOW + timedelta(days=10))
    for place in (missed, objected, fine):
        factories.confirmed(ahead, place.person)
    counts = [actions.remind_again(now=NOW + timedelta(days=day)) for day in (7, 8, 9)]
    told = notices.Notice.objects.filter(template="volunteers/reminder_again")
    assert (counts, [one.user for one in told]) == ([0, 1, 1], [missed.person])


def test_it_touches_neither_points_nor_places_nor_later_applications(shift: models.Shift, by: accounts.User) -> None:
    ledger.rule("attendance", per_unit=Decimal(10))
    place = factories.confirmed(shift)
    ledger.earn(place.person, 2, happened_on=TODAY, now=NOW)
    actions.record_no_show(place, by=by, now=NOW)
    later = factories.ShiftFactory.create(request=shift.request, days=4)
    made = actions.apply_for_shift(later, person=place.person, by=place.person, now=NOW)
    assert (points.balance(place.person.code, now=NOW).total, made.state) == (20, "confirmed")


def test_the_reserve_is_guessed_from_this_organisations_past_alone(shift: models.Shift, by: accounts.User) -> None:
    for missed in [factories.confirmed(shift) for _ in range(12)][:3]:
        actions.record_no_show(missed, by=by, now=NOW)
    ahead = factories.ShiftFactory.create(request=shift.request, days=5, capacity=8)
    for _ in range(8):
        factories.confirmed(ahead)
    elsewhere = factories.ShiftFactory.create(days=5, capacity=8)
    for _ in range(8):
        factories.confirmed(elsewhere)
    later = NOW + MINUTE
    assert queries.attendance.reserve_of(ahead, now=later) == queries.attendance.Reserve(2, 12, 3)
    assert queries.attendance.reserve_of(elsewhere, now=later) == queries.attendance.Reserve(0, 0, 0)


def test_a_late_one_an_early_one_and_one_who_is_missing_stand_apart(shift: models.Shift, by: accounts.User) -> None:
    late, early, missing = came(shift), came(shift), factories.confirmed(shift)
    correct(late, by, (at(10, 25), None))
    correct(early, by, (at(10), at(11, 20)))
    actions.record_no_show(missing, by=people.UserFactory.create(), now=NOW)
    lines = queries.attendance.lines_of(shift, queries.assignments.roster(shift).confirmed)
    found = {line.assignment.pk: (str(line.presence), line.late, line.early) for line in lines}
    assert found == {late.pk: ("here", 25, 0), early.pk: ("left", 0, 40), missing.pk: ("no_show", 0, 0)}
