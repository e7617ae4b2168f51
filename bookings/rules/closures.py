"""When a center or a room is closed. Pure: closures and a date in, the closure that applies out."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from bookings.rules import dates

# Longer than any closure of a year: past it there is no day to tell.
HORIZON_DAYS = 400


@dataclass(frozen=True, kw_only=True)
class ClosedDays:
    """Days on which a whole center (`room_code` empty) or one room is closed; ends are included.

    `yearly` is a first and a last (month, day), `dated` a first and a last date, `weekday` 0 for Monday.
    """

    reason: str
    room_code: str = ""
    yearly: tuple[tuple[int, int], tuple[int, int]] | None = None
    dated: tuple[date, date] | None = None
    weekday: int | None = None

    def covers(self, day: date) -> bool:
        """This function will tell whether a date is one of these days."""
        return (
            (self.weekday is None or day.weekday() == self.weekday)
            and (self.yearly is None or dates.is_in_yearly(day, *self.yearly))
            and (self.dated is None or self.dated[0] <= day <= self.dated[1])
        )


@dataclass(frozen=True)
class Closed:
    """Why a date is closed, and the next day that is not."""

    reason: str
    reopens_on: date | None


def closed_on(closures: Iterable[ClosedDays], day: date, room_code: str) -> Closed | None:
    """This function will tell why a room is closed on a date and when it opens again, or None when it is open."""
    mine = [closure for closure in closures if closure.room_code in ("", room_code)]
    found = next((closure for closure in mine if closure.covers(day)), None)
    return Closed(found.reason, _reopens_on(mine, day)) if found else None


def _reopens_on(closures: list[ClosedDays], day: date) -> date | None:
    later = (day + timedelta(days=ahead) for ahead in range(1, HORIZON_DAYS))
    return next((open_day for open_day in later if not any(c.covers(open_day) for c in closures)), None)
