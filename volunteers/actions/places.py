import contextlib
import copy
import functools
from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction

from backend.accounts import actions as profiles
from backend.accounts import models as accounts
from backend.common import audit, errors, retries
from volunteers import enums, models, queries, rules
from volunteers import errors as refusals
from volunteers.actions import _events, _notices, _places, _seating, _waves, _windows, sweeping

State = enums.AssignmentState
refuse_closed = _places.refuse_closed


@retries.on_conflict
def apply_for_shift(
    shift: models.Shift,
    *,
    person: accounts.User,
    by: accounts.User,
    now: datetime,
    message: str = "",
    stated: Collection[str] = (),
    short_notice: bool = False,
    party: int = 1,
) -> models.Assignment:
    """This function will put a person forward for a shift; `stated` is what they say of themselves (enums.Condition).

    First come, first served: the person has a place at once, or waits in line where the request keeps one, maybe ready
    to come at `short_notice`. Where the organiser looks first, the application waits for the answer. Somebody who was
    invited is answered as accepting. What is overdue at the shift is swept aside first.
    Raises RequestNotOpen, ShiftStarted, ShiftCalledOff, NotEligible (or the subclass that says why), AlreadyApplied,
    OverlappingShift, ShiftFull, and WindowTaken where the time was picked; of an event, to which `party` people come
    by one application, NotOpenYet, ClosedAlready and EventPartyTooLarge.
    """
    refuse_closed(shift, now)
    _events.refuse(shift, party, now)
    refuse_ineligible(shift, person, stated=stated, now=now)
    new = models.Assignment(
        shift=shift,
        person=person,
        during=(shift.starts_at, shift.ends_at),
        created_at=now,
        message=message,
        stated=rules.conditions.kept(stated, age=person.age_on(shift.day)),
        short_notice=short_notice,
        places=party,
    )
    tell = functools.partial(_tell, "volunteers.apply", by, now)
    return _seated_at_once(new, tell, now) or _applied(new, by, tell, now)


def _seated_at_once(new: models.Assignment, tell: _places.Step, now: datetime) -> models.Assignment | None:
    """This function will give a place to a newcomer who is in nobody's way and asks nobody, in as few steps as can be.

    None where that cannot be: then each thing is looked at by itself.
    """
    shift = new.shift
    is_open = rules.places.is_open_to_newcomers(
        policy=shift.request.policy, line=shift.line, free=shift.free, places=new.places
    )
    if not is_open or queries.consents.is_needed(new):
        return None
    with contextlib.suppress(_seating.Overtaken), errors.translated(), transaction.atomic():
        _windows.refuse_crowded(shift)
        return _places.seat_at_once(copy.copy(new), now=now, tell=tell)
    return None


def _applied(new: models.Assignment, by: accounts.User, tell: _places.Step, now: datetime) -> models.Assignment:
    shift = new.shift
    stands = _refuse_busy(shift, new.person, now)
    if shift.is_full or shift.line:
        sweeping.sweep_before(shift, now=now)
    with errors.translated(), transaction.atomic():
        _windows.refuse_crowded(shift)
        return _settled(_asked_before(new, by) if stands else new, tell, now)


def refuse_ineligible(
    shift: models.Shift, person: accounts.User, *, stated: Collection[str] = (), now: datetime
) -> None:
    """This function will raise the condition that a person does not meet; `missing` names what was only not said."""
    request = shift.request
    standing = queries.people.standing(person, shift, stated=stated)
    conditions = queries.people.conditions(request, now=now)
    reason = rules.conditions.ineligibility(standing, conditions)
    if reason is None:
        return
    is_unsaid = reason in rules.conditions.STATED.values()
    missing = [one.value for one in rules.conditions.unstated(standing, conditions)] if is_unsaid else []
    raise refusals.INELIGIBLE[reason](**_named(request, now), missing=missing)


def tell_birth(person: accounts.User, *, born: date | None, now: datetime) -> accounts.User:
    """This function will keep the date of birth that somebody told as a request asked for it; None changes nothing."""
    return profiles.update_profile(person, by=person, now=now, date_of_birth=born) if born else person


def _refuse_busy(shift: models.Shift, person: accounts.User, now: datetime) -> bool:
    """This function will raise OverlappingShift, or tell whether the person stands to the shift already."""
    met = queries.assignments.met_at(person, shift)
    if met.is_busy or met.stands:
        sweeping.sweep_of(person, shift, now=now)
        met = queries.assignments.met_at(person, shift)
    if met.is_busy:
        raise refusals.OverlappingShift
    return met.stands


def _named(request: models.Request, now: datetime) -> dict[str, object]:
    """This function will give what the sentences of refusals name."""
    return {
        "minimum_age": request.minimum_age,
        "maximum_age": request.maximum_age,
        "ages": f"{request.ages}かどうか、" if request.ages else "",
        "district": request.district.name if request.district else "",
        "organisation": request.organisation.name,
        "certificate": request.certificate,
        "gender": request.get_gender_display(),
        "gender_reason": request.gender_reason,
        "later": request.widening_sentence(now),
    }


def _asked_before(new: models.Assignment, by: accounts.User) -> models.Assignment:
    """This function will give the invitation that somebody accepts by applying; a party's is none of theirs.

    Raises AlreadyApplied.
    """
    shift = _places.lock(new.shift)
    existing = shift.assignments.live().select_for_update(no_key=True).filter(person=new.person_id).first()
    if existing is None or not rules.places.can_answer(existing.state) or hasattr(existing, "party"):
        raise refusals.AlreadyApplied if by.pk == new.person_id else refusals.AppliedForAlready
    existing.shift, existing.person = shift, new.person
    for name in ("message", "stated", "short_notice", "places"):
        setattr(existing, name, getattr(new, name))
    return existing


def _settled(assignment: models.Assignment, tell: _places.Step, now: datetime) -> models.Assignment:
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
    if assignment.is_waiting:
        _tell_of_line(assignment, now)
    else:
        _notices.tell_person(assignment, TOLD[State(assignment.state)], now=now)


def _tell_of_line(assignment: models.Assignment, now: datetime) -> None:
    """This function will tell who joined the line how manyth they are; the first are asked to keep the time free."""
    number = queries.lines.place_in_line(assignment)
    is_reserve = number <= assignment.shift.reserve
    if is_reserve:
        assignment.reserve_told_at = now
        assignment.save(update_fields=["reserve_told_at"])
    _notices.tell_person(
        assignment,
        "waiting",
        now=now,
        number=str(number),
        reserve=str(number) if is_reserve else "",
        order=assignment.shift.request.get_line_order_display(),
    )


TOLD = {State.CONFIRMED: "confirmed", State.HELD: "confirmed", State.APPLIED: "applied"}


@retries.on_conflict
def accept_application(assignment: models.Assignment, *, by: accounts.User, now: datetime) -> models.Assignment:
    """This function will say yes to an application: the person gets a place, or a number in the line.

    Raises AssignmentChanged, RequestNotOpen, ShiftStarted, OverlappingShift, ShiftFull.
    """
    refuse_closed(assignment.shift, now)
    sweeping.sweep_before(assignment.shift, now=now)
    sweeping.sweep_of(assignment.person, assignment.shift, now=now)
    with errors.translated(), transaction.atomic():
        shift = _places.lock(assignment.shift)
        current = _places.locked(assignment, shift)
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
        current = _places.locked(assignment, assignment.shift)
        if not rules.places.can_accept(current.state):
            raise refusals.AssignmentChanged
        _places.end(current, State.DECLINED, now)
        audit.record("volunteers.decline", by=by, about=current.person, subject=current.code, reason=reason, now=now)
        _notices.tell_person(current, "not_accepted", now=now, reason=reason)
    return current


@retries.on_conflict
def withdraw(assignment: models.Assignment, *, by: accounts.User, now: datetime, reason: str = "") -> models.Assignment:
    """This function will take a person out of a shift, and hand the freed place to the next in line.

    Who was only invited says no by it: the organisers hear of nobody, and the next is invited where they chose that.
    Shifts for which the person waits at the same time are looked at again, now that the person is free for them.
    Raises AssignmentChanged, ShiftStarted, CheckedInStays.
    """
    with errors.translated(), transaction.atomic():
        current = _places.locked(assignment, _places.lock(assignment.shift))
        _refuse_leaving(current, now)
        was_invited = rules.places.can_answer(current.state)
        _places.leave(current, State.WITHDRAWN, now=now)
        audit.record("volunteers.withdraw", by=by, about=current.person, subject=current.code, reason=reason, now=now)
        _notices.tell_person(current, "withdrawn", now=now)
        if was_invited:
            _waves.invite_next(current, now=now)
        else:
            _notices.tell_organisers(current, "withdrawal", now=now, reason=reason)
    return current


def _refuse_leaving(current: models.Assignment, now: datetime) -> None:
    if not current.is_live:
        raise refusals.AssignmentChanged
    if not rules.places.can_withdraw(state=current.state, starts_at=current.shift.starts_at, now=now):
        raise refusals.ShiftStarted
