"""Coming and going: by the code at the venue, by the person's own card, by the list; now, or told later by a device.

The place is locked before the attendance, so that of two devices at one moment the second sees what the first wrote.
"""

import itertools
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias

from django.db import transaction

from backend.accounts import models as accounts
from backend.common import audit, errors, retries
from volunteers import enums, models, queries, rules
from volunteers import errors as refusals
from volunteers.actions import _notices

Kind: TypeAlias = enums.EventKind
Method: TypeAlias = enums.CheckInMethod
Outcome: TypeAlias = enums.EventOutcome


@dataclass(frozen=True, slots=True)
class Seen:
    """That somebody was seen to come or go: how, by whom, when by our clock, and what a device told of it."""

    kind: Kind
    method: Method
    by: accounts.User
    at: datetime
    told_at: datetime
    client_id: uuid.UUID = field(default_factory=uuid.uuid4)
    offline: bool = False


@dataclass(frozen=True, slots=True)
class EventLine:
    """One check-in or check-out as a device tells it: of whom by a number, or by the card that it read."""

    client_id: uuid.UUID
    kind: Kind
    method: Method
    told_at: datetime
    who: str = ""
    card: str = ""


@dataclass(frozen=True, slots=True)
class EventAnswer:
    """What became of a line. A refusal has its code and says what to do; whose it was, where that is known."""

    client_id: uuid.UUID
    outcome: Outcome
    assignment_code: str = ""
    code: str = ""
    sentence: str = ""


def check_in_by_code(
    token: str, *, person: accounts.User, now: datetime, read_at: datetime | None = None
) -> models.Attendance:
    """This function will note that a person came, by the code shown at the venue.

    `read_at` is when the person read the code, if that was seen before now: somebody who signs in first, or is slow,
    need not run back. Raises StaleCode, and what check_in raises.
    """
    shift = queries.check_ins.shift_of(token, now=read_at or now)
    return check_in(shift, person=person, method=Method.QR, by=person, now=now)


def check_out_by_code(
    token: str, *, person: accounts.User, now: datetime, read_at: datetime | None = None
) -> models.Attendance:
    """This function will note that a person left, by the code shown at the venue; as check_in_by_code otherwise."""
    shift = queries.check_ins.shift_of(token, now=read_at or now)
    return check_out(shift, person=person, method=Method.QR, by=person, now=now)


def check_in_by_card(
    shift: models.Shift, *, token: str, by: accounts.User, now: datetime, read_at: datetime | None = None
) -> models.Attendance:
    """This function will note that somebody came whose own card was read. Raises StaleCard, and as check_in."""
    holder = queries.check_ins.holder_of(token, now=read_at or now)
    return check_in(shift, person=holder, method=Method.CARD, by=by, now=now)


@retries.on_conflict
def check_in(
    shift: models.Shift,
    *,
    person: accounts.User,
    method: Method,
    by: accounts.User,
    now: datetime,
    at: datetime | None = None,
) -> models.Attendance:
    """This function will note that a person with a place came, or is back after leaving.

    Who is ticked on the list when it is all over is taken to have come at the start, unless `at` says when.
    Raises NotConfirmed, CheckInNotOpen, AlreadyCheckedIn, HoursAlreadyApproved.
    """
    refuse_closed(shift, method, now)
    came = at or rules.presence.assumed_arrival(starts_at=shift.starts_at, ends_at=shift.ends_at, now=now)
    with errors.translated(), transaction.atomic():
        return _arrive(_place(shift, person), Seen(Kind.CHECK_IN, method, by, came, came), now).attendance


@retries.on_conflict
def check_out(
    shift: models.Shift, *, person: accounts.User, method: Method, by: accounts.User, now: datetime
) -> models.Attendance:
    """This function will note that a person left; whom nobody checks out is taken to have stayed to the end.

    Raises NotCheckedIn, AlreadyCheckedOut, TimeImplausible, HoursAlreadyApproved.
    """
    refuse_implausible(shift, now, now)
    with errors.translated(), transaction.atomic():
        return _leave(_place(shift, person), Seen(Kind.CHECK_OUT, method, by, now, now), now).attendance


def refuse_closed(shift: models.Shift, method: Method, now: datetime) -> None:
    """This function will raise CheckInNotOpen unless people can be checked in to a shift that way now."""
    is_open = rules.hours.can_check_in_by_code if method == Method.QR else rules.hours.can_check_in_by_name
    if not is_open(starts_at=shift.starts_at, ends_at=shift.ends_at, now=now):
        opens, closes = rules.hours.check_in_opens(shift.starts_at), shift.ends_at
        raise refusals.CheckInNotOpen(opens=_notices.day_and_time(opens), closes=_notices.day_and_time(closes))


def refuse_implausible(shift: models.Shift, at: datetime, now: datetime) -> None:
    """This function will raise TimeImplausible unless somebody can have come or left a shift at an instant."""
    if not rules.presence.is_plausible(at, starts_at=shift.starts_at, ends_at=shift.ends_at, now=now):
        opens, closes = rules.hours.check_in_opens(shift.starts_at), rules.presence.last_plausible(shift.ends_at)
        raise refusals.TimeImplausible(
            time=_notices.day_and_time(at), opens=_notices.day_and_time(opens), closes=_notices.day_and_time(closes)
        )


def _place(shift: models.Shift, person: accounts.User) -> models.Assignment:
    locked = shift.assignments.confirmed().select_for_update(no_key=True, of=("self",)).select_related("person")
    place = locked.filter(person=person).first()
    if place is None:
        raise refusals.NotConfirmed
    place.shift = shift
    return place


def _arrive(place: models.Assignment, seen: Seen, now: datetime) -> models.AttendanceEvent:
    attendance = _locked_attendance(place)
    if attendance is not None and _knows_of(attendance, seen.at):
        raise refusals.AlreadyCheckedIn
    clear_no_show(place, reason="受付をしたため", by=seen.by, now=now)
    attendance = _opened(place, attendance, seen)
    models.Stay.objects.create(attendance=attendance, starts_at=seen.at)
    recount(attendance)
    return _noted(attendance, seen, now, counted=True)


def _knows_of(attendance: models.Attendance, arrival: datetime) -> bool:
    """This function will tell whether somebody is here, or has left since: a device tells late of what is known."""
    left = attendance.checked_out_at
    return not attendance.is_voided and (left is None or arrival < left)


def _locked_attendance(place: models.Assignment) -> models.Attendance | None:
    locked = models.Attendance.objects.select_for_update(no_key=True, of=("self",))
    attendance = locked.filter(assignment=place).first()
    if attendance is not None:
        attendance.assignment = place
    return attendance


def _opened(place: models.Assignment, attendance: models.Attendance | None, seen: Seen) -> models.Attendance:
    if attendance is None:
        return models.Attendance.objects.create(
            assignment=place,
            checked_in_at=seen.at,
            method=seen.method,
            checked_in_by=seen.by,
            proposed_minutes=rules.hours.STEP,
        )
    if attendance.is_voided:
        attendance.voided_at, attendance.method, attendance.checked_in_by = None, seen.method, seen.by
        attendance.save(update_fields=["voided_at", "method", "checked_in_by"])
    return attendance


def clear_no_show(place: models.Assignment, *, reason: str, by: accounts.User, now: datetime) -> None:
    """This function will undo the record that somebody did not come, if there is one, as they came or had said so."""
    stands = models.NoShow.objects.filter(assignment=place, undone_at__isnull=True)
    if stands.update(undone_at=now, undone_by=by, undo_reason=reason):
        audit.record("volunteers.undo-no-show", by=by, about=place.person, subject=place.code, now=now)


def _leave(place: models.Assignment, seen: Seen, now: datetime) -> models.AttendanceEvent:
    attendance = _locked_attendance(place)
    if attendance is None or attendance.is_voided:
        raise refusals.NotCheckedIn
    if not attendance.is_here:
        raise refusals.AlreadyCheckedOut
    attendance.stays.filter(ends_at__isnull=True).update(ends_at=seen.at)
    recount(attendance)
    return _noted(attendance, seen, now, counted=True)


def recount(attendance: models.Attendance) -> None:
    """This function will set what follows from the stays of a locked attendance: first, last and proposed minutes."""
    shift = attendance.assignment.shift
    stays = [stay.interval for stay in attendance.stays.order_by("starts_at")]
    attendance.checked_in_at, attendance.checked_out_at = stays[0][0], stays[-1][1]
    attendance.proposed_minutes = rules.hours.proposed_minutes(
        stays, starts_at=shift.starts_at, ends_at=shift.ends_at, break_minutes=attendance.break_minutes
    )
    attendance.save(update_fields=["checked_in_at", "checked_out_at", "proposed_minutes"])


def _noted(attendance: models.Attendance, seen: Seen, now: datetime, *, counted: bool) -> models.AttendanceEvent:
    event = models.AttendanceEvent.objects.create(
        client_id=seen.client_id,
        attendance=attendance,
        kind=seen.kind,
        counted=counted,
        method=seen.method,
        told_at=seen.told_at,
        happened_at=seen.at,
        received_at=now,
        by=seen.by,
        offline=seen.offline,
    )
    _audit(event, now)
    return event


def _audit(event: models.AttendanceEvent, now: datetime) -> None:
    place = event.attendance.assignment
    audit.record(
        "volunteers.check-in" if event.kind == Kind.CHECK_IN else "volunteers.check-out",
        by=event.by,
        about=place.person,
        subject=place.code,
        center_code=place.shift.center_code,
        now=now,
        method=str(event.method),
        counted=event.counted,
        offline=event.offline,
        happened_at=event.happened_at.isoformat(),
    )


def take_events(
    shift: models.Shift, lines: list[EventLine], *, by: accounts.User, now: datetime, sent_at: datetime | None = None
) -> list[EventAnswer]:
    """This function will count what a device tells of who came and left, each line by itself and each once.

    `sent_at` is what the device's clock says as it sends. A line that was counted before is answered as it was then;
    one that cannot be counted is refused with what to do, and may be sent again.
    """
    return [_take(shift, line, sent_at=sent_at, by=by, now=now) for line in lines]


@retries.on_conflict
def _take(
    shift: models.Shift, line: EventLine, *, sent_at: datetime | None, by: accounts.User, now: datetime
) -> EventAnswer:
    try:
        known = queries.attendance.event_of(line.client_id)
        event = _again(shift, line, known) if known else _counted(shift, line, sent_at, by, now)
    except errors.DomainError as refusal:
        return EventAnswer(line.client_id, Outcome.REFUSED, code=refusal.code, sentence=refusal.sentence)
    outcome = Outcome.DONE if event.counted else Outcome.ALREADY
    return EventAnswer(line.client_id, outcome, assignment_code=event.attendance.assignment.code)


def _again(shift: models.Shift, line: EventLine, known: models.AttendanceEvent) -> models.AttendanceEvent:
    place = known.attendance.assignment
    if place.shift_id != shift.pk or known.kind != line.kind:
        raise refusals.EventReused
    return known


def _counted(
    shift: models.Shift, line: EventLine, sent_at: datetime | None, by: accounts.User, now: datetime
) -> models.AttendanceEvent:
    at = rules.presence.by_our_clock(line.told_at, sent_at=sent_at, now=now)
    _refuse_late(shift, now)
    refuse_implausible(shift, at, now)
    who = queries.check_ins.holder_code(line.card, read_at=at) if line.card else line.who
    person = queries.check_ins.place_of(shift, who).person
    late = rules.presence.is_told_late(at, now=now)
    seen = Seen(line.kind, line.method, by, at, line.told_at, line.client_id, offline=late)
    try:
        with errors.translated(), transaction.atomic():
            move = _arrive if line.kind == Kind.CHECK_IN else _leave
            return move(_place(shift, person), seen, now)
    except (refusals.AlreadyCheckedIn, refusals.AlreadyCheckedOut):
        return _not_counted(shift, line, person, seen, now)


def _refuse_late(shift: models.Shift, now: datetime) -> None:
    if now > rules.hours.roster_closes(shift.ends_at):
        opens, closes = rules.hours.check_in_opens(shift.starts_at), rules.hours.roster_closes(shift.ends_at)
        raise refusals.CheckInNotOpen(opens=_notices.day_and_time(opens), closes=_notices.day_and_time(closes))


def _not_counted(
    shift: models.Shift, line: EventLine, person: accounts.User, seen: Seen, now: datetime
) -> models.AttendanceEvent:
    """This function will keep that another device told the same; the same line by two ways at once is the one kept."""
    with errors.translated(), transaction.atomic():
        place = _place(shift, person)
        known = queries.attendance.event_of(line.client_id)
        if known is not None:
            return _again(shift, line, known)
        attendance = _locked_attendance(place)
        if attendance is None:
            raise refusals.NotCheckedIn
        return _noted(attendance, seen, now, counted=False)


def read_roster(shift: models.Shift, *, by: accounts.User, now: datetime) -> queries.assignments.Roster:
    """This function will give everybody of a shift to somebody who keeps its roster, and note the look at each."""
    roster = queries.assignments.roster(shift)
    _note_looks(shift, roster.people, by, now)
    return roster


def read_heard_withdrawals(shift: models.Shift, *, by: accounts.User, now: datetime) -> list[queries.withdrawals.Heard]:
    """This function will give an organiser the withdrawals that were told for people, and note the look at each."""
    heard = queries.withdrawals.heard_of(shift)
    _note_looks(shift, [one.withdrawal.assignment.person for one in heard], by, now)
    return heard


def read_hours(waiting: Iterable[models.Assignment], *, by: accounts.User, now: datetime) -> list[models.Assignment]:
    """This function will give the hours that wait for somebody's approval, and note the look at each, by shift."""
    rows = list(waiting)
    for _, of_shift in itertools.groupby(rows, key=lambda one: one.shift_id):
        places = list(of_shift)
        _note_looks(places[0].shift, [one.person for one in places], by, now)
    return rows


def _note_looks(shift: models.Shift, seen: Iterable[accounts.User], by: accounts.User, now: datetime) -> None:
    audit.looks("volunteers.roster", by=by, abouts=seen, subject=shift.code, center_code=shift.center_code, now=now)
