"""Who may have a place, and until when it can be given or given up.

Participation is free (requirements B3, B9): nobody is made to come, and declining or withdrawing costs nothing.
"""

from dataclasses import dataclass
from datetime import datetime

from volunteers.enums import LIVE_STATES, AssignmentState, Audience, Policy, Reason, RequestStatus


@dataclass(frozen=True, slots=True)
class Standing:
    """What the conditions of a request look at in a person; `age` in years on the day of the shift."""

    age: int | None
    district: str
    is_member: bool
    is_city_employee: bool


@dataclass(frozen=True, slots=True)
class Conditions:
    """Who may join; `district` matters where the audience is a district."""

    audience: str
    minimum_age: int | None
    district: str


def ineligibility(person: Standing, conditions: Conditions) -> Reason | None:
    """This function will give the first condition that a person does not meet (requirement B6), or None."""
    return _age(person.age, conditions.minimum_age) or _audience(person, conditions)


def _age(age: int | None, minimum: int | None) -> Reason | None:
    if minimum is None:
        return None
    if age is None:
        return Reason.AGE_UNKNOWN
    return Reason.TOO_YOUNG if age < minimum else None


def _audience(person: Standing, conditions: Conditions) -> Reason | None:
    refusals = {
        Audience.DISTRICT: (person.district == conditions.district, Reason.OTHER_DISTRICT),
        Audience.MEMBERS: (person.is_member, Reason.MEMBERS_ONLY),
        Audience.CITY_EMPLOYEES: (person.is_city_employee, Reason.CITY_EMPLOYEES_ONLY),
    }
    met, reason = refusals.get(Audience(conditions.audience), (True, None))
    return None if met else reason


def closed_reason(*, status: str, starts_at: datetime, now: datetime) -> Reason | None:
    """This function will tell why nobody can apply at all, or None while applications are open."""
    if status != RequestStatus.PUBLISHED:
        return Reason.REQUEST_NOT_OPEN
    return Reason.SHIFT_STARTED if starts_at <= now else None


def needs_acceptance(policy: str) -> bool:
    """This function will tell whether the organiser looks at an application before it becomes a place."""
    return policy == Policy.ACCEPTANCE


def can_withdraw(*, state: str, starts_at: datetime, now: datetime) -> bool:
    """This function will tell whether a person may step back: at any time before the start, without a reason."""
    return state in LIVE_STATES and now < starts_at


def can_accept(state: str) -> bool:
    """This function will tell whether an organiser can say yes or no to an application."""
    return state == AssignmentState.APPLIED


def can_answer(state: str) -> bool:
    """This function will tell whether an invitation waits for the person's answer."""
    return state == AssignmentState.INVITED


def needs_review(*, published_before: bool) -> bool:
    """This function will tell whether a post is looked at first: an organisation's first one is (requirement B4)."""
    return not published_before
