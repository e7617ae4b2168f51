"""What the four centers' columns do not show: the other clauses that the data can say."""

from datetime import date, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bookings import rules
from tests.bookings import four_centers as four

NOW, USE = "2027-05-26T10:00", "2027-06-09"


def told(content: dict[str, Any], **said: Any) -> list[rules.Broken]:  # noqa: ANN401 - what `wish` takes
    return rules.broken(rules.read(content), four.wish("namekawa", **({"now": NOW, "use": USE} | said)))


def test_a_cap_on_open_bookings_says_when_one_ends() -> None:
    caps = {"limits": [{"span": "open", "limit": 2, "paragraph": "同時に2件まで。"}]}
    (refused,) = told({"caps": caps}, uses=four.used("2027-05-01", "2027-06-01", "2027-06-20"))
    assert (refused.code, refused.paragraph) == ("cap_open", "同時に2件まで。")
    assert refused.possible_from == four.at("2027-06-01T09:00")
    assert told({"caps": caps}, uses=four.used("2027-05-01", "2027-06-20")) == []


def test_a_cap_of_a_fiscal_year_ends_on_1_april() -> None:
    caps = {"limits": [{"span": "fiscal_year", "limit": 1}]}
    (refused,) = told({"caps": caps}, uses=four.used("2027-04-01"))
    assert refused.use_from == date(2028, 4, 1)
    assert told({"caps": caps}, uses=four.used("2027-03-31")) == []


def test_a_cap_can_count_one_room_alone() -> None:
    caps = {"limits": [{"span": "week", "limit": 1, "counts": "room"}]}
    elsewhere = four.used("2027-06-08", room="kaigi")
    assert told({"caps": caps}, uses=elsewhere, room="washitsu") == []
    assert [found.code for found in told({"caps": caps}, uses=elsewhere, room="kaigi")] == ["cap_week"]


def test_a_window_can_open_at_a_time_of_day() -> None:
    windows = {"tiers": [{"amount": 14, "unit": "day", "opens_at": "09:00"}]}
    (refused,) = told({"windows": windows}, now="2027-05-26T08:59")
    assert refused.sentence == "2027年6月9日(水)の利用は、2027年5月26日(水) 09:00から予約できます。"
    assert told({"windows": windows}, now="2027-05-26T09:00") == []


def test_booking_can_close_some_days_before_the_use_at_a_time_of_day() -> None:
    closing = {"kind": "booking", "amount": 3, "counted": "before_use", "time_of_day": "17:00"}
    content = {"deadlines": {"booking": closing}}
    assert told(content, now="2027-06-06T16:59") == []
    (late,) = told(content, now="2027-06-06T17:00")
    assert late.sentence == (
        "2027年6月9日(水)の利用の申し込みは、2027年6月6日(日) 17:00まででした。"
        "2027年6月10日(木)以降の利用なら予約できます。"
    )


def test_a_maximum_of_the_rules_comes_before_the_room_s_capacity() -> None:
    assert [found.code for found in told({"headcount": {"maximum": 10}}, headcount=40)] == ["too_many_people"]


def test_a_guardian_can_be_asked_for_by_age_in_years() -> None:
    content = {"guardian": {"below": 15}}
    assert told(content, born=date(2012, 6, 9)) == []
    (refused,) = told(content, born=date(2012, 6, 10))
    assert (refused.code, refused.use_from) == ("guardian_needed", date(2027, 6, 10))


def test_the_desk_answers_for_what_the_service_does_not_know() -> None:
    content = {"who": {"may_use": ["lives"]}, "guardian": {"below": "junior_high"}}
    assert told(content, ties=frozenset(), born=None, desk_has_looked=True) == []


def test_a_class_without_a_window_of_its_own_has_everybody_s() -> None:
    windows = {"tiers": [{"classes": ["a"], "amount": 3}, {"amount": 1, "unit": "week"}]}
    assert [found.code for found in told({"windows": windows}, user_class="b")] == ["not_open_yet"]
    assert told({"windows": windows}, user_class="a") == []


def test_without_any_window_for_somebody_none_is_ruled() -> None:
    assert told({"windows": {"tiers": [{"classes": ["a"], "amount": 1, "unit": "day"}]}}) == []


def test_a_broken_rule_has_a_json_form() -> None:
    (refused,) = told({"windows": {"tiers": [{"amount": 1, "unit": "day", "paragraph": "前日から。"}]}})
    assert refused.as_data() == {
        "code": "not_open_yet",
        "sentence": "2027年6月9日(水)の利用は、2027年6月8日(火)から予約できます。",
        "paragraph": "前日から。",
        "source": "",
        "possible_from": "2027-06-08T00:00:00+09:00",
        "use_from": None,
    }


def test_weekly_and_dated_closures_close_what_they_name() -> None:
    weekly = rules.ClosedDays(reason="定期休館", weekday=0)
    dated = rules.ClosedDays(reason="点検", dated=(date(2027, 6, 15), date(2027, 6, 16)), room_code="hall")
    closed = rules.closed_on([weekly, dated], date(2027, 6, 14), "hall")
    assert closed == rules.Closed("定期休館", date(2027, 6, 17))
    assert rules.closed_on([weekly, dated], date(2027, 6, 15), "kaigi") is None


@given(
    use=st.dates(min_value=date(2025, 1, 1), max_value=date(2040, 12, 31)),
    amount=st.integers(min_value=0, max_value=40),
    unit=st.sampled_from(["day", "week", "month"]),
)
def test_whoever_waits_for_the_date_that_was_told_is_not_refused_again(use: date, amount: int, unit: str) -> None:
    windows = {"windows": {"tiers": [{"amount": amount, "unit": unit}]}}
    early = (use - timedelta(days=4000)).isoformat() + "T00:00"
    (refused,) = told(windows, now=early, use=use.isoformat(), closed=None)
    assert refused.possible_from is not None
    then = refused.possible_from.replace(tzinfo=None).isoformat()
    assert told(windows, now=then, use=use.isoformat(), closed=None) == []


@given(
    use=st.dates(min_value=date(2025, 1, 1), max_value=date(2040, 12, 31)),
    others=st.lists(st.integers(min_value=-40, max_value=400), max_size=12),
    span=st.sampled_from(["week", "month", "fiscal_year"]),
    limit=st.integers(min_value=1, max_value=3),
)
def test_the_date_of_use_that_a_cap_tells_keeps_the_cap(use: date, others: list[int], span: str, limit: int) -> None:
    content = {"caps": {"limits": [{"span": span, "limit": limit}]}}
    uses = four.used(*[(use + timedelta(days=days)).isoformat() for days in others])
    said: dict[str, Any] = {"now": "2024-01-01T00:00", "uses": uses, "closed": None}
    for refused in told(content, use=use.isoformat(), **said):
        assert refused.use_from is not None
        assert told(content, use=refused.use_from.isoformat(), **said) == []
