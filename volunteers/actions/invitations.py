from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from backend.accounts import models as accounts
from backend.common import audit, errors, retries
from volunteers import enums, models, queries, rules
from volunteers import errors as refusals
from volunteers.actions import _places, _waves, places, sweeping

State = enums.AssignmentState


@retries.on_conflict
def invite(
    shift: models.Shift,
    *,
    handle: str,
    by: accounts.User,
    now: datetime,
    days: int = rules.lines.INVITATION_DAYS,
    goes_on: bool = False,
) -> models.Assignment:
    """This function will ask the person behind a suggestion to join a shift, for so many days.

    `handle` stands for one suggested person in one shift and says nothing else (queries.matching.handle). Only
    somebody who still passes every hard rule is asked. Where it `goes_on`, the next best suggestion is asked when this
    one says no or nothing. Raises NotSuggested, RequestNotOpen, ShiftStarted.
    """
    places.refuse_closed(shift, now)
    with errors.translated(), transaction.atomic():
        suggested = queries.matching.suggested_person(shift, handle, now=now)
        if suggested is None:
            raise refusals.NotSuggested
        return _waves.send(shift, suggested, days=days, goes_on=goes_on, by=by, now=now)


@retries.on_conflict
def invite_wave(
    shift: models.Shift, *, people: int, days: int, goes_on: bool, by: accounts.User, now: datetime
) -> list[models.Assignment]:
    """This function will ask so many of the best suggestions at once, and no more than there are places left.

    Raises NobodyToInvite, RequestNotOpen, ShiftStarted.
    """
    places.refuse_closed(shift, now)
    with errors.translated(), transaction.atomic():
        locked = _places.lock(shift)
        most = min(people, locked.free - queries.invitations.pending(locked))
        chosen = queries.invitations.best(locked, now=now, most=most) if most > 0 else []
        if not chosen:
            raise refusals.NobodyToInvite
        return [_waves.send(locked, one, days=days, goes_on=goes_on, by=by, now=now) for one in chosen]


def accept_invitation(
    assignment: models.Assignment,
    *,
    by: accounts.User,
    now: datetime,
    message: str = "",
    stated: Collection[str] = (),
) -> models.Assignment:
    """This function will say yes to an invitation: the organiser has agreed already.

    Raises InvitationOver, and as apply_for_shift.
    """
    if rules.places.is_over(state=assignment.state, due=assignment.invitation_due_at, now=now):
        sweeping.end_invitation(assignment, now=now)
        raise refusals.InvitationOver
    return places.apply_for_shift(
        assignment.shift, person=assignment.person, by=by, now=now, message=message, stated=stated
    )


@retries.on_conflict
def decline_invitation(assignment: models.Assignment, *, by: accounts.User, now: datetime) -> models.Assignment:
    """This function will say no to an invitation, which costs nothing and needs no reason.

    Where the organiser chose it, the next best suggestion is invited. Raises AssignmentChanged.
    """
    with errors.translated(), transaction.atomic():
        current = _places.locked(assignment, _places.lock(assignment.shift))
        if not rules.places.can_answer(current.state):
            raise refusals.AssignmentChanged
        _places.end(current, State.DECLINED, now)
        audit.record("volunteers.decline", by=by, about=current.person, subject=current.code, now=now)
        _waves.invite_next(current, now=now)
    return current
