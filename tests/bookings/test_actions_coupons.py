"""A room coupon bought with points reduces a booking's fee, in the booking's own transaction."""

from datetime import date

import pytest

from backend.accounts import models as accounts
from bookings import actions, errors, models
from points import enums as points_enums
from points import errors as points_errors
from points import models as points
from tests.factories import bookings as make
from tests.factories import points as make_points
from tests.factories.accounts import UserFactory, staff_of

pytestmark = pytest.mark.django_db
NOW, DAY = make_points.NOW, date(2026, 12, 2)


def coupon_of(person: accounts.User, **fields: object) -> points.Voucher:
    make_points.rule()
    make_points.earn(person, 50)
    return make_points.order(make_points.PerkFactory.create(coupon=True, **fields), person)


def reserve(person: accounts.User, coupon: points.Voucher, **room: object) -> models.Booking:
    return make.BookingFactory.create(
        room=make.RoomFactory.create(**room), by=person, date=DAY, now=NOW, coupon_code=coupon.code
    )


@pytest.mark.parametrize(("fee", "discount", "to_pay"), [(300, 200, 100), (200, 200, 0), (150, 150, 0), (0, 0, 0)])
def test_a_coupon_reduces_the_fee_and_never_below_nothing(fee: int, discount: int, to_pay: int) -> None:
    person = UserFactory.create()
    coupon = coupon_of(person)
    booking = reserve(person, coupon, fee_yen=fee)
    assert (booking.discount_yen, booking.to_pay_yen, booking.coupon_code) == (discount, to_pay, coupon.code)
    coupon.refresh_from_db()
    assert coupon.state == points_enums.VoucherState.USED


def test_a_coupon_works_for_one_booking() -> None:
    person = UserFactory.create()
    coupon = coupon_of(person)
    reserve(person, coupon)
    with pytest.raises(points_errors.CouponOnOtherBooking):
        reserve(person, coupon)
    assert models.Booking.objects.count() == 1


def test_somebody_else_s_coupon_is_not_known() -> None:
    coupon = coupon_of(UserFactory.create())
    with pytest.raises(points_errors.VoucherNotFound):
        reserve(UserFactory.create(), coupon)


def test_a_coupon_is_not_used_up_when_the_period_is_taken() -> None:
    person, room = UserFactory.create(), make.RoomFactory.create()
    coupon = coupon_of(person)
    make.BookingFactory.create(room=room, date=DAY, now=NOW)
    with pytest.raises(errors.PeriodTaken):
        make.BookingFactory.create(room=room, by=person, date=DAY, now=NOW, coupon_code=coupon.code)
    coupon.refresh_from_db()
    assert coupon.state == points_enums.VoucherState.ISSUED


def test_a_fee_that_only_the_desk_knows_cannot_be_reduced() -> None:
    person = UserFactory.create()
    coupon = coupon_of(person)
    with pytest.raises(errors.FeeUnknown):
        reserve(person, coupon, fee_yen=None)


@pytest.mark.parametrize("end", ["cancel", "refuse"])
def test_a_coupon_can_be_used_again_after_the_booking_has_ended(end: str) -> None:
    person = UserFactory.create()
    coupon = coupon_of(person)
    booking = reserve(person, coupon)
    if end == "cancel":
        actions.cancel_booking(booking, by=person, now=NOW)
    else:
        actions.refuse_booking(booking, by=staff_of(booking.center.code), reason="点検です。", now=NOW)
    coupon.refresh_from_db()
    assert coupon.state == points_enums.VoucherState.ISSUED
    assert reserve(person, coupon).discount_yen == 200
