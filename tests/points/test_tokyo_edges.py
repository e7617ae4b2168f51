"""The last second of a day in Tokyo and the midnight after it, wherever a day decides about points."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest

from backend.common import clock
from backend.notices.models import Notice
from points import actions, enums, errors, queries
from points.actions import payments
from points.actions import settlement as closing
from points.errors import giving as gift_errors
from points.queries import tills as reads
from tests.factories import accounts, earning, tills
from tests.factories import giving as gifts
from tests.factories import points as factories

pytestmark = pytest.mark.django_db

MIDNIGHT = time()
LAST_SECOND = time(23, 59, 59)
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("kind", "amount", "awarded", "of_day", "until"),
    [
        ("days", 90, date(2026, 11, 30), LAST_SECOND, date(2027, 2, 28)),
        ("days", 90, date(2026, 12, 1), MIDNIGHT, date(2027, 3, 1)),
        ("days", 365, date(2027, 3, 1), MIDNIGHT, date(2028, 2, 29)),
        ("month_end", 0, date(2026, 11, 30), LAST_SECOND, date(2026, 11, 30)),
        ("month_end", 0, date(2026, 12, 1), MIDNIGHT, date(2026, 12, 31)),
        ("month_end", 1, date(2027, 1, 31), LAST_SECOND, date(2027, 2, 28)),
        ("month_end", 1, date(2028, 1, 31), LAST_SECOND, date(2028, 2, 29)),
        ("month_end", 12, date(2027, 2, 1), MIDNIGHT, date(2028, 2, 29)),
        ("fiscal_year_end", 1, date(2027, 3, 31), LAST_SECOND, date(2027, 3, 31)),
        ("fiscal_year_end", 1, date(2027, 4, 1), MIDNIGHT, date(2028, 3, 31)),
        ("fiscal_year_end", 2, date(2027, 3, 31), LAST_SECOND, date(2028, 3, 31)),
    ],
)
def test_points_last_as_their_rule_says_from_the_tokyo_day_on_which_they_come(
    kind: str, amount: int, awarded: date, of_day: time, until: date
) -> None:
    """The day of the award decides, not that of the activity."""
    rule = factories.rule(expiry=(kind, amount))
    made = factories.earn("u-A", 5, happened_on=date(2026, 11, 1), now=clock.at(awarded, of_day))
    told = queries.expiries("u-A", now=clock.at(awarded, of_day))
    assert (made.expires_on, [(one.expires_on, one.points) for one in told]) == (until, [(until, 5)])
    assert queries.lasts_until(rule, awarded) == until


def test_points_are_usable_to_the_last_second_of_their_day_and_swept_only_after_it() -> None:
    factories.rule(expiry=("fiscal_year_end", 1))
    factories.earn("u-A", 5)
    last, over = clock.at(date(2027, 3, 31), LAST_SECOND), clock.start_of(date(2027, 4, 1))
    assert (actions.expire_lots(now=last), queries.balance("u-A", now=last).usable) == (0, 5)
    spending = {"person_code": "u-A", "source_kind": "t", "source_code": "t", "by": None}
    actions.redeem(**spending, amount=2, key="in time", now=last)  # type: ignore[arg-type]
    assert queries.balance("u-A", now=over).usable == 0
    with pytest.raises(errors.NotEnoughPoints):
        actions.redeem(**spending, amount=1, key="late", now=over)  # type: ignore[arg-type]
    assert (actions.expire_lots(now=over), queries.balance("u-A", now=over).total) == (1, 0)


def test_people_are_told_on_the_thirtieth_and_on_the_seventh_day_before_and_on_no_other() -> None:
    factories.rule(expiry=("fiscal_year_end", 1))
    person, last = accounts.UserFactory.create(), date(2027, 3, 31)
    factories.earn(person, 5)
    told: list[int] = []
    for left in range(40, -2, -1):
        before = Notice.objects.filter(user=person).count()
        actions.warn_of_expiry(now=clock.start_of(last - left * DAY))
        actions.warn_of_expiry(now=clock.at(last - left * DAY, LAST_SECOND))
        told += [left] * (Notice.objects.filter(user=person).count() - before)
    assert told == [30, 7]
    for one in Notice.objects.filter(user=person):
        assert ("3月31日" in one.subject + one.body, "5ポイント" in one.subject + one.body) == (True, True)


def test_a_decree_carries_over_what_expires_between_its_days_and_nothing_beside_them() -> None:
    first, last, until = date(2027, 1, 10), date(2027, 1, 20), date(2027, 3, 31)
    for number, day in enumerate((first - DAY, first, last, last + DAY)):
        factories.rule(f"r-{number}", expiry=("days", (day - factories.TODAY).days))
        factories.earn("u-A", 10**number, rule_code=f"r-{number}")
    factories.decree(first=first, last=last, until=until)
    actions.carry_over(now=factories.NOW)
    found = [(one.expires_on, one.points) for one in queries.expiries("u-A", now=factories.NOW)]
    assert found == [(first - DAY, 1), (last + DAY, 1000), (until, 110)]


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        (clock.at(date(2027, 3, 31), LAST_SECOND), False),
        (clock.start_of(date(2027, 4, 1)), True),
        (clock.at(date(2027, 5, 31), LAST_SECOND), True),
        (clock.start_of(date(2027, 6, 1)), False),
    ],
)
def test_a_yearly_season_opens_and_closes_at_midnight(moment: datetime, *, is_open: bool) -> None:
    perk, person = factories.PerkFactory.create(sale_from=401, sale_to=531), tills.payer(50)
    if is_open:
        assert factories.order(perk, person, now=moment).state == enums.VoucherState.ISSUED
    else:
        with pytest.raises(errors.PerkNotOnSale):
            factories.order(perk, person, now=moment)


@pytest.mark.parametrize(("span", "last"), [("month", date(2026, 11, 30)), ("fiscal_year", date(2027, 3, 31))])
def test_the_limit_of_a_perk_begins_anew_at_midnight(span: str, last: date) -> None:
    perk, person = factories.PerkFactory.create(most_per_person=1, person_span=span), tills.payer(50)
    factories.order(perk, person)
    with pytest.raises(errors.PerkLimitReached):
        factories.order(perk, person, now=clock.at(last, LAST_SECOND))
    assert factories.order(perk, person, now=clock.start_of(last + DAY)).state == enums.VoucherState.ISSUED


@pytest.mark.parametrize(
    ("limit", "last"),
    [
        ("giver_day", factories.TODAY),
        ("giver_month", date(2026, 11, 30)),
        ("giver_fiscal_year", date(2027, 3, 31)),
        ("pair_month", date(2026, 11, 30)),
        ("person_day", factories.TODAY),
    ],
)
def test_a_limit_of_gifts_begins_anew_at_midnight(limit: str, last: date) -> None:
    gifts.terms(**{limit: 20})  # type: ignore[arg-type]
    giver, taker = gifts.adult(50), gifts.adult()
    gifts.give(giver, taker, 20)
    with pytest.raises(gift_errors.GiftLimitReached):
        gifts.give(giver, taker, 1, now=clock.at(last, LAST_SECOND))
    assert gifts.give(giver, taker, 20, now=clock.start_of(last + DAY)).amount == 20


def test_the_day_of_who_gives_by_hand_begins_anew_at_midnight() -> None:
    earning.manual_rule(most_per_staff_day=50)
    staff, night = accounts.staff_of("kuji"), clock.at(factories.TODAY, LAST_SECOND)

    def ask(points: int, key: str, now: datetime) -> int:
        plan = actions.ManualPlan(
            person=accounts.UserFactory.create(), rule_code="by-hand", points=points, reason="手伝い", key=key
        )
        return actions.award_by_hand(plan, by=staff, now=now).awarded

    assert ask(50, "one", factories.NOW) == 50
    with pytest.raises(errors.StaffLimitReached):
        ask(1, "two", night)
    assert ask(50, "three", clock.start_of(factories.TODAY + DAY)) == 50


@pytest.mark.parametrize(
    ("terms", "refusal"),
    [({"most_per_day": 900}, errors.PayerTillFull), ({"most_per_day": 100}, errors.TillDayFull)],
)
def test_the_day_of_a_shop_and_of_its_payer_begins_anew_at_midnight(
    terms: dict[str, int], refusal: type[Exception]
) -> None:
    shop = tills.shop(**{"most_per_payment": 100, "most_per_person_day": 100} | terms)
    person = tills.payer(300)
    tills.pay(shop, person, 100)
    other = person if refusal is errors.PayerTillFull else tills.payer(300)
    with pytest.raises(refusal):
        tills.pay(shop, other, 1, now=clock.at(factories.TODAY, LAST_SECOND))
    assert tills.pay(shop, other, 100, now=clock.start_of(factories.TODAY + DAY)).day == factories.TODAY + DAY


def test_a_shop_gives_back_to_the_last_second_of_its_last_day() -> None:
    paid = tills.pay(tills.shop(refund_days=7), tills.payer(), 50)
    last = factories.TODAY + 7 * DAY
    how = {"reason": "品切れ", "by_city": False, "by": tills.by_of(paid.till)}
    with pytest.raises(errors.RefundTooLate):
        payments.refund(paid, amount=20, key="late", now=clock.start_of(last + DAY), **how)  # type: ignore[arg-type]
    payments.refund(paid, amount=20, key="in time", now=clock.at(last, LAST_SECOND), **how)  # type: ignore[arg-type]
    assert queries.balance(paid.person_code, now=factories.NOW).usable == 270


def test_a_payment_stands_in_the_month_of_its_tokyo_day() -> None:
    shop = tills.shop(yen_per_point=Decimal(1))
    november, december = date(2026, 11, 1), date(2026, 12, 1)
    tills.pay(shop, tills.payer(), 30, now=clock.at(date(2026, 11, 30), LAST_SECOND))
    tills.pay(shop, tills.payer(), 7, now=clock.start_of(december))
    assert [reads.statement(shop, month).total for month in (november, december)] == [30, 7]
    official = accounts.city_official()
    with pytest.raises(errors.MonthNotOver):
        closing.settle(shop, month=november, by=official, now=clock.at(date(2026, 11, 30), LAST_SECOND))
    assert closing.settle(shop, month=november, by=official, now=clock.start_of(december)).points == 30
    assert closing.settle(shop, month=december, by=official, now=clock.start_of(date(2027, 1, 1))).points == 7
