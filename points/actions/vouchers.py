import functools
from datetime import date, datetime

from django.db import transaction
from django.db.models import F, Q

from backend.accounts import models as accounts
from backend.common import audit, clock, retries
from backend.common import errors as common
from backend.notices import actions as notices
from points import enums, errors, models, queries, rules
from points.actions import _guesses, _sweeps, perks, spending
from points.actions._ledger import Actor
from points.queries import perk_words, places

UNUSED = "予約が取り消された後、使われないまま期限が過ぎたため"
AT_A_COUNTER = [enums.PerkKind.COUNTER_VOUCHER, enums.PerkKind.GOODS, enums.PerkKind.PRODUCE]


def voucher_typed(typed: str, *, by: Actor) -> models.Voucher:
    """This function will find a voucher by its short code as somebody typed it.

    Raises VoucherNotFound, and CodeTriesTooMany for who was wrong very often.
    """
    _guesses.refuse_guesser("voucher-code", by)
    found = queries.voucher_by_short_code(rules.short_code(typed))
    if found is None:
        _guesses.count_guess("voucher-code", by)
        raise errors.VoucherNotFound
    return found


@retries.on_conflict
def redeem_voucher(
    voucher_code: str, *, place: queries.Place, by: Actor, now: datetime, sheets: int | None = None, key: str = ""
) -> models.Voucher:
    """This function will hand over what a voucher stands for, once: held points are taken, and the person is told.

    Of copies, `sheets` are used (all that are left, when none is said); the points are taken at the first of them. The
    same `key` uses sheets once. Raises VoucherNotFound, VoucherForBooking, VoucherElsewhere, VoucherUsed (when and
    where), VoucherCancelled, VoucherLapsed, VoucherNotYet, VoucherNotReady, SheetsLeft, OwnVoucher.
    """
    vouchers = models.Voucher.objects.select_related("perk", "hold").filter(code=voucher_code)
    with transaction.atomic():
        voucher = vouchers.first()
        if voucher is None:
            raise errors.VoucherNotFound
        used = voucher.uses.filter(key=key).exists() if key else False
        if used or _is_for_hand(voucher, sheets, clock.date_of(now)):
            # Before it is used up: the database refuses a wrong hand, too, and in no words.
            _check_place(voucher, place, by)
        if used:
            return voucher
        won = _use(voucher_code, place, by, now) or _use_sheets(voucher_code, place, sheets, key, by, now)
        voucher = vouchers.get()
        if not won:
            raise _refusal(voucher, sheets, now)
        _take_points(voucher, place, by, now)
        _announce(voucher, place, by, now)
        return voucher


def _is_for_hand(voucher: models.Voucher, sheets: int | None, today: date) -> bool:
    too_many = voucher.in_parts and (sheets or 1) > voucher.sheets_left
    return voucher.kind != enums.PerkKind.ROOM_COUPON and voucher.is_usable_on(today) and not too_many


def _usable(voucher_code: str, now: datetime) -> Q:
    today = clock.date_of(now)
    in_time = Q(usable_from__lte=today, valid_until__gte=today, ready_at__isnull=False)
    return in_time & Q(code=voucher_code, state=enums.VoucherState.ISSUED)


def _use(voucher_code: str, place: queries.Place, by: Actor, now: datetime) -> bool:
    """One conditional UPDATE: of two at the same instant, the second waits for the first and then finds nothing."""
    usable = models.Voucher.objects.filter(_usable(voucher_code, now), kind__in=AT_A_COUNTER)
    return bool(usable.update(state=enums.VoucherState.USED, ended_at=now, **_where(place, by)))


def _where(place: queries.Place, by: Actor) -> dict[str, str]:
    return {"place_kind": place.kind, "place_code": place.code, "place_name": place.name, "by_code": by.code}


def _use_sheets(
    voucher_code: str, place: queries.Place, sheets: int | None, key: str, by: Actor, now: datetime
) -> bool:
    """Sheets of copies, by the same kind of UPDATE; with the last of them the voucher is used."""
    voucher = models.Voucher.objects.filter(_usable(voucher_code, now), kind=enums.PerkKind.COPIES).first()
    asked = sheets if sheets is not None else voucher.sheets_left if voucher else 0
    if voucher is None or asked < 1:
        return False
    enough = models.Voucher.objects.filter(_usable(voucher_code, now), sheets_used__lte=F("sheets") - asked)
    if not enough.update(sheets_used=F("sheets_used") + asked):
        return False
    seq = voucher.uses.count() + 1
    models.VoucherUse.objects.create(
        voucher=voucher, seq=seq, sheets=asked, key=key or f"use:{seq}", at=now, **_where(place, by)
    )
    whole = models.Voucher.objects.filter(pk=voucher.pk, sheets_used=F("sheets"))
    whole.update(state=enums.VoucherState.USED, ended_at=now, **_where(place, by))
    return True


def _refusal(voucher: models.Voucher, sheets: int | None, now: datetime) -> common.DomainError:
    if voucher.kind == enums.PerkKind.ROOM_COUPON:
        return errors.VoucherForBooking()
    if voucher.in_parts and voucher.is_usable_on(clock.date_of(now)):
        return errors.SheetsLeft(left=voucher.sheets_left)
    return perks.unusable(voucher, now)


def _check_place(voucher: models.Voucher, place: queries.Place, by: Actor) -> None:
    if not voucher.perk.is_taken_at(place.kind, place.code):
        raise errors.VoucherElsewhere(place=perk_words.place(voucher.perk))
    if place.kind == enums.AccountKind.SHOP and (
        voucher.person_code == by.code or places.acts_for(place.code, voucher.person_code)
    ):
        # What a shop takes the city pays: nobody turns their own points into money.
        raise errors.OwnVoucher


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
        turn = f":{voucher.sheets_used}" if voucher.in_parts else ""
        notices.send(
            to=person,
            template="points/voucher_used",
            key=f"voucher-used:{voucher.code}{turn}",
            now=now,
            context={"voucher": voucher, "place": place},
            url=f"/vouchers/{voucher.code}/",
        )


def lapse_vouchers(*, now: datetime) -> int:
    """This function will end every voucher whose last day is over, and tell how many there were.

    Points that were only held come back, with stock and limits; so does what a coupon had cost whose booking was
    cancelled. What was paid as it was ordered, and sheets that nobody used, are gone.
    """
    today = clock.date_of(now)
    due = models.Voucher.objects.filter(state=enums.VoucherState.ISSUED, valid_until__lt=today)
    found = list(due.order_by("pk").values_list("code", flat=True))
    return _sweeps.for_each(found, functools.partial(_lapse, now=now))


@retries.on_conflict
def _lapse(voucher_code: str, *, now: datetime) -> int:
    with transaction.atomic():
        voucher = perks.locked(voucher_code)
        if voucher.state != enums.VoucherState.ISSUED:
            return 0
        if voucher.is_paid_coupon and voucher.coupon_uses.exists():
            perks.cancel_for(voucher_code, reason=UNUSED, by=None, now=now)
            return 1
        if voucher.hold.state == enums.HoldState.CAPTURED:
            voucher.state, voucher.ended_at = enums.VoucherState.LAPSED, now
            voucher.save(update_fields=["state", "ended_at"])
        else:
            spending.lapse(voucher.hold.code, now=now, scope=voucher.perk.scope)
            perks.close(voucher, enums.VoucherState.LAPSED, None, now)
        person = accounts.User.objects.filter(code=voucher.person_code).first()
        if person is not None:
            perks.tell(voucher, person, "points/voucher_lapsed", now)
        return 1


def remind_of_vouchers(*, now: datetime) -> int:
    """This function will remind people of vouchers that end soon and of the day of pick-up, each once."""
    due = models.Voucher.objects.filter(
        state=enums.VoucherState.ISSUED, reminded_at=None, remind_on__lte=clock.date_of(now)
    )
    found = list(due.order_by("pk").values_list("code", flat=True))
    return _sweeps.for_each(found, functools.partial(_remind, now=now))


@retries.on_conflict
def _remind(voucher_code: str, *, now: datetime) -> int:
    with transaction.atomic():
        voucher = perks.locked(voucher_code)
        if voucher.state != enums.VoucherState.ISSUED or voucher.reminded_at is not None:
            return 0
        voucher.reminded_at = now
        voucher.save(update_fields=["reminded_at"])
        person = accounts.User.objects.filter(code=voucher.person_code).first()
        if person is not None and voucher.valid_until >= clock.date_of(now):
            perks.tell(voucher, person, "points/voucher_reminder", now)
        return 1


def cancel_withdrawn(*, now: datetime) -> int:
    """This function will cancel the orders of perks that the city has withdrawn, and count them; the begun stay."""
    open_ones = models.Voucher.objects.filter(
        state=enums.VoucherState.ISSUED, sheets_used=0, perk__withdrawn_at__isnull=False
    )
    reasons = dict(open_ones.order_by("pk").values_list("code", "perk__withdrawn_for"))
    return _sweeps.for_each(reasons, lambda code: _cancel_withdrawn(code, reasons[code], now))


def _cancel_withdrawn(voucher_code: str, reason: str, now: datetime) -> int:
    try:
        perks.cancel_for(voucher_code, reason=reason, by=None, now=now)
    except (errors.VoucherUsed, errors.VoucherCancelled, errors.VoucherLapsed, errors.VoucherBegun):
        return 0
    return 1


def serve_waiting(*, now: datetime) -> int:
    """This function will make ready what a cancellation at the same instant left for the next in line."""
    open_ones = models.Voucher.objects.filter(
        state=enums.VoucherState.ISSUED, ready_at=None, perk__by_delivery=True, perk__readied__lt=F("perk__arrived")
    )
    found = models.Perk.objects.filter(pk__in=open_ones.values("perk")).order_by("pk")
    waiting = {perk.code: perk for perk in found}
    return _sweeps.for_each(waiting, lambda code: _serve(waiting[code], now))


@retries.on_conflict
def _serve(perk: models.Perk, now: datetime) -> int:
    with transaction.atomic():
        return perks.make_ready(perk, now=now)
