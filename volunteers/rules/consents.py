"""When a guardian's consent is needed, for how long it is awaited, and until when it counts (requirement B11)."""

from datetime import date, datetime, timedelta

from backend.common import fiscal_year
from volunteers.enums import AssignmentState, ConsentScope
from volunteers.rules import lines
from volunteers.rules.conditions import MAJORITY

# How long a place is held for the answer, and how long before the start the organiser must know.
HELD_FOR = timedelta(days=7)
CUT_OFF = timedelta(hours=2)
# How long a link to a consent for a field can be answered: it is of use also when the place that led to it is gone.
FIELD_LINK_FOR = timedelta(days=14)
# Who stands so may have the consent ready before a place comes.
BEFOREHAND = frozenset({AssignmentState.APPLIED, AssignmentState.WAITING, AssignmentState.OFFERED})
# So that nobody's letter box is filled by somebody who plays with the form.
MOST_MAILS_A_DAY = 5
MOST_MAILS_OF_A_QUOTE = 5
# Visits to signed links and numbers tried, by one address on the net.
VISITS, NUMBERS, VISITS_SECONDS = 60, 10, 600


def is_needed(age: int | None, *, says_adult: bool = False) -> bool:
    """This function will tell whether somebody of an age on the day needs a guardian's consent (民法第4条・第5条).

    Whoever told no date of birth may be a child, and does so unless they said that they are 18 (decision 0014).
    """
    return not says_adult if age is None else age < MAJORITY


def due(*, starts_at: datetime, now: datetime) -> datetime | None:
    """This function will tell until when a place is held for a consent; None where there is no time left to ask."""
    until = min(now + HELD_FOR, starts_at - CUT_OFF)
    return until if until > now else None


def due_after_move(*, starts_at: datetime, now: datetime) -> datetime:
    """This function will tell until when a place is held whose activity was moved: a consent is to the time of before.

    Whom the move leaves less than half an hour has that long, but never past the start.
    """
    return min(now + HELD_FOR, max(starts_at - CUT_OFF, now + lines.LEAST_TO_ANSWER), starts_at)


def can_ask(*, state: str, due_at: datetime | None, starts_at: datetime, now: datetime) -> bool:
    """This function will tell whether a guardian can be asked: for a place that is held, or before there is one."""
    if state == AssignmentState.HELD:
        return due_at is not None and due_at > now
    return state in BEFOREHAND and starts_at - CUT_OFF > now


def link_ends(scope: str, *, held_until: datetime, now: datetime) -> datetime:
    """This function will tell until when a link can be answered."""
    return held_until if scope == ConsentScope.SHIFT else max(held_until, now + FIELD_LINK_FOR)


def validity(scope: str, *, day: date, today: date) -> tuple[date, date]:
    """This function will give the first and the last day of a consent, for an activity on `day`.

    One to a field counts until the end of the fiscal year of that day, at most a year; so it begins in that year, too.
    """
    if scope == ConsentScope.SHIFT:
        return day, day
    year = fiscal_year.of(day)
    return max(today, fiscal_year.starts_on(year)), fiscal_year.ends_on(year)
