"""SQL written by hand against payments, refunds, slips, codes and contracts: each meets its guard.

A forgery that passes every earlier guard moves points as the ledger's own functions would, and lies in one column.
"""

from datetime import timedelta

import pytest

from points import models
from points.actions import payments
from points.actions import slips as sending
from tests.factories import accounts, tills

pytestmark = pytest.mark.django_db
NOW = tills.NOW
SENT = NOW + timedelta(days=2)

BY_CODE = "(SELECT id FROM points_payment WHERE way = 'code')"
OTHER_CONTRACT = "(SELECT id FROM points_shopcontract WHERE till_id <> y.till_id)"
UNUSED = (
    "(SELECT min(id) FROM points_paymentcode k WHERE booklet_id IS NOT NULL AND person_code {} y.person_code"
    " AND NOT EXISTS (SELECT FROM points_payment p WHERE p.payment_code_id = k.id))"
)


def forged_payment(**lies: str) -> str:
    """This function will give SQL that takes points as a payment by code does, right but for the given columns."""
    told = {
        "contract_id": "y.contract_id",
        "way": "'code'",
        "payment_code_id": UNUSED.format("="),
        "amount": "5",
        "taken": "5",
        "day": "y.day",
        "at": "y.at",
        "counted": "1",
    } | lies
    return f"""
        DO $$ DECLARE y points_payment; v points_posting; BEGIN
            SELECT * INTO y FROM points_payment WHERE id = {BY_CODE};
            SELECT debit_id, credit_id INTO v.debit_id, v.credit_id FROM points_posting WHERE id = y.posting_id;
            v := points_write(points_draft(v, 'pt-X', 'home', 'redeem', {told["taken"]}, 'payment', 'py-X',
                                           y.day, 'x', sha256('x'), '', y.at));
            PERFORM points_spend_lots(v.debit_id, v.id, {told["taken"]}, y.day);
            INSERT INTO points_payment (code, scope, till_id, contract_id, person_code, way, payment_code_id, amount,
                                        refunded, posting_id, key, day, number, at, by_code)
            VALUES ('py-X', 'home', y.till_id, {told["contract_id"]}, y.person_code, {told["way"]},
                    {told["payment_code_id"]}, {told["amount"]}, 0, v.id, 'x', {told["day"]},
                    CASE {told["way"]} WHEN 'code' THEN 9 END, {told["at"]}, '');
            UPDATE points_payerday SET payments = payments + {told["counted"]} WHERE person_code = y.person_code;
        END $$
    """


def forged_refund(**lies: str) -> str:
    """This function will give SQL that gives five points back as a refund does, right but for the given parts."""
    told = {
        "source_code": "y.code",
        "amount": "5",
        "record": "true",
        "origin": "(SELECT coalesce(l.origin_id, l.id) FROM points_lotuse u JOIN points_lot l ON l.id = u.lot_id"
        " WHERE u.posting_id = y.posting_id)",
        "days": "0",
        "at": "y.at",
        "posted_at": "y.at",
        "by_city": "false",
        "by": "''",
    } | lies
    return f"""
        DO $$ DECLARE y points_payment; v points_posting; BEGIN
            SELECT * INTO y FROM points_payment WHERE id = {BY_CODE};
            SELECT credit_id, debit_id INTO v.debit_id, v.credit_id FROM points_posting WHERE id = y.posting_id;
            v := points_write(points_draft(v, 'pt-X', 'home', 'refund', 5, 'payment', {told["source_code"]},
                                           y.day, 'x', sha256('x'), '', {told["posted_at"]}));
            INSERT INTO points_lot (account_id, posting_id, expires_on, granted, remaining, held, uses, origin_id)
            VALUES (v.credit_id, v.id, date '2028-03-31' + {told["days"]}, 5, 5, 0, 0, {told["origin"]});
            IF {told["record"]} THEN
                INSERT INTO points_refund (code, payment_id, amount, reason, by_city, by_code, posting_id, at)
                VALUES ('rf-X', y.id, {told["amount"]}, 'x', {told["by_city"]}, {told["by"]}, v.id,
                        {told["at"]});
                UPDATE points_payment SET refunded = refunded + {told["amount"]} WHERE id = y.id;
            END IF;
        END $$
    """


def slip_becomes(state: str, where: str, **changes: str) -> str:
    """This function will give an UPDATE that ends a slip as somebody decided it."""
    decided = {"decided_at": "now()", "decided_by_code": "'x'", "note": "'x'"} | changes
    rest = "".join(f", {name} = {value}" for name, value in decided.items())
    return f"UPDATE points_slip SET state = '{state}'{rest} WHERE {where}"


ELSEWHERE = "(SELECT id FROM points_lot WHERE expires_on = '2028-03-31' AND account_id <> v.credit_id LIMIT 1)"
CASE, TAKEN, PAID, REFUSED = (f"state = '{state}'" for state in ("case", "taken", "paid", "refused"))
OF_ANOTHER = "(SELECT p.id FROM points_posting p WHERE p.kind = '{}' LIMIT 1)"
SLIP_COLUMNS = "code, till_id, written_code, amount, noted_at, source, sent_at, sent_by_code, decided_by_code, note"

ROLE = "(SELECT u.code FROM accounts_staffrole s JOIN accounts_user u ON u.id = s.user_id WHERE s.kind = '{}' LIMIT 1)"
CITY = {"by_city": "true", "by": ROLE.format("city_official")}
STILL_OPEN, CLOSED = "timestamptz '2027-05-31 23:59+09'", "timestamptz '2027-06-01 00:00+09'"
LAST_DAY, TOO_LATE = "y.at + interval '7 days'", "y.at + interval '8 days'"

ATTACKS = [
    ("points_payment_under_contract", forged_payment(contract_id=OTHER_CONTRACT)),
    ("points_payment_under_contract", forged_payment(day="date '2026-03-31'")),
    ("points_payment_under_contract", forged_payment(amount="150", taken="150")),
    ("points_payment_by_its_posting", forged_payment(amount="4")),
    ("points_payment_code_of_its_person", forged_payment(payment_code_id=UNUSED.format("<>"))),
    ("points_payment_code_of_its_person", forged_payment(payment_code_id=UNUSED.format("<>"), way="'slip'")),
    ("points_payment_code_of_its_person", forged_payment(at="y.at + interval '2 years'")),
    ("points_refund_by_its_posting", forged_refund(amount="4")),
    ("points_refund_by_its_posting", forged_refund(source_code="'py-X'")),
    ("points_refund_has_its_record", forged_refund(record="false")),
    ("points_refund_has_its_record", forged_refund(record="false", source_code="'py-X'")),
    ("points_refund_into_its_lots", forged_refund(origin=ELSEWHERE)),
    ("points_refund_into_its_lots", forged_refund(origin="NULL")),
    ("points_lot_keeps_its_date", forged_refund(days="1")),
    ("points_refund_in_time", forged_refund(at=TOO_LATE)),
    ("points_refund_in_time", forged_refund(posted_at=TOO_LATE)),
    ("points_refund_by_another", forged_refund(by="y.person_code")),
    ("points_refund_by_the_city", forged_refund(by_city="true")),
    ("points_refund_by_the_city", forged_refund(by_city="true", by=ROLE.format("center_staff"))),
    ("points_refund_by_the_city", forged_refund(by_city="true", by=ROLE.format("city_employee"))),
    ("points_city_refund_in_time", forged_refund(**CITY, at=CLOSED)),
    ("points_city_refund_in_time", forged_refund(**CITY, posted_at=CLOSED)),
    ("", forged_refund(**CITY, at=STILL_OPEN, posted_at=STILL_OPEN)),
    ("", forged_refund(at=LAST_DAY, posted_at=LAST_DAY)),
    ("points_payment_counted_on_its_day", forged_payment(counted="0")),
    ("points_payer_day_is_kept", "UPDATE points_payerday SET payments = most_payments + 1"),
    ("points_payer_day_limit_is_kept", "UPDATE points_payerday SET most_payments = 21"),
    ("points_payer_day_limit_is_kept", "UPDATE points_payerday SET most_places = 9"),
    ("points_slip_by_its_payment", slip_becomes("taken", CASE, payment_id=BY_CODE)),
    (
        "points_slip_by_its_payment",
        f"INSERT INTO points_slip ({SLIP_COLUMNS}, state, reason, payment_id) SELECT 'sl-X', till_id, written_code,"
        f" 40, noted_at, 'form', sent_at, 'x', '', '', 'taken', '', {BY_CODE} FROM points_slip WHERE {TAKEN}",
    ),
    ("points_slip_by_its_posting", slip_becomes("paid", CASE, posting_id=OF_ANOTHER.format("award"))),
    ("points_slip_by_its_posting", slip_becomes("paid", CASE, posting_id="0")),
    ("points_slip_adjusted_once", slip_becomes("paid", CASE, posting_id=OF_ANOTHER.format("adjust"))),
    ("points_slip_identity_stays", f"UPDATE points_slip SET amount = 1 WHERE {CASE}"),
    ("points_slip_identity_stays", f"UPDATE points_slip SET written_code = 'AAAAAAAA' WHERE {CASE}"),
    ("points_slip_identity_stays", f"UPDATE points_slip SET noted_at = noted_at - interval '1 day' WHERE {CASE}"),
    ("points_slip_identity_stays", f"UPDATE points_slip SET sent_by_code = 'x' WHERE {TAKEN}"),
    ("points_slip_decided_once", slip_becomes("refused", TAKEN, payment_id="NULL")),
    ("points_slip_decided_once", slip_becomes("refused", PAID, posting_id="NULL")),
    ("points_slip_decided_once", f"UPDATE points_slip SET note = 'y' WHERE {REFUSED}"),
    ("points_slip_decided_once", f"UPDATE points_slip SET state = 'case', decided_at = NULL WHERE {REFUSED}"),
    ("points_slip_ends_in_one_way", f"UPDATE points_slip SET state = 'paid' WHERE {CASE}"),
    ("points_booklet_blocked_once", "UPDATE points_booklet SET blocked_at = NULL, blocked_by_code = ''"),
    ("points_booklet_blocked_once", "UPDATE points_booklet SET blocked_at = now() WHERE blocked_at IS NOT NULL"),
    ("points_booklet_blocked_once", "UPDATE points_booklet SET person_code = 'u-X'"),
    ("points_booklet_blocked_once", "UPDATE points_booklet SET valid_until = valid_until + 1"),
    ("points_shop_contract_ends_after_payments", "UPDATE points_shopcontract SET ends_on = '2026-10-31'"),
    ("points_shop_contract_immutable", "UPDATE points_shopcontract SET till_id = till_id + 1"),
    ("points_till_identity_stays", "UPDATE points_till SET scope = 'other'"),
    ("points_booklet_never_deleted", "DELETE FROM points_booklet"),
    ("points_till_never_deleted", "DELETE FROM points_till"),
    ("points_shopcontract_never_deleted", "DELETE FROM points_shopcontract"),
    ("points_slip_never_deleted", "DELETE FROM points_slip"),
    ("points_payment_never_deleted", "DELETE FROM points_payment"),
    ("points_refund_append_only", "DELETE FROM points_refund"),
    ("points_payment_code_stays_when_used", "DELETE FROM points_paymentcode"),
    ("points_payment_never_truncated", "TRUNCATE points_booklet, points_paymentcode, points_payment, points_slip,"
     " points_slipreturn, points_slipcorrection, points_refund"),
    ("points_payment_never_truncated", "TRUNCATE points_till CASCADE"),
]  # fmt: skip


@pytest.fixture
def _busy() -> None:
    """A shop and a center with payments, a part given back, a slip of every end, and a booklet that was lost."""
    shop, payer = tills.shop(most_per_payment=100), tills.payer(300)
    tills.center()
    paid = tills.pay(shop, payer, 50)
    payments.refund(paid, amount=10, reason="", by_city=False, key="r", by=tills.manager(shop), now=NOW)
    _slip(shop, tills.booklet(payer)[0].short_code, 30)
    tills.booklet(tills.payer(40))
    lost = models.Booklet.objects.get(codes=tills.booklet(payer)[0])
    payments.block_booklet(lost, by=payer, now=NOW)
    official = accounts.city_official()
    accounts.city_employee()
    accounts.staff_of("kuji")
    for amount, decision in ((21, sending.PAY), (22, sending.REFUSE), (23, "")):
        case = _slip(shop, "ZZZZZZZZ", amount)
        if decision:
            sending.decide_slip(case.code, decision=decision, note="停電", by=official, now=SENT)
    assert tills.refused_by_hand("SELECT 1") == ""


def _slip(shop: models.Till, code: str, amount: int) -> models.Slip:
    plan = sending.SlipPlan(written_code=code, amount=amount, noted_at=NOW + timedelta(hours=1))
    return sending.send_slip(plan, till=shop, source="form", by=tills.by_of(shop), now=SENT)


@pytest.mark.parametrize(("refused_by", "statement"), ATTACKS, ids=[f"{n}-{one[0]}" for n, one in enumerate(ATTACKS)])
@pytest.mark.usefixtures("_busy")
def test_an_attack_is_refused_by_its_guard(refused_by: str, statement: str) -> None:
    assert tills.refused_by_hand(statement) == refused_by


@pytest.mark.parametrize("statement", [forged_payment(), forged_refund(), "SELECT 1"])
@pytest.mark.usefixtures("_busy")
def test_a_forgery_is_refused_for_nothing_but_its_lie(statement: str) -> None:
    assert tills.refused_by_hand(statement) == ""
