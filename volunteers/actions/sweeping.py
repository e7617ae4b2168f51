"""What has ended by itself: an offered place that nobody answered for, a consent that never came, an old invitation.

Nothing waits for the sweep. Whoever applies, answers or leaves sweeps aside first what is in the way, so that the
deadlines hold when no worker runs. Each is ended in a transaction of its own, with the refill: a sweep that died
midway or runs twice changes nothing twice.
"""

import logging
from collections.abc import Iterable
from datetime import datetime
from typing import Protocol

from django.db import DatabaseError, transaction

from backend.accounts import models as accounts
from backend.common import audit, retries
from backend.common import errors as common
from volunteers import enums, models, queries, rules
from volunteers.actions import _notices, _places, _waves

logger = logging.getLogger(__name__)
State = enums.AssignmentState
# What each of them is told when the time is over.
TOLD = {State.OFFERED: "offer_lapsed", State.HELD: "consent_lapsed"}
MOST = 500


class OneStep(Protocol):
    """What is done to one assignment in a transaction of its own; it tells whether there was anything to do."""

    def __call__(self, assignment: models.Assignment, *, now: datetime) -> bool:
        """This function will do it."""
        ...


def sweep(*, now: datetime, limit: int = MOST) -> int:
    """This function will end what is overdue, hand on what it filled, and tell how many it ended."""
    ended = for_each(queries.lines.overdue(now)[:limit], end_overdue, now=now)
    return ended + for_each(queries.lines.invitations_over(now)[:limit], end_invitation, now=now)


def sweep_before(shift: models.Shift, *, now: datetime) -> int:
    """This function will end what is overdue and keeps a place of a shift, or somebody of its line from one."""
    return for_each(queries.lines.overdue_before(shift, now=now), end_overdue, now=now)


def sweep_of(person: accounts.User, shift: models.Shift, *, now: datetime) -> int:
    """This function will end what is overdue and keeps a person from a shift, also an invitation to it."""
    ended = for_each(queries.lines.overdue_of(person, shift, now=now), end_overdue, now=now)
    invited = queries.lines.invitations_over(now).filter(person=person, shift=shift)
    return ended + for_each(invited, end_invitation, now=now)


def for_each(assignments: Iterable[models.Assignment], step: OneStep, *, now: datetime) -> int:
    """This function will take one step with each and count those taken; one that fails stops no other.

    What failed is logged and comes again with the next sweep.
    """
    return sum(_isolated(assignment, step, now) for assignment in list(assignments))


def _isolated(assignment: models.Assignment, step: OneStep, now: datetime) -> bool:
    try:
        return step(assignment, now=now)
    except (common.DomainError, DatabaseError):
        logger.exception("The sweep left %s as it is", assignment.code)
        return False


@retries.on_conflict
@transaction.atomic
def end_overdue(assignment: models.Assignment, *, now: datetime) -> bool:
    """This function will end one kept place if it is still overdue under its lock, and tell whether it did."""
    current = _places.locked(assignment, _places.lock(assignment.shift))
    if not current.is_overdue(now):
        return False
    told = TOLD[State(current.state)]
    # Who could not answer any more heard so when the recruiting was ended.
    hears = told != TOLD[State.OFFERED] or queries.lines.closed_reason(current.shift, now=now) is None
    _places.leave(current, State.LAPSED, now=now)
    _record("volunteers.lapse", current, now)
    if hears:
        _notices.tell_person(current, told, now=now)
    return True


@retries.on_conflict
@transaction.atomic
def end_invitation(assignment: models.Assignment, *, now: datetime) -> bool:
    """This function will end one invitation if nobody has answered it, and invite the next where that was chosen."""
    current = _places.locked(assignment, _places.lock(assignment.shift))
    if not rules.places.is_over(state=current.state, due=current.invitation_due_at, now=now):
        return False
    _places.end(current, State.LAPSED, now)
    _record("volunteers.lapse", current, now)
    if queries.lines.closed_reason(current.shift, now=now) is None:
        _notices.tell_person(current, "invitation_lapsed", now=now)
    _waves.invite_next(current, now=now)
    return True


@retries.on_conflict
@transaction.atomic
def remind(assignment: models.Assignment, *, now: datetime) -> bool:
    """This function will remind somebody who is asked and has not answered, once, when half of the time is over."""
    current = _places.locked(assignment, _places.lock(assignment.shift))
    asked_at, due = current.asked_at, current.answer_due_at
    if not current.is_offered or asked_at is None or due is None or current.reminded_at or due <= now:
        return False
    if now < rules.lines.reminds_at(asked_at=asked_at, due=due):
        return False
    current.reminded_at = now
    current.save(update_fields=["reminded_at"])
    urgent = rules.lines.cannot_wait(due=due, now=now)
    _notices.tell_person(current, "offer_reminder", now=now, urgent=urgent, due=_notices.spoken(due))
    return True


def remind_of_offers(*, now: datetime, limit: int = MOST) -> int:
    """This function will remind those who are asked and have not answered; it tells how many it reminded."""
    return for_each(queries.lines.unanswered(now)[:limit], remind, now=now)


@retries.on_conflict
@transaction.atomic
def tell_end(assignment: models.Assignment, *, now: datetime) -> bool:
    """This function will tell somebody in line, once, that nobody is asked in turn any more as the start is near."""
    current = _places.locked(assignment, _places.lock(assignment.shift))
    shift = current.shift
    if not current.is_waiting or shift.is_called_off or queries.lines.answer_due(shift, now=now) is not None:
        return False
    late = "short" if current.short_notice and shift.request.confirms_late else ""
    _notices.tell_person(current, "line_ended", now=now, late=late, urgent=_notices.is_urgent(shift, now=now))
    return True


def tell_of_ends(*, now: datetime, limit: int = MOST) -> int:
    """This function will tell those in lines whose offers have ended; it tells how many it told."""
    return for_each(queries.lines.ended(now)[:limit], tell_end, now=now)


def _record(action: str, current: models.Assignment, now: datetime) -> None:
    audit.record(action, by=None, about=current.person, subject=current.code, now=now, shift=current.shift.code)
