"""Who of a shift has been invited, and who is invited next."""

from datetime import datetime

from django.db.models import QuerySet

from backend.accounts import models as accounts
from volunteers import enums, models
from volunteers.queries import matching

# So many suggestions are looked through for somebody who has not been asked before.
LOOKED_THROUGH = 200


def pending(shift: models.Shift) -> int:
    """This function will count the invitations of a shift that wait for an answer."""
    return shift.assignments.filter(state=enums.AssignmentState.INVITED).count()


def of_shift(shift: models.Shift) -> QuerySet[models.Assignment]:
    """This function will list the invitations of a shift that wait for an answer, the first to end first.

    Who was invited is for nobody to see before they accept.
    """
    waiting = shift.assignments.filter(state=enums.AssignmentState.INVITED)
    return waiting.only("shift", "invited_at", "invitation_due_at", "invites_next").order_by("invitation_due_at", "pk")


def best(shift: models.Shift, *, now: datetime, most: int) -> list[accounts.User]:
    """This function will give the best suggestions for a shift who were never asked about it, the best first."""
    asked = set(shift.assignments.filter(invited_at__isnull=False).values_list("person", flat=True))
    found = matching.people_suggestions(shift, now=now, most=LOOKED_THROUGH)
    return [one.offer.person for one in found if one.offer.person_id not in asked][:most]


def next_best(shift: models.Shift, *, now: datetime) -> accounts.User | None:
    """This function will give the best suggestion for a shift who was never asked about it; None where nobody is."""
    return next(iter(best(shift, now=now, most=1)), None)
