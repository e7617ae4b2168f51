"""Paper slips: each ends as a payment, or as a case that the city decides."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from backend.accounts import models as accounts
from backend.common import audit, retries
from backend.common import errors as common
from points import enums, errors, models, rules
from points.actions import _guesses, _ledger, payments, tills
from points.actions._ledger import Actor
from points.queries import slips as slip_reads
from points.queries import tills as reads

TAKE, PAY, REFUSE = "take", "pay", "refuse"


@dataclass(frozen=True, kw_only=True)
class SlipPlan:
    """A slip as a shop noted it."""

    written_code: str
    amount: int
    noted_at: datetime


@retries.on_conflict
def send_slip(plan: SlipPlan, *, till: models.Till, source: str, by: Actor, now: datetime) -> models.Slip:
    """This function will take a slip, or make it a case; the same slip sent again is the one that is there.

    Of a slip that the city paid by mistake, and took back, the same paper counts as new, once.
    Raises SlipInFuture, and CodeTriesTooMany for who was wrong very often. Of two at the same instant the second waits
    for the first, and finds it.
    """
    if plan.noted_at > now:
        raise errors.SlipInFuture
    _guesses.refuse_guesser("payment-code", by)
    written = rules.short_code(plan.written_code)
    with transaction.atomic():
        facts = {"till": till, "written_code": written, "amount": plan.amount, "noted_at": plan.noted_at}
        fresh = _noted(facts, source, by, now)
        slip = slip_reads.sent(facts).latest("pk")
        if fresh:
            audit.record(
                "points.slip",
                by=by,
                subject=slip.code,
                center_code=till.center_code,
                now=now,
                state=slip.state,
                till=till.code,
            )
        return slip


def _noted(facts: Mapping[str, object], source: str, by: Actor, now: datetime) -> bool:
    """Writes the slip as a case, so that it is there before anything is taken for it; then tries to take it."""
    made = models.Slip.objects.bulk_create(
        [
            models.Slip(
                **facts,
                again_of=slip_reads.taken_back(facts),
                source=source,
                sent_at=now,
                sent_by_code=by.code,
                state=enums.SlipState.CASE,
                reason=enums.SlipReason.UNKNOWN,
            )
        ],
        ignore_conflicts=True,
    )
    slip = models.Slip.objects.filter(code=made[0].code).first()
    if slip is None:
        return False
    take(slip, by=by, now=now)
    return True


def take(slip: models.Slip, *, by: Actor, now: datetime) -> None:
    """This function will take the points of a new slip, or say why it is a case, in the transaction that made it."""
    reason = _taken(slip, by, now)
    if reason and reason != slip.reason:
        # What was noted stays; only why it is a case is said anew.
        models.Slip.objects.filter(pk=slip.pk).update(reason=reason)


def _taken(slip: models.Slip, by: Actor, now: datetime) -> str:
    """Takes the points of a slip; gives the reason where that is refused, else nothing."""
    code = reads.payment_code(slip.written_code)
    if code is None:
        _guesses.count_guess("payment-code", by)
        return enums.SlipReason.UNKNOWN
    try:
        with transaction.atomic():
            if slip.addition_to_id:
                paid = payments.pay_addition(slip, by=by, now=now)
            else:
                paid = payments.pay_by_slip(
                    code, till=slip.till, amount=slip.amount, noted_at=slip.noted_at, by=by, now=now
                )
    except common.DomainError as refusal:
        return _reason(refusal)
    if models.Slip.objects.filter(payment=paid).exists():
        # The same code and amount, noted at another time: what was paid by the code is the other slip's.
        return enums.SlipReason.USED
    slip.state, slip.payment = enums.SlipState.TAKEN, paid
    slip.save(update_fields=["state", "payment"])
    return ""


def _reason(refusal: common.DomainError) -> str:
    if refusal.code == errors.KeyReused.code:
        return enums.SlipReason.USED
    if refusal.code not in enums.SlipReason.values:
        raise refusal
    return refusal.code


@retries.on_conflict
def decide_slip(slip_code: str, *, decision: str, note: str, by: accounts.User, now: datetime) -> models.Slip:
    """This function will end a case: take the points after all, pay the shop for the city, or refuse, with a note.

    Raises SlipDecided, ReasonMissing, OwnRecord, and where it is to be taken the refusal that still stands.
    """
    with transaction.atomic():
        slip = (
            models.Slip.objects.select_for_update(no_key=True, of=("self",)).select_related("till").get(code=slip_code)
        )
        if slip.state != enums.SlipState.CASE:
            raise errors.SlipDecided
        if by in tills.shop_managers(slip.till) or slip.sent_by_code == by.code:
            raise errors.OwnRecord
        if decision != TAKE and not note:
            raise errors.ReasonMissing
        _DECISIONS[decision](slip, note, by, now)
        slip.refresh_from_db()
        audit.record("points.slip_decided", by=by, subject=slip.code, reason=note, now=now, state=slip.state)
        _told(slip, now)
        return slip


def _take(slip: models.Slip, note: str, by: Actor, now: datetime) -> None:
    reason = _taken(slip, by, now)
    if reason:
        raise errors.SlipNotTakeable(reason=enums.SlipReason(reason).label)


def _pay(slip: models.Slip, note: str, by: Actor, now: datetime) -> None:
    _ledger.call("points_pay_slip", slip.till.scope, _ledger.posting_code(), slip.code, note, by.code, now)


def _refuse(slip: models.Slip, note: str, by: Actor, now: datetime) -> None:
    slip.state, slip.note, slip.decided_at, slip.decided_by_code = enums.SlipState.REFUSED, note, now, by.code
    slip.save(update_fields=["state", "note", "decided_at", "decided_by_code"])


_DECISIONS = {TAKE: _take, PAY: _pay, REFUSE: _refuse}


def _told(slip: models.Slip, now: datetime) -> None:
    tills.tell_shop(
        slip.till,
        template="points/slip_decided",
        key=f"slip:{slip.code}",
        context={"slip": slip, "till": slip.till},
        url=f"/shops/{slip.till.code}/slips/",
        now=now,
    )
