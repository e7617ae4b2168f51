from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from backend.accounts import models as accounts
from backend.common import audit, clock, errors, retries
from points import actions as points
from points import errors as points_errors
from volunteers import enums, models, queries, rules
from volunteers import errors as refusals
from volunteers.actions import _notices

# The hours count although no points come of them: a cap, a budget, a rule that is not there.
WITHOUT_POINTS = (
    points_errors.RuleNotInForce,
    points_errors.NothingEarned,
    points_errors.CapReached,
    points_errors.BudgetSpent,
)


def check_in_by_code(
    token: str, *, person: accounts.User, now: datetime, read_at: datetime | None = None
) -> models.Attendance:
    """This function will note that a person came, by the code shown at the venue.

    `read_at` is when the person read the code, if that was seen before now: somebody who signs in first, or is slow,
    need not run back. Raises StaleCode, and what check_in raises.
    """
    shift = queries.check_ins.shift_of(token, now=read_at or now)
    return check_in(shift, person=person, method=enums.CheckInMethod.QR, by=person, now=now)


@retries.on_conflict
def check_in(
    shift: models.Shift,
    *,
    person: accounts.User,
    method: enums.CheckInMethod,
    by: accounts.User,
    now: datetime,
) -> models.Attendance:
    """This function will note that a person with a place came.

    Raises NotConfirmed, CheckInNotOpen, AlreadyCheckedIn.
    """
    _refuse_check_in(shift, method, now)
    with errors.translated(), transaction.atomic():
        assignment = shift.assignments.confirmed().filter(person=person).first()
        if assignment is None:
            raise refusals.NotConfirmed
        attendance = models.Attendance.objects.create(
            assignment=assignment,
            checked_in_at=now,
            method=method,
            checked_in_by=by,
            proposed_minutes=rules.hours.proposed_minutes(starts_at=shift.starts_at, ends_at=shift.ends_at),
        )
        audit.record(
            "volunteers.check-in",
            by=by,
            about=person,
            subject=assignment.code,
            center_code=shift.center_code,
            now=now,
            method=str(method),
        )
    return attendance


def _refuse_check_in(shift: models.Shift, method: enums.CheckInMethod, now: datetime) -> None:
    is_open = rules.hours.can_check_in_by_code if method == enums.CheckInMethod.QR else rules.hours.can_check_in_by_name
    if not is_open(starts_at=shift.starts_at, ends_at=shift.ends_at, now=now):
        opens = rules.hours.check_in_opens(shift.starts_at).astimezone(clock.TOKYO)
        closes = shift.ends_at.astimezone(clock.TOKYO)
        raise refusals.CheckInNotOpen(opens=f"{opens:%-m月%-d日 %-H:%M}", closes=f"{closes:%-m月%-d日 %-H:%M}")


@dataclass(frozen=True, slots=True)
class HoursLine:
    """One line of a bulk approval: minutes other than proposed need a reason."""

    assignment_code: str
    minutes: int | None = None
    reason: str = ""


def approve_hours(
    assignment: models.Assignment,
    *,
    by: accounts.User,
    now: datetime,
    minutes: int | None = None,
    reason: str = "",
) -> models.Attendance:
    """This function will approve one person's hours and give the points for them; see approve_hours_of_shift."""
    line = HoursLine(assignment.code, minutes, reason)
    return approve_hours_of_shift(assignment.shift, lines=[line], by=by, now=now)[0]


@retries.on_conflict
def approve_hours_of_shift(
    shift: models.Shift, *, lines: Sequence[HoursLine], by: accounts.User, now: datetime
) -> list[models.Attendance]:
    """This function will approve the hours of several people of a shift, all or none, and award their points.

    Hours and points are written in one transaction. A retry finds the hours approved and raises, and the ledger pays
    each approval once by itself. Where a rule gives nothing (a cap is reached), the hours stand without points.
    Raises ShiftNotStarted, NotCheckedIn, HoursAlreadyApproved, OwnHours, MinutesOutOfRange, CorrectionNeedsReason.
    """
    if not shift.has_started(now):
        raise refusals.ShiftNotStarted
    wanted = {line.assignment_code: line for line in lines}
    with errors.translated(), transaction.atomic():
        attendances = _to_approve(shift, wanted, by)
        for attendance in attendances:
            _approve(attendance, wanted[attendance.assignment.code], by, now)
        _award(shift, attendances, by, now)
        for attendance in attendances:
            _record_approval(shift, attendance, by, now)
    return attendances


def _to_approve(shift: models.Shift, codes: Iterable[str], by: accounts.User) -> list[models.Attendance]:
    wanted = set(codes)
    found = list(
        models.Attendance.objects.select_for_update(no_key=True, of=("self",))
        .select_related("assignment__person")
        .filter(assignment__shift=shift, assignment__code__in=wanted)
        .order_by("pk")
    )
    if len(found) < len(wanted):
        raise refusals.NotCheckedIn
    if any(attendance.is_approved for attendance in found):
        raise refusals.HoursAlreadyApproved
    if any(not rules.hours.can_approve(person=one.assignment.person.code, by=by.code) for one in found):
        raise refusals.OwnHours
    return found


def _approve(attendance: models.Attendance, line: HoursLine, by: accounts.User, now: datetime) -> None:
    attendance.approved_minutes = attendance.proposed_minutes if line.minutes is None else line.minutes
    attendance.correction = line.reason
    attendance.approved_by, attendance.approved_at = by, now
    attendance.save()


def _award(shift: models.Shift, attendances: Sequence[models.Attendance], by: accounts.User, now: datetime) -> None:
    outcomes = points.award_event([_claim(shift, each) for each in attendances], by=by, now=now)
    for attendance, outcome in zip(attendances, outcomes, strict=True):
        if outcome.posting is not None:
            attendance.posting_code, attendance.points = outcome.posting.code, outcome.posting.amount
            attendance.save(update_fields=["posting_code", "points"])
        elif outcome.refusal and not isinstance(outcome.refusal, WITHOUT_POINTS):
            raise outcome.refusal


def _claim(shift: models.Shift, attendance: models.Attendance) -> points.Award:
    return points.Award(
        person_code=attendance.assignment.person.code,
        rule_code=rules.hours.EARNS,
        source_kind="attendance",
        source_code=attendance.source_code,
        quantity=rules.hours.hours(attendance.approved_minutes or 0),
        happened_on=shift.day,
        key=f"attendance:{attendance.source_code}",
    )


def _record_approval(shift: models.Shift, attendance: models.Attendance, by: accounts.User, now: datetime) -> None:
    assignment = attendance.assignment
    assignment.shift = shift
    audit.record(
        "volunteers.approve-hours",
        by=by,
        about=assignment.person,
        subject=assignment.code,
        reason=attendance.correction,
        now=now,
        minutes=attendance.approved_minutes,
        points=attendance.points,
    )
    worth = {"minutes": str(attendance.approved_minutes), "points": str(attendance.points)}
    _notices.tell_person(assignment, "hours_approved", now=now, time=attendance.round + 1, **worth)


@retries.on_conflict
def withdraw_hours_approval(
    assignment: models.Assignment, *, reason: str, by: accounts.User, now: datetime
) -> models.Attendance:
    """This function will take an approval back, and its points with it, so that it can be given anew.

    Raises HoursNotApproved, and PointsSpent when the points are no longer there to take back.
    """
    with transaction.atomic():
        attendance = _approved(assignment)
        _take_points_back(attendance, reason, by, now)
        attendance.approved_minutes = attendance.approved_by = attendance.approved_at = None
        attendance.posting_code, attendance.points, attendance.correction = "", 0, ""
        attendance.round += 1
        attendance.save()
        person = attendance.assignment.person
        audit.record("volunteers.withdraw-hours", by=by, about=person, subject=assignment.code, reason=reason, now=now)
        _notices.tell_person(attendance.assignment, "hours_withdrawn", now=now, time=attendance.round, reason=reason)
    return attendance


def _approved(assignment: models.Assignment) -> models.Attendance:
    attendance = (
        models.Attendance.objects.select_for_update(no_key=True, of=("self",))
        .select_related("assignment__person", "assignment__shift__request__organisation")
        .filter(assignment=assignment)
        .first()
    )
    if attendance is None or not attendance.is_approved:
        raise refusals.HoursNotApproved
    return attendance


def _take_points_back(attendance: models.Attendance, reason: str, by: accounts.User, now: datetime) -> None:
    if not attendance.posting_code:
        return
    try:
        points.reverse(
            attendance.posting_code, reason=reason, key=f"withdrawn:{attendance.source_code}", by=by, now=now
        )
    except (points_errors.NotEnoughPoints, points_errors.PointsExpired) as spent:
        raise refusals.PointsSpent from spent


def read_roster(shift: models.Shift, *, by: accounts.User, now: datetime) -> queries.assignments.Roster:
    """This function will give everybody of a shift to somebody who keeps its roster, and note the look at each."""
    roster = queries.assignments.roster(shift)
    audit.looks(
        "volunteers.roster",
        by=by,
        abouts=roster.people,
        subject=shift.code,
        center_code=shift.center_code,
        now=now,
    )
    return roster
