"""Paying with points at a shop or a center, and giving them back."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef

from backend.accounts import models as accounts
from backend.common import audit, clock, codes, retries
from backend.common import errors as common
from backend.notices import actions as notices
from points import enums, errors, models, rules
from points.actions import _guesses, _ledger
from points.actions._ledger import Actor
from points.queries import tills as reads


@transaction.atomic
def issue_payment_code(person: Actor, *, now: datetime) -> models.PaymentCode:
    """This function will give a person a new code for the screen; the one before counts no more."""
    mine = models.PaymentCode.objects.filter(person_code=person.code, scope=enums.HOME_SCOPE, booklet=None)
    mine.filter(ended_at=None).update(ended_at=now)
    try:
        with transaction.atomic():
            return models.PaymentCode.objects.create(
                person_code=person.code, issued_at=now, expires_at=now + rules.tills.CODE_LIVES
            )
    except IntegrityError:
        # Pressed twice at once: the other has just made one.
        return mine.get(ended_at=None)


@transaction.atomic
def issue_booklet(
    person: accounts.User, *, by: Actor, key: str, now: datetime, seen: str = "", center_code: str = ""
) -> models.Booklet:
    """This function will make a booklet of codes on paper for a person, once per key.

    `seen` tells how a desk knew who stands at the counter.
    """
    until = clock.date_of(now) + timedelta(days=rules.tills.BOOKLET_DAYS)
    made, fresh = models.Booklet.objects.get_or_create(
        person_code=person.code,
        key=key,
        defaults={"issued_at": now, "issued_by_code": by.code, "valid_until": until},
    )
    if fresh:
        ends = clock.at(until + timedelta(days=1), datetime.min.time())
        models.PaymentCode.objects.bulk_create(
            models.PaymentCode(person_code=person.code, booklet=made, position=number, issued_at=now, expires_at=ends)
            for number in range(1, rules.tills.BOOKLET_LINES + 1)
        )
        audit.record(
            "points.booklet", by=by, about=person, subject=made.code, center_code=center_code, reason=seen, now=now
        )
        context: dict[str, object] = {"booklet": made, "at_desk": by.code != person.code}
        _tell(person, "points/booklet", made.code, context, f"/payment-booklets/{made.code}/", now)
    return made


@retries.on_conflict
def issue_booklet_at_desk(
    person: accounts.User, *, by: accounts.User, seen: str, center_code: str, key: str, now: datetime
) -> models.Booklet:
    """This function will make a booklet for somebody who stands at the counter, and tell them; once per key.

    Of two desks at once one makes it, and the other hears of it. Raises OwnRecord, ReasonMissing, BookletUnused.
    """
    if person.code == by.code:
        raise errors.OwnRecord
    if not seen.strip():
        raise errors.ReasonMissing
    with transaction.atomic():
        accounts.User.objects.select_for_update(no_key=True).get(pk=person.pk)
        if not models.Booklet.objects.filter(person_code=person.code, key=key).exists() and _has_unused(person, now):
            raise errors.BookletUnused
        return issue_booklet(person, by=by, key=key, now=now, seen=seen, center_code=center_code)


def _has_unused(person: accounts.User, now: datetime) -> bool:
    good = models.Booklet.objects.filter(person_code=person.code, blocked_at=None, valid_until__gte=clock.date_of(now))
    used = models.PaymentCode.objects.filter(booklet=OuterRef("pk"), payments__isnull=False, payments__freed_at=None)
    return good.exclude(Exists(used)).exists()


@transaction.atomic
def block_booklet(booklet: models.Booklet, *, by: Actor, now: datetime) -> None:
    """This function will end a booklet that was lost; a second time changes nothing."""
    open_ones = models.Booklet.objects.filter(pk=booklet.pk, blocked_at=None)
    if open_ones.update(blocked_at=now, blocked_by_code=by.code):
        person = accounts.User.objects.filter(code=booklet.person_code).first()
        audit.record("points.booklet_blocked", by=by, about=person, subject=booklet.code, now=now)
        if person is not None and person.code != by.code:
            url = f"/payment-booklets/{booklet.code}/"
            _tell(person, "points/booklet_blocked", booklet.code, {"booklet": booklet}, url, now)


@dataclass(frozen=True, kw_only=True)
class _Order:
    till: models.Till
    amount: int
    way: str
    key: str
    person_code: str = ""
    payment_code: str = ""
    noted_at: datetime | None = None


def code_typed(typed: str, *, by: Actor) -> models.PaymentCode:
    """This function will find a payment code by the eight characters that somebody typed.

    Raises PaymentCodeNotFound, and CodeTriesTooMany for who was wrong very often.
    """
    _guesses.refuse_guesser("payment-code", by)
    found = reads.payment_code(typed)
    if found is None:
        _guesses.count_guess("payment-code", by)
        raise errors.PaymentCodeNotFound
    return found


def pay_by_code(
    code: models.PaymentCode, *, till: models.Till, amount: int, key: str, by: Actor, now: datetime
) -> models.Payment:
    """This function will take points for the code that a resident shows, at once and once.

    Raises PaymentCodeUsed, PaymentCodeExpired, PaymentCodeBlocked, NotEnoughPoints, TillWithoutContract, OwnTill and
    what a limit says: PaymentTooLarge, TillDayFull, PayerTillFull, PayerDayFull, PayerPlacesFull.
    """
    order = _Order(till=till, amount=amount, way=enums.PaymentWay.CODE, key=f"{by.code}:{key}", payment_code=code.code)
    return _announced(order, by, now)


def pay_at_till(till: models.Till, *, person: accounts.User, amount: int, key: str, now: datetime) -> models.Payment:
    """This function will pay from one's own points by the printed QR of a till.

    Raises what pay_by_code does, and PaidElsewhereJustNow.
    """
    order = _Order(
        till=till, amount=amount, way=enums.PaymentWay.PRINTED, key=f"{person.code}:{key}", person_code=person.code
    )
    return _announced(order, person, now)


def try_at_till(till: models.Till, *, person: accounts.User, amount: int, key: str, now: datetime) -> models.Payment:
    """This function will pay by a printed QR and undo it, to say before what would come of it; it refuses as that."""
    return _ledger.rehearsed(lambda: pay_at_till(till, person=person, amount=amount, key=key, now=now))


def pay_by_slip(
    code: models.PaymentCode, *, till: models.Till, amount: int, noted_at: datetime, by: Actor, now: datetime
) -> models.Payment:
    """This function will take points for a code that a shop noted on paper; limits and contract are those of then.

    Besides what pay_by_code raises: PaymentPointsGone, SlipTooLate.
    """
    order = _Order(
        till=till,
        amount=amount,
        way=enums.PaymentWay.SLIP,
        key=_slip_key(code),
        payment_code=code.code,
        noted_at=noted_at,
    )
    return _announced(order, by, now)


def _slip_key(code: models.PaymentCode) -> str:
    """Once for a code, and once more after each mistake that used it up."""
    freed = models.Payment.objects.filter(payment_code=code, freed_at__isnull=False).count()
    return f"slip-code:{code.code}:{freed}" if freed else f"slip-code:{code.code}"


def pay_addition(slip: models.Slip, *, by: Actor, now: datetime) -> models.Payment:
    """This function will take what was missing on a slip from who paid it; raises what pay_by_slip does."""
    first = models.Payment.objects.get(slips=slip.addition_to_id)
    order = _Order(
        till=slip.till,
        amount=slip.amount,
        way=enums.PaymentWay.ADDITION,
        key=f"slip-addition:{slip.code}",
        person_code=first.person_code,
        noted_at=slip.noted_at,
    )
    return _announced(order, by, now)


@retries.on_conflict
def _announced(order: _Order, by: Actor, now: datetime) -> models.Payment:
    with transaction.atomic():
        posting = _ledger.call("points_pay", *_arguments(order, by, now))
        paid = models.Payment.objects.select_related("till", "contract")
        payment = paid.get(posting__code=posting[1])
        if posting[0] == "posted":
            _note(payment, "points.pay", by, now, points=payment.amount)
            _told(payment, "points/paid", payment.code, {"payment": payment}, now)
        return payment


def _arguments(order: _Order, by: Actor, now: datetime) -> tuple[object, ...]:
    return (
        order.till.scope,
        models.shops.payment_code(),
        _ledger.posting_code(),
        order.till.code,
        order.person_code,
        order.payment_code,
        order.way,
        order.amount,
        rules.tills.MOST_PAYMENTS_A_DAY,
        rules.tills.MOST_PLACES_A_DAY,
        rules.tills.MINUTES_BETWEEN_TILLS,
        f"pay:{order.key}",
        by.code,
        order.noted_at,
        now,
    )


@retries.on_conflict
def refund(
    payment: models.Payment, *, amount: int, reason: str, by_city: bool, key: str, by: Actor, now: datetime
) -> models.Refund:
    """This function will give points of a payment back into lots with their old dates, once per key.

    The shop itself may for some days (its contract), the city until the books of the fiscal year are closed, with its
    reason. Raises RefundTooLarge, RefundTooLate, CityRefundTooLate, ReasonMissing.
    """
    if by_city and not reason:
        raise errors.ReasonMissing
    with common.translated(), transaction.atomic():
        row = _ledger.call(
            "points_refund_payment",
            payment.scope,
            codes.new("rf"),
            _ledger.posting_code(),
            payment.code,
            amount,
            reason,
            by_city,
            f"refund:{payment.code}:{key}",
            by.code,
            now,
        )
        made = models.Refund.objects.select_related("payment__till").get(posting__code=row[1])
        if row[0] == "posted":
            _refuse_late(made)
            _note(made.payment, "points.refund", by, now, reason=reason, points=amount, refund=made.code)
            _told(made.payment, "points/refunded", made.code, {"payment": made.payment, "refund": made}, now)
        return made


def _refuse_late(made: models.Refund) -> None:
    until = made.payment.last_city_refund_on
    if made.by_city and clock.date_of(made.at) > until:
        raise errors.CityRefundTooLate(until=f"{until:%Y年%-m月%-d日}")


def _note(payment: models.Payment, what: str, by: Actor, now: datetime, *, reason: str = "", **detail: object) -> None:
    till = payment.till
    person = accounts.User.objects.filter(code=payment.person_code).first()
    audit.record(
        what,
        by=by,
        about=person,
        subject=payment.code,
        center_code=till.center_code,
        reason=reason,
        now=now,
        till=till.code,
        **detail,
    )


def _told(payment: models.Payment, template: str, key: str, context: dict[str, object], now: datetime) -> None:
    person = accounts.User.objects.filter(code=payment.person_code).first()
    if person is not None:
        _tell(person, template, key, context, f"/payments/{payment.code}/", now)


def _tell(person: accounts.User, template: str, key: str, context: dict[str, object], url: str, now: datetime) -> None:
    notices.send(to=person, template=template, key=f"{template}:{key}", context=context, url=url, now=now)
