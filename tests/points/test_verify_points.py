"""Each check of verify_points is proved by a corruption made by hand, past the guards, that makes exactly it fail."""

from datetime import date, timedelta
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection

from backend.accounts import models as people
from points import actions, enums, models, queries
from points.actions import payments
from points.actions import settlement as closing
from points.actions import slip_corrections as correcting
from points.actions import slips as sending
from tests.factories import accounts, earning, tills
from tests.factories import giving as gifts
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
WRONG = "(SELECT id FROM points_slip WHERE state = 'corrected')"
ANEW = f"slip_id = {WRONG}"
OTHER_REFUND = "(SELECT f.id FROM points_refund f JOIN points_payment y ON y.id = f.payment_id WHERE y.way = 'code')"
# What the city paid for a slip goes back as the ledger would move it, and the slip stays "paid".
UNPAID = """
    DO $$ DECLARE o points_posting; v points_posting; BEGIN
        SELECT p.* INTO o FROM points_posting p JOIN points_slip s ON s.posting_id = p.id;
        v.debit_id := o.credit_id;
        v.credit_id := o.debit_id;
        v.reverses_id := o.id;
        PERFORM points_write(points_draft(v, 'pt-X', 'home', 'reverse', o.amount, o.source_kind, o.source_code,
                                          o.happened_on, 'x', sha256('x'), '', o.at));
    END $$
"""

CORRUPTIONS = {
    "balances": f"UPDATE points_account SET balance = balance + 1 WHERE id = {ALICE}",
    "sequence": f"UPDATE points_posting SET credit_balance = credit_balance + 1 WHERE id = {AWARD}",
    "bounds": f"UPDATE points_account SET ceiling = balance - 1 WHERE id = {ALICE}",
    "held": f"UPDATE points_account SET held = held - 1 WHERE id = {ALICE}",
    "computed": FORGED,
    "lots": "UPDATE points_lot SET granted = granted + 1, remaining = remaining + 1 WHERE posting_id = "
    "(SELECT id FROM points_posting WHERE source_code = 'bob')",
    "lot uses": f"UPDATE points_lot SET remaining = remaining - 1 WHERE posting_id = {AWARD}",
    "lot holds": f"UPDATE points_lot SET held = held - 1 WHERE posting_id = {AWARD}",
    "holds": "UPDATE points_hold SET state = 'lapsed' WHERE source_code = 'captured'",
    "caps": "UPDATE points_capcounter SET used = used - 1 WHERE subject = 'u-ALICE'",
    "shared caps": "UPDATE points_capcounter SET used = used - 1 WHERE subject ~ '^rule:'",
    "staff": "UPDATE points_staffcounter SET used = used + 1",
    "clean-ups": "UPDATE points_cleanup SET points = points + 1",
    "budgets": "UPDATE points_budgetshard SET used = used + 1 WHERE number = 0",
    "stock": "UPDATE points_perk SET taken = taken + 1",
    "supplies": "UPDATE points_perk SET stock = stock + 1 WHERE supplies > 0",
    "sheets": "UPDATE points_voucher SET sheets_used = sheets_used + 1 WHERE kind = 'copies'",
    "worth": "UPDATE points_voucher SET worth_yen = worth_yen + 1 WHERE step_id IS NOT NULL",
    "support": "UPDATE points_voucher SET place_code = 'o-ELSEWHERE' WHERE kind = 'support'",
    "vouchers": "UPDATE points_voucher SET state = 'used', ended_at = now() WHERE kind = 'room_coupon'",
    "carried over": f"UPDATE points_lot SET expires_on = expires_on + 1 WHERE posting_id = {AWARD}",
    "returned": "UPDATE points_budgetuse SET amount = amount - 1 WHERE amount < 0; UPDATE points_budgetshard s "
    "SET used = used - 1 FROM points_budgetuse u WHERE u.amount < 0 AND s.id = u.shard_id",
    "reversals": "UPDATE points_posting SET source_code = 'elsewhere' WHERE kind = 'reverse'",
    "rules": f"UPDATE points_posting SET asked = asked + 1 WHERE id = {AWARD}",
    "multipliers": "UPDATE points_posting SET factor = 1.1 WHERE source_code = 'bob'",
    "business keys": "DROP INDEX points_posting_award_once; "
    "UPDATE points_posting SET source_code = 'first' WHERE source_code = 'third'",
    "expired": "UPDATE points_lot SET expires_on = '2026-01-01' WHERE posting_id = "
    "(SELECT id FROM points_posting WHERE kind = 'adjust' AND key = 'adjust')",
    "chain": "UPDATE points_chainlink SET digest = sha256('x') WHERE position = "
    "(SELECT max(position) FROM points_chainlink)",
    "gifts": "UPDATE points_gift SET amount = amount + 1",
    "gift limits": "UPDATE points_giftcounter SET used = used - 1 WHERE side = 'pair'",
    "payments": "UPDATE points_payment SET refunded = refunded - 1 WHERE way = 'code' AND refunded > 0",
    "till days": "UPDATE points_tillday SET points = points - 1",
    "slips": "UPDATE points_slip SET amount = amount + 1 WHERE state = 'paid'",
    "corrections": "UPDATE points_slipcorrection SET amount = amount + 1 WHERE refund_id IS NOT NULL"
    " AND made_id IS NULL",
    "settlements": "UPDATE points_settlement SET yen = yen + 1",
}

# What else makes a check fail that looks at several things.
FURTHER = [
    ("bounds", f"UPDATE points_account SET floor = balance + 1 WHERE id = {ALICE}"),
    ("computed", "UPDATE points_account SET version = 1 WHERE kind = 'issuer'"),
    (
        "shared caps",
        "UPDATE points_capuse SET amount = amount - 1; "
        "UPDATE points_capcounter SET used = used - 1 WHERE subject ~ '^rule:'",
    ),
    ("shared caps", "DELETE FROM points_capuse; UPDATE points_capcounter SET used = 0 WHERE subject ~ '^rule:'"),
    ("clean-ups", "UPDATE points_cleanupshare SET points = points + 1"),
    ("budgets", "UPDATE points_campaign SET budget = budget + 1"),
    ("stock", "UPDATE points_perkquota SET taken = taken + 1"),
    ("supplies", "UPDATE points_perksupply SET seq = 2; UPDATE points_perk SET supplies = 2 WHERE supplies > 0"),
    ("worth", "UPDATE points_voucher SET price = price + 1 WHERE kind = 'copies'"),
    ("vouchers", "DELETE FROM points_couponuse WHERE released_at IS NOT NULL"),
    ("carried over", "UPDATE points_lotextension SET from_date = from_date + 1"),
    (
        "returned",
        "UPDATE points_budgetuse SET award_id = (SELECT id FROM points_posting WHERE source_code = 'third') "
        "WHERE amount < 0",
    ),
    ("chain", "UPDATE points_chainlink SET position = position + 9 WHERE position = 3"),
    (
        "payments",
        "DELETE FROM points_refund WHERE payment_id IN (SELECT id FROM points_payment WHERE way = 'code');"
        " UPDATE points_payment SET refunded = 0 WHERE way = 'code'",
    ),
    ("payments", "UPDATE points_paymentcode SET person_code = 'u-X'"),
    ("till days", "UPDATE points_payertillday SET points = points - 1"),
    ("till days", "UPDATE points_payerday SET places = places + 1"),
    ("corrections", f"UPDATE points_slipcorrection SET made_id = NULL WHERE slip_id = {WRONG}"),
    ("corrections", f"UPDATE points_slipcorrection SET noted_at = noted_at - interval '1 day' WHERE {ANEW}"),
    ("corrections", "DELETE FROM points_slipcorrection WHERE refund_id IS NULL"),
    ("corrections", f"UPDATE points_slipcorrection SET refund_id = {OTHER_REFUND} WHERE slip_id = {WRONG}"),
    ("corrections", f"UPDATE points_slip SET state = 'taken' WHERE id = {WRONG}"),
    ("corrections", UNPAID),
    (
        "settlements",
        "UPDATE points_settlementline SET points = points + 1 WHERE points = 40; "
        "UPDATE points_settlement SET points = points + 1, taken = taken + 1, yen = yen + 1",
    ),
    ("gift limits", "DELETE FROM points_giftcounter WHERE side = 'pair'"),
]


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
    later = factories.NOW + timedelta(hours=1)
    actions.apply_coupon(coupon.code, person_code=person.code, booking_code="b-1", by=None, now=later)
    actions.release_coupon(booking_code="b-1", by=None, now=later)
    actions.apply_coupon(used.code, person_code=person.code, booking_code="b-2", by=None, now=factories.NOW)
    _perks_of_other_kinds()
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
    _expired_and_carried()
    _earned_by_other_ways()
    _paid_at_a_shop()
    gifts.terms(giver_day=50)
    gifts.give(gifts.adult(20), gifts.adult(), 10)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def _paid_at_a_shop() -> None:
    """A payment with a refund, a slip that the city paid, and the month closed."""
    october = factories.NOW - timedelta(days=30)
    shop = tills.shop()
    by, official = tills.manager(shop), accounts.city_official()
    paid = tills.pay(shop, tills.payer(50, now=october), 40, now=october)
    payments.refund(paid, amount=10, reason="", by_city=False, key="r", by=by, now=october)
    plan = sending.SlipPlan(written_code="ZZZZZZZZ", amount=5, noted_at=october)
    case = sending.send_slip(plan, till=shop, source="form", by=by, now=october)
    sending.decide_slip(case.code, decision="pay", note="停電", by=official, now=october)
    _corrected(shop, official)
    closing.settle(shop, month=date(2026, 10, 1), by=official, now=factories.NOW)


def _corrected(shop: models.Till, official: people.User) -> None:
    """Slips of which too much and too little was typed, and one with a wrong number, whose code is free again."""
    made = tills.booklet(tills.payer(200))
    rights: list[dict[str, Any]] = [{"amount": 15}, {"amount": 25}, {"written_code": made[3].short_code}]
    for number, right in enumerate(rights):
        told: dict[str, Any] = {"written_code": made[number].short_code, "amount": 20, "noted_at": factories.NOW}
        slip = sending.send_slip(sending.SlipPlan(**told), till=shop, source="form", by=official, now=factories.NOW)
        plan = correcting.CorrectionPlan(**told | right, reason="書き誤り", key="k")
        correcting.correct_slip(slip.code, plan, by=official, now=factories.NOW)


def _perks_of_other_kinds() -> None:
    """Stock that was added to, sheets used in part, a step of a table, and points for a community."""
    person = accounts.UserFactory.create()
    factories.earn(person, 100)
    more = actions.SupplyPlan(stock_change=1, reason="追加")
    stocked = factories.PerkFactory.create(stock=1)
    actions.supply_perk(stocked.code, more, key="s", by=person, now=factories.NOW)
    copies = factories.order(factories.PerkFactory.create(copies=True), person)
    desk = queries.Place("center", "kuji", "久慈交流センター")
    actions.redeem_voucher(copies.code, place=desk, by=person, now=factories.NOW, sheets=3)
    plan = actions.PerkPlan(
        kind=enums.PerkKind.COUNTER_VOUCHER,
        name="段階のある券",
        price=10,
        captured=enums.CaptureMoment.ON_HANDOVER,
        valid_days=30,
        starts_on=factories.TODAY,
        steps=[actions.StepPlan(from_points=10, worth=1000)],
    )
    factories.order(actions.put_on_sale(plan, by=None, now=factories.NOW), person, brought=12)
    community = accounts.OrganisationFactory.create(manager=person)
    actions.accept_support(community, accepts=True, about="夏祭り", by=person, now=factories.NOW)
    factories.order(factories.PerkFactory.create(support=True), person, community=community.code)


def _earned_by_other_ways() -> None:
    """A sheet of a clean-up, an award by hand, and a rule with a cap that everybody shares."""
    person, desk = accounts.UserFactory.create(), accounts.staff_of("kuji")
    earning.clean_up_rule(shared_caps=[earning.cap("rule", "day", 1000)])
    actions.enter_clean_up(earning.sheet({person.code: 1}), by=desk, now=factories.NOW)
    earning.manual_rule()
    plan = actions.ManualPlan(rule_code="by-hand", person=person, points=10, reason="記録の誤り", key="hand")
    actions.award_by_hand(plan, by=desk, now=factories.NOW)


def _expired_and_carried() -> None:
    """Points of a campaign go back to it, those of somebody else are carried over, and some were corrected by hand."""
    campaign = factories.campaign(50, shards=1)
    models.Campaign.objects.filter(pk=campaign.pk).update(returns_expired=True)
    factories.rule("festival", campaign=campaign, expiry=("days", 10))
    factories.earn("u-DAN", 3, rule_code="festival", now=factories.NOW - timedelta(days=30))
    actions.expire_lots(now=factories.NOW - timedelta(days=18))
    factories.earn("u-DAN", 9, rule_code="festival", now=factories.NOW - timedelta(days=1))
    factories.earn("u-EVE", 9)
    factories.decree(owners=("u-EVE",))
    actions.carry_over(now=factories.NOW)
    actions.adjust(
        person_code="u-FAY",
        amount=5,
        expires_on=date(2027, 3, 31),
        reason="記録の誤り",
        key="adjust",
        by=accounts.administrator(),
        now=factories.NOW,
    )


@pytest.mark.usefixtures("_used_ledger")
def test_an_honest_ledger_agrees_in_every_check() -> None:
    assert _verify() == (0, set())


@pytest.mark.usefixtures("_used_ledger")
@pytest.mark.parametrize("check", [one.name for one in queries.CHECKS])
def test_a_corruption_makes_exactly_its_check_fail(check: str) -> None:
    _past_the_guards(CORRUPTIONS[check])
    assert _verify() == (1, {check})


@pytest.mark.usefixtures("_used_ledger")
@pytest.mark.parametrize(("check", "corruption"), FURTHER, ids=[f"{n} {one[0]}" for n, one in enumerate(FURTHER)])
def test_every_clause_of_a_check_looks(check: str, corruption: str) -> None:
    _past_the_guards(corruption)
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


TABLES = [
    "account",
    "posting",
    "lot",
    "hold",
    "capcounter",
    "budgetshard",
    "voucher",
    "couponuse",
    "chainlink",
    "perk",
    "budgetuse",
    "staffcounter",
    "cleanup",
    "gift",
    "giftcounter",
    "payment",
    "slip",
    "slipcorrection",
    "settlement",
    "settlementline",
    "capuse",
    "cleanupshare",
    "campaign",
    "perkquota",
    "perksupply",
    "lotextension",
    "refund",
    "paymentcode",
    "payertillday",
    "payerday",
]


def _verify() -> tuple[int, set[str]]:
    told = StringIO()
    try:
        call_command("verify_points", stdout=told, stderr=StringIO())
    except SystemExit as ended:
        return int(str(ended.code)), {
            line[7:22].strip() for line in told.getvalue().splitlines() if line[:6] == "FAILED"
        }
    return 0, set()
