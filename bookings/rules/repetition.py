"""The dates of a series (定期利用): weekly, every other week, or a weekday of the month. Pure: values in, dates out.

Closed days and usage rules are not asked here; they are facts of single dates.
"""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from bookings.rules import dates

Kind = Literal["weekly", "fortnightly", "monthly"]
DAYS = {"weekly": 7, "fortnightly": 14}
# `nth` for the last one of the month, be it the fourth or the fifth.
LAST = 5
WEEKDAYS = "月火水木金土日"
# A group's registration holds for a fiscal year, so no series is planned for longer than a year.
LONGEST = timedelta(days=366)
# How far from a planned date another one stands for it: nearer than to the dates before and after it.
NEAR_DAYS = 3


@dataclass(frozen=True, kw_only=True)
class Repetition:
    """How dates follow one another. `weekday` is 0 for Monday; `nth` (monthly alone) is 1 to 4, or LAST."""

    kind: Kind
    weekday: int
    nth: int | None = None

    @property
    def text(self) -> str:
        """This function will say it the way residents do: 毎週水曜日, 1週おきの水曜日, 毎月第2水曜日."""
        day = f"{WEEKDAYS[self.weekday]}曜日"
        match self.kind:
            case "weekly":
                return f"毎週{day}"
            case "fortnightly":
                return f"1週おきの{day}"
            case _:
                return f"毎月最後の{day}" if self.nth == LAST else f"毎月第{self.nth}{day}"


def dates_of(repetition: Repetition, first: date, last: date) -> tuple[date, ...]:
    """This function will give the dates of a series from a first to a last day, both included, in order.

    Every other week is counted from the first such weekday of the term.
    """
    on_or_after = itertools.dropwhile(lambda day: day < first, _from(repetition, first))
    return tuple(itertools.takewhile(lambda day: day <= last, on_or_after))


def _from(repetition: Repetition, first: date) -> Iterator[date]:
    if repetition.kind == "monthly":
        months = (dates.after(first.replace(day=1), ahead, "month") for ahead in itertools.count())
        yield from (_nth_of_month(month, repetition) for month in months)
    start = first + timedelta(days=(repetition.weekday - first.weekday()) % 7)
    yield from (start + timedelta(days=DAYS[repetition.kind] * count) for count in itertools.count())


def _nth_of_month(month: date, repetition: Repetition) -> date:
    """This function will give the nth weekday of a month. Every month has four of each, some a fifth."""
    earliest = month + timedelta(days=(repetition.weekday - month.weekday()) % 7)
    if repetition.nth != LAST:
        return earliest + timedelta(weeks=(repetition.nth or 1) - 1)
    fifth = earliest + timedelta(weeks=4)
    return fifth if fifth.month == month.month else fifth - timedelta(weeks=1)


def near(day: date) -> tuple[date, ...]:
    """This function will give the dates that could stand for a planned one, the nearest first."""
    return tuple(day + timedelta(days=sign * ahead) for ahead in range(1, NEAR_DAYS + 1) for sign in (1, -1))


def in_same_week(day: date, weekday: int) -> date:
    """This function will give the date of a weekday in the week (from Monday) of a date."""
    return day + timedelta(days=weekday - day.weekday())
