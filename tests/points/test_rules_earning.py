from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.common import clock
from points import enums
from points.rules import sharing, visits, words

WEIGHTS = st.dictionaries(st.text("abcdefgh", min_size=1, max_size=4), st.integers(1, 10), min_size=1, max_size=30)


@given(st.integers(0, 100_000), WEIGHTS, st.text(max_size=5))
def test_a_split_gives_out_everything_and_nobody_is_a_point_off(total: int, weights: dict[str, int], seed: str) -> None:
    shares = sharing.split(total, weights, seed=seed)
    whole = sum(weights.values())
    assert sum(shares.values()) == total
    assert all(abs(shares[one] * whole - total * weights[one]) < whole for one in weights)


@given(st.integers(0, 1000), WEIGHTS, st.randoms())
def test_the_order_of_entry_gains_nobody_anything(total: int, weights: dict[str, int], random: object) -> None:
    names = list(weights)
    random.shuffle(names)  # type: ignore[attr-defined]
    turned = {name: weights[name] for name in names}
    assert sharing.split(total, turned, seed="cu-1") == sharing.split(total, weights, seed="cu-1")


@given(st.integers(0, 1000), WEIGHTS)
def test_who_weighs_more_never_gets_less(total: int, weights: dict[str, int]) -> None:
    shares = sharing.split(total, weights, seed="s")
    assert all(shares[a] >= shares[b] for a in weights for b in weights if weights[a] > weights[b])


def test_the_last_point_goes_to_another_person_at_another_clean_up() -> None:
    people = {"a": 1, "b": 1, "c": 1}
    winners = {
        next(one for one, points in sharing.split(10, people, seed=f"cu-{number}").items() if points == 4)
        for number in range(40)
    }
    assert winners == {"a", "b", "c"}


WINDOW = visits.Window(date(2026, 7, 21), date(2026, 8, 31), [0, 1, 2, 3, 4], time(6, 15), time(6, 45))


@pytest.mark.parametrize(
    ("day", "hour", "minute", "is_open"),
    [
        (21, 6, 15, True),
        (21, 6, 14, False),
        (21, 6, 44, True),
        (21, 6, 45, False),
        (25, 6, 30, False),
        (20, 6, 30, False),
    ],
)
def test_a_window_is_open_between_its_hours_on_its_days(day: int, hour: int, minute: int, *, is_open: bool) -> None:
    at = datetime(2026, 7, day, hour, minute, tzinfo=clock.TOKYO)
    assert visits.is_open(WINDOW, at) is is_open


def test_a_window_is_said_in_words() -> None:
    assert visits.window_in_words(WINDOW) == "2026年7月21日から2026年8月31日までの月・火・水・木・金曜 6:15〜6:45"
    once = visits.Window(date(2026, 7, 21), date(2026, 7, 21), range(7), time(9), time(16))
    assert visits.window_in_words(once) == "2026年7月21日 9:00〜16:00"


def test_the_number_of_a_site_lives_ten_minutes_at_most() -> None:
    now = datetime(2026, 7, 21, 6, 30, tzinfo=clock.TOKYO)
    number = visits.word("secret", now)
    assert len(number) == 4
    assert visits.is_word("secret", number, now + visits.WORD_LIVES)
    assert not visits.is_word("another", number, now)
    assert not visits.is_word("secret", number, now + 3 * visits.WORD_LIVES)


@pytest.mark.parametrize("seconds", [0, 1, 137, 299.5])
def test_the_next_number_of_a_site_comes_when_it_is_said(seconds: float) -> None:
    begins = datetime(2026, 7, 21, 6, 30, tzinfo=clock.TOKYO)
    now = begins + timedelta(seconds=seconds)
    changes_at = visits.word_changes_at(now)
    assert changes_at == begins + visits.WORD_LIVES
    assert visits.word("secret", changes_at - timedelta(milliseconds=1)) == visits.word("secret", now)
    assert visits.word("secret", changes_at) != visits.word("secret", now)


def _facts(**changed: object) -> words.Facts:
    told: dict[str, object] = {
        "name": "ラジオ体操",
        "way": "site",
        "about": "",
        "unit": "time",
        "per_time": 5,
        "per_unit": Decimal(0),
        "most_per_award": None,
        "starts_on": date(2026, 4, 1),
        "ends_on": None,
        "expiry_kind": "fiscal_year_end",
        "expiry_amount": 1,
        "age_from": None,
        "age_to": None,
        "residence": "",
        "districts": [],
        "reviewed": True,
        "report_days": 7,
        "four_eyes_above": None,
        "most_per_staff_day": None,
        "campaign": "",
        "caps": [],
        "multipliers": [],
        "items": [],
    }
    return words.Facts(**told | changed)  # type: ignore[arg-type]


def _said(**changed: object) -> dict[str, str]:
    return {line.label: line.text for line in words.lines(_facts(**changed))}


def test_a_rule_says_what_is_earned_and_until_when() -> None:
    assert _said() == {
        "名前": "ラジオ体操",
        "方法": "会場のQRコード",
        "ポイント": "1回につき5ポイント",
        "対象": "どなたでも",
        "期間": "2026年4月1日から",
        "有効期限": "次の3月31日まで",
    }


@pytest.mark.parametrize(
    ("changed", "label", "text"),
    [
        (
            {"unit": "hour", "per_unit": Decimal("1.50")},
            "ポイント",
            "1回につき5ポイント、さらに1時間につき1.5ポイント（小数点以下切り捨て）",
        ),
        ({"caps": [words.Cap("household", "month", 30)]}, "上限", "一世帯1か月に30ポイントまで"),
        ({"multipliers": [words.Multiplier("first_time", Decimal("2.00"))]}, "倍率", "初めてのときは2倍"),
        (
            {"multipliers": [words.Multiplier("streak", Decimal("1.5"), "day", 7)]},
            "倍率",
            "7日続けると、その回から1.5倍",
        ),
        (
            {"multipliers": [words.Multiplier("seasonal", Decimal(3), "", None, date(2026, 7, 1), date(2026, 7, 31))]},
            "倍率",
            "2026年7月1日から2026年7月31日までは3倍",
        ),
        ({"age_from": 6, "age_to": 15, "districts": ["見本地区"]}, "対象", "見本地区の地区の方、6歳以上15歳以下の方"),
        ({"residence": "lives"}, "対象", "市内に住んでいる方"),
        (
            {"way": "clean_up", "items": [words.Item("空き缶", Decimal("20.00"))]},
            "ポイント",
            "空き缶 1kgにつき20ポイント。合計（小数点以下切り捨て）を、参加した人で分けます",
        ),
        (
            {"way": "manual", "four_eyes_above": 100, "most_per_staff_day": 500},
            "確認",
            "100ポイントを超えるときは職員2人、職員1人につき1日500ポイントまで",
        ),
        ({"way": "report"}, "確認", "職員が確認してから付きます。報告できるのは7日前までの取り組みです"),
        ({"expiry_kind": "days", "expiry_amount": 90}, "有効期限", "付いた日から90日後まで"),
        ({"expiry_kind": "month_end", "expiry_amount": 0}, "有効期限", "付いた月の末日まで"),
    ],
)
def test_everything_that_a_rule_says_has_its_words(changed: dict[str, object], label: str, text: str) -> None:
    assert _said(**changed)[label] == text


@pytest.mark.parametrize(
    ("starts_on", "ended_on", "late"),
    [
        # A Wednesday in the middle of a month; a Monday, the first of a month; the first day of a fiscal year.
        (date(2026, 7, 15), None, ["week", "month", "fiscal_year"]),
        (date(2026, 6, 1), None, ["fiscal_year"]),
        (date(2027, 4, 1), None, ["week"]),
        # The version before was over by then: only what it reached into is late.
        (date(2026, 7, 15), date(2026, 7, 3), ["month", "fiscal_year"]),
        (date(2026, 7, 15), date(2026, 3, 31), []),
    ],
)
def test_a_cap_that_begins_within_its_window_says_from_when_it_counts(
    starts_on: date, ended_on: date | None, late: list[str]
) -> None:
    spans = {"day": 5, "week": 20, "month": 50, "fiscal_year": 300}
    before = _facts(caps=[words.Cap("household", "month", 9)], ends_on=ended_on)
    after = _facts(caps=[words.Cap("person", span, most) for span, most in spans.items()], starts_on=starts_on)
    day = f"{starts_on.year}年{starts_on.month}月{starts_on.day}日"
    assert words.late_caps(before, after) == [
        f"「{words.cap(words.Cap('person', span, spans[span]))}」は、{day}の活動から数えます。"
        "それまでにこの決まりで付いた分は数えません。"
        for span in late
    ]
    # What the version before had, too, goes on counting, whatever its number.
    assert words.late_caps(_facts(caps=[words.Cap("person", span, 1) for span in spans]), after) == []


def test_two_versions_are_set_beside_one_another() -> None:
    after = _facts(per_time=10, caps=[words.Cap("person", "day", 10)])
    differing = [(one.label, one.before, one.after) for one in words.compare(_facts(), after) if one.differs]
    assert differing == [
        ("ポイント", "1回につき5ポイント", "1回につき10ポイント"),
        ("上限", "なし", "おひとり1日に10ポイントまで"),
    ]


def test_every_kind_has_a_word() -> None:
    for span in enums.Span:
        for subject in enums.CapSubject:
            assert enums.Span(span).label in words.cap(words.Cap(subject, span, 1))
