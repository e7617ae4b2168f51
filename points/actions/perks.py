from datetime import datetime, timedelta

from django.db import transaction

from backend.accounts import models as accounts
from backend.common import audit, clock, retries
from backend.common import errors as common
from backend.notices import actions as notices
from points import enums, errors, models
from points.actions import _ledger, _orders, earning, spending, supporting
from points.actions._ledger import Actor
from points.actions._orders import Terms, Wish
from points.queries import places
from points.rules import seasons

NO_WISH = Wish()


@retries.on_conflict
def order_perk(
    perk_code: str, *, person_code: str, key: str, by: Actor, now: datetime, wish: Wish = NO_WISH
) -> models.Voucher:
    """This function will order a perk: stock and limits are taken, points held (or used at once), a voucher issued.

    The same key again gives the same voucher. Raises PerkNotFound, PerkWithdrawn, PerkNotOnSale (with the day it
    opens), SoldOut, SoldOutForNow, PerkLimitReached, NotEnoughPoints, KeyReused, and what a wish may lack:
    NoStepForPoints, TooFewForPerk, PickupDayNotOffered, PerkUseOver, CommunityNotAccepting.
    """
    with transaction.atomic():
        perk = models.Perk.objects.select_for_update(no_key=True).filter(code=perk_code).first()
        if perk is None:
            raise errors.PerkNotFound
        seen = models.Voucher.objects.filter(person_code=person_code, key=key).first()
        if seen is not None:
            return _same_order(seen, perk, wish)
        today = clock.date_of(now)
        _orders.check_on_sale(perk, today)
        terms = _orders.terms(perk, wish, today)
        _orders.take_stock(perk)
        _orders.take_quotas(perk, person_code, today)
        return _issue(perk, person_code, terms, key, by, now)


def try_order(perk_code: str, *, person_code: str, by: Actor, now: datetime, wish: Wish = NO_WISH) -> models.Voucher:
    """This function will order a perk and undo it, to say before what would come of it; it refuses as an order does."""
    return _ledger.rehearsed(
        lambda: order_perk(perk_code, person_code=person_code, key="rehearsal", by=by, now=now, wish=wish)
    )


def _same_order(seen: models.Voucher, perk: models.Perk, wish: Wish) -> models.Voucher:
    brought = seen.price if seen.brought is None else seen.brought
    asked = wish.brought in (None, brought), wish.pickup_on in (None, seen.pickup_on)
    if seen.perk_id != perk.pk or not all(asked) or wish.community not in ("", seen.place_code):
        raise errors.KeyReused(key=seen.key)
    return seen


def _issue(perk: models.Perk, person_code: str, terms: Terms, key: str, by: Actor, now: datetime) -> models.Voucher:
    code = models.perks.voucher_code()
    held = spending.hold(
        person_code=person_code,
        amount=terms.price,
        source_kind="voucher",
        source_code=code,
        expires_at=clock.start_of(terms.valid_until + timedelta(days=1)),
        key=f"order:{code}",
        by=by,
        now=now,
        scope=perk.scope,
    )
    voucher = _voucher(perk, terms, models.Hold.objects.get(code=held.code))
    voucher.code, voucher.person_code, voucher.key, voucher.ordered_at = code, person_code, key, now
    voucher.ready_at = _orders.ready_at(perk, now)
    if perk.is_support:
        _end_support(voucher, terms, by, now)
    with common.translated():
        voucher.save(force_insert=True)
    _take_at_once(voucher, by, now)
    audit.record("points.order_perk", by=by, subject=code, now=now, perk=perk.code, price=terms.price)
    return voucher


def _voucher(perk: models.Perk, terms: Terms, hold: models.Hold) -> models.Voucher:
    remind_on = seasons.remind_on(
        usable_from=terms.usable_from, valid_until=terms.valid_until, pickup_on=terms.pickup_on
    )
    return models.Voucher(
        perk=perk,
        kind=perk.kind,
        hold=hold,
        price=terms.price,
        brought=terms.brought,
        step=terms.step,
        worth_yen=terms.worth_yen,
        yen_off=terms.yen_off,
        percent_off=terms.percent_off,
        sheets=terms.sheets,
        usable_from=terms.usable_from,
        valid_until=terms.valid_until,
        pickup_on=terms.pickup_on,
        remind_on=remind_on,
    )


def _end_support(voucher: models.Voucher, terms: Terms, by: Actor, now: datetime) -> None:
    voucher.state, voucher.ended_at, voucher.by_code = enums.VoucherState.USED, now, by.code
    voucher.place_kind, voucher.place_code, voucher.place_name = terms.place


def _take_at_once(voucher: models.Voucher, by: Actor, now: datetime) -> None:
    held = voucher.hold.code
    if voucher.kind == enums.PerkKind.SUPPORT:
        supporting.support(voucher, held, by=by, now=now)
        _tell_community(voucher, now)
    elif voucher.perk.captured == enums.CaptureMoment.ON_ORDER:
        spending.capture(held, key=f"capture:{voucher.code}", by=by, now=now, scope=voucher.perk.scope)


def _tell_community(voucher: models.Voucher, now: datetime) -> None:
    for manager in places.managers_of(voucher.place_code):
        notices.send(
            to=manager,
            template="points/support_arrived",
            key=f"support:{voucher.code}",
            now=now,
            context={"voucher": voucher},
            url="/support-communities/",
        )


@retries.on_conflict
def cancel_order(voucher_code: str, *, person_code: str, by: Actor, now: datetime) -> models.Voucher:
    """This function will cancel an order that was never handed over: points, stock and limits come back.

    What is only held is voided; what a room coupon had cost that is on no booking any more is reversed until its last
    day. Raises VoucherNotFound, VoucherNotCancellable, VoucherBegun, or the end that the voucher has already had.
    """
    with transaction.atomic():
        voucher = locked(voucher_code)
        if voucher.person_code != person_code:
            raise errors.VoucherNotFound
        refuse_begun(voucher)
        if not voucher.is_cancellable:
            raise errors.VoucherNotCancellable(perk=voucher.perk.name, until=seasons.day_words(voucher.valid_until))
        if voucher.is_paid_coupon and voucher.valid_until < clock.date_of(now):
            raise ended(voucher)
        audit.record("points.cancel_order", by=by, subject=voucher.code, now=now, price=voucher.price)
        return _undo(voucher, "申込みの取りやめ", by, now)


def _undo(voucher: models.Voucher, reason: str, by: Actor | None, now: datetime) -> models.Voucher:
    """This function will end a locked voucher as cancelled: what is held is voided, what was paid is reversed."""
    was_paid = voucher.hold.state != enums.HoldState.OPEN
    if not was_paid:
        spending.void(voucher.hold.code, now=now, scope=voucher.perk.scope)
    closed = close(voucher, enums.VoucherState.CANCELLED, by, now)
    if was_paid:
        # Only what a cancelled order had cost can be undone.
        paid = models.Posting.objects.values_list("code", flat=True).get(hold=voucher.hold)
        key = f"cancel:{voucher.code}"
        earning.reverse(paid, reason=reason, key=key, by=by, now=now, scope=voucher.perk.scope)
    return closed


@retries.on_conflict
def cancel_for(
    voucher_code: str, *, reason: str, by: Actor | None, now: datetime, center_code: str = ""
) -> models.Voucher:
    """This function will cancel somebody's order for them, with a reason that they are told; their points come back.

    What was paid is reversed. Raises VoucherNotFound, VoucherBegun, ReasonMissing, or the end that
    the voucher has already had.
    """
    if not reason.strip():
        raise errors.ReasonMissing
    with transaction.atomic():
        voucher = locked(voucher_code)
        refuse_begun(voucher)
        voucher.reason = reason
        person = accounts.User.objects.filter(code=voucher.person_code).first()
        audit.record(
            "points.cancel_order_for",
            by=by,
            about=person,
            subject=voucher.code,
            center_code=center_code,
            reason=reason,
            now=now,
            price=voucher.price,
        )
        if person is not None:
            tell(voucher, person, "points/order_cancelled", now)
        return _undo(voucher, reason, by, now)


def tell(voucher: models.Voucher, person: accounts.User, template: str, now: datetime) -> None:
    """This function will tell a person something about an order of theirs, once."""
    notices.send(
        to=person,
        template=template,
        key=f"{template}:{voucher.code}",
        now=now,
        context={"voucher": voucher},
        url=f"/vouchers/{voucher.code}/",
    )


def refuse_begun(voucher: models.Voucher) -> None:
    """This function will raise the end that a locked voucher has had, or VoucherBegun."""
    if voucher.state != enums.VoucherState.ISSUED or voucher.hold.state == enums.HoldState.LAPSED:
        raise ended(voucher)
    if voucher.sheets_used:
        until = seasons.day_words(voucher.valid_until)
        raise errors.VoucherBegun(used=voucher.sheets_used, left=voucher.sheets_left, until=until)


def locked(voucher_code: str) -> models.Voucher:
    """This function will lock a voucher, with its perk and hold beside it, or raise VoucherNotFound.

    The hold is read after the lock is had: before, it may be what another transaction is about to end.
    """
    rows = models.Voucher.objects.select_for_update(no_key=True, of=("self",)).select_related("perk")
    voucher = rows.prefetch_related("hold").filter(code=voucher_code).first()
    if voucher is None:
        raise errors.VoucherNotFound
    return voucher


def close(voucher: models.Voucher, state: enums.VoucherState, by: Actor | None, now: datetime) -> models.Voucher:
    """This function will end a locked voucher that was never handed over, and give back its stock and limits.

    A piece that was there for it goes to who waits longest.
    """
    voucher.state, voucher.ended_at, voucher.by_code = state, now, by.code if by else ""
    voucher.counted = False
    voucher.save(update_fields=["state", "counted", "ended_at", "by_code", "reason"])
    _orders.give_back(voucher)
    if voucher.perk.by_delivery and voucher.ready_at:
        make_ready(voucher.perk, now=now)
    return voucher


def make_ready(perk: models.Perk, *, now: datetime) -> int:
    """This function will give the pieces that are there to the orders that wait longest, and tell those people.

    To be called with the perk locked.
    """
    perk = models.Perk.objects.select_for_update(no_key=True).get(pk=perk.pk)
    waiting = models.Voucher.objects.select_for_update(no_key=True, skip_locked=True).filter(
        perk=perk, state=enums.VoucherState.ISSUED, ready_at=None, valid_until__gte=clock.date_of(now)
    )
    served = list(waiting.order_by("ordered_at", "pk")[: max(0, perk.arrived - perk.readied)])
    if not served:
        return 0
    models.Perk.objects.filter(pk=perk.pk).update(readied=perk.readied + len(served))
    models.Voucher.objects.filter(pk__in=[one.pk for one in served]).update(ready_at=now)
    people = {one.code: one for one in accounts.User.objects.filter(code__in=[one.person_code for one in served])}
    for voucher in served:
        voucher.perk, voucher.ready_at = perk, now
        if voucher.person_code in people:
            tell(voucher, people[voucher.person_code], "points/order_ready", now)
    return len(served)


def ended(voucher: models.Voucher) -> common.DomainError:
    """This function will give the error that names the end which a voucher has had, or why it cannot be used now."""
    when = seasons.day_words(clock.date_of(voucher.ended_at)) if voucher.ended_at else ""
    if voucher.state == enums.VoucherState.USED:
        at = voucher.ended_at.astimezone(clock.TOKYO) if voucher.ended_at else None
        return errors.VoucherUsed(when=f"{at:%Y年%-m月%-d日 %-H:%M}", where=voucher.place_name or voucher.place_code)
    if voucher.state == enums.VoucherState.CANCELLED:
        return errors.VoucherCancelled(when=when)
    return errors.VoucherLapsed(until=seasons.day_words(voucher.valid_until))


def unusable(voucher: models.Voucher, now: datetime) -> common.DomainError:
    """This function will say why a voucher cannot be used at a moment."""
    if voucher.state == enums.VoucherState.ISSUED and clock.date_of(now) < voucher.usable_from:
        return errors.VoucherNotYet(since=seasons.day_words(voucher.usable_from))
    if (
        voucher.state == enums.VoucherState.ISSUED
        and voucher.ready_at is None
        and clock.date_of(now) <= voucher.valid_until
    ):
        return errors.VoucherNotReady(perk=voucher.perk.name)
    return ended(voucher)
