"""Every row × every center of the fact sheet's table of rules is a case, also where the sheet says "–".

A row has probes: wishes at its edges. A center's cell tells, in the order of the probes, what each is refused with
(among the codes of the row); "–" in the sheet is NOT_KNOWN here: nothing is refused, whatever one asks for.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest

from backend.portal.management.commands._demo import places
from bookings import rules
from tests.bookings import four_centers as four

CENTERS = ("namekawa", "kuji", "suwa", "center-x")
NOW, USE = "2027-05-26T10:00", "2027-06-09"
NOT_KNOWN = "–"
Cell = tuple[str, ...] | str


@dataclass(frozen=True)
class Row:
    """One row of the table: its probes, the codes that it can refuse with, and the cells by center."""

    probes: tuple[dict[str, Any], ...]
    codes: frozenset[str]
    cells: Mapping[str, Cell]


def row(codes: str, probes: list[dict[str, Any]], **cells: Cell) -> Row:
    return Row(tuple(probes), frozenset(codes.split()), {name.replace("_", "-"): cell for name, cell in cells.items()})


def opening(user_class: str, *eves_and_days: str) -> list[dict[str, Any]]:
    """For 20 May 2027: on each of these days at 23:59, and a minute later."""
    return [{"use": "2027-05-20", "user_class": user_class, "now": at} for at in eves_and_days]


NO = "not_open_yet"
MONTH_1 = ("2027-04-19T23:59", "2027-04-20T00:00")
MONTH_2 = ("2027-03-19T23:59", "2027-03-20T00:00")
MONTH_2_OF_MONTH = ("2027-02-28T23:59", "2027-03-01T00:00")
MONTH_3 = ("2027-02-19T23:59", "2027-02-20T00:00")
LADDER = (*MONTH_3, *MONTH_2_OF_MONTH, *MONTH_2, *MONTH_1)
GYM = {"namekawa": "namekawa-taiikukan", "kuji": "kuji-washitsu-a"}
TABLE = {
    "who": row(
        "outside_city guardian_needed age_unknown",
        [
            {"ties": frozenset({"lives"})},
            {"ties": frozenset({"works"})},
            {"ties": frozenset({"studies"})},
            {"ties": frozenset()},
            {"born": date(2015, 4, 2)},
            {"born": date(2015, 4, 2), "with_guardian": True},
            {"born": date(2015, 4, 1)},
            {"born": None},
        ],
        namekawa=("", "", "", "outside_city", "", "", "", ""),
        kuji=NOT_KNOWN,
        suwa=("", "", "", "outside_city", "", "", "", ""),
        center_x=("", "", "", "outside_city", "guardian_needed", "", "", "age_unknown"),
    ),
    "hours": row(
        "outside_hours",
        [
            {"starts_at": four.at(f"{USE}T{starts}"), "ends_at": four.at(f"{USE}T{ends}")}
            for starts, ends in (("09:00", "21:00"), ("08:59", "12:00"), ("17:00", "21:01"), ("00:00", "23:59"))
        ],
        namekawa=("", "outside_hours", "outside_hours", "outside_hours"),
        kuji=NOT_KNOWN,
        suwa=("", "outside_hours", "outside_hours", "outside_hours"),
        center_x=("", "outside_hours", "outside_hours", "outside_hours"),
    ),
    "periods": row(
        "may_not_span",
        [{"periods": ("morning",)}, {"periods": ("morning", "afternoon")}, {"periods": ("afternoon", "night")}],
        namekawa=("", "may_not_span", "may_not_span"),
        kuji=("", "", ""),
        suwa=NOT_KNOWN,
        center_x=("", "may_not_span", "may_not_span"),
    ),
    "closed": row(
        "closed",
        [
            {"use": use, "now": "2026-12-10T10:00", "user_class": "registered-group"}
            for use in ("2026-12-28", "2026-12-29", "2026-12-31", "2027-01-01", "2027-01-03", "2027-01-04")
        ]
        + [{"use": use, "now": "2027-07-20T10:00"} for use in ("2027-08-12", "2027-08-13", "2027-08-15", "2027-08-16")],
        namekawa=("", "closed", "closed", "closed", "closed", "", "", "", "", ""),
        kuji=NOT_KNOWN,
        suwa=("", "closed", "closed", "closed", "closed", "", "", "closed", "closed", ""),
        center_x=("", "closed", "closed", "closed", "closed", "", "", "closed", "closed", ""),
    ),
    "opens for registered groups": row(
        NO,
        opening("registered-group", *LADDER),
        namekawa=(NO, NO, NO, "", "", "", "", ""),
        kuji=(NO, NO, NO, NO, NO, "", "", ""),
        # Tier B is not known; a registered group that is not of tier A has what tier C has.
        suwa=(NO, NO, NO, NO, NO, NO, NO, ""),
        center_x=(NO, NO, NO, NO, NO, "", "", ""),
    ),
    "opens for others": row(
        NO,
        opening("", *LADDER),
        namekawa=(NO, NO, NO, NO, NO, NO, NO, ""),
        kuji=(NO, NO, NO, NO, NO, NO, NO, ""),
        suwa=(NO, NO, NO, NO, NO, NO, NO, ""),
        center_x=(NO, NO, NO, NO, NO, NO, NO, ""),
    ),
    "public bodies": row(
        NO,
        [*opening("public-body", *MONTH_3, *MONTH_1), *opening("tier-a", *MONTH_3)],
        # 滑川 and Centre X tell of no window for them, so everybody's holds.
        namekawa=(NO, NO, NO, "", NO, NO),
        kuji=(NO, "", "", "", NO, NO),
        suwa=(NO, "", "", "", NO, ""),
        center_x=(NO, NO, NO, "", NO, NO),
    ),
    "仮予約": row(
        "outside_city guardian_needed age_unknown not_open_yet too_late",
        # Somebody on the phone: the desk answers for what the service does not know of the person.
        [{"desk_has_looked": True, "ties": frozenset(), "born": None}],
        namekawa=NOT_KNOWN,
        kuji=("",),
        suwa=("",),
        center_x=("",),
    ),
    "申請書 due": row(
        "too_late",
        [{"now": at} for at in ("2027-06-02T23:59", "2027-06-03T00:00", "2027-06-08T23:59", "2027-06-09T00:00")],
        namekawa=("", "", "", "too_late"),
        kuji=("", "too_late", "too_late", "too_late"),
        # A week after the tentative booking, whenever the use is.
        suwa=("", "", "", ""),
        center_x=("", "", "", "too_late"),
    ),
    "caps": row(
        "cap_week cap_month cap_fiscal_year cap_open",
        [
            {"uses": four.used()},
            {"uses": four.used("2027-06-06", "2027-06-14")},
            {"uses": four.used("2027-06-07")},
            {"uses": four.used("2027-06-01", "2027-06-15", "2027-06-22")},
            {"uses": four.used("2027-06-13", "2027-06-15", "2027-06-22")},
        ],
        namekawa=NOT_KNOWN,
        kuji=("", "", "cap_week", "cap_month", "cap_week cap_month"),
        suwa=NOT_KNOWN,
        center_x=NOT_KNOWN,
    ),
    "group size": row(
        "too_few_people too_many_people",
        [{"headcount": 1}, {"headcount": 5}, {"headcount": 6}, {"headcount": 30}, {"headcount": 500}],
        namekawa=("too_few_people", "too_few_people", "", "", ""),
        kuji=NOT_KNOWN,
        suwa=NOT_KNOWN,
        center_x=NOT_KNOWN,
    ),
    "rooms": row(
        "over_capacity",
        [
            {"room": f"kuji-{space.suffix}", "capacity": space.capacity, "headcount": people}
            for space, people in zip((places.KUJI[0],) * 2 + (places.KUJI[1],) * 2, (30, 31, 20, 21), strict=True)
        ],
        namekawa=NOT_KNOWN,
        kuji=("", "over_capacity", "", "over_capacity"),
        suwa=NOT_KNOWN,
        center_x=NOT_KNOWN,
    ),
    "activity limits": row(
        "banned_activity",
        [{"activity": activity} for activity in ("dance", "gymnastics", "paid-class", "sports", "sales")],
        # Sales are banned everywhere: no center may be used for profit.
        namekawa=("", "", "", "", "banned_activity"),
        kuji=("banned_activity", "", "", "", "banned_activity"),
        suwa=("", "", "", "", "banned_activity"),
        center_x=("", "", "banned_activity", "", "banned_activity banned_activity"),
    ),
}
# What no wish can be refused with: looked at as the values themselves, further down.
AS_VALUES = {"報告書", "fee"}
SHEET = {
    "who", "hours", "periods", "closed", "opens for registered groups", "opens for others", "public bodies", "仮予約",
    "申請書 due", "報告書", "caps", "group size", "rooms", "activity limits", "fee",
}  # fmt: skip


def test_no_row_and_no_center_of_the_sheet_is_left_out() -> None:
    assert set(TABLE) | AS_VALUES == SHEET
    assert {name: set(row.cells) for name, row in TABLE.items()} == {name: set(CENTERS) for name in TABLE}


def refused(center: str, probe: dict[str, Any], codes: frozenset[str]) -> str:
    said = {"now": NOW, "use": USE, "room": GYM.get(center, "")} | probe
    if center != "kuji" and "capacity" in probe:
        # The sheet tells of no capacity there, so the data have none.
        said |= {"room": "", "capacity": None}
    return " ".join(code for code in four.broken(center, **said) if code in codes)


@pytest.mark.parametrize("center", CENTERS)
@pytest.mark.parametrize("name", TABLE)
def test_a_cell_of_the_sheet(name: str, center: str) -> None:
    row = TABLE[name]
    cell = row.cells[center]
    expected = tuple("" for _ in row.probes) if cell == NOT_KNOWN else cell
    assert tuple(refused(center, probe, row.codes) for probe in row.probes) == expected


@pytest.mark.parametrize(
    ("center", "period", "due"),
    [
        ("namekawa", "morning", "2027年6月9日(水)まで"),
        ("namekawa", "night", "2027年6月9日(水) 20:00まで"),
        ("kuji", "morning", NOT_KNOWN),
        ("kuji", "night", NOT_KNOWN),
        ("suwa", "night", NOT_KNOWN),
        ("center-x", "night", NOT_KNOWN),
    ],
)
def test_the_cell_of_the_report_tells_when_it_is_due(center: str, period: str, due: str) -> None:
    day = date.fromisoformat(USE)
    found = rules.first_due(
        four.rules_of(center), "report", use=day, periods=(period,), booked=day, zone=four.at(NOW).tzinfo
    )
    assert (rules.text_of(found[0]) if found else NOT_KNOWN) == due


REAL_ROOMS = {"namekawa": places.NAMEKAWA, "kuji": places.KUJI, "suwa": (), "center-x": places.UNNAMED_ROOMS}


@pytest.mark.parametrize(
    ("center", "fees"), [("namekawa", {None}), ("kuji", {None}), ("suwa", set()), ("center-x", {0})]
)
def test_only_centre_x_tells_its_fees_and_every_room_is_free(center: str, fees: set[int | None]) -> None:
    told = {space.fee_yen for space in REAL_ROOMS[center] if space.is_real or center == "center-x"}
    assert told == fees


@pytest.mark.parametrize(
    ("center", "spans"),
    [
        ("kuji", ["09:00–12:30", "13:00–16:30", "17:00–20:50"]),
        ("center-x", ["09:00–12:30", "13:00–17:00", "17:00–21:00"]),
    ],
)
def test_the_periods_that_the_sheet_tells(center: str, spans: list[str]) -> None:
    assert [f"{span.starts:%H:%M}–{span.ends:%H:%M}" for span in places.PERIODS[center]] == spans


@pytest.mark.parametrize(("center", "lapses"), [("namekawa", False), ("kuji", True), ("suwa", True)])
def test_a_booking_without_its_form_ends_where_the_sheet_says_so(center: str, lapses: bool) -> None:
    assert four.rules_of(center).deadlines["form"].lapses is lapses


@pytest.mark.parametrize(
    ("center", "may_displace"), [("namekawa", True), ("kuji", None), ("suwa", None), ("center-x", None)]
)
def test_public_bodies_displace_where_the_sheet_says_so(center: str, may_displace: bool | None) -> None:
    clause = four.rules_of(center).public_use
    assert (clause.may_displace if clause else None) == may_displace


@pytest.mark.parametrize("center", ["namekawa", "suwa", "center-x"])
def test_days_that_the_committee_or_the_chair_sets_are_closures_with_dates(center: str) -> None:
    extra = rules.ClosedDays(reason="委員会が決めた休館日", dated=(date(2027, 6, 9), date(2027, 6, 9)))
    closed = rules.closed_on([*four.closures_of(center), extra], date.fromisoformat(USE), "")
    assert four.broken(center, now=NOW, use=USE, closed=closed) == ["closed"]
