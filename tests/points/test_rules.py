from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from points import rules
from points.rules import seasons


def test_the_day_of_the_order_is_the_first_on_which_a_voucher_works() -> None:
    ordered_on = date(2026, 3, 31)
    for valid_days, last in ((1, ordered_on), (30, date(2026, 4, 29))):
        days = seasons.days_of_use(seasons.Window(), ordered_on=ordered_on, valid_days=valid_days, pickup_on=None)
        assert days == (ordered_on, last)


@pytest.mark.parametrize(
    ("today", "on_sale"),
    [(date(2026, 3, 31), False), (date(2026, 4, 1), True), (date(2026, 5, 31), True), (date(2026, 6, 1), False)],
)
def test_both_ends_of_a_window_belong_to_it(today: date, on_sale: bool) -> None:
    assert seasons.Window(date(2026, 4, 1), date(2026, 5, 31)).holds(today) is on_sale


@given(fee=st.integers(0, 100_000), yen=st.integers(1, 5_000))
def test_a_coupon_never_takes_more_than_the_fee(fee: int, yen: int) -> None:
    assert rules.coupon_discount(fee, yen_off=yen, percent_off=None) == min(fee, yen)


@given(fee=st.integers(0, 100_000), percent=st.integers(1, 100))
def test_a_percentage_leaves_whole_yen_and_no_negative_fee(fee: int, percent: int) -> None:
    off = rules.coupon_discount(fee, yen_off=None, percent_off=percent)
    assert 0 <= off <= fee
    assert off * 100 <= fee * percent < (off + 1) * 100


@pytest.mark.parametrize("typed", ["4K7M-92Q0", "4k7m92qo", "４Ｋ７Ｍ－９２Ｑ０", " 4K7M 92QO "])
def test_a_short_code_is_read_as_people_type_it(typed: str) -> None:
    assert rules.short_code(typed) == "4K7M92Q0"
    assert rules.shown_short_code("4K7M92Q0") == "4K7M-92Q0"
