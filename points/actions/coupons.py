from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from backend.common import clock
from backend.common import errors as common
from points import enums, errors, models, rules
from points.actions import perks, spending
from points.actions._ledger import Actor


@dataclass(frozen=True, slots=True)
class AppliedCoupon:
    """A room coupon on a booking: either yen or a percentage off; `discount_yen(fee)` says how much that is."""

    code: str
    booking_code: str
    name: str
    yen_off: int | None
    percent_off: int | None

    def discount_yen(self, fee_yen: int) -> int:
        """This function will give the yen that the coupon takes off a fee, never more than the fee."""
        return rules.coupon_discount(fee_yen, yen_off=self.yen_off, percent_off=self.percent_off)


def apply_coupon(code: str, *, person_code: str, booking_code: str, now: datetime, by: Actor | None) -> AppliedCoupon:
    """This function will use a person's room coupon on a booking; both take part once, and the same again is harmless.

    That is the coupon's handover: the points that were held for it are taken. It is to be called inside the booking's
    own transaction. Raises VoucherNotFound, CouponNotForThis, CouponOnOtherBooking, BookingHasCoupon, VoucherCancelled,
    VoucherLapsed; none of them breaks the caller's transaction.
    """
    with transaction.atomic():
        voucher = perks.locked(code)
        if voucher.person_code != person_code:
            raise errors.VoucherNotFound
        on_booking = voucher.coupon_uses.filter(released_at=None).first()
        if on_booking is None:
            _use(voucher, booking_code, by, now)
        elif on_booking.booking_code != booking_code:
            raise _used_elsewhere(on_booking)
        return AppliedCoupon(code, booking_code, voucher.perk.name, voucher.yen_off, voucher.percent_off)


def _use(voucher: models.Voucher, booking_code: str, by: Actor | None, now: datetime) -> None:
    if voucher.kind != enums.PerkKind.ROOM_COUPON:
        raise errors.CouponNotForThis
    if not voucher.is_usable_on(clock.date_of(now)):
        raise perks.ended(voucher)
    with common.translated():
        models.CouponUse.objects.create(
            voucher=voucher, booking_code=booking_code, applied_at=now, by_code=by.code if by else ""
        )
    voucher.state, voucher.ended_at = enums.VoucherState.USED, now
    voucher.place_kind, voucher.place_code = "booking", booking_code
    voucher.place_name = f"予約 {booking_code}"
    voucher.save(update_fields=["state", "ended_at", "place_kind", "place_code", "place_name"])
    if voucher.hold.state == enums.HoldState.OPEN:
        spending.capture(voucher.hold.code, key=f"capture:{voucher.code}", by=by, now=now, scope=voucher.perk.scope)


def _used_elsewhere(use: models.CouponUse) -> errors.CouponOnOtherBooking:
    return errors.CouponOnOtherBooking(when=f"{clock.date_of(use.applied_at):%Y年%-m月%-d日}", booking=use.booking_code)


def release_coupon(*, booking_code: str, now: datetime, by: Actor | None) -> str | None:
    """This function will take the coupon off a booking that is cancelled, so that it can be used again until its day.

    Its points stay taken, until its owner cancels it or its last day is over. It gives the code of the coupon, or None
    when the booking has none. To be called inside the booking's transaction.
    """
    with transaction.atomic():
        uses = models.CouponUse.objects.filter(booking_code=booking_code, released_at=None)
        code = uses.values_list("voucher__code", flat=True).first()
        if code is None:
            return None
        voucher = perks.locked(code)
        if not uses.update(released_at=now):
            return None
        voucher.state, voucher.ended_at = enums.VoucherState.ISSUED, None
        voucher.place_kind = voucher.place_code = voucher.place_name = ""
        voucher.by_code = by.code if by else ""
        voucher.save(update_fields=["state", "ended_at", "place_kind", "place_code", "place_name", "by_code"])
        return code
