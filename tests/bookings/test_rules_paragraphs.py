"""Every clause as plain Japanese, with dates for examples."""

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookings import rules
from bookings.rules import schema, sentences, timing

ON = date(2027, 2, 15)
WORDS = rules.Words(
    on=ON,
    classes={"registered-group": "登録団体", "public-body": "行政・公共の団体"},
    activities={"dance": "ダンス・踊り"},
    periods={"night": "夜間"},
)
GROUPS = {"classes": ["registered-group"], "amount": 2, "anchor": "month"}
DUE = {"kind": "form", "amount": 1, "counted": "before_use"}


def read(kind: str, clause: Any) -> rules.Paragraph:  # noqa: ANN401 - any JSON
    (found,) = rules.paragraphs(rules.read({kind: clause}), WORDS)
    return found


@pytest.mark.parametrize(
    ("kind", "clause", "text"),
    [
        (
            "who",
            {"may_use": ["lives", "works"], "local_district_first": True},
            "市内に住んでいる方、市内で働いている方が利用できます。地元の学区の方を優先します。",
        ),
        ("guardian", {"below": "junior_high"}, "中学生になる前の方は、保護者といっしょに利用してください。"),
        ("guardian", {"below": 15}, "15歳になる前の方は、保護者といっしょに利用してください。"),
        ("hours", {"opens": "09:00", "closes": "20:50"}, "9:00から20:50まで利用できます。"),
        ("periods", {"may_span": False}, "1つの予約は1つの区分です。区分をまたげません。"),
        ("periods", {"may_span": True}, "続いた区分を、まとめて予約できます。"),
        ("windows", {"tiers": [GROUPS]}, "登録団体は、利用する月の2か月前の1日から申し込めます。"),
        (
            "windows",
            {"tiers": [{"amount": 1, "opens_at": "09:00"}]},
            "そのほかの方は、利用する日の1か月前の9:00から申し込めます。",
        ),
        ("headcount", {"minimum": 6}, "6人以上で利用してください。"),
        ("headcount", {"minimum": 2, "maximum": 9}, "2人以上で、9人までで利用してください。"),
        (
            "caps",
            {"limits": [{"span": "week", "limit": 1, "classes": ["registered-group"]}]},
            "登録団体の方は、予約は1週間（月曜日から日曜日）に1回までです。",
        ),
        ("caps", {"limits": [{"span": "open", "limit": 4}]}, "これからの予約は、同時に4件までです。"),
        (
            "caps",
            {"limits": [{"span": "fiscal_year", "limit": 9, "counts": "room"}]},
            "1つの部屋につき、予約は1年度（4月から翌年3月）に9回までです。",
        ),
        ("deadlines", {"form": DUE}, "申請書は、利用する日の前日までに出してください。"),
        (
            "deadlines",
            {"form": {"kind": "form", "amount": 1, "unit": "week", "counted": "after_tentative", "lapses": True}},
            "申請書は、仮予約をした日の1週間後までに出してください。出さないと、仮予約は取り消しになります。",
        ),
        (
            "deadlines",
            {
                "report": {
                    "kind": "report",
                    "amount": 0,
                    "counted": "after_use",
                    "time_of_day": "20:00",
                    "periods": ["night"],
                }
            },
            "夜間の利用では、報告書は、利用する日の20:00までに出してください。",
        ),
        (
            "deadlines",
            {"report": {"kind": "report", "amount": 0, "counted": "after_use"}},
            "報告書は、利用する日までに出してください。",
        ),
        (
            "deadlines",
            {"c": {"kind": "cancellation", "amount": 3, "counted": "before_use", "time_of_day": "17:00"}},
            "取り消しは、利用する日の3日前の17:00までです。",
        ),
        ("bans", {"dance": {"activity": "dance"}}, "「ダンス・踊り」には利用できません。"),
        ("approval", {"by": "city"}, "市が許可します。センターの窓口だけでは決められません。"),
        ("approval", {"by": "automatic"}, "きまりに合う予約は、申し込んだときに許可されます。"),
        (
            "public_use",
            {"classes": ["public-body"], "may_displace": True, "notice_days": 7, "alternatives_days": 3},
            "行政・公共の団体の公用の行事を優先します。すでにある予約にも、利用する日の7日前までは、変更をお願いすることがあります。"
            "そのときは、代わりの部屋を3日間とっておきます。",
        ),
        (
            "public_use",
            {"classes": ["public-body"], "may_displace": False},
            "行政・公共の団体の公用の行事を優先します。すでにある予約は、そのままです。",
        ),
        ("waiting_list", {"is_open": False}, "キャンセル待ちは受け付けていません。"),
        (
            "waiting_list",
            {"is_open": True, "answer_hours": 12, "stops_hours": 2},
            "予約のある時間は、キャンセル待ちができます。空いたときは順番にご案内し、12時間お返事を待ちます。"
            "ご案内は、利用の2時間前までです。",
        ),
        (
            "check_in",
            {"opens_minutes": 30, "released_after_minutes": 20},
            "始まりの30分前から、受付（チェックイン）ができます。始まりから20分過ぎても来られないときは、部屋をほかの方に回します。",
        ),
        (
            "no_shows",
            {"limit": 3, "months": 6, "restricted_days": 30, "grace_days": 7},
            "連絡なしで使わなかったことが6か月に3回になると、窓口が話をうかがったうえで、長くて30日間、ネット予約をお休みいただくことが"
            "あります。利用日から7日のうちは、まちがいを直せます。",
        ),
        (
            "room_check",
            {"items": ["電気", "窓"], "by_desk": True},
            "最後に出る方は、電気、窓を確かめてください。そのあと、職員も部屋を確かめます。",
        ),
    ],
)
def test_a_clause_is_written_from_its_data(kind: str, clause: Any, text: str) -> None:  # noqa: ANN401 - any JSON
    assert read(kind, clause).text == text


def test_every_kind_of_clause_has_a_heading() -> None:
    assert set(rules.HEADINGS) == set(schema.Rules.__dataclass_fields__)


@pytest.mark.parametrize(
    ("kind", "clause", "examples"),
    [
        (
            "windows",
            {"tiers": [{"amount": 1}]},
            (
                "2027年3月16日(火)に利用するときは、2027年2月16日(火)から",
                "2027年3月31日(水)に利用するときは、2027年2月28日(日)から",
            ),
        ),
        ("windows", {"tiers": [GROUPS]}, ("2027年5月1日(土)に利用するときは、2027年3月1日(月)から",)),
        ("deadlines", {"form": DUE}, ("2027年4月1日(木)に利用するときは、2027年3月31日(水)まで",)),
        ("guardian", {"below": "junior_high"}, ("2027年2月15日(月)の利用では、2014年4月2日(水)からあとに生まれた方",)),
        (
            "caps",
            {"limits": [{"span": "month", "limit": 3}]},
            ("2027年2月1日(月)から2027年2月28日(日)までの利用で3回まで",),
        ),
        ("hours", {"opens": "09:00", "closes": "21:00"}, ()),
    ],
)
def test_residents_are_shown_dates(kind: str, clause: Any, examples: tuple[str, ...]) -> None:  # noqa: ANN401
    assert read(kind, clause).examples == examples


def test_the_center_s_own_words_come_first_and_their_meaning_after_them() -> None:
    found = read("headcount", {"minimum": 6, "paragraph": "おおむね6人以上で。", "source": "見本の案内"})
    assert (found.text, found.meaning, found.source) == (
        "おおむね6人以上で。",
        "6人以上で利用してください。",
        "見本の案内",
    )


def test_a_refusal_quotes_what_the_data_says_where_the_center_has_no_words() -> None:
    assert sentences.wording(schema.Headcount(minimum=6)) == "6人以上で利用してください。"
    assert sentences.wording(None) == ""


@given(
    on=st.dates(min_value=date(2025, 1, 1), max_value=date(2040, 12, 31)),
    amount=st.integers(min_value=0, max_value=13),
    unit=st.sampled_from(["day", "week", "month", "year"]),
    anchor=st.sampled_from(["date", "month"]),
)
def test_the_last_date_that_is_open_is_open_and_the_next_is_not(on: date, amount: int, unit: str, anchor: str) -> None:
    window = schema.Window(amount=amount, unit=unit, anchor=anchor)  # type: ignore[arg-type]
    last = sentences.last_open_use(window, on)
    assert timing.opens_on(window, last) <= on < timing.opens_on(window, last + timedelta(days=1))


@given(on=st.dates(min_value=date(2025, 1, 1), max_value=date(2040, 12, 31)), years=st.integers(1, 20))
def test_the_birthday_that_is_told_is_the_first_that_needs_a_guardian(on: date, years: int) -> None:
    for below in ("junior_high", years):
        clause = schema.Guardian(below=below)
        born = sentences._born_from(clause, on)
        assert _needs_guardian(clause, born, on)
        assert not _needs_guardian(clause, born - timedelta(days=1), on)


def _needs_guardian(clause: schema.Guardian, born: date, on: date) -> bool:
    at = datetime.combine(on, time(9))
    facts = rules.Facts(
        now=at - timedelta(days=1),
        use=on,
        starts_at=at,
        ends_at=at + timedelta(hours=1),
        periods=("morning",),
        room_code="",
        headcount=1,
        born=born,
    )
    return [found.code for found in rules.broken(rules.Rules(guardian=clause), facts)] == ["guardian_needed"]


def test_a_ban_that_nobody_chooses_as_an_activity_is_told_by_its_own_sentence_alone() -> None:
    said = "公の秩序や風俗を乱すおそれのある利用はできません。"
    found = read("bans", {"order": {"activity": "public-disorder", "paragraph": said}})
    assert (found.text, found.meaning) == (said, "")
