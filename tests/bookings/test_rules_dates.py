"""What "one month before" and "below junior-high age" mean, on every date to 2040."""

from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookings.rules import closures, dates, schema, timing

ALL_DATES = st.dates(min_value=date(2024, 1, 1), max_value=date(2040, 12, 31))


def month(amount: int, anchor: str = "date") -> schema.Window:
    return schema.Window(amount=amount, unit="month", anchor=anchor)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("use", "opens"),
    [
        (date(2027, 3, 20), date(2027, 2, 20)),  # 久慈's own example
        (date(2027, 3, 31), date(2027, 2, 28)),
        (date(2027, 3, 29), date(2027, 2, 28)),
        (date(2028, 3, 31), date(2028, 2, 29)),
        (date(2028, 2, 29), date(2028, 1, 29)),
        (date(2027, 1, 31), date(2026, 12, 31)),
        (date(2027, 1, 1), date(2026, 12, 1)),
        (date(2026, 12, 31), date(2026, 11, 30)),
        (date(2027, 4, 1), date(2027, 3, 1)),
        (date(2027, 5, 31), date(2027, 4, 30)),
    ],
)
def test_one_month_before_keeps_the_day_or_takes_the_last_of_the_month(use: date, opens: date) -> None:
    assert timing.opens_on(month(1), use) == opens


@pytest.mark.parametrize(
    ("use", "opens"),
    [
        (date(2027, 5, 20), date(2027, 3, 1)),
        (date(2027, 3, 31), date(2027, 1, 1)),
        (date(2027, 1, 1), date(2026, 11, 1)),
        (date(2026, 12, 31), date(2026, 10, 1)),
        (date(2027, 4, 1), date(2027, 2, 1)),
        (date(2028, 2, 29), date(2027, 12, 1)),
    ],
)
def test_two_months_before_the_month_is_the_first_of_a_month(use: date, opens: date) -> None:
    assert timing.opens_on(month(2, "month"), use) == opens


def test_a_year_before_29_february_is_the_28th() -> None:
    assert dates.before(date(2028, 2, 29), 1, "year") == date(2027, 2, 28)


def test_a_week_before_is_the_same_weekday() -> None:
    assert dates.before(date(2027, 1, 3), 1, "week") == date(2026, 12, 27)


@given(use=ALL_DATES, months=st.integers(min_value=1, max_value=12))
def test_a_window_opens_in_the_right_month_on_the_same_day_or_the_last(use: date, months: int) -> None:
    opens = timing.opens_on(month(months), use)
    assert (use.year * 12 + use.month) - (opens.year * 12 + opens.month) == months
    last = (opens.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    assert opens.day == min(use.day, last.day)


@given(use=ALL_DATES, months=st.integers(min_value=1, max_value=12), anchor=st.sampled_from(["date", "month"]))
def test_a_later_use_never_opens_earlier(use: date, months: int, anchor: str) -> None:
    window = month(months, anchor)
    assert timing.opens_on(window, use) <= timing.opens_on(window, use + timedelta(days=1))


@given(use=ALL_DATES, months=st.integers(min_value=1, max_value=12))
def test_counting_from_the_month_opens_at_least_as_early_as_from_the_date(use: date, months: int) -> None:
    assert timing.opens_on(month(months, "month"), use) <= timing.opens_on(month(months), use) <= use


def test_every_date_to_2040_opens_once_and_in_order() -> None:
    days = [date(2024, 1, 1) + timedelta(days=n) for n in range((date(2041, 1, 1) - date(2024, 1, 1)).days)]
    opened = [timing.opens_on(month(1), day) for day in days]
    assert opened == sorted(opened)
    assert [
        str(o) for d, o in zip(days, opened, strict=True) if o.day != d.day and d.month == 3 and d.year == 2027
    ] == ["2027-02-28"] * 3


@pytest.mark.parametrize(
    ("born", "enters"),
    [
        (date(2014, 4, 1), date(2026, 4, 1)),  # in law twelve on 31 March
        (date(2014, 4, 2), date(2027, 4, 1)),
        (date(2014, 3, 31), date(2026, 4, 1)),
        (date(2014, 12, 31), date(2027, 4, 1)),
        (date(2012, 2, 29), date(2024, 4, 1)),
    ],
)
def test_a_child_enters_junior_high_school_by_the_school_year(born: date, enters: date) -> None:
    assert dates.junior_high_from(born) == enters


@given(born=ALL_DATES)
def test_whoever_enters_junior_high_is_twelve_and_not_yet_thirteen(born: date) -> None:
    enters = dates.junior_high_from(born)
    turned_in_law = dates.after(born, 12, "year") - timedelta(days=1)
    assert turned_in_law < enters <= dates.after(turned_in_law, 1, "year") + timedelta(days=1)


@pytest.mark.parametrize(
    ("day", "closed"),
    [
        (date(2026, 12, 28), False),
        (date(2026, 12, 29), True),
        (date(2026, 12, 31), True),
        (date(2027, 1, 1), True),
        (date(2027, 1, 3), True),
        (date(2027, 1, 4), False),
    ],
)
def test_a_yearly_range_crosses_the_end_of_the_year(day: date, closed: bool) -> None:
    assert dates.is_in_yearly(day, (12, 29), (1, 3)) is closed


@pytest.mark.parametrize(
    ("span", "first", "end"),
    [
        ("week", date(2027, 3, 29), date(2027, 4, 5)),
        ("month", date(2027, 4, 1), date(2027, 5, 1)),
        ("fiscal_year", date(2027, 4, 1), date(2028, 4, 1)),
    ],
)
def test_the_spans_of_1_april(span: str, first: date, end: date) -> None:
    assert dates.span_of(date(2027, 4, 1), span) == (first, end)


@given(day=ALL_DATES, span=st.sampled_from(["week", "month", "fiscal_year"]))
def test_a_day_is_in_its_span_and_the_next_span_begins_after_it(day: date, span: str) -> None:
    first, end = dates.span_of(day, span)
    assert first <= day < end
    assert dates.span_of(end, span)[0] == end


# deadlines, over all dates to 2040 ------------------------------------------------------------------------------------

DEADLINES = st.builds(
    schema.Deadline,
    kind=st.sampled_from(["booking", "form", "cancellation", "report"]),
    amount=st.integers(min_value=0, max_value=60),
    unit=st.sampled_from(dates.UNITS[:3]),
    counted=st.sampled_from(["before_use", "after_use", "after_tentative"]),
    time_of_day=st.none() | st.times(max_value=time(23, 59)),
)


@given(deadline=DEADLINES, use=ALL_DATES, booked=ALL_DATES)
def test_a_later_use_or_booking_is_never_due_earlier(deadline: schema.Deadline, use: date, booked: date) -> None:
    due = timing.due_at(deadline, use, booked, None)
    assert due <= timing.due_at(deadline, use + timedelta(days=1), booked, None)
    assert due <= timing.due_at(deadline, use, booked + timedelta(days=1), None)


@given(deadline=DEADLINES, use=ALL_DATES)
def test_what_is_due_before_a_use_is_not_due_after_it(deadline: schema.Deadline, use: date) -> None:
    due = timing.due_on(deadline, use, use)
    assert (due <= use) if deadline.counted == "before_use" else (due >= use)


@given(deadline=DEADLINES, use=ALL_DATES)
def test_the_words_of_a_deadline_name_the_last_day_on_which_it_can_be_kept(
    deadline: schema.Deadline, use: date
) -> None:
    due = timing.due_at(deadline, use, use, None)
    last_moment = due - timedelta(minutes=1)
    assert timing.text_of(due).startswith(dates.text(last_moment.date())) or due.time() != time()


@pytest.mark.parametrize(
    ("unit", "amount", "use", "due"),
    [
        ("day", 1, date(2027, 4, 1), "2027年3月31日(水)まで"),
        ("day", 1, date(2028, 3, 1), "2028年2月29日(火)まで"),
        ("day", 1, date(2027, 1, 1), "2026年12月31日(木)まで"),
        ("week", 1, date(2027, 1, 4), "2026年12月28日(月)まで"),
        ("month", 1, date(2027, 3, 31), "2027年2月28日(日)まで"),
        ("month", 1, date(2028, 3, 31), "2028年2月29日(火)まで"),
        ("month", 1, date(2028, 2, 29), "2028年1月29日(土)まで"),
        ("month", 1, date(2026, 12, 31), "2026年11月30日(月)まで"),
    ],
)
def test_the_form_s_deadline_at_the_edges_of_years_and_months(unit: str, amount: int, use: date, due: str) -> None:
    deadline = schema.Deadline(kind="form", amount=amount, unit=unit, counted="before_use")  # type: ignore[arg-type]
    assert timing.text_of(timing.due_at(deadline, use, use, None)) == due


# closures, over all dates to 2040 -------------------------------------------------------------------------------------

ENDS = st.tuples(st.integers(1, 12), st.integers(1, 28))


@given(day=ALL_DATES, first=ENDS, last=ENDS)
def test_a_yearly_range_and_its_rest_of_the_year_are_the_year(
    day: date, first: tuple[int, int], last: tuple[int, int]
) -> None:
    year = [day.replace(month=1, day=1) + timedelta(days=n) for n in range(366)]
    inside = sum(dates.is_in_yearly(one, first, last) for one in year if one.year == day.year)
    begin, end = date(day.year, *first), date(day.year, *last)
    days = (date(day.year + 1, 1, 1) - date(day.year, 1, 1)).days
    assert inside == ((end - begin).days + 1 if begin <= end else days - (begin - end).days + 1)


@given(day=ALL_DATES)
def test_a_closure_over_new_year_closes_six_days_and_reopens_on_the_4th(day: date) -> None:
    new_year = closures.ClosedDays(reason="年末年始", yearly=((12, 29), (1, 3)))
    found = closures.closed_on([new_year], day, "")
    inside = (day.month, day.day) >= (12, 29) or (day.month, day.day) <= (1, 3)
    opens = date(day.year + (day.month == 12), 1, 4)
    assert found == (closures.Closed("年末年始", opens) if inside else None)
