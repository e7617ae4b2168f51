from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.common import clock
from bookings import rules

CLAUSE = rules.NoShows(limit=2, months=3, restricted_days=30, grace_days=7)
NINE = datetime(2026, 5, 13, 9, 0, tzinfo=clock.TOKYO)


def test_check_in_opens_by_the_rules_else_with_the_day() -> None:
    ruled = rules.read({"check_in": {"opens_minutes": 45}})
    assert rules.check_in_opens(ruled, NINE) == NINE.replace(hour=8, minute=15)
    assert rules.check_in_opens(rules.read({}), NINE) == NINE.replace(hour=0)


def test_a_form_is_asked_for_two_days_before_or_at_half_time() -> None:
    due = NINE + timedelta(days=10)
    assert rules.asked_for_from(NINE, due) == due - timedelta(days=2)
    assert rules.asked_for_from(due - timedelta(hours=10), due) == due - timedelta(hours=5)


@given(made=st.datetimes(), left=st.timedeltas(min_value=timedelta(minutes=1), max_value=timedelta(days=400)))
def test_a_form_is_asked_for_after_it_could_be_and_before_it_must(made: datetime, left: timedelta) -> None:
    due = min(made, datetime(9000, 1, 1)) + left  # noqa: DTZ001 - any two instants that can be compared will do
    made = due - left
    assert made <= rules.asked_for_from(made, due) < due


@pytest.mark.parametrize(
    ("use", "today", "counts"),
    [
        (date(2026, 5, 13), date(2026, 5, 20), False),
        (date(2026, 5, 13), date(2026, 5, 21), True),
        (date(2026, 5, 13), date(2026, 8, 13), True),
        (date(2026, 5, 13), date(2026, 8, 14), False),
        (date(2026, 2, 28), date(2026, 5, 31), True),
        (date(2028, 2, 28), date(2028, 5, 31), False),
        (date(2028, 2, 29), date(2028, 5, 31), True),
        (date(2025, 12, 31), date(2026, 3, 31), True),
    ],
)
def test_a_no_show_counts_from_the_end_of_its_grace_for_some_months(use: date, today: date, counts: bool) -> None:
    assert rules.no_show_counts(CLAUSE, use, today) is counts


def test_a_restriction_lasts_at_most_the_days_of_the_rule_its_first_one_included() -> None:
    assert rules.restricted_until(CLAUSE, date(2026, 6, 5)) == date(2026, 7, 4)
    assert rules.grace_until(rules.read({}), date(2026, 6, 5)) is None
