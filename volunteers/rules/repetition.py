"""The dates of recurring shifts, by RFC 5545's rules as python-dateutil works them out. Pure: values in, dates out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from dateutil import rrule

from volunteers.enums import Frequency

# As many as can be looked over in one dry run.
MOST = 60
# Nobody is asked to come later than this; the pages tell a day by its month, so that a slip in the year would not show.
YEARS_AHEAD = 2
WEEKDAYS = (rrule.MO, rrule.TU, rrule.WE, rrule.TH, rrule.FR, rrule.SA, rrule.SU)
LAST = -1


@dataclass(frozen=True, slots=True)
class Repetition:
    """How dates follow one another from `first` to `last`, both included; `weekdays` by ISO 8601.

    `nth` (monthly alone) is 1 to 4, or LAST for the last such weekday of a month.
    """

    frequency: str
    first: date
    last: date
    weekdays: Sequence[int]
    nth: int = 1

    @property
    def text(self) -> str:
        """This function will give the rule as RFC 5545 writes it, such as FREQ=WEEKLY;UNTIL=…;BYDAY=SA."""
        return str(_rule(self)).rpartition("RRULE:")[2]


def dates_of(repetition: Repetition) -> list[date]:
    """This function will give the dates in order; at most one more than MOST, which tells that there are too many."""
    if not repetition.weekdays or repetition.last < repetition.first:
        return []
    return [instant.date() for instant, _ in zip(_rule(repetition), range(MOST + 1), strict=False)]


def _rule(repetition: Repetition) -> rrule.rrule:
    days = [WEEKDAYS[weekday - 1] for weekday in sorted(set(repetition.weekdays))]
    monthly = repetition.frequency == Frequency.MONTHLY
    return rrule.rrule(
        rrule.MONTHLY if monthly else rrule.WEEKLY,
        interval=2 if repetition.frequency == Frequency.FORTNIGHTLY else 1,
        byweekday=[day(repetition.nth) for day in days] if monthly else days,
        wkst=rrule.MO,
        dtstart=datetime.combine(repetition.first, time()),
        until=datetime.combine(repetition.last, time()),
    )


def is_too_far(starts_at: datetime, *, now: datetime) -> bool:
    """This function will tell whether a shift begins further ahead than people are asked."""
    return starts_at >= now + timedelta(days=366 * YEARS_AHEAD)
