"""What somebody of the waiting list answers: yes or no to a place, or that a free one is theirs.

Answering costs nothing, nobody is punished, and in the same transaction a place that is not wanted goes on.
"""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from backend.accounts import models as accounts
from backend.common import audit, errors, retries
from volunteers import enums, models, queries, rules
from volunteers import errors as refusals
from volunteers.actions import _notices, _places, invitations, places, sweeping

State = enums.AssignmentState


def accept(
    assignment: models.Assignment, *, by: accounts.User, now: datetime, stated: Collection[str] = ()
) -> models.Assignment:
    """This function will say yes to whatever somebody was asked: an invitation, an offered place, one that is free.

    Whose place is held as their age is not known says by it that they are 18. Raises what accept_invitation,
    accept_offer, take_place and tell_adult raise.
    """
    if assignment.state == State.INVITED:
        return invitations.accept_invitation(assignment, by=by, now=now, stated=stated)
    if assignment.is_waiting:
        return take_place(assignment, by=by, now=now, stated=stated)
    if assignment.state == State.HELD:
        return tell_adult(assignment, by=by, now=now, stated=stated)
    return accept_offer(assignment, by=by, now=now, stated=stated)


def decline(assignment: models.Assignment, *, by: accounts.User, now: datetime) -> models.Assignment:
    """This function will say no to an invitation or an offered place; it costs nothing. Raises as these do."""
    if assignment.is_offered:
        return decline_offer(assignment, by=by, now=now)
    return invitations.decline_invitation(assignment, by=by, now=now)


@retries.on_conflict
def accept_offer(
    assignment: models.Assignment, *, by: accounts.User, now: datetime, stated: Collection[str] = ()
) -> models.Assignment:
    """This function will make a place of an offered one. Raises OfferOver, AssignmentChanged, RequestNotOpen.

    An offer whose time is over is ended by it, and the place goes on.
    """
    sweeping.sweep_before(assignment.shift, now=now)
    with errors.translated(), transaction.atomic():
        current = _offered(assignment)
        _places.refuse_closed(current.shift, now)
        _keep(current, stated)
        _places.confirm(current, now)
        audit.record("volunteers.accept-offer", by=by, about=current.person, subject=current.code, now=now)
        _notices.tell_person(current, "confirmed", now=now)
    return current


@retries.on_conflict
def decline_offer(assignment: models.Assignment, *, by: accounts.User, now: datetime) -> models.Assignment:
    """This function will give an offered place to the next in line. Raises OfferOver, AssignmentChanged."""
    sweeping.sweep_before(assignment.shift, now=now)
    with errors.translated(), transaction.atomic():
        current = _offered(assignment)
        _places.leave(current, State.DECLINED, now=now)
        audit.record("volunteers.decline-offer", by=by, about=current.person, subject=current.code, now=now)
    return current


def _offered(assignment: models.Assignment) -> models.Assignment:
    current = _places.locked(assignment, _places.lock(assignment.shift))
    if current.state == State.LAPSED:
        raise refusals.OfferOver
    if not current.is_offered:
        raise refusals.AssignmentChanged
    return current


@retries.on_conflict
def take_place(
    assignment: models.Assignment, *, by: accounts.User, now: datetime, stated: Collection[str] = ()
) -> models.Assignment:
    """This function will give a free place to somebody in line, at a time when nobody is asked any more.

    Whoever comes first has it. Raises PlaceGone, AssignmentChanged, OverlappingShift.
    """
    sweeping.sweep_before(assignment.shift, now=now)
    sweeping.sweep_of(assignment.person, assignment.shift, now=now)
    with errors.translated(), transaction.atomic():
        shift = _places.lock(assignment.shift)
        _places.refill(shift, now=now)
        current = _places.locked(assignment, shift)
        if current.is_waiting:
            _keep(current, stated)
            _take(current, by, now)
        elif not current.is_confirmed:
            raise refusals.AssignmentChanged
    return current


def _take(current: models.Assignment, by: accounts.User, now: datetime) -> None:
    places.refuse_closed(current.shift, now)
    if not queries.lines.can_take(current, now=now):
        raise refusals.PlaceGone
    _places.place(current, now)
    audit.record("volunteers.take-place", by=by, about=current.person, subject=current.code, now=now)
    _notices.tell_person(current, "confirmed", now=now)


def _keep(current: models.Assignment, stated: Collection[str]) -> None:
    """This function will add what somebody says of themselves to what they said before; it is saved with the place."""
    said = {*current.stated, *stated}
    current.stated = rules.conditions.kept(said, age=current.person.age_on(current.shift.day))


@retries.on_conflict
def tell_adult(
    assignment: models.Assignment, *, by: accounts.User, now: datetime, stated: Collection[str] = ()
) -> models.Assignment:
    """This function will make a place certain that was held as the person's age was not known.

    They say it by `stated`, or have told their date of birth by now. Raises AssignmentChanged, and ConsentMissing where
    a guardian is asked.
    """
    sweeping.sweep_before(assignment.shift, now=now)
    with errors.translated(), transaction.atomic():
        current = _places.locked(assignment, _places.lock(assignment.shift))
        if current.state != State.HELD:
            raise refusals.AssignmentChanged
        _keep(current, stated)
        if queries.consents.is_needed(current):
            raise refusals.ConsentMissing
        _places.confirm(current, now)
        audit.record("volunteers.tell-adult", by=by, about=current.person, subject=current.code, now=now)
        _notices.tell_person(current, "confirmed", now=now)
    return current


@retries.on_conflict
def set_short_notice(
    assignment: models.Assignment, *, comes: bool, by: accounts.User, now: datetime
) -> models.Assignment:
    """This function will note whether somebody in line comes at short notice. Raises AssignmentChanged.

    Where it is too late to ask anybody and a place is free, whoever says that they come has it at once.
    """
    with errors.translated(), transaction.atomic():
        shift = _places.lock(assignment.shift)
        current = _places.locked(assignment, shift)
        if not current.is_waiting:
            raise refusals.AssignmentChanged
        current.short_notice = comes
        current.save(update_fields=["short_notice"])
        audit.record("volunteers.short-notice", by=by, about=current.person, subject=current.code, now=now, comes=comes)
        _places.refill(shift, now=now)
        current.refresh_from_db(fields=["state", "confirmed_at", "asked_at", "answer_due_at"])
    return current
