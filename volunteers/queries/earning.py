"""What an activity earns, as the rule of its day says it."""

from datetime import date

from points import queries as points
from volunteers import models, rules

Limit = points.Limit


def basis(request: models.Request, *, day: date) -> points.Basis | None:
    """This function will tell what a request's activities earn by the rule of a day; None where none is in force."""
    return points.basis(rules.events.earns(request.purpose), day)


def limits(person_code: str, request: models.Request, *, day: date) -> list[Limit]:
    """This function will tell how the limits of the rule of a request's activities stand for a person on a day."""
    return points.all_limits(person_code, day).get(rules.events.earns(request.purpose), [])
