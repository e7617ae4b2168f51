"""Paying at shops and centers: once for each code, within limits, never twice by a picture."""

import itertools
from datetime import timedelta

import pytest
from django.db import transaction

from backend.common import clock
from backend.common import models as common
from backend.notices import models as notices
from points import actions, enums, errors, models, queries, rules
from points.actions import payments
from points.actions import tills as terms
from points.queries import tills as reads
from tests.factories import accounts, tills
from tests.factories import points as factories

pytestmark = pytest.mark.django_db
NOW = tills.NOW


def usable(person: object) -> int:
    return queries.balance(person.code, now=NOW).usable  # type: ignore[attr-defined]


def test_a_code_pays_at_once_and_the_resident_is_told() -> None:
    shop, person = tills.shop(), tills.payer(300)
    paid = tills.pay(shop, person, 120)
    assert (usable(person), paid.number, paid.way) == (180, 1, "code")
    account = models.Account.objects.get(owner_code=shop.place_code)
    assert (account.kind, account.balance) == ("shop", 120)
    notice = notices.Notice.objects.get(user=person)
    assert "120ポイントを使いました" in notice.subject
    assert common.AuditEntry.objects.filter(action="points.pay", about_code=person.code).count() == 1


def test_a_code_is_used_once_across_all_shops_and_the_other_is_told() -> None:
    first, second, person = tills.shop(), tills.shop(), tills.payer()
    code = tills.shown(person)
    payments.pay_by_code(code, till=first, amount=50, key="a", by=tills.manager(first), now=NOW)
    with pytest.raises(errors.PaymentCodeUsed, match="11月20日 12:00に使われています"):
        payments.pay_by_code(code, till=second, amount=50, key="b", by=tills.manager(second), now=NOW)
    assert usable(person) == 250


def test_the_same_press_twice_pays_once() -> None:
    shop, person = tills.shop(), tills.payer()
    code, by = tills.shown(person), tills.manager(shop)
    both = [payments.pay_by_code(code, till=shop, amount=50, key="a", by=by, now=NOW) for _ in range(2)]
    assert both[0] == both[1]
    assert usable(person) == 250
    with pytest.raises(errors.KeyReused):
        payments.pay_by_code(code, till=shop, amount=60, key="a", by=by, now=NOW)


def test_a_code_grows_old_and_a_new_one_ends_the_one_before() -> None:
    shop, person = tills.shop(), tills.payer()
    old = tills.shown(person)
    by, later = tills.manager(shop), NOW + rules.tills.CODE_LIVES
    with pytest.raises(errors.PaymentCodeExpired):
        payments.pay_by_code(old, till=shop, amount=5, key="a", by=by, now=later)
    tills.shown(person, now=NOW + timedelta(seconds=1))
    with pytest.raises(errors.PaymentCodeExpired):
        payments.pay_by_code(old, till=shop, amount=5, key="b", by=by, now=NOW + timedelta(seconds=2))
    assert models.PaymentCode.objects.filter(ended_at=None).count() == 1


def test_more_than_there_is_cannot_be_paid() -> None:
    shop, person = tills.shop(), tills.payer(30)
    with pytest.raises(errors.NotEnoughPoints, match="あと20ポイント"):
        tills.pay(shop, person, 50)


def test_outside_of_its_contract_a_shop_takes_nothing() -> None:
    contract = tills.contract(ends_on=clock.date_of(NOW) - timedelta(days=1))
    person = tills.payer()
    with pytest.raises(errors.TillWithoutContract, match="今はポイントを使えません"):
        tills.pay(contract.till, person, 5)
    tills.contract(contract.till, starts_on=clock.date_of(NOW))
    assert tills.pay(contract.till, person, 5).number == 1


def test_each_limit_is_named() -> None:
    shop = tills.shop(most_per_payment=100, most_per_person_day=150, most_per_day=200)
    one, other = tills.payer(), tills.payer()
    with pytest.raises(errors.PaymentTooLarge, match="100ポイントまで"):
        tills.pay(shop, one, 101)
    tills.pay(shop, one, 100)
    with pytest.raises(errors.PayerTillFull, match="150ポイントまで"):
        tills.pay(shop, one, 51)
    tills.pay(shop, other, 90)
    with pytest.raises(errors.TillDayFull, match="200ポイントまで"):
        tills.pay(shop, other, 11)
    assert reads.taken_on(shop, factories.TODAY).points == 190


def test_a_day_has_an_end_of_payments(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules.tills, "MOST_PAYMENTS_A_DAY", 2)
    shop, person = tills.shop(), tills.payer()
    tills.pay(shop, person, 1)
    tills.pay(shop, person, 1)
    with pytest.raises(errors.PayerDayFull):
        tills.pay(shop, person, 1)
    assert tills.pay(shop, person, 1, now=NOW + timedelta(days=1)).number == 1


def test_who_runs_a_shop_does_not_pay_there() -> None:
    factories.rule()
    owner = accounts.UserFactory.create()
    factories.earn(owner, 100)
    shop = tills.shop(manager=owner)
    with pytest.raises(errors.OwnTill):
        payments.pay_at_till(shop, person=owner, amount=5, key="a", now=NOW)
    desk, staff = tills.center("kuji"), accounts.staff_of("kuji")
    factories.earn(staff, 100)
    with pytest.raises(errors.OwnTill):
        payments.pay_by_code(tills.shown(staff), till=desk, amount=5, key="b", by=staff, now=NOW)


def test_lovesaijo_one_code_read_by_22_accounts_pays_once() -> None:
    """2022: the QR of one payment was read by several accounts, 22 times."""
    person, code = tills.payer(300), None
    code = tills.shown(person)
    shops = [tills.shop() for _ in range(22)]
    refused = 0
    for number, shop in enumerate(shops):
        try:
            payments.pay_by_code(code, till=shop, amount=10, key=f"k{number}", by=tills.manager(shop), now=NOW)
        except errors.PaymentCodeUsed:
            refused += 1
    assert (refused, usable(person), models.Payment.objects.count()) == (21, 290, 1)


def test_aeon_kyushu_nobody_pays_at_71_shops_a_day_by_printed_codes() -> None:
    """2018: a spoofed place visited 71 shops in a day."""
    person = tills.payer(300)
    paid, refused = 0, []
    for number in range(71):
        try:
            now = NOW + timedelta(minutes=5 * number)
            payments.pay_at_till(tills.shop(), person=person, amount=1, key=f"k{number}", now=now)
            paid += 1
        except (errors.PayerPlacesFull, errors.PaidElsewhereJustNow) as refusal:
            refused.append(type(refusal))
    assert (paid, refused) == (rules.tills.MOST_PLACES_A_DAY, [errors.PayerPlacesFull] * 63)


def test_two_printed_codes_at_one_time_are_two_places_too_many() -> None:
    first, second, person = tills.shop(), tills.shop(), tills.payer()
    payments.pay_at_till(first, person=person, amount=5, key="a", now=NOW)
    with pytest.raises(errors.PaidElsewhereJustNow):
        payments.pay_at_till(second, person=person, amount=5, key="b", now=NOW + timedelta(minutes=1))
    payments.pay_at_till(first, person=person, amount=5, key="c", now=NOW + timedelta(minutes=1))
    payments.pay_at_till(second, person=person, amount=5, key="d", now=NOW + timedelta(minutes=4))
    assert usable(person) == 285


def test_the_words_belong_to_one_payment_of_one_till_on_one_day() -> None:
    shop, other, person = tills.shop(), tills.shop(), tills.payer()
    paid = [payments.pay_at_till(shop, person=person, amount=1, key=f"{n}", now=NOW) for n in range(3)]
    shown = [reads.sign_of(one, NOW) for one in paid]
    sheet = dict(reads.signs(shop, factories.TODAY))
    assert [one and (one.number, one.words) for one in shown] == [(n, sheet[n]) for n in (1, 2, 3)]
    assert len({sheet[n] for n in range(1, 41)}) >= 38
    assert dict(reads.signs(other, factories.TODAY)) != sheet
    assert dict(reads.signs(shop, factories.TODAY + timedelta(days=1))) != sheet


def test_a_screenshot_and_a_later_look_do_not_pass() -> None:
    shop, person = tills.shop(), tills.payer()
    paid = payments.pay_at_till(shop, person=person, amount=1, key="a", now=NOW)
    assert reads.sign_of(paid, NOW + timedelta(minutes=4, seconds=59)) is not None
    assert reads.sign_of(paid, NOW + timedelta(minutes=5)) is None
    colours = [colour.key for _, colour in reads.colours(shop, factories.TODAY)]
    assert all(one != after for one, after in itertools.pairwise(colours))


def test_a_contract_ends_after_what_was_paid_and_overlaps_no_other() -> None:
    contract = tills.contract()
    tills.pay(contract.till, tills.payer(), 5)
    official = accounts.city_official()
    with pytest.raises(errors.ContractHasPayments):
        terms.end_contract(contract, ends_on=factories.TODAY - timedelta(days=1), by=official, now=NOW)
    terms.end_contract(contract, ends_on=factories.TODAY, by=official, now=NOW)
    with pytest.raises(errors.ContractOverlaps):
        tills.contract(contract.till, starts_on=factories.TODAY)
    with pytest.raises(errors.ContractInvalid):
        tills.contract(contract.till, starts_on=factories.TODAY + timedelta(days=1), most_per_person_day=1)


@pytest.mark.parametrize(
    ("statement", "constraint"),
    [
        ("UPDATE points_payment SET amount = 1", "points_payment_identity_stays"),
        ("UPDATE points_payment SET refunded = 60", "points_payment_refunds_no_more"),
        ("UPDATE points_payment SET refunded = 5", "points_payment_refunds_no_more"),
        ("DELETE FROM points_payment", "points_payment_never_deleted"),
        ("UPDATE points_paymentcode SET ended_at = NULL", "points_payment_code_identity_stays"),
        ("UPDATE points_paymentcode SET person_code = 'u-X'", "points_payment_code_identity_stays"),
        ("UPDATE points_shopcontract SET yen_per_point = 9", "points_shop_contract_immutable"),
        ("UPDATE points_till SET place_code = 'o-X'", "points_till_identity_stays"),
        ("UPDATE points_tillday SET points = most + 1", "points_till_day_is_kept"),
        (
            "INSERT INTO points_payment (code, scope, till_id, contract_id, person_code, way, payment_code_id, amount,"
            " refunded, posting_id, key, day, number, at, by_code) SELECT 'py-X', scope, till_id, contract_id,"
            " person_code, way, payment_code_id, amount, 0, posting_id + 1, 'x', day, 2, at, '' FROM points_payment",
            "points_payment_code_once",
        ),
        (
            "INSERT INTO points_payment (code, scope, till_id, contract_id, person_code, way, amount,"
            " refunded, posting_id, key, day, number, at, around, by_code) SELECT 'py-X', scope, till_id, contract_id,"
            " person_code, 'printed', amount, 0, 0, 'x', day, 2, at, tstzrange(at, at + interval '1 minute'), ''"
            " FROM points_payment; UPDATE points_payerday SET payments = 2",
            "points_payment_by_its_posting",
        ),
    ],
)
def test_what_is_written_by_hand_is_refused(statement: str, constraint: str) -> None:
    tills.pay(tills.shop(), tills.payer(), 50)
    assert tills.refused_by_hand(statement) == constraint


def test_no_points_move_to_a_shop_without_the_record_of_a_payment() -> None:
    person = tills.payer(100)
    with transaction.atomic():
        actions.redeem(
            person_code=person.code,
            amount=5,
            source_kind="payment",
            source_code="py-X",
            key="x",
            by=None,
            now=NOW,
            taker_kind=enums.AccountKind.SHOP,
            taker_code="o-X",
        )
        assert tills.refused_by_hand("SELECT 1") == "points_payment_has_its_record"
        transaction.set_rollback(True)
