"""Invitations in waves (matching 4): when one is declined or ends, the next best suggestion is invited."""

from datetime import datetime, timedelta

from backend.accounts import models as accounts
from backend.common import audit
from volunteers import enums, models, queries, rules
from volunteers.actions import _notices

State = enums.AssignmentState


def send(
    shift: models.Shift,
    person: accounts.User,
    *,
    days: int,
    goes_on: bool,
    by: accounts.User | None,
    now: datetime,
) -> models.Assignment:
    """This function will ask one person to join a shift, until a time that they are told."""
    due = rules.lines.invitation_due(now=now, days=days, starts_at=shift.starts_at)
    assignment = models.Assignment.objects.create(
        shift=shift,
        person=person,
        during=(shift.starts_at, shift.ends_at),
        state=State.INVITED,
        created_at=now,
        invited_at=now,
        invitation_due_at=due,
        invites_next=goes_on,
    )
    audit.record("volunteers.invite", by=by, about=person, subject=assignment.code, now=now, until=due.isoformat())
    _notices.tell_person(assignment, "invitation", now=now, due=_notices.spoken(due))
    return assignment


def invite_next(ended: models.Assignment, *, now: datetime) -> models.Assignment | None:
    """This function will invite the next in place of somebody who said no or nothing, where the organiser chose it.

    The shift is locked. Nobody is asked twice, and no more people than there are places left.
    """
    shift = ended.shift
    if queries.lines.closed_reason(shift, now=now):
        return None
    if not ended.invites_next or queries.invitations.pending(shift) >= shift.free:
        return None
    following = queries.invitations.next_best(shift, now=now)
    if following is None:
        return None
    return send(shift, following, days=_days_of(ended), goes_on=True, by=None, now=now)


def _days_of(ended: models.Assignment) -> int:
    """This function will give for how many days the one before was asked, so that the next has as long."""
    if ended.invited_at is None or ended.invitation_due_at is None:
        return rules.lines.INVITATION_DAYS
    return max(1, (ended.invitation_due_at - ended.invited_at + timedelta(hours=12)).days)
