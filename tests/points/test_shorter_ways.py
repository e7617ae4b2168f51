"""What postings ask for without a trigger of its own: gifts by any SQL are counted, and support keeps its dates."""

import pytest
from django.db import IntegrityError, connection, transaction

from backend.common import errors
from points import actions, models
from tests.factories import giving as gifts
from tests.factories import points as factories

pytestmark = pytest.mark.django_db

# A gift that is right in all that accounts and lots ask, written past every function of the ledger.
GIFT = """
    INSERT INTO points_posting (code, scope, kind, debit_id, credit_id, amount, asked, debit_balance, debit_version,
        credit_balance, credit_version, rule_code, source_kind, source_code, happened_on, key, request_hash, actor_code,
        note, at)
    SELECT 'pt-HAND', 'home', 'give', d.id, c.id, {amount}, {amount}, d.balance - {amount}, d.version + 1,
        c.balance + {amount}, c.version + 1, '', 'gift', 'hand', '2026-11-20', 'hand', sha256('x'), '', '',
        '2026-11-20 12:00+09' FROM points_account d, points_account c
    WHERE d.owner_code = '{giver}' AND c.owner_code = '{taker}';
    UPDATE points_account a SET balance = p.debit_balance, version = p.debit_version FROM points_posting p
    WHERE p.code = 'pt-HAND' AND a.id = p.debit_id;
    UPDATE points_account a SET balance = p.credit_balance, version = p.credit_version FROM points_posting p
    WHERE p.code = 'pt-HAND' AND a.id = p.credit_id;
    INSERT INTO points_lotuse (lot_id, posting_id, seq, amount) SELECT l.id, p.id, l.uses + 1, p.amount
    FROM points_posting p JOIN points_lot l ON l.account_id = p.debit_id WHERE p.code = 'pt-HAND';
    UPDATE points_lot l SET remaining = l.remaining - u.amount, uses = u.seq
    FROM points_lotuse u JOIN points_posting p ON p.id = u.posting_id WHERE p.code = 'pt-HAND' AND l.id = u.lot_id;
    INSERT INTO points_lot (account_id, posting_id, expires_on, granted, remaining, held, uses, origin_id)
    SELECT p.credit_id, p.id, l.expires_on, u.amount, u.amount, 0, 0, l.id FROM points_posting p
    JOIN points_lotuse u ON u.posting_id = p.id JOIN points_lot l ON l.id = u.lot_id WHERE p.code = 'pt-HAND';
    SET CONSTRAINTS ALL IMMEDIATE
"""


# The gift's own row by the same hand, so that nothing else would write it.
ROW = """
    INSERT INTO points_gift (code, scope, posting_id, giver_code, taker_kind, taker_code, amount, given_on, given_at,
        return_until, returned_by_code)
    SELECT 'gf-HAND', p.scope, p.id, '{giver}', 'person', '{taker}', p.amount, p.happened_on, p.at,
        p.at + interval '{days} days', '' FROM points_posting p WHERE p.code = 'pt-HAND';
"""


def _gift(amount: int, *, row: bool = False, days: int = gifts.RETURN_DAYS) -> str:
    giver, taker = gifts.adult(30), gifts.adult(1)
    by_hand = GIFT.replace("    SET CONSTRAINTS", f"{ROW if row else ''}    SET CONSTRAINTS")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
        cursor.execute(by_hand.format(amount=amount, giver=giver.code, taker=taker.code, days=days))
    return giver.code


@pytest.mark.parametrize("row", [False, True])
def test_a_gift_by_other_sql_is_noted_and_counted_at_commit(row: bool) -> None:
    gifts.terms(giver_day=20)

    giver = _gift(10, row=row)

    gift = models.Gift.objects.get(posting__code="pt-HAND")
    assert (gift.giver_code, gift.amount) == (giver, 10)
    counted = models.GiftCounter.objects.filter(side="giver", subject=giver, span="day")
    assert list(counted.values_list("used", flat=True)) == [10]


@pytest.mark.parametrize("row", [False, True])
def test_a_gift_by_other_sql_keeps_the_limits_of_the_terms(row: bool) -> None:
    gifts.terms(giver_day=20)

    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        _gift(21, row=row)

    assert errors.constraint_of(refused.value) == "points_gift_limit_is_kept"


def test_a_gift_by_other_sql_can_be_sent_back_as_long_as_any() -> None:
    gifts.terms()

    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        _gift(10, row=True, days=gifts.RETURN_DAYS + 1)

    assert errors.constraint_of(refused.value) == "points_gift_is_of_its_day"


def test_no_trigger_of_postings_has_a_condition_that_each_award_would_read() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgname FROM pg_trigger WHERE tgrelid = 'points_posting'::regclass AND tgqual IS NOT NULL"
        )
        assert cursor.fetchall() == []


def test_spending_takes_of_each_lot_what_is_free_and_no_more() -> None:
    for days in (30, 10, 20):
        factories.rule(f"for-{days}", expiry=("days", days))
        factories.earn("u-SPENDS", 5, rule_code=f"for-{days}")
    actions.redeem(
        person_code="u-SPENDS", amount=11, source_kind="perk", source_code="s", key="s", by=None, now=factories.NOW
    )

    lots = models.Lot.objects.filter(account__owner_code="u-SPENDS").order_by("expires_on")
    assert list(lots.values_list("remaining", "uses")) == [(0, 1), (0, 1), (4, 1)]
    assert list(models.LotUse.objects.order_by("lot__expires_on").values_list("amount", flat=True)) == [5, 5, 1]
