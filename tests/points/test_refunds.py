"""Giving back what was paid: into the same dates, never more than was paid, by the shop only for a while."""

from datetime import date, datetime, timedelta

import pytest

from backend.accounts import models as people
from backend.common import clock
from backend.notices import models as notices
from points import actions, errors, models, queries
from points.actions import payments
from tests.factories import accounts, tills
from tests.factories import points as factories

pytestmark = pytest.mark.django_db
NOW = tills.NOW


def give_back(payment: models.Payment, amount: int, **said: object) -> models.Refund:
    how = {
        "reason": "品切れ",
        "by_city": False,
        "key": f"r{amount}",
        "by": tills.by_of(payment.till),
        "now": NOW,
    } | said
    return payments.refund(payment, amount=amount, **how)  # type: ignore[arg-type]


def dates(person: people.User) -> dict[date, int]:
    return {one.expires_on: one.points for one in queries.expiries(person.code, now=NOW)}


def test_points_come_back_with_their_old_dates_the_longest_lived_first() -> None:
    factories.rule()
    factories.rule("short", expiry=("days", 10))
    person = accounts.UserFactory.create()
    factories.earn(person, 30, rule_code="short")
    factories.earn(person, 100)
    before = dates(person)
    paid = tills.pay(tills.shop(), person, 80)
    assert dates(person) == {date(2028, 3, 31): 50}
    give_back(paid, 60)
    assert dates(person) == {date(2026, 11, 30): 10, date(2028, 3, 31): 100}
    give_back(paid, 20)
    assert dates(person) == before
    paid.refresh_from_db()
    assert (paid.refunded, paid.left) == (80, 0)


def test_never_more_comes_back_than_was_paid_and_a_retry_is_harmless() -> None:
    person = tills.payer(100)
    paid = tills.pay(tills.shop(), person, 80)
    assert give_back(paid, 50) == give_back(paid, 50)
    with pytest.raises(errors.RefundTooLarge, match="あと30ポイント"):
        give_back(paid, 31)
    assert queries.balance(person.code, now=NOW).usable == 70


def test_expired_points_come_back_expired_and_the_sweep_takes_them() -> None:
    factories.rule(expiry=("days", 3))
    person = accounts.UserFactory.create()
    factories.earn(person, 50)
    paid = tills.pay(tills.shop(), person, 50)
    later = NOW + timedelta(days=5)
    give_back(paid, 50, now=later)
    assert queries.balance(person.code, now=later).usable == 0
    actions.expire_lots(now=later)
    assert models.Posting.objects.filter(kind="expire", amount=50).count() == 1


def test_the_shop_has_some_days_and_the_city_always_with_a_reason() -> None:
    paid = tills.pay(tills.shop(refund_days=7), tills.payer(), 50)
    late = NOW + timedelta(days=8)
    with pytest.raises(errors.RefundTooLate, match="7日後まで"):
        give_back(paid, 50, now=late)
    official = accounts.city_official()
    with pytest.raises(errors.ReasonMissing):
        give_back(paid, 50, now=late, by_city=True, reason="", by=official)
    made = give_back(paid, 50, now=late, by_city=True, by=official)
    assert (made.by_city, made.by_code) == (True, official.code)
    assert notices.Notice.objects.filter(subject__contains="50ポイントが戻りました").count() == 1


def test_the_city_gives_back_until_the_books_of_the_fiscal_year_are_closed() -> None:
    paid, official = tills.pay(tills.shop(), tills.payer(), 50), accounts.city_official()
    last_day = datetime(2027, 5, 31, 23, 59, tzinfo=clock.TOKYO)
    made = give_back(paid, 20, now=last_day, by_city=True, by=official)
    over = last_day + timedelta(minutes=1)
    with pytest.raises(errors.CityRefundTooLate, match="2027年5月31日まで"):
        give_back(paid, 30, now=over, by_city=True, by=official)
    assert give_back(paid, 20, now=over, by_city=True, by=official) == made
    paid.refresh_from_db()
    assert (paid.refunded, models.Refund.objects.count()) == (20, 1)


MIRROR = """
    INSERT INTO points_posting (code, scope, kind, debit_id, credit_id, amount, asked, debit_balance, debit_version,
                                credit_balance, credit_version, rule_code, source_kind, source_code, happened_on,
                                reverses_id, key, request_hash, actor_code, note, at)
    SELECT 'by-hand', p.scope, 'reverse', c.id, d.id, p.amount, p.amount, c.balance - p.amount, c.version + 1,
           d.balance + p.amount, d.version + 1, '', p.source_kind, p.source_code, p.happened_on, p.id, 'by-hand',
           p.request_hash, '', '', p.at
    FROM points_posting p JOIN points_account c ON c.id = p.credit_id JOIN points_account d ON d.id = p.debit_id
    WHERE p.source_kind = 'payment'
"""


def test_a_payment_and_a_refund_are_not_undone_beside_their_records() -> None:
    paid = tills.pay(tills.shop(), tills.payer(100), 80)
    given = give_back(paid, 50)
    for posting in (paid.posting, given.posting):
        with pytest.raises(errors.NotReversible):
            actions.reverse(posting.code, reason="まちがい", key=f"x:{posting.code}", by=None, now=NOW)
    assert queries.balance(paid.person_code, now=NOW).usable == 70


def test_a_payment_is_not_undone_by_hand_either() -> None:
    tills.pay(tills.shop(), tills.payer(100), 80)
    assert tills.refused_by_hand(MIRROR) == "points_payment_goes_back_by_refund"


@pytest.mark.parametrize(
    ("statement", "constraint"),
    [
        ("UPDATE points_refund SET amount = 1", "points_refund_append_only"),
        ("DELETE FROM points_refund", "points_refund_append_only"),
        (
            "INSERT INTO points_refund (code, payment_id, amount, reason, by_city, by_code, posting_id, at)"
            " SELECT 'rf-X', payment_id, 5, '', false, '', 0, at FROM points_refund",
            "points_payment_refunds_no_more",
        ),
    ],
)
def test_what_is_written_by_hand_is_refused(statement: str, constraint: str) -> None:
    give_back(tills.pay(tills.shop(), tills.payer(), 50), 10)
    assert tills.refused_by_hand(statement) == constraint
