"""What a desk sees of somebody for whom it writes down what they say."""

from datetime import datetime

from django.db.models import QuerySet

from backend.accounts import models as accounts
from backend.accounts import permissions as roles
from backend.accounts.permissions import Visitor
from backend.accounts.queries import person as person_of
from backend.common import errors
from volunteers import enums, models, permissions, rules
from volunteers.queries import assignments, changes

State, Step = enums.AssignmentState, enums.DeskStep
ASKED = (State.INVITED, State.OFFERED)


def served(user: Visitor, code: str) -> accounts.User:
    """This function will give somebody whom the caller's desk serves; of anybody else there is nobody."""
    found = person_of(code)
    if not permissions.may_answer_at_desk(user, found):
        raise errors.NotFound
    return found


def desk_of(staff: accounts.User, person: accounts.User) -> str:
    """This function will give the center at whose desk staff serve a person, their district's before others.

    It is empty for who serves everybody: the city's administrators.
    """
    codes = roles.center_codes(staff)
    if person.district is not None and person.district.center_code in codes:
        return person.district.center_code
    contacts = person.center_contacts.filter(center_code__in=codes).order_by("center_code")
    return contacts.values_list("center_code", flat=True).first() or ""


def upcoming_of(person: accounts.User, *, now: datetime) -> QuerySet[models.Assignment]:
    """This function will list what somebody has before them on their own; for a party those answer who may."""
    own = assignments.upcoming_of(person, now=now).filter(party__isnull=True)
    return own.prefetch_related(changes.ANSWERS)


def place_of(person: accounts.User, code: str, *, now: datetime) -> models.Assignment:
    """This function will give one of these."""
    found = upcoming_of(person, now=now).filter(code=code).first()
    if found is None:
        raise errors.NotFound
    return found


def steps_of(place: models.Assignment, *, now: datetime) -> list[enums.DeskStep]:
    """This function will tell what can be said about a place now: yes or no to a question, or that one withdraws."""
    if place.shift.has_started(now) or assignments.came(place):
        return []
    if place.state in ASKED:
        return [Step.ACCEPT, Step.DECLINE]
    told = [Step.ADULT] if place.state == State.HELD and place.person.date_of_birth is None else []
    can = rules.places.can_withdraw(state=place.state, starts_at=place.shift.starts_at, now=now)
    return [*told, Step.WITHDRAW] if can else told
