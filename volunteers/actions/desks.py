"""What somebody who came or called says about one of their activities, written down by their desk."""

from datetime import datetime

from django.db import transaction

from backend.accounts import models as accounts
from backend.common import errors, retries
from volunteers import enums, models, queries
from volunteers.actions import answering, places

Step = enums.DeskStep


def answer_at_desk(
    assignment: models.Assignment, *, step: str, by: accounts.User, now: datetime, reason: str = ""
) -> models.Assignment:
    """This function will do for somebody what they would do on their own page, in the name of the desk that asked them.

    Who says yes to an invitation was read its conditions. Raises as accept, decline and withdraw do.
    """
    if step == Step.WITHDRAW:
        return _withdraw(assignment, by=by, now=now, reason=reason.strip())
    if step == Step.DECLINE:
        return answering.decline(assignment, by=by, now=now)
    if step == Step.ADULT:
        return answering.accept(assignment, by=by, now=now, stated=[enums.Condition.ADULT.value])
    invited = assignment.state == enums.AssignmentState.INVITED
    stated = queries.people.asked_of(assignment.person, assignment.shift) if invited else ()
    return answering.accept(assignment, by=by, now=now, stated=stated)


@retries.on_conflict
def _withdraw(assignment: models.Assignment, *, by: accounts.User, now: datetime, reason: str) -> models.Assignment:
    """This function will withdraw for somebody, and keep for the organiser at which desk they said so."""
    with errors.translated(), transaction.atomic():
        done = places.withdraw(assignment, by=by, now=now, reason=reason)
        if by.pk != done.person_id:
            models.HeardWithdrawal.objects.create(
                assignment=done,
                said_by=enums.SaidBy.SELF,
                reason=reason,
                noted_by=by,
                noted_at=now,
                at_desk=True,
                center_code=queries.desks.desk_of(by, done.person),
            )
    return done
