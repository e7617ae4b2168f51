"""What a rule asks besides a quantity: multipliers in their order, who may, and caps that several people share."""

from datetime import date, timedelta
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection

from points import actions, enums, errors, models, queries
from tests.factories import accounts, earning
from tests.factories import points as factories

pytestmark = pytest.mark.django_db

TODAY = factories.TODAY


def _walk(person: str, *, days_ago: int = 0, source: str = "", quantity: int = 1) -> actions.Posting:
    day = TODAY - timedelta(days=days_ago)
    return factories.earn(person, quantity, rule_code="walk", happened_on=day, source_code=source)


def _amounts(*made: actions.Posting) -> list[int]:
    return [one.amount for one in made]


def _reconciled() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    actions.seal_chain(now=factories.NOW)
    call_command("verify_points", stdout=StringIO())


def _multiplier(kind: str, factor: str, **more: object) -> actions.MultiplierPlan:
    return actions.MultiplierPlan(kind=enums.MultiplierKind(kind), factor=Decimal(factor), **more)  # type: ignore[arg-type]


def test_the_first_time_counts_double_and_only_the_first() -> None:
    earning.published(multipliers=[_multiplier("first_time", "2")])
    assert _amounts(_walk("u-A"), _walk("u-A"), _walk("u-B")) == [10, 5, 10]
    _reconciled()


def test_a_first_time_that_was_taken_back_can_come_again() -> None:
    earning.published(multipliers=[_multiplier("first_time", "2")])
    first = _walk("u-A")
    actions.reverse(first.code, reason="欠席", key="r", by=None, now=factories.NOW)
    assert _walk("u-A").amount == 10
    _reconciled()


def test_a_streak_pays_more_from_the_third_day_in_a_row_until_a_day_is_missed() -> None:
    earning.published(multipliers=[_multiplier("streak", "1.5", span="day", length=3)])
    made = [_walk("u-A", days_ago=days) for days in (9, 8, 7, 6, 4)]
    assert _amounts(*made) == [5, 5, 7, 7, 5]
    _reconciled()


@pytest.mark.parametrize(("span", "step"), [("week", timedelta(weeks=1)), ("month", timedelta(days=31))])
def test_a_streak_counts_weeks_and_months_too(span: str, step: timedelta) -> None:
    earning.published(multipliers=[_multiplier("streak", "2", span=span, length=3)])
    made = [
        factories.earn("u-A", 1, rule_code="walk", happened_on=date(2026, 5, 1) + number * step) for number in range(4)
    ]
    assert _amounts(*made) == [5, 5, 10, 10]


def test_two_awards_on_one_day_are_one_day_of_a_streak() -> None:
    earning.published(multipliers=[_multiplier("streak", "2", span="day", length=3)])
    made = [_walk("u-A", days_ago=1), _walk("u-A", days_ago=1), _walk("u-A")]
    assert _amounts(*made) == [5, 5, 5]


def test_a_season_is_by_the_day_of_the_activity() -> None:
    season = _multiplier("seasonal", "3", starts_on=TODAY - timedelta(days=2), ends_on=TODAY - timedelta(days=1))
    earning.published(multipliers=[season])
    assert _amounts(*(_walk("u-A", days_ago=days) for days in (3, 2, 1, 0))) == [5, 15, 15, 5]


def test_multipliers_are_multiplied_together_floored_once_and_then_the_most_of_one_award_holds() -> None:
    season = _multiplier("seasonal", "1.5", starts_on=TODAY, ends_on=TODAY)
    told = [_multiplier("first_time", "1.5"), season]
    earning.published(
        unit=enums.RuleUnit.HOUR, per_unit=Decimal("1.5"), per_time=1, multipliers=told, most_per_award=12
    )
    # 1 + floor(1.5 × 3) = 5; 5 × 1.5 × 1.5 = 11.25; at most 12
    first = _walk("u-A", quantity=3)
    assert (first.amount, models.Posting.objects.get(code=first.code).factor) == (11, Decimal("2.25"))
    assert _walk("u-B", quantity=5).amount == 12
    assert _walk("u-A", quantity=3).amount == 7
    _reconciled()


def test_a_factor_is_sealed_into_the_chain() -> None:
    earning.published(multipliers=[_multiplier("first_time", "2")])
    _walk("u-A")
    _reconciled()
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE points_posting DISABLE TRIGGER points_posting_append_only")
        cursor.execute("UPDATE points_posting SET factor = 2.000001")
    with pytest.raises(SystemExit):
        call_command("verify_points", "--only", "chain", stdout=StringIO(), stderr=StringIO())


def test_two_seasons_of_a_rule_may_not_share_a_day() -> None:
    seasons = [
        _multiplier("seasonal", "2", starts_on=TODAY, ends_on=TODAY + timedelta(days=5)),
        _multiplier("seasonal", "3", starts_on=TODAY + timedelta(days=5), ends_on=TODAY + timedelta(days=9)),
    ]
    with pytest.raises(errors.SeasonsOverlap):
        earning.published(multipliers=seasons)


def test_a_rule_for_an_age_asks_for_the_birthday_and_counts_on_the_day_of_the_activity() -> None:
    earning.published(age_from=60)
    born = date(TODAY.year - 60, TODAY.month, TODAY.day)
    old, unknown = accounts.UserFactory.create(date_of_birth=born), accounts.UserFactory.create(date_of_birth=None)
    assert _walk(old.code).amount == 5
    with pytest.raises(errors.NotEligible) as refused:
        _walk(old.code, days_ago=1)
    assert refused.value.sentence == (
        "「健康ウォーキング」のポイントは付きません。対象の年齢の方に付くポイントです（対象: 60歳以上の方）。"
    )
    with pytest.raises(errors.NotEligible) as refused:
        _walk(unknown.code)
    assert "分かりません（対象: 60歳以上の方）。プロフィールに生年月日を登録してください。" in refused.value.sentence


@pytest.mark.parametrize(("years_old", "is_paid"), [(9, False), (10, True), (15, True), (16, False)])
def test_a_rule_for_an_age_holds_from_its_first_to_its_last_year(years_old: int, *, is_paid: bool) -> None:
    """The person of the last paid age has their next birthday tomorrow; the first one has theirs today."""
    earning.published(age_from=10, age_to=15)
    born = TODAY.replace(year=TODAY.year - years_old) if years_old in (10, 16) else _birthday_tomorrow(years_old)
    person = accounts.UserFactory.create(date_of_birth=born)
    if is_paid:
        assert factories.earn(person, 1, rule_code="walk").amount == 5
    else:
        with pytest.raises(errors.NotEligible):
            factories.earn(person, 1, rule_code="walk")


def _birthday_tomorrow(years_old: int) -> date:
    tomorrow = TODAY + timedelta(days=1)
    return tomorrow.replace(year=tomorrow.year - years_old - 1)


@pytest.mark.parametrize(
    ("residence", "lives", "works", "is_paid"),
    [
        ("lives", True, False, True),
        ("lives", False, True, False),
        ("belongs", False, True, True),
        ("belongs", False, False, False),
    ],
)
def test_a_rule_asks_where_people_live_or_work(residence: str, *, lives: bool, works: bool, is_paid: bool) -> None:
    earning.published(residence=enums.Residence(residence))
    person = accounts.UserFactory.create(lives_in_city=lives, works_in_city=works, studies_in_city=False)
    if is_paid:
        assert _walk(person.code).amount == 5
    else:
        with pytest.raises(errors.NotEligible):
            _walk(person.code)


def test_a_rule_of_a_district_is_for_its_people() -> None:
    here, near, there = (accounts.DistrictFactory.create(name=f"{name}地区") for name in "東西南")
    earning.published(districts=[near.code, here.code], age_to=99)
    assert _walk(accounts.UserFactory.create(district=here).code).amount == 5
    whom = "（対象: 西地区・東地区の地区の方、99歳以下の方）"
    said = (f"対象の地区の方に付くポイントです{whom}。", f"分かりません{whom}。プロフィールに地区を登録してください。")
    for other, words in zip((there, None), said, strict=True):
        with pytest.raises(errors.NotEligible) as refused:
            _walk(accounts.UserFactory.create(district=other).code)
        assert words in refused.value.sentence


def test_a_replay_is_a_replay_for_somebody_who_has_moved_away_since() -> None:
    earning.published(residence=enums.Residence.LIVES)
    person = accounts.UserFactory.create(lives_in_city=True)
    first = _walk(person.code, source="s")
    person.lives_in_city = False
    person.save()
    again = _walk(person.code, source="s")
    assert (again.replayed, again.code) == (True, first.code)


def test_a_household_shares_its_cap_and_others_do_not() -> None:
    earning.published(shared_caps=[earning.cap("household", "month", 12)])
    mother, child, stranger = (accounts.UserFactory.create() for _ in range(3))
    earning.live_together(mother, child)
    assert _amounts(_walk(mother.code), _walk(child.code), _walk(mother.code), _walk(stranger.code)) == [5, 5, 2, 5]
    with pytest.raises(errors.CapReached) as refused:
        _walk(child.code)
    assert refused.value.sentence.startswith(
        "「健康ウォーキング」のポイントは一世帯あわせて1か月に12ポイントまでです。"
    )
    _reconciled()


def test_who_leaves_a_household_has_no_fresh_limit_before_the_fiscal_year_is_over() -> None:
    earning.published(shared_caps=[earning.cap("household", "fiscal_year", 5)])
    mother, child = accounts.UserFactory.create(), accounts.UserFactory.create()
    earning.live_together(mother, child)
    assert _walk(mother.code).amount == 5
    actions.leave_household(person=child, now=factories.NOW)
    with pytest.raises(errors.CapReached):
        _walk(child.code)
    april = date(2027, 4, 1)
    assert factories.earn(child, 1, rule_code="walk", happened_on=april).amount == 5
    assert factories.earn(mother, 1, rule_code="walk", happened_on=april).amount == 5


def test_a_cap_of_everybody_is_kept_and_what_is_reversed_comes_back() -> None:
    earning.published(shared_caps=[earning.cap("rule", "day", 8), earning.cap("household", "day", 100)])
    first, second = _walk("u-A"), _walk("u-B")
    assert _amounts(first, second) == [5, 3]
    with pytest.raises(errors.CapReached) as refused:
        _walk("u-C")
    assert "全員あわせて1日に8ポイント" in refused.value.sentence
    actions.reverse(first.code, reason="欠席", key="r", by=None, now=factories.NOW)
    assert _walk("u-C").amount == 5
    _reconciled()


def test_what_one_cap_does_not_leave_is_not_taken_from_the_others() -> None:
    earning.published(
        caps={enums.Span.DAY: 3, enums.Span.WEEK: 4},
        shared_caps=[earning.cap("rule", "month", 6), earning.cap("household", "week", 50)],
        campaign=actions.open_campaign(
            name="春", starts_on=earning.BEGINS, ends_on=date(2027, 3, 31), budget=5, by=None, now=factories.NOW
        ),
    )
    assert _walk("u-A").amount == 3
    assert set(models.CapCounter.objects.values_list("used", flat=True)) == {3}
    assert _walk("u-B").amount == 2
    with pytest.raises(errors.BudgetSpent):
        _walk("u-C")
    assert set(models.CapCounter.objects.filter(subject__endswith="u-C").values_list("used", flat=True)) == {0}
    _reconciled()


def test_limits_are_told_before_as_the_award_keeps_them() -> None:
    rule = earning.published(
        caps={enums.Span.DAY: 8}, shared_caps=[earning.cap("household", "week", 9), earning.cap("rule", "month", 100)]
    )
    _walk("u-A")
    found = {(one.subject, one.span): (one.used, one.left) for one in queries.limits(rule, "u-A", TODAY)}
    assert found == {("household", "week"): (5, 4), ("person", "day"): (5, 3), ("rule", "month"): (5, 95)}
    assert queries.all_limits("u-A", TODAY) == {"walk": queries.limits(rule, "u-A", TODAY)}
    assert _walk("u-A").amount == 3


def test_a_new_version_with_a_lower_cap_keeps_what_was_given_and_gives_no_more() -> None:
    earning.published(caps={enums.Span.MONTH: 20})
    assert _amounts(*(_walk("u-A", days_ago=days) for days in (4, 3, 2))) == [5, 5, 5]
    earning.published(starts_on=TODAY, caps={enums.Span.MONTH: 10})
    with pytest.raises(errors.CapReached):
        _walk("u-A")
    _reconciled()
