"""Putting right what was typed wrongly of a paper slip, until it is settled. What was typed stays readable."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from backend.accounts import models as accounts
from backend.common import audit, retries
from backend.common import errors as common
from backend.notices import actions as notices
from points import enums, errors, models, rules
from points.actions import _guesses, payments, slips, tills
from points.queries import slips as reads
from points.queries import tills as till_reads

REASON_LENGTH = 200


@dataclass(frozen=True, kw_only=True)
class CorrectionPlan:
    """What should have been typed, and why it was not."""

    written_code: str
    amount: int
    noted_at: datetime
    reason: str
    key: str
    center_code: str = ""


@dataclass(frozen=True, slots=True)
class _Correction:
    slip: models.Slip
    was: reads.Facts
    plan: CorrectionPlan
    by: accounts.User
    now: datetime

    @property
    def written(self) -> str:
        return rules.short_code(self.plan.written_code)

    @property
    def frees(self) -> bool:
        """Whether a code was used up by the mistake, which somebody else may still have to pay with."""
        return self.slip.payment_id is not None and self.written != self.slip.written_code

    @property
    def why(self) -> str:
        return f"伝票の訂正: {self.plan.reason}"[:REASON_LENGTH]


@retries.on_conflict
def correct_slip(slip_code: str, plan: CorrectionPlan, *, by: accounts.User, now: datetime) -> models.SlipCorrection:
    """This function will put a slip right, once per key: give back what was too much, or take what was missing.

    A wrong number gives all back, and the slip is noted anew. What cannot be taken becomes a case. Raises
    ReasonMissing, SlipInFuture, SlipUnchanged, OwnRecord, SlipDecided, SlipNotCorrectable, SlipSettled,
    SlipAlreadySent, RefundTooLarge, CodeTriesTooMany.
    """
    if not plan.reason.strip():
        raise errors.ReasonMissing
    if plan.noted_at > now:
        raise errors.SlipInFuture
    _guesses.refuse_guesser("payment-code", by)
    with common.translated(), transaction.atomic():
        locked = models.Slip.objects.select_for_update(no_key=True, of=("self",)).select_related("till")
        slip = locked.get(code=slip_code)
        old = slip.corrections.filter(key=plan.key).first()
        if old is not None:
            return old
        step = _Correction(slip, reads.facts(slip), plan, by, now)
        holder = _holder(step)
        _refuse(step, holder)
        made = _written(step)
        _announce(step, made, holder)
    return made


def _holder(step: _Correction) -> accounts.User | None:
    """Gives whose points the slip took or asked for; of a case with a wrong number that is nobody."""
    slip = step.slip
    if slip.payment_id is not None:
        code: str | None = models.Payment.objects.get(slips=slip).person_code
    else:
        found = till_reads.payment_code(slip.written_code) if step.written == slip.written_code else None
        code = found.person_code if found else None
    return accounts.User.objects.filter(code=code).first() if code else None


def _refuse(step: _Correction, holder: accounts.User | None) -> None:
    slip = step.slip
    new = till_reads.payment_code(step.written)
    if step.by in tills.shop_managers(slip.till) or step.by == holder or (new and new.person_code == step.by.code):
        raise errors.OwnRecord
    if slip.state not in (enums.SlipState.TAKEN, enums.SlipState.CASE):
        raise errors.SlipDecided
    if slip.corrections.filter(made__isnull=False).exists():
        raise errors.SlipNotCorrectable(why="この伝票には追加の伝票があります。追加の伝票のほうを訂正してください。")
    if slip.addition_to_id and (slip.state == enums.SlipState.CASE or step.written != slip.written_code):
        raise errors.SlipNotCorrectable(why="追加の伝票は番号を変えられません。市が確認中のものは、市が決めます。")
    if (step.written, step.plan.amount, step.plan.noted_at) == (
        step.was.written_code,
        step.was.amount,
        step.was.noted_at,
    ):
        raise errors.SlipUnchanged


def _written(step: _Correction) -> models.SlipCorrection:
    slip, plan = step.slip, step.plan
    refund: models.Refund | None = None
    made: models.Slip | None = None
    if slip.state == enums.SlipState.TAKEN and step.written == slip.written_code:
        change = plan.amount - step.was.amount
        refund = _given_back(step, -change) if change < 0 else None
        made = _noted(step, change, addition_to=slip) if change > 0 else None
    else:
        refund = _given_back(step, slip.payment.left) if slip.payment and slip.payment.left else None
        slip.state, slip.note = enums.SlipState.CORRECTED, plan.reason
        slip.decided_at, slip.decided_by_code = step.now, step.by.code
        slip.save(update_fields=["state", "note", "decided_at", "decided_by_code"])
        if step.frees:
            _free(step)
        made = _noted(step, plan.amount)
    return models.SlipCorrection.objects.create(
        slip=slip,
        written_code=step.written,
        amount=plan.amount,
        noted_at=plan.noted_at,
        reason=plan.reason.strip(),
        refund=refund,
        made=made,
        center_code=plan.center_code,
        key=plan.key,
        by_code=step.by.code,
        at=step.now,
    )


def _free(step: _Correction) -> None:
    """Leaves the code that was used up by the mistake to its right use; of paper it counts from now on as before."""
    payment = models.Payment.objects.get(slips=step.slip)
    models.Payment.objects.filter(pk=payment.pk).update(freed_at=step.now)
    models.PaymentCode.objects.filter(payments=payment, booklet__isnull=False).update(ended_at=None)
    audit.record(
        "points.payment_code_freed",
        by=step.by,
        about=accounts.User.objects.filter(code=payment.person_code).first(),
        subject=payment.code,
        center_code=step.plan.center_code,
        reason=step.plan.reason.strip(),
        now=step.now,
        slip=step.slip.code,
    )


def _given_back(step: _Correction, amount: int) -> models.Refund:
    payment = models.Payment.objects.get(slips=step.slip)
    key = f"slip:{step.plan.key}"
    return payments.refund(payment, amount=amount, reason=step.why, by_city=True, key=key, by=step.by, now=step.now)


def _noted(step: _Correction, amount: int, *, addition_to: models.Slip | None = None) -> models.Slip:
    """Notes a slip beside the wrong one, and tries to take it; the database refuses one that is there already."""
    facts = {
        "till": step.slip.till,
        "written_code": step.written,
        "amount": amount,
        "noted_at": step.plan.noted_at,
    }
    made = models.Slip.objects.create(
        **facts,
        again_of=None if addition_to else reads.taken_back(facts),
        source=enums.SlipSource.DESK,
        sent_at=step.now,
        sent_by_code=step.by.code,
        state=enums.SlipState.CASE,
        reason=enums.SlipReason.UNKNOWN,
        addition_to=addition_to,
    )
    slips.take(made, by=step.by, now=step.now)
    return models.Slip.objects.select_related("payment", "till").get(pk=made.pk)


def _announce(step: _Correction, made: models.SlipCorrection, holder: accounts.User | None) -> None:
    slip = step.slip
    audit.record(
        "points.slip_corrected",
        by=step.by,
        about=holder,
        subject=slip.code,
        center_code=step.plan.center_code,
        reason=made.reason,
        now=step.now,
        was=step.was.amount,
        points=made.amount,
        till=slip.till.code,
    )
    _tell(step, made, holder)


def _tell(step: _Correction, made: models.SlipCorrection, holder: accounts.User | None) -> None:
    slip = step.slip
    on_paper = models.PaymentCode.objects.filter(short_code=slip.written_code, booklet__isnull=False)
    context: dict[str, object] = {
        "correction": made,
        "slip": slip,
        "was": step.was,
        "till": slip.till,
        "freed": step.frees and on_paper.exists(),
    }
    if holder is not None and holder.is_active:
        notices.send(
            to=holder,
            template="points/slip_corrected",
            key=f"points/slip_corrected:{made.code}",
            context=context,
            url="/payments/",
            now=step.now,
        )
    tills.tell_shop(
        slip.till,
        template="points/slip_corrected",
        key=f"slip-corrected:{made.code}",
        context=context,
        url=f"/shops/{slip.till.code}/slips/",
        now=step.now,
    )
