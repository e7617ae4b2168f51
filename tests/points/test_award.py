from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction

from points import actions, enums, errors, models, queries
from tests.factories import accounts
from tests.factories import points as factories

pytestmark = pytest.mark.django_db


def test_an_award_pays_whole_points_for_hours_and_says_until_when() -> None:
    factories.rule(per_unit=Decimal(2), per_time=1)
    made = factories.earn("u-A", Decimal("1.75"))
    assert (made.amount, made.balance, made.expires_on) == (4, 4, date(2028, 3, 31))


def test_the_version_of_the_rule_is_that_of_the_day_of_the_activity() -> None:
    factories.rule(ends_on=date(2026, 10, 31), per_unit=Decimal(1))
    factories.rule(version=2, starts_on=date(2026, 11, 1), per_unit=Decimal(5))
    old = factories.earn("u-A", 1, happened_on=date(2026, 10, 31))
    new = factories.earn("u-A", 1, happened_on=date(2026, 11, 1))
    assert [(one.rule_version, one.amount) for one in (old, new)] == [(1, 1), (2, 5)]


def test_a_day_without_a_rule_pays_nothing_and_leaves_the_callers_transaction_whole() -> None:
    factories.rule()
    with transaction.atomic():
        with pytest.raises(errors.RuleNotInForce) as refused:
            factories.earn("u-A", 1, happened_on=date(2020, 1, 1))
        assert factories.earn("u-A", 1).amount == 1
    assert "2020年1月1日の活動" in refused.value.sentence


def test_the_same_request_gives_the_old_posting_by_whatever_key() -> None:
    factories.rule()
    first = factories.earn("u-A", 2, source_code="s", key="one")
    again = factories.earn("u-A", 2, source_code="s", key="one")
    other = factories.earn("u-A", 2, source_code="s", key="two")
    assert [one.replayed for one in (first, again, other)] == [False, True, True]
    assert {one.code for one in (first, again, other)} == {first.code}


def test_an_activity_does_not_pay_again_for_other_hours() -> None:
    factories.rule()
    first = factories.earn("u-A", 2, source_code="s")
    with pytest.raises(errors.AlreadyAwarded) as refused:
        factories.earn("u-A", 3, source_code="s")
    assert first.code in refused.value.sentence


def test_a_key_with_another_body_is_refused() -> None:
    factories.rule()
    factories.earn("u-A", 2, key="one")
    with pytest.raises(errors.KeyReused) as refused:
        factories.earn("u-A", 2, key="one")
    assert refused.value.status == 409


def test_a_cap_leaves_what_is_left_and_then_says_which_one_is_reached() -> None:
    factories.rule(caps={"day": 5, "fiscal_year": 7})
    yesterday = factories.TODAY - timedelta(days=1)
    made = [factories.earn("u-A", 4), factories.earn("u-A", 4), factories.earn("u-A", 4, happened_on=yesterday)]
    assert [(one.asked, one.amount) for one in made] == [(4, 4), (4, 1), (4, 2)]
    with pytest.raises(errors.CapReached) as refused:
        factories.earn("u-A", 1, happened_on=yesterday)
    assert refused.value.sentence.startswith("「清掃活動への参加」のポイントは1年度に7ポイントまでです。")


def test_a_fiscal_year_begins_on_the_first_of_april() -> None:
    factories.rule(caps={"fiscal_year": 3}, starts_on=date(2026, 3, 1))
    assert factories.earn("u-A", 3, happened_on=date(2026, 3, 31)).amount == 3
    assert factories.earn("u-A", 3, happened_on=date(2026, 4, 1)).amount == 3


def test_too_short_an_activity_earns_nothing() -> None:
    factories.rule()
    with pytest.raises(errors.NothingEarned):
        factories.earn("u-A", Decimal("0.5"))


def test_a_campaign_gives_its_budget_to_the_last_point_and_never_one_more() -> None:
    factories.rule(campaign=factories.campaign(10, shards=3))
    made = [factories.earn(f"u-{person}", 4).amount for person in range(3)]
    assert made == [4, 4, 2]
    with pytest.raises(errors.BudgetSpent):
        factories.earn("u-9", 1)


def test_a_withdrawn_award_frees_its_cap_and_its_budget() -> None:
    factories.rule(caps={"day": 4}, campaign=factories.campaign(4, shards=2))
    made = factories.earn("u-A", 4)
    actions.reverse(made.code, reason="欠席", key="r", by=None, now=factories.NOW)
    assert factories.earn("u-A", 4).amount == 4


def test_an_event_pays_each_and_one_refusal_stops_nobody() -> None:
    factories.rule(caps={"day": 3})
    factories.earn("u-FULL", 3)
    awards = [
        actions.Award(person, "attendance", "event", "e", Decimal(2), factories.TODAY, f"e-{person}")
        for person in ("u-B", "u-FULL", "u-A")
    ]
    outcomes = actions.award_event(awards, by=None, now=factories.NOW)
    assert [one.posting.amount if one.posting else 0 for one in outcomes] == [2, 0, 2]
    assert isinstance(outcomes[1].refusal, errors.CapReached)
    assert [one.posting.replayed for one in actions.award_event(awards, by=None, now=factories.NOW) if one.posting] == [
        True,
        True,
    ]


def test_a_preview_is_what_the_award_gives() -> None:
    factories.rule(per_unit=Decimal("1.5"), most_per_award=5)
    told = [queries.preview("attendance", quantity=Decimal(hours), happened_on=factories.TODAY) for hours in (3, 9)]
    assert told == [factories.earn("u-A", 3).amount, factories.earn("u-A", 9).amount] == [4, 5]
    assert queries.preview("attendance", quantity=Decimal(1), happened_on=date(2000, 1, 1)) is None


@pytest.mark.parametrize(
    ("expiry", "last_day"),
    [
        (("days", 90), date(2027, 2, 18)),
        (("month_end", 0), date(2026, 11, 30)),
        (("month_end", 3), date(2027, 2, 28)),
        (("fiscal_year_end", 1), date(2027, 3, 31)),
    ],
)
def test_points_last_as_their_rule_says(expiry: tuple[str, int], last_day: date) -> None:
    factories.rule(expiry=expiry)
    assert factories.earn("u-A", 1).expires_on == last_day


def test_expired_points_cannot_be_spent_even_before_the_sweep() -> None:
    factories.rule(expiry=("days", 10))
    factories.earn("u-A", 5)
    last, after = factories.NOW + timedelta(days=10), factories.NOW + timedelta(days=11)
    assert queries.balance("u-A", now=last).usable == 5
    with pytest.raises(errors.NotEnoughPoints) as refused:
        actions.redeem(person_code="u-A", amount=1, source_kind="t", source_code="t", key="k", by=None, now=after)
    assert refused.value.sentence == "使えるポイントは0ポイントです。あと1ポイント必要です。"


def test_what_is_spent_is_what_expires_first() -> None:
    factories.rule("later", expiry=("days", 90))
    factories.rule("sooner", expiry=("days", 30))
    factories.earn("u-A", 5, rule_code="later")
    factories.earn("u-A", 5, rule_code="sooner")
    actions.redeem(person_code="u-A", amount=6, source_kind="t", source_code="t", key="k", by=None, now=factories.NOW)
    left = queries.expiries("u-A", now=factories.NOW)
    assert [(one.expires_on, one.points) for one in left] == [(factories.TODAY + timedelta(days=90), 4)]


def test_points_of_an_order_outlive_their_date_until_the_order_ends() -> None:
    factories.rule(expiry=("days", 10))
    factories.earn("u-A", 5)
    order: dict[str, Any] = {"person_code": "u-A", "source_kind": "t", "source_code": "t", "by": None}
    until = factories.NOW + timedelta(days=20)
    held = actions.hold(**order, amount=5, key="h", expires_at=until, now=factories.NOW)
    later = factories.NOW + timedelta(days=15)
    assert actions.expire_lots(now=later) == 0
    assert actions.capture(held.code, key="c", by=None, now=later).amount == 5


def test_a_withdrawn_award_takes_its_own_points_first_and_never_makes_a_debt() -> None:
    factories.rule()
    first, second = factories.earn("u-A", 10), factories.earn("u-A", 10)
    actions.redeem(person_code="u-A", amount=8, source_kind="t", source_code="t", key="k", by=None, now=factories.NOW)
    taken = actions.reverse(first.code, reason="欠席", key="r1", by=None, now=factories.NOW)
    assert (taken.amount, taken.balance) == (10, 2)
    with pytest.raises(errors.NotEnoughPoints):
        actions.reverse(second.code, reason="欠席", key="r2", by=None, now=factories.NOW)
    assert actions.reverse(first.code, reason="欠席", key="r3", by=None, now=factories.NOW).replayed


def test_an_award_that_has_expired_leaves_nothing_to_take_back() -> None:
    factories.rule(expiry=("days", 10))
    made = factories.earn("u-A", 10)
    later = factories.NOW + timedelta(days=11)
    assert actions.expire_lots(now=later) == 1
    with pytest.raises(errors.PointsExpired):
        actions.reverse(made.code, reason="欠席", key="r", by=None, now=later)


def test_neither_a_reversal_nor_an_expiry_can_be_reversed() -> None:
    factories.rule()
    undone = actions.reverse(factories.earn("u-A", 1).code, reason="欠席", key="r", by=None, now=factories.NOW)
    with pytest.raises(errors.NotReversible):
        actions.reverse(undone.code, reason="欠席", key="rr", by=None, now=factories.NOW)


def test_a_correction_by_hand_carries_its_reason_and_its_author() -> None:
    clerk = accounts.administrator()
    change = {"person_code": "u-A", "expires_on": date(2027, 3, 31), "by": clerk, "now": factories.NOW}
    actions.adjust(amount=5, reason="記録もれ", key="a1", **change)  # type: ignore[arg-type]
    down = actions.adjust(amount=-2, reason="入力まちがい", key="a2", **change)  # type: ignore[arg-type]
    assert down.balance == 3
    row = models.Posting.objects.get(code=down.code)
    assert (row.note, row.actor_code, row.kind) == ("入力まちがい", clerk.code, enums.PostingKind.ADJUST)


def test_a_community_can_earn_too() -> None:
    factories.rule()
    outcome = actions.award_event(
        [actions.Award("o-1", "attendance", "event", "e", Decimal(2), factories.TODAY, "e", holder_kind="community")],
        by=None,
        now=factories.NOW,
    )
    assert outcome[0].posting is not None
    assert models.Account.objects.get(owner_code="o-1").kind == enums.AccountKind.COMMUNITY
