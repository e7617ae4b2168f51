"""Each check of verify_points is proved by a corruption made by hand, past the guards, that makes exactly it fail."""

from datetime import timedelta
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection

from points import actions, queries
from tests.factories import accounts
from tests.factories import points as factories

pytestmark = pytest.mark.django_db

ALICE = "(SELECT id FROM points_account WHERE owner_code = 'u-ALICE')"
AWARD = "(SELECT id FROM points_posting WHERE source_code = 'first')"
FORGED = """
    INSERT INTO points_posting (code, scope, kind, debit_id, credit_id, amount, asked, rule_code, source_kind,
        source_code, happened_on, key, request_hash, actor_code, note, at)
    SELECT 'pt-X', 'home', 'expire', d.id, c.id, 5, 5, '', 'x', 'x', '2026-11-20', 'x', sha256('x'), '', '', now()
    FROM points_account d, points_account c WHERE d.kind = 'issuer' AND c.kind = 'redeemed'
"""

CORRUPTIONS = {
    "balances": f"UPDATE points_account SET balance = balance + 1 WHERE id = {ALICE}",
    "sequence": f"UPDATE points_posting SET credit_balance = credit_balance + 1 WHERE id = {AWARD}",
    "held": f"UPDATE points_account SET held = held - 1 WHERE id = {ALICE}",
    "computed": FORGED,
    "lots": "UPDATE points_lot SET granted = granted + 1, remaining = remaining + 1 WHERE posting_id = "
    "(SELECT id FROM points_posting WHERE source_code = 'bob')",
    "lot uses": f"UPDATE points_lot SET remaining = remaining - 1 WHERE posting_id = {AWARD}",
    "lot holds": f"UPDATE points_lot SET held = held - 1 WHERE posting_id = {AWARD}",
    "holds": "UPDATE points_hold SET state = 'lapsed' WHERE source_code = 'captured'",
    "caps": "UPDATE points_capcounter SET used = used - 1 WHERE subject = 'u-ALICE'",
    "budgets": "UPDATE points_budgetshard SET used = used + 1 WHERE number = 0",
    "stock": "UPDATE points_perk SET taken = taken + 1",
    "vouchers": "UPDATE points_voucher SET state = 'used', ended_at = now() WHERE kind = 'room_coupon'",
    "reversals": "UPDATE points_posting SET source_code = 'elsewhere' WHERE kind = 'reverse'",
    "rules": f"UPDATE points_posting SET asked = asked + 1 WHERE id = {AWARD}",
    "business keys": "DROP INDEX points_posting_award_once; "
    "UPDATE points_posting SET source_code = 'first' WHERE source_code = 'third'",
    "expired": f"UPDATE points_lot SET expires_on = '2026-01-01' WHERE posting_id = {AWARD}",
    "chain": "UPDATE points_chainlink SET digest = sha256('x') WHERE position = "
    "(SELECT max(position) FROM points_chainlink)",
}


@pytest.fixture
def _used_ledger() -> None:
    """A ledger in which everything has happened: awards with caps and budgets, a reversal, orders, holds, the chain."""
    person = accounts.UserFactory.create()
    factories.rule(caps={"day": 1000, "month": 1000})
    factories.rule("campaign", campaign=factories.campaign(100))
    factories.earn(person, 200)
    factories.earn(person, 10, rule_code="campaign")
    factories.order(factories.PerkFactory.create(most_per_person=3, stock=5), person)
    coupon = factories.order(factories.PerkFactory.create(coupon=True), person)
    used = factories.order(factories.PerkFactory.create(coupon=True), person)
    moment = {"by": None, "now": factories.NOW}
    actions.apply_coupon(coupon.code, person_code=person.code, booking_code="b-1", by=None, now=factories.NOW)
    actions.release_coupon(booking_code="b-1", by=None, now=factories.NOW)
    actions.apply_coupon(used.code, person_code=person.code, booking_code="b-2", by=None, now=factories.NOW)
    actions.seal_chain(now=factories.NOW)
    factories.earn("u-BOB", 5, source_code="bob")
    withdrawn = factories.earn("u-BOB", 5)
    actions.reverse(withdrawn.code, reason="欠席", key="r", **moment)  # type: ignore[arg-type]
    factories.earn("u-ALICE", 60, source_code="first")
    factories.earn("u-ALICE", Decimal("1.5"), source_code="third")
    for code, key in [("kept", "h1"), ("captured", "h2")]:
        held = actions.hold(
            person_code="u-ALICE",
            amount=7,
            source_kind="test",
            source_code=code,
            expires_at=factories.NOW + timedelta(days=300),
            key=key,
            **moment,  # type: ignore[arg-type]
        )
    actions.capture(held.code, key="c", by=None, now=factories.NOW)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


@pytest.mark.usefixtures("_used_ledger")
def test_an_honest_ledger_agrees_in_every_check() -> None:
    assert _verify() == (0, set())


@pytest.mark.usefixtures("_used_ledger")
@pytest.mark.parametrize("check", [one.name for one in queries.CHECKS])
def test_a_corruption_makes_exactly_its_check_fail(check: str) -> None:
    _past_the_guards(CORRUPTIONS[check])
    assert _verify() == (1, {check})


@pytest.mark.usefixtures("_used_ledger")
def test_the_table_names_what_differs() -> None:
    _past_the_guards(CORRUPTIONS["balances"])
    told = StringIO()
    with pytest.raises(SystemExit):
        call_command("verify_points", only="balances", stdout=told, stderr=StringIO())
    assert "FAILED  balances" in told.getvalue()
    assert "u-ALICE: expected 54/3, found 55/3" in told.getvalue()


def test_every_check_has_its_corruption() -> None:
    assert list(CORRUPTIONS) == [check.name for check in queries.CHECKS]


def _past_the_guards(statement: str) -> None:
    """A superuser in a test can do what no role of the service can: switch the guards off."""
    tables = [f"points_{name}" for name in TABLES]
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(statement)
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


TABLES = ["account", "posting", "lot", "hold", "capcounter", "budgetshard", "voucher", "chainlink", "perk"]


def _verify() -> tuple[int, set[str]]:
    told = StringIO()
    try:
        call_command("verify_points", stdout=told, stderr=StringIO())
    except SystemExit as ended:
        return int(str(ended.code)), {
            line[7:22].strip() for line in told.getvalue().splitlines() if line[:6] == "FAILED"
        }
    return 0, set()
