from datetime import date, timedelta

import pytest

from backend.accounts import models as people
from backend.common import models as common
from backend.notices import models as notices
from points import actions, enums, errors, models, queries
from tests.factories import accounts
from tests.factories import points as factories

pytestmark = pytest.mark.django_db

DESK = queries.Place("center", "kuji", "久慈交流センター")


@pytest.fixture
def person() -> people.User:
    """Somebody with 100 points."""
    factories.rule()
    made = accounts.UserFactory.create()
    factories.earn(made, 100)
    return made


def _balance(person: people.User, days: int = 0) -> queries.Balance:
    return queries.balance(person.code, now=factories.NOW + timedelta(days=days))


def test_an_order_to_be_handed_over_holds_the_points(person: people.User) -> None:
    voucher = factories.order(factories.PerkFactory.create(price=30), person)
    assert _balance(person) == queries.Balance(total=100, held=30, usable=70)
    assert (voucher.state, voucher.valid_until) == (enums.VoucherState.ISSUED, date(2026, 12, 19))


def test_what_is_set_aside_is_not_counted_as_usable_where_points_are_missing(person: people.User) -> None:
    factories.order(factories.PerkFactory.create(price=30), person)
    with pytest.raises(errors.NotEnoughPoints) as refused:
        factories.order(factories.PerkFactory.create(price=71), person)
    assert refused.value.sentence == "使えるポイントは70ポイントです。あと1ポイント必要です。"
    assert factories.order(factories.PerkFactory.create(price=70), person).state == enums.VoucherState.ISSUED


def test_what_was_paid_for_an_order_is_not_undone_while_the_order_stands(person: people.User) -> None:
    voucher = factories.order(factories.PerkFactory.create(coupon=True, price=30), person)
    actions.apply_coupon(voucher.code, person_code=person.code, booking_code="b-1", by=person, now=factories.NOW)
    paid = models.Posting.objects.get(hold=voucher.hold)
    with pytest.raises(errors.NotReversible):
        actions.reverse(paid.code, reason="まちがい", key="x", by=None, now=factories.NOW)
    actions.release_coupon(booking_code="b-1", by=person, now=factories.NOW)
    actions.cancel_for(voucher.code, reason="工事のため", by=None, now=factories.NOW)
    assert (_balance(person).usable, models.Posting.objects.filter(reverses=paid).count()) == (100, 1)


def test_a_coupon_is_paid_when_it_is_used(person: people.User) -> None:
    coupon = factories.order(factories.PerkFactory.create(coupon=True, price=30), person)
    assert _balance(person) == queries.Balance(total=100, held=30, usable=70)
    actions.apply_coupon(coupon.code, person_code=person.code, booking_code="b-1", by=person, now=factories.NOW)
    assert _balance(person) == queries.Balance(total=70, held=0, usable=70)


def test_the_same_key_orders_once_and_another_perk_needs_another_key(person: people.User) -> None:
    perk = factories.PerkFactory.create()
    first, again = factories.order(perk, person, key="k"), factories.order(perk, person, key="k")
    assert first == again
    with pytest.raises(errors.KeyReused):
        factories.order(factories.PerkFactory.create(), person, key="k")
    assert models.Voucher.objects.count() == 1


def test_what_is_sold_out_cannot_be_ordered_until_one_comes_back(person: people.User) -> None:
    perk = factories.PerkFactory.create(stock=1)
    voucher = factories.order(perk, person)
    with pytest.raises(errors.SoldOut):
        factories.order(perk, person)
    actions.cancel_order(voucher.code, person_code=person.code, by=person, now=factories.NOW)
    assert factories.order(perk, person).state == enums.VoucherState.ISSUED


def test_one_person_has_only_so_many(person: people.User) -> None:
    perk = factories.PerkFactory.create(most_per_person=1)
    factories.order(perk, person)
    with pytest.raises(errors.PerkLimitReached) as refused:
        factories.order(perk, person)
    assert "おひとり1枚まで" in refused.value.sentence
    assert perk.vouchers.filter(person_code=person.code, counted=True).count() == 1


def test_a_refused_order_leaves_stock_and_quota_as_they_were(person: people.User) -> None:
    perk = factories.PerkFactory.create(price=1000, stock=1, most_per_person=1)
    with pytest.raises(errors.NotEnoughPoints):
        factories.order(perk, person)
    perk.refresh_from_db()
    assert (perk.taken, perk.vouchers.filter(person_code=person.code, counted=True).count()) == (0, 0)


def test_a_perk_is_ordered_only_in_its_window(person: people.User) -> None:
    perk = factories.PerkFactory.create(starts_on=date(2026, 4, 1), ends_on=date(2026, 5, 31))
    with pytest.raises(errors.PerkNotOnSale) as refused:
        factories.order(perk, person)
    assert refused.value.sentence.endswith("申込みの期間は2026年4月1日から2026年5月31日までです。")


def test_a_desk_redeems_a_voucher_once_and_the_second_learns_when_and_where(person: people.User) -> None:
    voucher, desk = factories.order(factories.PerkFactory.create(price=30), person), accounts.staff_of("kuji")
    actions.redeem_voucher(voucher.code, place=DESK, by=desk, now=factories.NOW)
    with pytest.raises(errors.VoucherUsed) as refused:
        actions.redeem_voucher(voucher.code, place=DESK, by=desk, now=factories.NOW)
    assert (
        refused.value.sentence
        == "この引換券は、2026年11月20日 12:00に久慈交流センターで使われています。二度は使えません。"
    )
    assert _balance(person).total == 70
    assert common.AuditEntry.objects.filter(action="points.redeem_voucher", subject_code=voucher.code).count() == 1
    assert notices.Notice.objects.get(user=person).subject.startswith("引換券を使いました")


def test_a_shop_is_credited_with_what_it_redeems(person: people.User) -> None:
    shop = queries.Place("shop", "o-SHOP", "見本商店")
    perk = factories.PerkFactory.create(price=30, place_kind="shop", place_code="o-SHOP", place_name="見本商店")
    voucher = factories.order(perk, person)
    with pytest.raises(errors.VoucherElsewhere) as refused:
        actions.redeem_voucher(voucher.code, place=DESK, by=person, now=factories.NOW)
    assert "「見本商店」でだけ" in refused.value.sentence
    actions.redeem_voucher(voucher.code, place=shop, by=accounts.UserFactory.create(), now=factories.NOW)
    assert models.Account.objects.get(owner_code="o-SHOP").balance == 30


def test_a_voucher_that_names_no_place_is_for_the_desks_and_no_shop_is_paid_for_it(person: people.User) -> None:
    voucher, keeper = factories.order(factories.PerkFactory.create(price=30), person), accounts.UserFactory.create()
    with pytest.raises(errors.VoucherElsewhere) as refused:
        actions.redeem_voucher(
            voucher.code, place=queries.Place("shop", "o-SHOP", "見本商店"), by=keeper, now=factories.NOW
        )
    assert refused.value.sentence == "この引換券は「すべての交流センターの窓口」でだけ使えます。"
    assert not models.Account.objects.filter(owner_code="o-SHOP").exists()
    actions.redeem_voucher(voucher.code, place=DESK, by=keeper, now=factories.NOW)
    assert _balance(person).total == 70


def test_who_runs_a_shop_does_not_turn_their_own_points_into_its_money(person: people.User) -> None:
    made = accounts.OrganisationFactory.create(kind="shop", name="見本商店", manager=person)
    shop, other = queries.Place("shop", made.code, made.name), accounts.UserFactory.create()
    bound = {"place_kind": "shop", "place_code": made.code, "place_name": made.name}
    voucher = factories.order(factories.PerkFactory.create(price=30, **bound), person)
    for who in (person, other):
        with pytest.raises(errors.OwnVoucher):
            actions.redeem_voucher(voucher.code, place=shop, by=who, now=factories.NOW)
    assert not models.Account.objects.filter(owner_code=made.code).exists()
    assert _balance(person).held == 30


def test_a_voucher_whose_day_is_over_lapses_and_gives_back_what_was_held(person: people.User) -> None:
    voucher = factories.order(factories.PerkFactory.create(price=30, valid_days=3), person)
    coupon = factories.order(factories.PerkFactory.create(coupon=True, price=30, valid_days=3), person)
    after = factories.NOW + timedelta(days=3)
    with pytest.raises(errors.VoucherLapsed):
        actions.redeem_voucher(voucher.code, place=DESK, by=person, now=after)
    assert actions.lapse_vouchers(now=after) == 2
    assert actions.lapse_vouchers(now=after) == 0
    assert _balance(person, 3).usable == 100
    coupon.refresh_from_db()
    assert coupon.state == enums.VoucherState.LAPSED


def test_what_is_paid_at_once_is_not_cancelled_and_a_cancelled_voucher_not_redeemed(person: people.User) -> None:
    paid = factories.order(factories.PerkFactory.create(captured=enums.CaptureMoment.ON_ORDER), person)
    with pytest.raises(errors.VoucherNotCancellable):
        actions.cancel_order(paid.code, person_code=person.code, by=person, now=factories.NOW)
    voucher = factories.order(factories.PerkFactory.create(), person)
    actions.cancel_order(voucher.code, person_code=person.code, by=person, now=factories.NOW)
    for act in (_redeem, _cancel):
        with pytest.raises(errors.VoucherCancelled):
            act(voucher.code, person)


def _redeem(code: str, person: people.User) -> None:
    actions.redeem_voucher(code, place=DESK, by=person, now=factories.NOW)


def _cancel(code: str, person: people.User) -> None:
    actions.cancel_order(code, person_code=person.code, by=person, now=factories.NOW)


def test_a_voucher_that_is_not_there_and_a_coupon_at_the_counter_are_named(person: people.User) -> None:
    coupon = factories.order(factories.PerkFactory.create(coupon=True), person)
    with pytest.raises(errors.VoucherForBooking):
        _redeem(coupon.code, person)
    with pytest.raises(errors.VoucherNotFound):
        _redeem("v-NONE", person)


def test_a_coupon_reduces_one_booking_once(person: people.User) -> None:
    coupon = factories.order(factories.PerkFactory.create(coupon=True), person)
    assert [one.code for one in queries.usable_coupons(person.code, factories.NOW)] == [coupon.code]
    use = {"person_code": person.code, "by": person, "now": factories.NOW}
    applied = actions.apply_coupon(coupon.code, booking_code="b-1", **use)  # type: ignore[arg-type]
    again = actions.apply_coupon(coupon.code, booking_code="b-1", **use)  # type: ignore[arg-type]
    assert applied == again
    assert [applied.discount_yen(fee) for fee in (500, 150, 0)] == [200, 150, 0]
    assert queries.usable_coupons(person.code, factories.NOW) == []
    with pytest.raises(errors.CouponOnOtherBooking) as refused:
        actions.apply_coupon(coupon.code, booking_code="b-2", **use)  # type: ignore[arg-type]
    assert "b-1" in refused.value.sentence


def test_a_booking_takes_one_coupon_and_gives_it_back_when_cancelled(person: people.User) -> None:
    perk = factories.PerkFactory.create(coupon=True, yen_off=None, percent_off=50)
    first, second = factories.order(perk, person), factories.order(perk, person)
    use = {"person_code": person.code, "by": person, "now": factories.NOW, "booking_code": "b-1"}
    assert actions.apply_coupon(first.code, **use).discount_yen(301) == 150  # type: ignore[arg-type]
    with pytest.raises(errors.BookingHasCoupon):
        actions.apply_coupon(second.code, **use)  # type: ignore[arg-type]
    assert actions.release_coupon(booking_code="b-1", by=person, now=factories.NOW) == first.code
    assert actions.release_coupon(booking_code="b-1", by=person, now=factories.NOW) is None
    assert actions.apply_coupon(second.code, **use).code == second.code  # type: ignore[arg-type]


def test_a_coupon_of_somebody_else_and_a_counter_voucher_do_not_reduce_a_fee(person: people.User) -> None:
    coupon = factories.order(factories.PerkFactory.create(coupon=True), person)
    voucher = factories.order(factories.PerkFactory.create(), person)
    use = {"by": None, "now": factories.NOW, "booking_code": "b-1"}
    with pytest.raises(errors.VoucherNotFound):
        actions.apply_coupon(coupon.code, person_code="u-OTHER", **use)  # type: ignore[arg-type]
    with pytest.raises(errors.CouponNotForThis):
        actions.apply_coupon(voucher.code, person_code=person.code, **use)  # type: ignore[arg-type]
    late = use | {"now": factories.NOW + timedelta(days=99)}
    with pytest.raises(errors.VoucherLapsed):
        actions.apply_coupon(coupon.code, person_code=person.code, **late)  # type: ignore[arg-type]
