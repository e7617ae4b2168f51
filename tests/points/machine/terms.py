"""The rules by which the machine's people earn, written down a second time: plain arithmetic, no SQL."""

import calendar
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_FLOOR, Decimal


@dataclass(frozen=True, kw_only=True)
class Streak:
    """So many windows in a row multiply."""

    span: str
    length: int
    factor: Decimal


@dataclass(frozen=True, kw_only=True)
class Season:
    """The days on which points are multiplied."""

    first: date
    last: date
    factor: Decimal


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What a rule gives: the oracle's own words for it."""

    code: str
    way: str
    expires: Callable[[date], date]
    per_time: int = 0
    per_unit: Decimal = Decimal(0)
    most: int | None = None
    caps: Mapping[str, int] = field(default_factory=dict)
    shared: Sequence[tuple[str, str, int]] = ()
    first_time: Decimal | None = None
    streak: Streak | None = None
    season: Season | None = None
    campaign: str = ""

    def points(self, quantity: Decimal, factor: Decimal) -> int:
        """This function will give what a quantity earns, before any limit."""
        basis = self.per_time + _floor(self.per_unit * quantity)
        return min(_floor(basis * factor), self.most if self.most is not None else 10**9)


def _floor(value: Decimal) -> int:
    return int(value.to_integral_value(ROUND_FLOOR))


def begin(span: str, day: date) -> date:
    """This function will give the first day of a window."""
    match span:
        case "day":
            return day
        case "week":
            return day - timedelta(days=day.weekday())
        case "month":
            return day.replace(day=1)
        case _:
            return date(day.year if day.month >= 4 else day.year - 1, 4, 1)


def before(span: str, start: date) -> date:
    """This function will give the first day of the window before."""
    return begin(span, start - timedelta(days=1))


def in_days(days: int) -> Callable[[date], date]:
    """This function will let points expire so many days later."""
    return lambda day: day + timedelta(days=days)


def at_month_end(later: int) -> Callable[[date], date]:
    """This function will let points expire at the end of a month, this one's or so many later."""

    def ends(day: date) -> date:
        months = day.year * 12 + day.month - 1 + later
        year, month = divmod(months, 12)
        return date(year, month + 1, calendar.monthrange(year, month + 1)[1])

    return ends


def at_fiscal_year_end(years: int) -> Callable[[date], date]:
    """This function will let points expire on 31 March: the next one, or one of those after."""
    return lambda day: date((day.year if day.month >= 4 else day.year - 1) + years, 3, 31)
