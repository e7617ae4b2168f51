from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from backend.accounts import models as accounts
from backend.common import audit, errors, retries
from volunteers import enums, models, queries, rules
from volunteers import errors as refusals
from volunteers.actions import _notices, places

State = enums.AssignmentState


@retries.on_conflict
def invite(shift: models.Shift, *, handle: str, by: accounts.User, now: datetime) -> models.Assignment:
    """This function will ask the person behind a suggestion to join a shift.

    `handle` stands for one suggested person in one shift and says nothing else (queries.matching.handle). Only
    somebody who still passes every hard rule is asked. Raises NotSuggested, RequestNotOpen, ShiftStarted.
    """
    places.refuse_closed(shift, now)
    with errors.translated(), transaction.atomic():
        suggested = queries.matching.suggested_person(shift, handle, now=now)
        if suggested is None:
            raise refusals.NotSuggested
        assignment = models.Assignment.objects.create(
            shift=shift,
            person=suggested,
            during=(shift.starts_at, shift.ends_at),
            state=State.INVITED,
            created_at=now,
            invited_at=now,
        )
        audit.record("volunteers.invite", by=by, about=suggested, subject=assignment.code, now=now)
        _notices.tell_person(assignment, "invitation", now=now)
    return assignment


def accept_invitation(
    assignment: models.Assignment,
    *,
    by: accounts.User,
    now: datetime,
    message: str = "",
    stated: Collection[str] = (),
) -> models.Assignment:
    """This function will say yes to an invitation: the organiser has agreed already. Raises as apply_for_shift."""
    return places.apply_for_shift(
        assignment.shift, person=assignment.person, by=by, now=now, message=message, stated=stated
    )


@retries.on_conflict
def decline_invitation(assignment: models.Assignment, *, by: accounts.User, now: datetime) -> models.Assignment:
    """This function will say no to an invitation, which costs nothing and needs no reason. Raises AssignmentChanged."""
    with transaction.atomic():
        current = (
            models.Assignment.objects.select_for_update(no_key=True, of=("self",))
            .select_related("person")
            .get(pk=assignment.pk)
        )
        if not rules.places.can_answer(current.state):
            raise refusals.AssignmentChanged
        places.end(current, State.DECLINED, now)
        audit.record("volunteers.decline", by=by, about=current.person, subject=current.code, now=now)
    return current
