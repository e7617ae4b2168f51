"""What somebody who came or called says about one of their activities, written down by their desk."""

from datetime import datetime

from backend.accounts import models as accounts
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
        return places.withdraw(assignment, by=by, now=now, reason=reason)
    if step == Step.DECLINE:
        return answering.decline(assignment, by=by, now=now)
    if step == Step.ADULT:
        return answering.accept(assignment, by=by, now=now, stated=[enums.Condition.ADULT.value])
    invited = assignment.state == enums.AssignmentState.INVITED
    stated = queries.people.asked_of(assignment.person, assignment.shift) if invited else ()
    return answering.accept(assignment, by=by, now=now, stated=stated)
