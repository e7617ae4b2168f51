"""When a perk can be ordered and used: dated windows, and seasons of each year as month * 100 + day."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

OFFERED_DAYS = 8
LOOK_AHEAD = 120
WEEKDAYS = "月火水木金土日"


@dataclass(frozen=True, slots=True)
class Window:
    """Days from `starts_on` to `ends_on` (None: no end), of each year only those of the season."""

    starts_on: date | None = None
    ends_on: date | None = None
    season_from: int | None = None
    season_to: int | None = None

    def spell(self, day: date) -> tuple[date, date | None] | None:
        """This function will give the first spell that is not over on a day: its first and last day, or None."""
        for first, last in self._spells(day):
            begins = max(filter(None, (first, self.starts_on)), default=date.min)
            ends = min(filter(None, (last, self.ends_on)), default=None)
            if ends is None or (ends >= day and begins <= ends):
                return begins, ends
        return None

    def opens(self, day: date) -> date | None:
        """This function will give the first open day from a day on, None when there will be none."""
        found = self.spell(day)
        return max(found[0], day) if found else None

    def holds(self, day: date) -> bool:
        """This function will tell whether a day is open."""
        return self.opens(day) == day

    def _spells(self, day: date) -> Iterator[tuple[date | None, date | None]]:
        if self.season_from is None or self.season_to is None:
            yield None, None
            return
        since = max(filter(None, (day, self.starts_on)), default=day)
        wraps = self.season_to < self.season_from
        for year in range(since.year - 1, since.year + 2):
            yield _first(year, self.season_from), _last(year + wraps, self.season_to)


def _first(year: int, month_day: int) -> date:
    # 29 February begins on 1 March where there is none.
    month, day = divmod(month_day, 100)
    return date(year, 3, 1) if month_day == 229 and not _leap(year) else date(year, month, day)


def _last(year: int, month_day: int) -> date:
    month, day = divmod(month_day, 100)
    return date(year, 2, 28) if month_day == 229 and not _leap(year) else date(year, month, day)


def _leap(year: int) -> bool:
    return (date(year, 3, 1) - timedelta(days=1)).day == 29


def is_month_day(number: int) -> bool:
    """This function will tell whether month * 100 + day is a day of a year, 29 February included."""
    try:
        date(2028, *divmod(number, 100))
    except ValueError:
        return False
    return True


def days_of_use(
    window: Window, *, ordered_on: date, valid_days: int, pickup_on: date | None
) -> tuple[date, date] | None:
    """This function will give the first and last day on which an order can be used, None when the window is over.

    The days of validity count from the day of the order, from the window's first day, or from the day of pick-up.
    """
    first = pickup_on or window.opens(ordered_on)
    found = window.spell(first) if first else None
    if first is None or found is None or found[0] > first:
        return None
    last = first + timedelta(days=valid_days - 1)
    return first, last if found[1] is None else min(last, found[1])


def pickup_days(window: Window, *, weekdays: Sequence[int], lead_days: int, today: date) -> list[date]:
    """This function will give the next days of pick-up that can be chosen today, at most OFFERED_DAYS."""
    start = window.opens(today + timedelta(days=lead_days))
    if start is None:
        return []
    days = (start + timedelta(days=number) for number in range(LOOK_AHEAD))
    return [day for day in days if day.weekday() in weekdays and window.holds(day)][:OFFERED_DAYS]


def remind_on(*, usable_from: date, valid_until: date, pickup_on: date | None) -> date | None:
    """This function will give the day on which somebody is reminded: before the pick-up, else a week before the end.

    What works for less than two weeks is reminded of on its last day but one; what works for one or two days is not.
    """
    if pickup_on is not None:
        return pickup_on - timedelta(days=1)
    days = (valid_until - usable_from).days + 1
    if days >= 14:
        return valid_until - timedelta(days=7)
    return valid_until - timedelta(days=1) if days > 2 else None


def window_words(window: Window) -> str:
    """This function will say a window in words."""
    dated = _dated(window.starts_on, window.ends_on)
    if window.season_from is None or window.season_to is None:
        return dated
    season = f"毎年{_month_day(window.season_from)}から{_month_day(window.season_to)}まで"
    return f"{season}（{dated}）" if dated else season


def _dated(starts_on: date | None, ends_on: date | None) -> str:
    first = f"{day_words(starts_on)}から" if starts_on else ""
    return first + (f"{day_words(ends_on)}まで" if ends_on else "")


def day_words(day: date) -> str:
    """This function will say a date in words."""
    return f"{day:%Y年%-m月%-d日}"


def _month_day(number: int) -> str:
    month, day = divmod(number, 100)
    return f"{month}月{day}日"


def weekday_words(weekdays: Sequence[int]) -> str:
    """This function will say weekdays in words, Monday first."""
    return "・".join(f"{WEEKDAYS[one]}曜日" for one in sorted(weekdays))


def window_start(span: str, day: date) -> date:
    """This function will give the first day of the day, week (Monday), month or fiscal year that holds a day."""
    match span:
        case "week":
            return day - timedelta(days=day.weekday())
        case "month":
            return day.replace(day=1)
        case "fiscal_year":
            return date(day.year if day.month >= 4 else day.year - 1, 4, 1)
        case _:
            return day


def window_end(span: str, day: date) -> date:
    """This function will give the first day after the day, week, month or fiscal year that holds a day."""
    days = {"day": 1, "week": 7, "month": 31, "fiscal_year": 366}[span]
    return window_start(span, window_start(span, day) + timedelta(days=days))
