from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q

from backend.common import audit, clock, retries
from backend.common import errors as common
from points import enums, errors, models, rules
from points.actions import spending
from points.actions._ledger import Actor


@retries.on_conflict
def order_perk(perk_code: str, *, person_code: str, key: str, by: Actor, now: datetime) -> models.Voucher:
    """This function will order a perk: stock and quota are taken, points held (or used at once), a voucher issued.

    The same key again gives the same voucher. Raises PerkNotFound, PerkNotOnSale, SoldOut, PerkLimitReached,
    NotEnoughPoints, KeyReused.
    """
    with transaction.atomic():
        perk = models.Perk.objects.select_for_update(no_key=True).filter(code=perk_code).first()
        if perk is None:
            raise errors.PerkNotFound
        seen = models.Voucher.objects.filter(person_code=person_code, key=key).first()
        if seen is not None:
            return _same_order(seen, perk)
        _check_on_sale(perk, now)
        _take_stock(perk)
        _take_quota(perk, person_code)
        return _issue(perk, person_code, key, by, now)


def _same_order(seen: models.Voucher, perk: models.Perk) -> models.Voucher:
    if seen.perk_id != perk.pk:
        raise errors.KeyReused(key=seen.key)
    return seen


def _check_on_sale(perk: models.Perk, now: datetime) -> None:
    if not rules.is_on_sale(perk.starts_on, perk.ends_on, clock.date_of(now)):
        end = f"{perk.ends_on:%Y年%-m月%-d日}まで" if perk.ends_on else ""
        raise errors.PerkNotOnSale(perk=perk.name, window=f"{perk.starts_on:%Y年%-m月%-d日}から{end}")


def _take_stock(perk: models.Perk) -> None:
    left = models.Perk.objects.filter(Q(stock=None) | Q(taken__lt=F("stock")), pk=perk.pk)
    if not left.update(taken=F("taken") + 1):
        raise errors.SoldOut(perk=perk.name)


def _take_quota(perk: models.Perk, person_code: str) -> None:
    if perk.most_per_person is None:
        return
    quota, _ = models.PerkQuota.objects.get_or_create(
        perk=perk, person_code=person_code, defaults={"most": perk.most_per_person, "taken": 0}
    )
    free = models.PerkQuota.objects.filter(pk=quota.pk, taken__lt=perk.most_per_person)
    if not free.update(taken=F("taken") + 1, most=perk.most_per_person):
        raise errors.PerkLimitReached(perk=perk.name, most=perk.most_per_person)


def _issue(perk: models.Perk, person_code: str, key: str, by: Actor, now: datetime) -> models.Voucher:
    code = models.perks.voucher_code()
    valid_until = rules.valid_until(clock.date_of(now), perk.valid_days)
    held = spending.hold(
        person_code=person_code,
        amount=perk.price,
        source_kind="voucher",
        source_code=code,
        expires_at=clock.start_of(valid_until + timedelta(days=1)),
        key=f"order:{code}",
        by=by,
        now=now,
        scope=perk.scope,
    )
    voucher = models.Voucher.objects.create(
        code=code,
        perk=perk,
        person_code=person_code,
        key=key,
        kind=perk.kind,
        price=perk.price,
        yen_off=perk.yen_off,
        percent_off=perk.percent_off,
        hold=models.Hold.objects.get(code=held.code),
        ordered_at=now,
        valid_until=valid_until,
    )
    if perk.captured == enums.CaptureMoment.ON_ORDER:
        spending.capture(held.code, key=f"capture:{code}", by=by, now=now, scope=perk.scope)
    audit.record("points.order_perk", by=by, subject=code, now=now, perk=perk.code, price=perk.price)
    return voucher


@retries.on_conflict
def cancel_order(voucher_code: str, *, person_code: str, by: Actor, now: datetime) -> models.Voucher:
    """This function will cancel an order whose points are only held: points, stock and quota come back.

    Raises VoucherNotFound, VoucherNotCancellable, or the end that the voucher has already had.
    """
    with transaction.atomic():
        voucher = locked(voucher_code)
        if voucher.person_code != person_code:
            raise errors.VoucherNotFound
        if voucher.state != enums.VoucherState.ISSUED:
            raise ended(voucher)
        if voucher.hold.state != enums.HoldState.OPEN:
            raise errors.VoucherNotCancellable(perk=voucher.perk.name, until=f"{voucher.valid_until:%Y年%-m月%-d日}")
        spending.void(voucher.hold.code, now=now, scope=voucher.perk.scope)
        audit.record("points.cancel_order", by=by, subject=voucher.code, now=now, price=voucher.price)
        return close(voucher, enums.VoucherState.CANCELLED, by, now)


def locked(voucher_code: str) -> models.Voucher:
    """This function will lock a voucher, with its perk and hold beside it, or raise VoucherNotFound."""
    rows = models.Voucher.objects.select_for_update(no_key=True, of=("self",)).select_related("perk", "hold")
    voucher = rows.filter(code=voucher_code).first()
    if voucher is None:
        raise errors.VoucherNotFound
    return voucher


def close(voucher: models.Voucher, state: enums.VoucherState, by: Actor | None, now: datetime) -> models.Voucher:
    """This function will end a locked voucher that was never handed over, and give back its stock and quota."""
    voucher.state, voucher.ended_at, voucher.by_code = state, now, by.code if by else ""
    voucher.save(update_fields=["state", "ended_at", "by_code"])
    models.Perk.objects.filter(pk=voucher.perk_id).update(taken=F("taken") - 1)
    quota = models.PerkQuota.objects.filter(perk_id=voucher.perk_id, person_code=voucher.person_code)
    quota.update(taken=F("taken") - 1)
    return voucher


def ended(voucher: models.Voucher) -> common.DomainError:
    """This function will give the error that names the end which a voucher has had, or its last day."""
    when = f"{clock.date_of(voucher.ended_at):%Y年%-m月%-d日}" if voucher.ended_at else ""
    if voucher.state == enums.VoucherState.USED:
        at = voucher.ended_at.astimezone(clock.TOKYO) if voucher.ended_at else None
        return errors.VoucherUsed(when=f"{at:%Y年%-m月%-d日 %-H:%M}", where=voucher.place_name or voucher.place_code)
    if voucher.state == enums.VoucherState.CANCELLED:
        return errors.VoucherCancelled(when=when)
    return errors.VoucherLapsed(until=f"{voucher.valid_until:%Y年%-m月%-d日}")
