"""Whether a place is certain at once, or held until a guardian consents."""

from datetime import datetime

from volunteers import enums, models, queries, rules
from volunteers import errors as refusals

OF_AGE = frozenset({enums.Reason.TOO_YOUNG, enums.Reason.TOO_OLD})


def other_age(place: models.Assignment, *, now: datetime) -> enums.Reason | None:
    """This function will tell which condition of age the person of a place does not meet; of a party none is asked."""
    if hasattr(place, "party"):
        return None
    standing = queries.people.standing(place.person, place.shift, stated=place.stated)
    reason = rules.conditions.unmet(standing, queries.people.conditions(place.shift.request, now=now))
    return reason if reason in OF_AGE else None


def refuse_other_age(place: models.Assignment, *, now: datetime) -> None:
    """This function will raise TooYoung or TooOld where the person's age is none that the request takes."""
    reason, request = other_age(place, now=now), place.shift.request
    if reason is not None:
        raise refusals.INELIGIBLE[reason](minimum_age=request.minimum_age, maximum_age=request.maximum_age)


def settle(assignment: models.Assignment, *, now: datetime) -> None:
    """This function will say of somebody who gets a place whether it is certain, or held for a guardian's consent.

    Called by whoever gives a place, under the lock of the person's row: a consent that is given at the same moment is
    either seen here, or sees the place. It writes nothing. Raises ConsentTooLate.
    """
    if not queries.consents.is_missing(assignment):
        assignment.state, assignment.answer_due_at = enums.AssignmentState.CONFIRMED, None
        assignment.confirmed_at = now
        return
    until = rules.consents.due(starts_at=assignment.shift.starts_at, now=now)
    if until is None:
        raise refusals.ConsentTooLate
    assignment.state, assignment.answer_due_at = enums.AssignmentState.HELD, until
