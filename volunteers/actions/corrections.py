"""What was written of somebody's coming and going is put right with a reason; what was stays readable to both sides."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from backend.accounts import models as accounts
from backend.common import audit, errors, retries
from volunteers import enums, models, queries, rules
from volunteers import errors as refusals
from volunteers.actions import _notices, attendance, hours


@dataclass(frozen=True, slots=True)
class SheetLine:
    """What the paper says of one person: the stays (an end that is not there is the shift's), and the break."""

    assignment_code: str
    stays: Sequence[rules.hours.Interval] = field(default_factory=tuple)
    break_minutes: int = 0


@retries.on_conflict
def correct_attendance(
    assignment: models.Assignment,
    *,
    stays: Sequence[rules.hours.Interval],
    break_minutes: int,
    reason: str,
    by: accounts.User,
    now: datetime,
) -> models.Attendance:
    """This function will put somebody's times and break right, and tell them what was and what is.

    Raises NotCheckedIn, HoursAlreadyApproved, ChangeNeedsReason, TimeImplausible, StaysOverlap,
    StayEndsBeforeItStarts.
    """
    with errors.translated(), transaction.atomic():
        found = hours.locked(assignment)
        if found.is_approved:
            raise refusals.HoursAlreadyApproved
        before = queries.attendance.written(found)
        _rewrite(found, stays, break_minutes, now)
        _tell(found, enums.ChangeKind.CORRECTED, before, queries.attendance.written(found), reason, by, now)
    return found


def _rewrite(
    found: models.Attendance, stays: Sequence[rules.hours.Interval], break_minutes: int, now: datetime
) -> None:
    for one in (instant for stay in stays for instant in stay if instant):
        attendance.refuse_implausible(found.assignment.shift, one, now)
    found.stays.all().delete()
    for starts_at, ends_at in sorted(stays, key=lambda stay: stay[0]):
        models.Stay.objects.create(attendance=found, starts_at=starts_at, ends_at=ends_at)
    found.break_minutes = break_minutes
    found.save(update_fields=["break_minutes"])
    attendance.recount(found)


def _tell(
    found: models.Attendance,
    kind: enums.ChangeKind,
    before: str,
    after: str,
    reason: str,
    by: accounts.User,
    now: datetime,
) -> None:
    change = hours.note_change(found, kind, before=before, after=after, reason=reason, by=by, now=now)
    place = found.assignment
    audit.record(
        f"volunteers.attendance-{kind}",
        by=by,
        about=place.person,
        subject=place.code,
        center_code=place.shift.center_code,
        reason=reason,
        now=now,
        before=before,
        after=after,
    )
    event = str(change.pk)
    _notices.tell_person(place, "attendance_changed", now=now, event=event, before=before, after=after, reason=reason)


@retries.on_conflict
def void_check_in(assignment: models.Assignment, *, reason: str, by: accounts.User, now: datetime) -> models.Attendance:
    """This function will cross out a check-in that was a mistake; the person can be checked in anew.

    Raises NotCheckedIn, HoursAlreadyApproved, ChangeNeedsReason.
    """
    with errors.translated(), transaction.atomic():
        found = hours.locked(assignment)
        if found.is_approved:
            raise refusals.HoursAlreadyApproved
        before = queries.attendance.written(found)
        found.stays.all().delete()
        found.voided_at, found.break_minutes, found.own_minutes, found.own_note = now, 0, None, ""
        found.save(update_fields=["voided_at", "break_minutes", "own_minutes", "own_note"])
        _tell(found, enums.ChangeKind.VOIDED, before, "受付なし", reason, by, now)
    return found


@retries.on_conflict
def enter_sheet(
    shift: models.Shift, *, lines: Sequence[SheetLine], reason: str, by: accounts.User, now: datetime
) -> int:
    """This function will take in what was ticked on paper, all or nothing, and count whose record it made or changed.

    Who was not checked in before is now, by the list; other times than written are a correction with this reason.
    Raises NotConfirmed, and what check_in and correct_attendance raise.
    """
    with transaction.atomic():
        places = {one.code: one for one in queries.assignments.roster(shift).confirmed}
        if any(line.assignment_code not in places for line in lines):
            raise refusals.NotConfirmed
        return sum(_enter(shift, places[line.assignment_code], line, reason, by, now) for line in lines)


def _enter(
    shift: models.Shift, place: models.Assignment, line: SheetLine, reason: str, by: accounts.User, now: datetime
) -> bool:
    fresh = not queries.assignments.came(place)
    if fresh:
        first = line.stays[0][0]
        attendance.refuse_implausible(shift, first, now)
        attendance.check_in(shift, person=place.person, method=enums.CheckInMethod.NAME, by=by, now=now, at=first)
    with errors.translated(), transaction.atomic():
        found = hours.locked(place)
        if _is_as_written(found, line):
            return fresh
        if fresh:
            _rewrite(found, line.stays, line.break_minutes, now)
            return True
    correct_attendance(place, stays=line.stays, break_minutes=line.break_minutes, reason=reason, by=by, now=now)
    return True


def _is_as_written(found: models.Attendance, line: SheetLine) -> bool:
    stays = [stay.interval for stay in found.stays.order_by("starts_at")]
    return found.break_minutes == line.break_minutes and _to_the_minute(stays) == _to_the_minute(line.stays)


def _to_the_minute(stays: Sequence[rules.hours.Interval]) -> list[rules.hours.Interval]:
    return [
        (came.replace(second=0, microsecond=0), left and left.replace(second=0, microsecond=0)) for came, left in stays
    ]
