"""Dates that usage rules speak of. Pure: dates in, dates out."""

import calendar
from datetime import date, timedelta

UNITS = ("day", "week", "month", "year")


def before(day: date, amount: int, unit: str) -> date:
    """This function will give the date `amount` units before a date.

    Months and years keep the day of the month, and where that month has no such day they take its last one: one month
    before 31 March is 28 February, or 29 in a leap year (decision 0003).
    """
    return _moved(day, -amount, unit)


def after(day: date, amount: int, unit: str) -> date:
    """This function will give the date `amount` units after a date, with the same last-day rule as `before`."""
    return _moved(day, amount, unit)


def _moved(day: date, amount: int, unit: str) -> date:
    match unit:
        case "day":
            return day + timedelta(days=amount)
        case "week":
            return day + timedelta(weeks=amount)
        case "month":
            return _months_away(day, amount)
        case _:
            return _months_away(day, 12 * amount)


def _months_away(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def span_of(day: date, span: str) -> tuple[date, date]:
    """This function will give the first day of the week (from Monday), month or fiscal year, and the day after it."""
    match span:
        case "week":
            first = day - timedelta(days=day.weekday())
            return first, first + timedelta(weeks=1)
        case "month":
            first = day.replace(day=1)
            return first, _months_away(first, 1)
        case _:
            first = date(day.year if day.month >= 4 else day.year - 1, 4, 1)
            return first, date(first.year + 1, 4, 1)


def first_counted(day: date) -> date:
    """This function will give the first date whose uses may count towards a cap of a date of use.

    That is the beginning of its fiscal year, or of the week in which the fiscal year begins.
    """
    year = span_of(day, "fiscal_year")[0]
    return span_of(year, "week")[0]


def junior_high_from(born: date) -> date:
    """This function will give the day on which a child enters junior high school.

    School begins on the 1 April after the sixth birthday, junior high school six years later. In law one is a year
    older at the end of the day before one's birthday, so a child born on 1 April goes with the year before
    (年齢計算ニ関スル法律; 学校教育法 第17条).
    """
    early = (born.month, born.day) <= (4, 1)
    return date(born.year + (12 if early else 13), 4, 1)


def is_in_yearly(day: date, first: tuple[int, int], last: tuple[int, int]) -> bool:
    """This function will tell whether a date is in a range of month and day that comes every year, ends included.

    A range whose end is before its beginning crosses the end of the year: 12/29 to 1/3.
    """
    here = (day.month, day.day)
    if first <= last:
        return first <= here <= last
    return here >= first or here <= last


def text(day: date) -> str:
    """This function will write a date the way residents read it: 2027年3月1日(月)."""
    return f"{day.year}年{day.month}月{day.day}日({'月火水木金土日'[day.weekday()]})"
