"""Hours: proposed by the rule or by the person, approved by the organiser, which pays points; taken back with them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from backend.accounts import models as accounts
from backend.common import audit, errors, retries
from points import actions as points
from points import errors as points_errors
from volunteers import enums, models, queries, rules
from volunteers import errors as refusals
from volunteers.actions import _notices

# The hours count although no points come of them: a cap, a budget, a rule that is not there or is for others.
WITHOUT_POINTS = (
    points_errors.RuleNotInForce,
    points_errors.NotEligible,
    points_errors.NothingEarned,
    points_errors.CapReached,
    points_errors.BudgetSpent,
)


@dataclass(frozen=True, slots=True)
class HoursLine:
    """One line of a bulk approval: minutes other than proposed, by the rule or by the person, need a reason."""

    assignment_code: str
    minutes: int | None = None
    reason: str = ""


@retries.on_conflict
def propose_own_minutes(
    assignment: models.Assignment, *, minutes: int, note: str, by: accounts.User, now: datetime
) -> models.Attendance:
    """This function will keep how long a person says they helped, for the organiser to approve or not.

    Raises NotCheckedIn, ShiftNotStarted, HoursAlreadyApproved, MinutesOutOfRange.
    """
    if not assignment.shift.has_started(now):
        raise refusals.ShiftNotStarted
    with errors.translated(), transaction.atomic():
        attendance = locked(assignment)
        if attendance.is_approved:
            raise refusals.HoursAlreadyApproved
        attendance.own_minutes, attendance.own_note = minutes, note
        attendance.save(update_fields=["own_minutes", "own_note"])
        audit.record("volunteers.propose-hours", by=by, subject=assignment.code, reason=note, now=now, minutes=minutes)
    return attendance


def locked(assignment: models.Assignment) -> models.Attendance:
    """This function will lock the attendance of somebody who came. Raises NotCheckedIn."""
    found = (
        models.Attendance.objects.standing()
        .select_for_update(no_key=True, of=("self",))
        .select_related("assignment__person", "assignment__shift__request__organisation")
        .filter(assignment=assignment)
        .first()
    )
    if found is None:
        raise refusals.NotCheckedIn
    return found


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


def approve_hours_of_shift(
    shift: models.Shift, *, lines: Sequence[HoursLine], by: accounts.User, now: datetime
) -> list[models.Attendance]:
    """This function will approve the hours of several people of one shift; see approve_hours_of_shifts."""
    return approve_hours_of_shifts([shift], lines=lines, by=by, now=now)


@retries.on_conflict
def approve_hours_of_shifts(
    shifts: Sequence[models.Shift], *, lines: Sequence[HoursLine], by: accounts.User, now: datetime
) -> list[models.Attendance]:
    """This function will approve the hours of several people of these shifts, all or none, and award their points.

    Hours and points are written in one transaction, the points by one call. A retry finds the hours approved and
    raises, and the ledger pays each approval once by itself. Where a rule gives nothing (a cap is reached), the hours
    stand without points. Raises ShiftNotStarted, NotCheckedIn, HoursAlreadyApproved, OwnHours, MinutesOutOfRange,
    CorrectionNeedsReason, and PartyUncounted for a party of which nobody wrote how many came.
    """
    wanted = {line.assignment_code: line for line in lines}
    with errors.translated(), transaction.atomic():
        attendances = _to_approve(models.Attendance.objects.filter(assignment__shift__in=shifts), wanted, by, now)
        _approve(attendances, wanted, by, now)
        _award(attendances, by, now)
        for attendance in attendances:
            _record_approval(attendance, by, now)
    return attendances


def _to_approve(
    among: QuerySet[models.Attendance], wanted: dict[str, HoursLine], by: accounts.User, now: datetime
) -> list[models.Attendance]:
    found = list(
        among.filter(assignment__code__in=wanted, voided_at__isnull=True)
        .select_for_update(no_key=True, of=("self",))
        .select_related("assignment__person", "assignment__shift__request__organisation", "assignment__party")
        .order_by("pk")
    )
    if any(not one.assignment.shift.has_started(now) for one in found):
        raise refusals.ShiftNotStarted
    if len(found) < len(wanted):
        raise refusals.NotCheckedIn
    if any(attendance.is_approved for attendance in found):
        raise refusals.HoursAlreadyApproved
    if any(not rules.hours.can_approve(person=one.assignment.person.code, by=by.code) for one in found):
        raise refusals.OwnHours
    return found


APPROVED = ["approved_minutes", "correction", "approved_by", "approved_at"]


def _approve(
    attendances: Sequence[models.Attendance], lines: dict[str, HoursLine], by: accounts.User, now: datetime
) -> None:
    for attendance in attendances:
        line = lines[attendance.assignment.code]
        attendance.approved_minutes = attendance.proposed_minutes if line.minutes is None else line.minutes
        attendance.correction = line.reason
        attendance.approved_by, attendance.approved_at = by, now
    models.Attendance.objects.bulk_update(attendances, APPROVED)
    models.AttendanceChange.objects.bulk_create(_approval(one, by, now) for one in attendances)


def _approval(attendance: models.Attendance, by: accounts.User, now: datetime) -> models.AttendanceChange:
    return models.AttendanceChange(
        attendance=attendance,
        kind=enums.ChangeKind.APPROVED,
        made_by=by,
        made_at=now,
        reason=attendance.correction,
        before=f"{attendance.proposed_minutes}分",
        after=f"{attendance.approved_minutes}分",
    )


def _award(everybody: Sequence[models.Attendance], by: accounts.User, now: datetime) -> None:
    attendances = [one for one in everybody if queries.parties.has_come_in_person(one.assignment)]
    outcomes = points.award_event([_claim(each) for each in attendances], by=by, now=now)
    for attendance, outcome in zip(attendances, outcomes, strict=True):
        if outcome.posting is not None:
            attendance.posting_code, attendance.points = outcome.posting.code, outcome.posting.amount
        elif outcome.refusal and not isinstance(outcome.refusal, WITHOUT_POINTS):
            raise outcome.refusal
        if not isinstance(outcome.refusal, points_errors.RuleNotInForce):
            attendance.points_said = outcome.said
    models.Attendance.objects.bulk_update(attendances, ["posting_code", "points", "points_said"])


def _claim(attendance: models.Attendance) -> points.Award:
    purpose = attendance.assignment.shift.request.purpose
    rule_code, quantity = rules.events.claim(purpose, attendance.approved_minutes or 0)
    return points.Award(
        person_code=attendance.assignment.person.code,
        rule_code=rule_code,
        source_kind="attendance",
        source_code=attendance.source_code,
        quantity=quantity,
        happened_on=attendance.assignment.shift.day,
        key=f"attendance:{attendance.source_code}",
    )


def _record_approval(attendance: models.Attendance, by: accounts.User, now: datetime) -> None:
    assignment = attendance.assignment
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
    minutes, worth = str(attendance.approved_minutes), str(attendance.points)
    time = attendance.round + 1
    said = attendance.points_said
    _notices.tell_person(assignment, "hours_approved", now=now, time=time, minutes=minutes, points=worth, said=said)


@retries.on_conflict
def withdraw_hours_approval(
    assignment: models.Assignment, *, reason: str, by: accounts.User, now: datetime
) -> models.Attendance:
    """This function will take an approval back, and its points with it, so that it can be given anew.

    Raises HoursNotApproved, ChangeNeedsReason, and PointsSpent when the points are no longer there to take back: no
    account goes into debt, so the approval stands.
    """
    with errors.translated(), transaction.atomic():
        attendance = locked(assignment) if queries.assignments.came(assignment) else None
        if attendance is None or not attendance.is_approved:
            raise refusals.HoursNotApproved
        _take_points_back(attendance, reason, by, now)
        before = f"{attendance.approved_minutes}分"
        attendance.approved_minutes = attendance.approved_by = attendance.approved_at = None
        attendance.posting_code, attendance.points, attendance.correction = "", 0, ""
        attendance.points_said = ""
        attendance.round += 1
        attendance.save()
        kind, after = enums.ChangeKind.WITHDRAWN, "認定なし"
        note_change(attendance, kind, before=before, after=after, reason=reason, by=by, now=now)
        person = attendance.assignment.person
        audit.record("volunteers.withdraw-hours", by=by, about=person, subject=assignment.code, reason=reason, now=now)
        _notices.tell_person(attendance.assignment, "hours_withdrawn", now=now, time=attendance.round, reason=reason)
    return attendance


def note_change(
    attendance: models.Attendance,
    kind: enums.ChangeKind,
    *,
    before: str,
    after: str,
    reason: str,
    by: accounts.User,
    now: datetime,
) -> models.AttendanceChange:
    """This function will add to the history of an attendance what was and what is. Raises ChangeNeedsReason."""
    return models.AttendanceChange.objects.create(
        attendance=attendance, kind=kind, before=before, after=after, reason=reason.strip(), made_by=by, made_at=now
    )


def _take_points_back(attendance: models.Attendance, reason: str, by: accounts.User, now: datetime) -> None:
    if not attendance.posting_code:
        return
    try:
        points.reverse(
            attendance.posting_code, reason=reason, key=f"withdrawn:{attendance.source_code}", by=by, now=now
        )
    except (points_errors.NotEnoughPoints, points_errors.PointsExpired) as spent:
        raise refusals.PointsSpent from spent


def ask_for_approvals(*, now: datetime) -> int:
    """This function will remind organisers of hours that nobody approved, twice for a shift, and count the shifts."""
    asked = 0
    for number, since in rules.hours.asked_since(now):
        for shift in queries.attendance.unapproved_since(since):
            _notices.ask_organisers(shift, "hours_waiting", event=str(number), now=now)
            asked += 1
    return asked
