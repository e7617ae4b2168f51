from dataclasses import dataclass
from datetime import date, datetime

from backend.accounts import models as accounts
from backend.common import clock
from points import actions as points
from points import errors as points_errors
from volunteers import models, queries, rules


@dataclass(frozen=True, slots=True)
class Foretold:
    """What a shift would give to somebody who is there from its start to its end, as their limits stand now.

    `said` names the limit that would cut or refuse it, empty where none would.
    """

    points: int
    asked: int
    said: str
    expires_on: date | None
    limits: list[queries.earning.Limit]


def foretell_points(shift: models.Shift, *, person: accounts.User, now: datetime) -> Foretold | None:
    """This function will tell what a shift would give, by the award itself, which is undone.

    None where no rule is in force on the day: then nobody gets points for it.
    """
    minutes = rules.hours.proposed_minutes(
        [(shift.starts_at, shift.ends_at)], starts_at=shift.starts_at, ends_at=shift.ends_at
    )
    return _foretold(shift.code, shift.request, minutes, shift.day, person, now)


def foretell_window(window: models.Window, *, person: accounts.User, now: datetime) -> Foretold | None:
    """This function will tell the same of the shortest time that somebody can pick in a window, on its first day."""
    day = max(window.first, clock.date_of(now))
    return _foretold(window.code, window.request, window.shortest_minutes, day, person, now)


def _foretold(
    what: str, request: models.Request, minutes: int, day: date, person: accounts.User, now: datetime
) -> Foretold | None:
    rule_code, quantity = rules.events.claim(request.purpose, minutes)
    source = f"{what}:{person.code}"
    outcome = points.try_award(
        points.Award(
            person_code=person.code,
            rule_code=rule_code,
            source_kind="attendance",
            source_code=source,
            quantity=quantity,
            happened_on=day,
            key=f"foretold:{source}",
        ),
        by=person,
        now=now,
    )
    if isinstance(outcome.refusal, points_errors.RuleNotInForce):
        return None
    limits, given = queries.earning.limits(person.code, request, day=day), outcome.posting
    if given is None:
        return Foretold(0, 0, outcome.said, None, limits)
    return Foretold(given.amount, given.asked, outcome.said, given.expires_on, limits)
