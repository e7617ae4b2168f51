"""The dates of series, over every term to 2040."""

import calendar
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookings.rules import repetition

FIRST_DAYS = st.dates(min_value=date(2024, 1, 1), max_value=date(2039, 12, 31))
LENGTHS = st.integers(min_value=0, max_value=366)
WEEKDAYS = st.integers(min_value=0, max_value=6)
NTHS = st.integers(min_value=1, max_value=5)


def every(kind: str, weekday: int, nth: int | None = None) -> repetition.Repetition:
    return repetition.Repetition(kind=kind, weekday=weekday, nth=nth)  # type: ignore[arg-type]


def all_days(first: date, days: int) -> list[date]:
    return [first + timedelta(days=ahead) for ahead in range(days + 1)]


@given(first=FIRST_DAYS, days=LENGTHS, weekday=WEEKDAYS)
def test_weekly_is_every_such_weekday_of_the_term(first: date, days: int, weekday: int) -> None:
    term = all_days(first, days)
    found = repetition.dates_of(every("weekly", weekday), term[0], term[-1])
    assert found == tuple(day for day in term if day.weekday() == weekday)


@given(first=FIRST_DAYS, days=LENGTHS, weekday=WEEKDAYS)
def test_every_other_week_is_every_second_of_the_weekly_dates(first: date, days: int, weekday: int) -> None:
    last = first + timedelta(days=days)
    weekly = repetition.dates_of(every("weekly", weekday), first, last)
    assert repetition.dates_of(every("fortnightly", weekday), first, last) == weekly[::2]


@given(first=FIRST_DAYS, days=LENGTHS, weekday=WEEKDAYS, nth=st.integers(min_value=1, max_value=4))
def test_the_nth_weekday_is_the_nth_of_its_month(first: date, days: int, weekday: int, nth: int) -> None:
    term = all_days(first, days)
    found = repetition.dates_of(every("monthly", weekday, nth), term[0], term[-1])
    assert found == tuple(day for day in term if day.weekday() == weekday and (day.day - 1) // 7 == nth - 1)


@given(first=FIRST_DAYS, days=LENGTHS, weekday=WEEKDAYS)
def test_the_last_weekday_is_in_the_last_seven_days_of_its_month(first: date, days: int, weekday: int) -> None:
    term = all_days(first, days)
    found = repetition.dates_of(every("monthly", weekday, repetition.LAST), term[0], term[-1])
    assert found == tuple(day for day in term if day.weekday() == weekday and _days_left(day) < 7)


def _days_left(day: date) -> int:
    return calendar.monthrange(day.year, day.month)[1] - day.day


@given(first=FIRST_DAYS, weekday=WEEKDAYS, nth=NTHS)
def test_a_year_has_one_monthly_date_in_each_month(first: date, weekday: int, nth: int) -> None:
    year = first.replace(month=1, day=1)
    found = repetition.dates_of(every("monthly", weekday, nth), year, year.replace(month=12, day=31))
    assert [day.month for day in found] == list(range(1, 13))


@pytest.mark.parametrize(
    ("how", "first", "last", "dates"),
    [
        # 29 February 2028 is a Tuesday, the fifth of its month.
        (every("monthly", 1, 5), date(2028, 2, 1), date(2028, 3, 31), [date(2028, 2, 29), date(2028, 3, 28)]),
        (
            every("weekly", 3),
            date(2026, 12, 24),
            date(2027, 1, 7),
            [date(2026, 12, 24), date(2026, 12, 31), date(2027, 1, 7)],
        ),
        (every("fortnightly", 2), date(2027, 3, 31), date(2027, 4, 14), [date(2027, 3, 31), date(2027, 4, 14)]),
        (every("monthly", 3, 1), date(2027, 3, 5), date(2027, 4, 1), [date(2027, 4, 1)]),
        (every("weekly", 0), date(2027, 4, 1), date(2027, 4, 4), []),
    ],
)
def test_dates_at_the_turn_of_months_and_years(
    how: repetition.Repetition, first: date, last: date, dates: list[date]
) -> None:
    assert list(repetition.dates_of(how, first, last)) == dates


@pytest.mark.parametrize(
    ("how", "text"),
    [
        (every("weekly", 2), "毎週水曜日"),
        (every("fortnightly", 6), "1週おきの日曜日"),
        (every("monthly", 0, 2), "毎月第2月曜日"),
        (every("monthly", 4, 5), "毎月最後の金曜日"),
    ],
)
def test_a_repetition_is_said_the_way_residents_do(how: repetition.Repetition, text: str) -> None:
    assert how.text == text


@given(day=FIRST_DAYS)
def test_near_dates_are_nearer_than_the_neighbours_of_a_weekly_series(day: date) -> None:
    found = [abs((other - day).days) for other in repetition.near(day)]
    assert found == [1, 1, 2, 2, 3, 3]


@given(day=FIRST_DAYS, weekday=WEEKDAYS)
def test_another_weekday_stays_in_its_week(day: date, weekday: int) -> None:
    found = repetition.in_same_week(day, weekday)
    assert (found.isocalendar()[:2], found.weekday()) == (day.isocalendar()[:2], weekday)
