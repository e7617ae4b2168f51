"""The four rule columns of Hitachi's centers, row by row: what each allows and refuses, from the demo's data."""

from datetime import date, timedelta
from typing import Any

import pytest

from bookings import rules
from tests.bookings import four_centers as four

CENTERS = ["namekawa", "kuji", "suwa", "center-x"]
# A Wednesday on which every window is open, no form is late and nothing is closed.
NOW, USE = "2027-05-26T10:00", "2027-06-09"


@pytest.mark.parametrize("center", CENTERS)
def test_an_ordinary_wish_breaks_no_rule(center: str) -> None:
    assert four.broken(center, now=NOW, use=USE) == []


# who ------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("tie", ["lives", "works", "studies"])
@pytest.mark.parametrize("center", CENTERS)
def test_who_lives_works_or_studies_in_the_city_may_use_every_center(center: str, tie: str) -> None:
    assert four.broken(center, now=NOW, use=USE, ties=frozenset({tie})) == []


@pytest.mark.parametrize(
    ("center", "codes"),
    [("namekawa", ["outside_city"]), ("kuji", []), ("suwa", ["outside_city"]), ("center-x", ["outside_city"])],
)
def test_somebody_from_elsewhere_is_refused_where_the_center_says_so(center: str, codes: list[str]) -> None:
    assert four.broken(center, now=NOW, use=USE, ties=frozenset()) == codes


def test_only_suwa_puts_its_own_district_first() -> None:
    first = {center: four.rules_of(center).who for center in CENTERS}
    assert {center for center, who in first.items() if who and who.local_district_first} == {"suwa"}


@pytest.mark.parametrize(
    ("center", "born", "with_guardian", "codes"),
    [
        # Junior high school from 1 April 2027 for those born until 1 April 2015.
        ("center-x", date(2015, 4, 1), False, []),
        ("center-x", date(2015, 4, 2), False, ["guardian_needed"]),
        ("center-x", date(2015, 4, 2), True, []),
        ("center-x", None, False, ["age_unknown"]),
        ("namekawa", date(2018, 1, 1), False, []),
        ("kuji", date(2018, 1, 1), False, []),
        ("suwa", date(2018, 1, 1), False, []),
    ],
)
def test_below_junior_high_age_only_with_a_guardian_at_center_x(
    center: str, born: date | None, with_guardian: bool, codes: list[str]
) -> None:
    assert four.broken(center, now=NOW, use=USE, born=born, with_guardian=with_guardian) == codes


@pytest.mark.parametrize(("use", "codes"), [("2027-03-31", ["guardian_needed"]), ("2027-04-01", [])])
def test_a_child_of_the_sixth_grade_is_grown_from_1_april(use: str, codes: list[str]) -> None:
    assert four.broken("center-x", now="2027-03-15T10:00", use=use, born=date(2014, 12, 1)) == codes


# hours and periods ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("center", ["namekawa", "suwa", "center-x"])
@pytest.mark.parametrize(("starts", "ends", "codes"), [("09:00", "21:00", []), ("08:30", "21:00", ["outside_hours"])])
def test_three_centers_are_open_from_9_to_21(center: str, starts: str, ends: str, codes: list[str]) -> None:
    said = {"starts_at": four.at(f"{USE}T{starts}"), "ends_at": four.at(f"{USE}T{ends}")}
    assert four.broken(center, now=NOW, use=USE, **said) == codes


def test_kuji_does_not_tell_its_hours_so_none_are_ruled() -> None:
    assert four.rules_of("kuji").hours is None


@pytest.mark.parametrize(
    ("center", "room", "codes"),
    [
        ("namekawa", "namekawa-taiikukan", ["may_not_span"]),
        ("namekawa", "namekawa-kaigi", []),
        ("kuji", "kuji-washitsu-a", []),
        ("suwa", "", []),
        ("center-x", "", ["may_not_span"]),
    ],
)
def test_two_periods_in_a_row(center: str, room: str, codes: list[str]) -> None:
    assert four.broken(center, now=NOW, use=USE, room=room, periods=("morning", "afternoon")) == codes


# closed ---------------------------------------------------------------------------------------------------------------

NEW_YEAR, BON = "年末年始", "お盆"


@pytest.mark.parametrize(
    ("center", "day", "reason", "reopens"),
    [
        ("namekawa", "2026-12-28", None, None),
        ("namekawa", "2026-12-29", NEW_YEAR, date(2027, 1, 4)),
        ("namekawa", "2026-12-31", NEW_YEAR, date(2027, 1, 4)),
        ("namekawa", "2027-01-01", NEW_YEAR, date(2027, 1, 4)),
        ("namekawa", "2027-01-03", NEW_YEAR, date(2027, 1, 4)),
        ("namekawa", "2027-01-04", None, None),
        ("namekawa", "2027-08-13", None, None),
        ("kuji", "2027-01-01", None, None),
        ("suwa", "2027-01-01", NEW_YEAR, date(2027, 1, 4)),
        ("suwa", "2027-08-12", None, None),
        ("suwa", "2027-08-13", BON, date(2027, 8, 16)),
        ("center-x", "2027-08-15", BON, date(2027, 8, 16)),
        ("center-x", "2027-08-16", None, None),
        ("center-x", "2026-12-31", NEW_YEAR, date(2027, 1, 4)),
    ],
)
def test_a_center_is_closed_on_its_days(center: str, day: str, reason: str | None, reopens: date | None) -> None:
    closed = rules.closed_on(four.closures_of(center), date.fromisoformat(day), "")
    assert (closed.reason if closed else None, closed.reopens_on if closed else None) == (reason, reopens)


def test_a_closed_day_is_refused_with_the_day_of_opening() -> None:
    (closed,) = four.told("suwa", now="2026-12-10T10:00", use="2027-01-01")
    assert closed.sentence == "2027年1月1日(金)は「年末年始」のためお休みです。次に開くのは2027年1月4日(月)です。"
    assert closed.use_from == date(2027, 1, 4)


# booking windows ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("center", "user_class", "use", "opens"),
    [
        # 滑川: registered groups two months before the month of use, others one month before the date.
        ("namekawa", "registered-group", "2027-05-20", "2027-03-01"),
        ("namekawa", "registered-group", "2027-05-01", "2027-03-01"),
        ("namekawa", "registered-group", "2027-03-31", "2027-01-01"),
        ("namekawa", "registered-group", "2027-04-01", "2027-02-01"),
        ("namekawa", "registered-group", "2027-12-31", "2027-10-01"),
        ("namekawa", "", "2027-05-20", "2027-04-20"),
        ("namekawa", "", "2027-03-31", "2027-02-28"),
        # 久慈: two months, one month and, for public bodies, three months before the date.
        ("kuji", "registered-group", "2027-05-20", "2027-03-20"),
        ("kuji", "registered-group", "2027-04-30", "2027-02-28"),
        ("kuji", "", "2027-03-20", "2027-02-20"),
        ("kuji", "", "2027-03-31", "2027-02-28"),
        ("kuji", "", "2028-03-31", "2028-02-29"),
        ("kuji", "", "2028-02-29", "2028-01-29"),
        ("kuji", "public-body", "2027-05-31", "2027-02-28"),
        # 諏訪: tier A three months, everybody else one month.
        ("suwa", "tier-a", "2027-05-31", "2027-02-28"),
        ("suwa", "tier-a", "2027-04-01", "2027-01-01"),
        ("suwa", "registered-group", "2027-04-01", "2027-03-01"),
        ("suwa", "", "2027-04-01", "2027-03-01"),
        # Centre X: groups two months, others one month.
        ("center-x", "registered-group", "2027-12-31", "2027-10-31"),
        ("center-x", "registered-group", "2028-02-29", "2027-12-29"),
        ("center-x", "", "2027-04-01", "2027-03-01"),
        ("center-x", "", "2027-01-31", "2026-12-31"),
    ],
)
def test_booking_opens_on_its_day_and_not_the_day_before(center: str, user_class: str, use: str, opens: str) -> None:
    eve = date.fromisoformat(opens) - timedelta(days=1)
    said: dict[str, Any] = {"use": use, "user_class": user_class, "closed": None}
    (refused,) = four.told(center, now=f"{eve}T23:59", **said)
    assert (refused.code, refused.possible_from) == ("not_open_yet", four.at(f"{opens}T00:00"))
    assert refused.paragraph != ""
    assert four.broken(center, now=f"{opens}T00:00", **said) == []


def test_residents_are_told_a_date_and_never_a_formula() -> None:
    (refused,) = four.told("kuji", now="2027-02-27T12:00", use="2027-03-31")
    assert refused.sentence == "2027年3月31日(水)の利用は、2027年2月28日(日)から予約できます。"


@pytest.mark.parametrize(
    ("center", "may_displace"), [("namekawa", True), ("kuji", None), ("suwa", None), ("center-x", None)]
)
def test_public_bodies_may_displace_where_the_center_says_so(center: str, may_displace: bool | None) -> None:
    public_use = four.rules_of(center).public_use
    assert (public_use.may_displace if public_use else None) == may_displace


# application form and report ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("center", "booked", "use", "due"),
    [
        ("namekawa", "2027-03-10", "2027-04-01", "2027年3月31日(水)まで"),
        ("kuji", "2027-03-10", "2027-04-01", "2027年3月25日(木)まで"),
        ("kuji", "2026-12-20", "2027-01-05", "2026年12月29日(火)まで"),
        ("suwa", "2027-03-28", "2027-04-20", "2027年4月4日(日)まで"),
        ("suwa", "2028-02-22", "2028-03-20", "2028年2月29日(火)まで"),
        ("center-x", "2028-02-10", "2028-03-01", "2028年2月29日(火)まで"),
    ],
)
def test_the_application_form_is_due(center: str, booked: str, use: str, due: str) -> None:
    found = rules.first_due(
        four.rules_of(center),
        "form",
        use=date.fromisoformat(use),
        periods=("morning",),
        booked=date.fromisoformat(booked),
        zone=four.at(NOW).tzinfo,
    )
    assert found is not None
    assert rules.text_of(found[0]) == due


@pytest.mark.parametrize(
    ("center", "last_moment", "too_late", "next_use"),
    [
        ("namekawa", "2027-06-08T23:59", "2027-06-09T00:00", date(2027, 6, 10)),
        ("kuji", "2027-06-02T23:59", "2027-06-03T00:00", date(2027, 6, 10)),
        ("center-x", "2027-06-08T23:59", "2027-06-09T00:00", date(2027, 6, 10)),
    ],
)
def test_a_use_whose_form_would_be_late_cannot_be_booked(
    center: str, last_moment: str, too_late: str, next_use: date
) -> None:
    assert four.broken(center, now=last_moment, use=USE) == []
    (late,) = four.told(center, now=too_late, use=USE)
    assert (late.code, late.use_from) == ("too_late", next_use)


def test_suwa_takes_bookings_until_the_use_since_its_form_counts_from_the_booking() -> None:
    assert four.broken("suwa", now=f"{USE}T08:59", use=USE) == []
    assert four.broken("suwa", now=f"{USE}T09:00", use=USE) == ["past"]


def test_kuji_and_suwa_end_a_booking_without_its_form() -> None:
    lapses = {center: four.rules_of(center).deadlines["form"].lapses for center in CENTERS}
    assert {center for center, lapse in lapses.items() if lapse} >= {"suwa"}


@pytest.mark.parametrize(
    ("center", "period", "due"),
    [
        ("namekawa", "morning", "2027年6月9日(水)まで"),
        ("namekawa", "night", "2027年6月9日(水) 20:00まで"),
        ("kuji", "morning", None),
        ("suwa", "morning", None),
        ("center-x", "night", None),
    ],
)
def test_the_report_is_due(center: str, period: str, due: str | None) -> None:
    day = date.fromisoformat(USE)
    found = rules.first_due(
        four.rules_of(center), "report", use=day, periods=(period,), booked=day, zone=four.at(NOW).tzinfo
    )
    assert (rules.text_of(found[0]) if found else None) == due


# caps, people, activities, fees ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("others", "codes", "use_from"),
    [
        (("2027-06-06",), [], None),  # the Sunday before
        (("2027-06-14",), [], None),  # the Monday after
        (("2027-06-07",), ["cap_week"], date(2027, 6, 14)),
        (("2027-06-13",), ["cap_week"], date(2027, 6, 14)),
        (("2027-06-01", "2027-06-15", "2027-06-22"), ["cap_month"], date(2027, 7, 1)),
        (("2027-05-31", "2027-06-15", "2027-06-22"), [], None),
        (("2027-06-07", "2027-06-15"), ["cap_week"], date(2027, 6, 21)),
    ],
)
def test_kuji_is_used_once_a_week_and_three_times_a_month(
    others: tuple[str, ...], codes: list[str], use_from: date | None
) -> None:
    found = four.told("kuji", now=NOW, use=USE, uses=four.used(*others))
    assert [broken.code for broken in found] == codes
    assert [broken.use_from for broken in found] == ([use_from] if use_from else [])


@pytest.mark.parametrize(("use", "codes"), [("2027-03-31", ["cap_month"]), ("2027-04-01", [])])
def test_a_month_s_cap_ends_with_the_month_on_1_april(use: str, codes: list[str]) -> None:
    uses = four.used("2027-03-02", "2027-03-09", "2027-03-16")
    assert four.broken("kuji", now="2027-03-10T10:00", use=use, uses=uses) == codes


@pytest.mark.parametrize("center", ["namekawa", "suwa", "center-x"])
def test_the_other_centers_have_no_caps(center: str) -> None:
    assert four.broken(center, now=NOW, use=USE, uses=four.used("2027-06-07", "2027-06-08", "2027-06-10")) == []


@pytest.mark.parametrize(
    ("center", "people", "codes"),
    [
        ("namekawa", 5, ["too_few_people"]),
        ("namekawa", 6, []),
        ("kuji", 1, []),
        ("suwa", 1, []),
        ("center-x", 1, []),
        ("kuji", 30, []),
        ("kuji", 31, ["over_capacity"]),
    ],
)
def test_how_many_people_a_center_takes(center: str, people: int, codes: list[str]) -> None:
    assert four.broken(center, now=NOW, use=USE, headcount=people) == codes


@pytest.mark.parametrize(
    ("center", "room", "activity", "codes"),
    [
        ("kuji", "kuji-washitsu-a", "dance", ["banned_activity"]),
        ("kuji", "kuji-washitsu-b", "dance", ["banned_activity"]),
        ("kuji", "kuji-washitsu-ab", "dance", ["banned_activity"]),
        ("kuji", "kuji-kaigi", "dance", []),
        ("kuji", "kuji-washitsu-a", "gymnastics", []),  # taiji, yoga are fine
        ("center-x", "", "paid-class", ["banned_activity"]),
        ("namekawa", "", "paid-class", []),
    ],
)
def test_what_one_may_do_in_a_room(center: str, room: str, activity: str, codes: list[str]) -> None:
    assert four.broken(center, now=NOW, use=USE, room=room, activity=activity) == codes


@pytest.mark.parametrize("center", CENTERS)
@pytest.mark.parametrize("activity", ["sales", "religious", "political"])
def test_what_is_banned_everywhere(center: str, activity: str) -> None:
    assert set(four.broken(center, now=NOW, use=USE, activity=activity)) == {"banned_activity"}


def test_every_broken_rule_comes_at_once_with_its_paragraph() -> None:
    found = four.told(
        "namekawa",
        now="2027-04-20T10:00",
        use="2027-06-09",
        room="namekawa-taiikukan",
        headcount=3,
        periods=("morning", "afternoon"),
        ties=frozenset(),
        activity="political",
    )
    assert [broken.code for broken in found] == [
        "outside_city",
        "may_not_span",
        "not_open_yet",
        "too_few_people",
        "banned_activity",
    ]
    assert all(broken.paragraph and broken.source for broken in found)
