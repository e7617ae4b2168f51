from datetime import datetime

from django.db import transaction

from backend.accounts import models as accounts
from backend.common import audit, clock, retries
from backend.common import errors as common
from backend.notices import actions as notices
from points import enums, errors, models, queries
from points.actions import perks, spending
from points.actions._ledger import Actor


@retries.on_conflict
def redeem_voucher(voucher_code: str, *, place: queries.Place, by: Actor, now: datetime) -> models.Voucher:
    """This function will use a counter voucher, once: held points are taken, and the person is told.

    Raises VoucherNotFound, VoucherForBooking, VoucherElsewhere, VoucherUsed (when and where), VoucherCancelled,
    VoucherLapsed.
    """
    with transaction.atomic():
        won = _use(voucher_code, place, by, now)
        voucher = models.Voucher.objects.select_related("perk", "hold").filter(code=voucher_code).first()
        if voucher is None:
            raise errors.VoucherNotFound
        if not won:
            raise _refusal(voucher)
        _check_place(voucher, place)
        _take_points(voucher, place, by, now)
        _announce(voucher, place, by, now)
        return voucher


def _use(voucher_code: str, place: queries.Place, by: Actor, now: datetime) -> bool:
    """One conditional UPDATE: of two at the same instant, the second waits for the first and then finds nothing."""
    usable = models.Voucher.objects.filter(
        code=voucher_code,
        kind=enums.PerkKind.COUNTER_VOUCHER,
        state=enums.VoucherState.ISSUED,
        valid_until__gte=clock.date_of(now),
    )
    return bool(
        usable.update(
            state=enums.VoucherState.USED,
            ended_at=now,
            place_kind=place.kind,
            place_code=place.code,
            place_name=place.name,
            by_code=by.code,
        )
    )


def _refusal(voucher: models.Voucher) -> common.DomainError:
    if voucher.kind == enums.PerkKind.ROOM_COUPON:
        return errors.VoucherForBooking()
    return perks.ended(voucher)


def _check_place(voucher: models.Voucher, place: queries.Place) -> None:
    bound = voucher.perk.place_kind, voucher.perk.place_code
    if voucher.perk.place_code and bound != (place.kind, place.code):
        raise errors.VoucherElsewhere(place=voucher.perk.place_name)


def _take_points(voucher: models.Voucher, place: queries.Place, by: Actor, now: datetime) -> None:
    if voucher.hold.state != enums.HoldState.OPEN:
        return
    at_shop = place.kind == enums.AccountKind.SHOP
    spending.capture(
        voucher.hold.code,
        key=f"capture:{voucher.code}",
        by=by,
        now=now,
        taker_kind=enums.AccountKind.SHOP if at_shop else enums.AccountKind.REDEEMED,
        taker_code=place.code if at_shop else "",
        scope=voucher.perk.scope,
    )


def _announce(voucher: models.Voucher, place: queries.Place, by: Actor, now: datetime) -> None:
    center = place.code if place.kind == enums.AccountKind.CENTER else ""
    person = accounts.User.objects.filter(code=voucher.person_code).first()
    audit.record("points.redeem_voucher", by=by, about=person, subject=voucher.code, center_code=center, now=now)
    if person is not None:
        notices.send(
            to=person,
            template="points/voucher_used",
            key=f"voucher-used:{voucher.code}",
            now=now,
            context={"voucher": voucher, "place": place},
            url=f"/vouchers/{voucher.code}/",
        )


def lapse_vouchers(*, now: datetime) -> int:
    """This function will end every voucher whose last day is over, and tell how many there were.

    Points that were only held come back, with stock and quota; a paid coupon that nobody used is gone.
    """
    today = clock.date_of(now)
    due = models.Voucher.objects.filter(state=enums.VoucherState.ISSUED, valid_until__lt=today)
    found = list(due.order_by("pk").values_list("code", flat=True))
    return sum(_lapse(code, now) for code in found)


@retries.on_conflict
def _lapse(voucher_code: str, now: datetime) -> int:
    with transaction.atomic():
        voucher = perks.locked(voucher_code)
        if voucher.state != enums.VoucherState.ISSUED:
            return 0
        if voucher.hold.state == enums.HoldState.CAPTURED:
            voucher.state, voucher.ended_at = enums.VoucherState.LAPSED, now
            voucher.save(update_fields=["state", "ended_at"])
            return 1
        spending.lapse(voucher.hold.code, now=now, scope=voucher.perk.scope)
        perks.close(voucher, enums.VoucherState.LAPSED, None, now)
        return 1
