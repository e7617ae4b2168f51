import functools
from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from backend.accounts import models as accounts
from backend.common import audit, errors, retries
from volunteers import enums, models, queries, rules
from volunteers import errors as refusals
from volunteers.actions import _notices, _places, _windows

State = enums.AssignmentState


@retries.on_conflict
def apply_for_shift(
    shift: models.Shift,
    *,
    person: accounts.User,
    by: accounts.User,
    now: datetime,
    message: str = "",
    stated: Collection[str] = (),
) -> models.Assignment:
    """This function will put a person forward for a shift; `stated` is what they say of themselves (enums.Condition).

    First come, first served: the person has a place at once, or waits in line where the request keeps one. Where the
    organiser looks first, the application waits for the answer. Somebody who was invited is answered as accepting.
    Raises RequestNotOpen, ShiftStarted, ShiftCalledOff, NotEligible (or the subclass that says why), AlreadyApplied,
    OverlappingShift, ShiftFull, and WindowTaken where the time was picked.
    """
    refuse_closed(shift, now)
    refuse_ineligible(shift, person, stated=stated, now=now)
    with errors.translated(), transaction.atomic():
        _windows.refuse_crowded(shift)
        started = _started(shift, person, message, now)
        started.stated = rules.conditions.kept(stated)
        return _settled(started, by, now)


def refuse_closed(shift: models.Shift, now: datetime) -> None:
    """This function will raise RequestNotOpen, ShiftStarted or ShiftCalledOff where nobody gets a place any more."""
    reason = rules.places.closed_reason(
        status=shift.request.status, starts_at=shift.starts_at, called_off=shift.is_called_off, now=now
    )
    if reason is not None:
        raise {
            enums.Reason.REQUEST_NOT_OPEN: refusals.RequestNotOpen,
            enums.Reason.SHIFT_STARTED: refusals.ShiftStarted,
            enums.Reason.CALLED_OFF: refusals.ShiftCalledOff,
        }[reason]


def refuse_ineligible(
    shift: models.Shift, person: accounts.User, *, stated: Collection[str] = (), now: datetime
) -> None:
    """This function will raise the condition that a person does not meet, or OverlappingShift."""
    request = shift.request
    standing = queries.people.standing(person, shift, stated=stated)
    reason = rules.conditions.ineligibility(standing, queries.people.conditions(request, now=now))
    if reason is not None:
        raise refusals.INELIGIBLE[reason](**_named(request, now))
    if queries.assignments.is_busy(person, shift):
        raise refusals.OverlappingShift


def _named(request: models.Request, now: datetime) -> dict[str, object]:
    """This function will give what the sentences of refusals name."""
    return {
        "minimum_age": request.minimum_age,
        "maximum_age": request.maximum_age,
        "ages": request.ages,
        "district": request.district.name if request.district else "",
        "organisation": request.organisation.name,
        "certificate": request.certificate,
        "gender": request.get_gender_display(),
        "gender_reason": request.gender_reason,
        "later": request.widening_sentence(now),
    }


def _started(shift: models.Shift, person: accounts.User, message: str, now: datetime) -> models.Assignment:
    if not shift.assignments.live().filter(person=person).exists():
        return models.Assignment(
            shift=shift, person=person, during=(shift.starts_at, shift.ends_at), message=message, created_at=now
        )
    return _invited(shift, person, message)


def _invited(shift: models.Shift, person: accounts.User, message: str) -> models.Assignment:
    locked = _places.lock(shift)
    existing = locked.assignments.live().select_for_update(no_key=True).filter(person=person).first()
    if existing is None or not rules.places.can_answer(existing.state):
        raise refusals.AlreadyApplied
    existing.shift, existing.person, existing.message = locked, person, message
    return existing


def _settled(assignment: models.Assignment, by: accounts.User, now: datetime) -> models.Assignment:
    tell = functools.partial(_tell, "volunteers.apply", by, now)
    invited = rules.places.can_answer(assignment.state)
    if invited or not rules.places.needs_acceptance(assignment.shift.request.policy):
        return _places.seat(assignment, now=now, tell=tell)
    assignment.state = State.APPLIED
    assignment.save()
    tell(assignment)
    _notices.tell_organisers(assignment, "application", now=now)
    return assignment


def _tell(action: str, by: accounts.User, now: datetime, assignment: models.Assignment) -> None:
    shift, person = assignment.shift, assignment.person
    audit.record(action, by=by, about=person, subject=assignment.code, now=now, shift=shift.code)
    _notices.tell_person(assignment, TOLD[State(assignment.state)], now=now, reserve=_reserve(assignment))


def _reserve(assignment: models.Assignment) -> str:
    """This function will give the number of somebody whom the organiser asks to keep the time free, or nothing."""
    if assignment.state != State.WAITING or not assignment.shift.reserve:
        return ""
    line = queries.assignments.place_in_line(assignment)
    return str(line) if line <= assignment.shift.reserve else ""


TOLD = {State.CONFIRMED: "confirmed", State.WAITING: "waiting", State.APPLIED: "applied"}


@retries.on_conflict
def accept_application(assignment: models.Assignment, *, by: accounts.User, now: datetime) -> models.Assignment:
    """This function will say yes to an application: the person gets a place, or a number in the line.

    Raises AssignmentChanged, RequestNotOpen, ShiftStarted, OverlappingShift, ShiftFull.
    """
    refuse_closed(assignment.shift, now)
    with errors.translated(), transaction.atomic():
        shift = _places.lock(assignment.shift)
        current = _locked(assignment, shift)
        if not rules.places.can_accept(current.state):
            raise refusals.AssignmentChanged
        _windows.refuse_crowded(shift)
        return _places.seat(current, now=now, tell=functools.partial(_tell, "volunteers.accept", by, now))


@retries.on_conflict
def decline_application(
    assignment: models.Assignment, *, by: accounts.User, now: datetime, reason: str = ""
) -> models.Assignment:
    """This function will say no to an application, with thanks. Raises AssignmentChanged."""
    with transaction.atomic():
        current = _locked(assignment, assignment.shift)
        if not rules.places.can_accept(current.state):
            raise refusals.AssignmentChanged
        end(current, State.DECLINED, now)
        audit.record("volunteers.decline", by=by, about=current.person, subject=current.code, reason=reason, now=now)
        _notices.tell_person(current, "not_accepted", now=now, reason=reason)
    return current


@retries.on_conflict
def withdraw(assignment: models.Assignment, *, by: accounts.User, now: datetime, reason: str = "") -> models.Assignment:
    """This function will take a person out of a shift, and hand the freed place to the next in line.

    Shifts for which the person waits at the same time are looked at again, now that the person is free for them.
    Raises AssignmentChanged, ShiftStarted, CheckedInStays.
    """
    with errors.translated(), transaction.atomic():
        shift = _places.lock(assignment.shift)
        current = _locked(assignment, shift)
        _refuse_leaving(current, now)
        had_place = current.is_confirmed
        end(current, State.WITHDRAWN, now)
        if had_place:
            _places.free(shift, now=now)
            _refill_elsewhere(current, now)
        audit.record("volunteers.withdraw", by=by, about=current.person, subject=current.code, reason=reason, now=now)
        _notices.tell_person(current, "withdrawn", now=now)
        _notices.tell_organisers(current, "withdrawal", now=now, reason=reason)
    return current


def _refuse_leaving(current: models.Assignment, now: datetime) -> None:
    if not current.is_live:
        raise refusals.AssignmentChanged
    if not rules.places.can_withdraw(state=current.state, starts_at=current.shift.starts_at, now=now):
        raise refusals.ShiftStarted


def _refill_elsewhere(left: models.Assignment, now: datetime) -> None:
    for shift in queries.assignments.shifts_waited_for(left.person, left.shift):
        _places.refill(_places.lock(shift), now=now)


def _locked(assignment: models.Assignment, shift: models.Shift) -> models.Assignment:
    current = (
        models.Assignment.objects.select_for_update(no_key=True, of=("self",))
        .select_related("person")
        .get(pk=assignment.pk)
    )
    current.shift = shift
    return current


def end(assignment: models.Assignment, state: State, now: datetime) -> None:
    """This function will close an assignment for good."""
    assignment.state, assignment.ended_at = state, now
    assignment.save(update_fields=["state", "ended_at"])
