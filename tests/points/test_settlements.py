"""Closing a month: the ledger's sum, once, for good; what comes too late stands in the next one."""

import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse

from points import errors, models
from points.actions import payments
from points.actions import settlement as closing
from points.actions import slips as sending
from points.queries import till_tables
from points.queries import tills as reads
from tests.factories import accounts, tills
from tests.support.client import PageClient

pytestmark = pytest.mark.django_db
NOW = tills.NOW
NOVEMBER, DECEMBER = date(2026, 11, 1), date(2026, 12, 1)
OVER = datetime(2026, 12, 1, 0, 0, tzinfo=UTC)
LATER = datetime(2027, 1, 4, 0, 0, tzinfo=UTC)


def close(till: models.Till, month: date = NOVEMBER, now: datetime = OVER) -> models.Settlement:
    return closing.settle(till, month=month, by=accounts.city_official(), now=now)


def used(shop: models.Till) -> models.Payment:
    """120 taken, of which 20 go back, and 50 for a slip that the city pays."""
    person = tills.payer(200)
    paid = tills.pay(shop, person, 120)
    by = tills.manager(shop)
    payments.refund(paid, amount=20, reason="", by_city=False, key="r", by=by, now=NOW)
    plan = sending.SlipPlan(written_code="ZZZZZZZZ", amount=50, noted_at=NOW)
    case = sending.send_slip(plan, till=shop, source="form", by=by, now=NOW)
    sending.decide_slip(case.code, decision="pay", note="停電", by=accounts.city_official(), now=NOW)
    return paid


def test_a_month_is_the_sum_of_the_ledger_times_the_contract() -> None:
    shop = tills.shop(yen_per_point=Decimal("0.75"))
    used(shop)
    made = close(shop)
    assert (made.taken, made.refunded, made.adjusted, made.points, made.yen) == (120, 20, 50, 150, 112)
    assert made.document == "2026-0001"
    assert made.points == models.Account.objects.get(owner_code=shop.place_code).balance
    assert reads.statement(shop, NOVEMBER).total == 150
    assert reads.waiting(shop) == 0


def test_a_month_is_closed_once_and_not_before_it_is_over() -> None:
    shop = tills.shop()
    used(shop)
    with pytest.raises(errors.MonthNotOver):
        close(shop, now=datetime(2026, 11, 30, 14, 59, tzinfo=UTC))
    close(shop)
    with pytest.raises(errors.MonthClosed):
        close(shop)
    with pytest.raises(errors.NothingToSettle):
        close(shop, DECEMBER, LATER)


def test_what_comes_too_late_stands_in_the_next_month_at_its_own_rate() -> None:
    contract = tills.contract(ends_on=date(2026, 11, 30), yen_per_point=Decimal(1))
    shop = contract.till
    paid = used(shop)
    close(shop)
    tills.contract(shop, starts_on=DECEMBER, yen_per_point=Decimal(2))
    official = accounts.city_official()
    payments.refund(paid, amount=100, reason="返品", by_city=True, key="l", by=official, now=NOW + timedelta(days=10))
    tills.pay(shop, tills.payer(100), 30, now=OVER + timedelta(days=3))
    made = close(shop, DECEMBER, LATER)
    assert (made.taken, made.refunded, made.points, made.yen) == (30, 100, -70, -40)
    assert made.document == "2026-0002"


def test_months_are_closed_in_their_turn() -> None:
    shop = tills.shop()
    used(shop)
    tills.pay(shop, tills.payer(100), 30, now=OVER + timedelta(days=3))
    with pytest.raises(errors.EarlierMonthOpen, match="2026年11月分"):
        close(shop, DECEMBER, LATER)
    closed = closing.settle_all(month=NOVEMBER, by=accounts.city_official(), now=OVER)
    assert [one.points for one in closed.settlements] == [150]
    assert close(shop, DECEMBER, LATER).points == 30


def test_all_shops_are_closed_together_with_numbers_in_a_row() -> None:
    shops = [tills.shop(), tills.center("kuji"), tills.shop()]
    for till in shops[:2]:
        tills.pay(till, tills.payer(100), 10)
    closed = closing.settle_all(month=NOVEMBER, by=accounts.city_official(), now=OVER)
    assert sorted(one.document for one in closed.settlements) == ["2026-0001", "2026-0002"]
    assert {one.till for one in closed.settlements} == set(shops[:2])


@pytest.mark.parametrize(
    ("statement", "constraint"),
    [
        ("UPDATE points_settlement SET yen = 1", "points_settlement_append_only"),
        ("DELETE FROM points_settlementline", "points_settlementline_append_only"),
        (
            "INSERT INTO points_settlementline (settlement_id, posting_id, points, yen_per_point)"
            " SELECT settlement_id, posting_id, points, 1 FROM points_settlementline LIMIT 1",
            "points_settlement_line_once",
        ),
        (
            "INSERT INTO points_settlementline (settlement_id, posting_id, points, yen_per_point)"
            " SELECT s.id, p.id, p.amount, 1 FROM points_settlement s, points_posting p WHERE p.kind = 'award' LIMIT 1",
            "points_settlement_line_of_its_till",
        ),
        (
            "INSERT INTO points_settlement (code, scope, till_id, month, fiscal_year, serial, taken, refunded,"
            " adjusted, points, yen, closed_at, closed_by_code) SELECT 'se-X', scope, till_id, '2026-12-01', 2026, 2,"
            " 5, 0, 0, 5, 5, closed_at, '' FROM points_settlement",
            "points_settlement_is_its_lines",
        ),
    ],
)
def test_what_is_written_by_hand_is_refused(statement: str, constraint: str) -> None:
    shop = tills.shop()
    used(shop)
    close(shop)
    assert tills.refused_by_hand(statement) == constraint


def test_a_statement_names_each_line() -> None:
    shop = tills.shop()
    used(shop)
    assert [line.what for line in reads.statement(shop, NOVEMBER).lines] == ["支払い", "返金", "市の調整（伝票）"]


def _page(client: PageClient, month: date = NOVEMBER) -> str:
    with time_machine.travel(OVER, tick=False):
        return client.get(reverse("points:settlements"), {"month": f"{month:%Y-%m}"}).content.decode()


def test_the_page_offers_to_close_a_month_only_while_something_of_it_is_open(client: PageClient) -> None:
    client.force_login(accounts.city_official())
    first, second = tills.shop(), tills.shop()
    assert ("分を締める" in _page(client), "この月に精算するものはありません" in _page(client)) == (False, True)
    for shop, points in ((first, 100), (second, 25)):
        tills.pay(shop, tills.payer(200), points)
    assert "締めていないお店・センターが2件あります" in _page(client)
    close(first)
    assert "締めていないお店・センターが1件あります" in _page(client)
    close(second)
    assert ("分を締める" in _page(client), "この月は、すべて締めました" in _page(client)) == (False, True)
    assert "この月はまだ終わっていない" in _page(client, DECEMBER)


def test_what_comes_late_for_a_closed_month_does_not_open_it_again(client: PageClient) -> None:
    client.force_login(accounts.city_official())
    shop = tills.shop()
    tills.pay(shop, tills.payer(200), 50)
    close(shop)
    tills.pay(shop, tills.payer(200), 30, now=OVER)
    assert "分を締める" not in _page(client)


def test_the_amounts_of_a_month_are_drawn_beside_their_figures(client: PageClient) -> None:
    client.force_login(accounts.city_official())
    for points in (100, 25):
        shop = tills.shop()
        tills.pay(shop, tills.payer(200), points)
        close(shop)
    page = _page(client)
    assert re.findall(r'chart__bar" width="(\d+)"', page) == ["100", "25"]
    assert ("100円" in page, "25円" in page) == (True, True)


def test_a_shop_that_owes_the_city_has_no_bar() -> None:
    made = [models.Settlement(yen=yen) for yen in (-30, 0, 1, 400)]
    assert [one.share for one in till_tables.drawn(made)] == [0, 0, 1, 100]
    assert [one.share for one in till_tables.drawn(made[:2])] == [0, 0]
    assert till_tables.drawn([]) == []
