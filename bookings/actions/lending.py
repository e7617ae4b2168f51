"""Lending equipment: reserved, handed out, taken back, called off.

Whoever changes loans of some equipment holds its row, after that of the booking with which the loan goes; then which
pieces go to whom is worked out anew (rules.lending) and written, and the exclusion constraint has the last word.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from backend.accounts import actions as people
from backend.accounts import enums as account_enums
from backend.accounts import models as accounts
from backend.common import audit, retries
from backend.common import errors as common
from backend.notices import actions as notices
from bookings import enums, errors, models
from bookings.actions import loan_admission
from bookings.queries import equipment as queries
from bookings.rules import lending as rules

State = enums.LoanState


@dataclass(frozen=True, kw_only=True)
class LoanPlan:
    """What somebody would like to borrow; instants are aware.

    With `by_desk` the desk writes for `person`, or for somebody without an account by name and phone.
    """

    equipment: models.Equipment
    pieces: int
    starts_at: datetime
    ends_at: datetime
    purpose: str
    booking: models.Booking | None = None
    group: accounts.Group | None = None
    person: accounts.User | None = None
    shift_code: str = ""
    by_desk: bool = False
    contact_name: str = ""
    contact_phone: str = ""

    def whose(self, by: accounts.User) -> accounts.User | None:
        """This function will give the person of the loan."""
        return self.person if self.by_desk else by


@retries.on_conflict
def reserve_equipment(plan: LoanPlan, *, by: accounts.User, now: datetime) -> models.Loan:
    """This function will keep pieces of equipment for somebody at a time.

    Raises EquipmentShort (with other centers that have some), EquipmentNeedsRoom, EquipmentGoesOut, LoanTimeUnclear,
    LoanTooLong, LoanDayClosed, LoanHourClosed, LoansAtDesk, LoanOutsideBooking, BookingTakesNoLoan, Restricted and
    GroupNotReady.
    """
    try:
        with common.translated(**_named(plan, now)), transaction.atomic():
            return _reserved(plan, by, now)
    except errors.EquipmentShort as short:
        short.offer([] if plan.booking else _elsewhere(plan, now))
        raise


def _elsewhere(plan: LoanPlan, now: datetime) -> list[dict[str, Any]]:
    return queries.alternatives(
        plan.equipment,
        pieces=plan.pieces,
        starts_at=plan.starts_at,
        ends_at=plan.ends_at,
        by_desk=plan.by_desk,
        now=now,
    )


def _reserved(plan: LoanPlan, by: accounts.User, now: datetime) -> models.Loan:
    plan = replace(plan, booking=_locked_booking(plan.booking))
    loan_admission.check(plan, by, now)
    _lock([plan.equipment.pk])
    _end_lapsed(plan.equipment, now)
    loan = _drafted(plan, by, now)
    loan.save(force_insert=True)
    _assign(loan, _asked(loan), now=now)
    _tell(loan, "loan_reserved", by=by, now=now)
    return loan


def _locked_booking(booking: models.Booking | None) -> models.Booking | None:
    if booking is None:
        return None
    rows = models.Booking.objects.select_for_update(no_key=True, of=("self",)).select_related("center", "room")
    return rows.get(pk=booking.pk)


def _lock(equipment_ids: Iterable[int]) -> None:
    rows = models.Equipment.objects.select_for_update(no_key=True).filter(pk__in=list(equipment_ids))
    list(rows.order_by("pk").values_list("pk"))


def locked(equipment: models.Equipment) -> models.Equipment:
    """This function will hold the row of equipment, under which loans and pieces change, until the transaction ends."""
    _lock([equipment.pk])
    return models.Equipment.objects.select_related("center").get(pk=equipment.pk)


def lay_out_anew(equipment: models.Equipment, *, now: datetime) -> None:
    """This function will give pieces in use to all that wait; the caller holds the row and knows that they suffice."""
    keeping = queries.held([equipment.pk], now=now)[equipment.pk]
    found = rules.laid_out(queries.usable([equipment.pk])[equipment.pk], keeping)
    if found is None:
        raise errors.LoanDrifted
    before = {one.key: one for one in keeping}
    _write({key: pieces for key, pieces in found.items() if pieces != before[key].pieces}, before)


def _end_lapsed(equipment: models.Equipment, now: datetime) -> None:
    for loan in queries.lapsed_of(equipment, now=now):
        _end(loan, State.LAPSED, by=None, now=now, note="部屋の予約が期限切れのため")


def _drafted(plan: LoanPlan, by: accounts.User, now: datetime) -> models.Loan:
    return models.Loan(
        equipment=plan.equipment,
        booking=plan.booking,
        shift_code=plan.shift_code,
        pieces=plan.pieces,
        starts_at=plan.starts_at,
        ends_at=plan.ends_at,
        booked_by=plan.whose(by),
        group=plan.group,
        entered_by=by if plan.by_desk else None,
        contact_name=plan.contact_name,
        contact_phone=plan.contact_phone,
        purpose=plan.purpose,
        created_at=now,
    )


def _asked(loan: models.Loan) -> rules.Held:
    return rules.Held(loan.pk, loan.starts_at, loan.ends_at, loan.pieces)


def _assign(loan: models.Loan, wanted: rules.Held, *, now: datetime, out_until: datetime | None = None) -> None:
    """This function will write which pieces a loan has, and who else gets others; raises EquipmentShort."""
    equipment = loan.equipment
    keeping = queries.held([equipment.pk], now=now, without=[loan.pk], out_until=out_until)[equipment.pk]
    pieces = queries.usable([equipment.pk])[equipment.pk]
    found = rules.assigned(pieces, keeping, wanted)
    if found is None:
        free = len(pieces) - rules.most_at_once(wanted.starts_at, wanted.ends_at, keeping)
        raise errors.EquipmentShort(**_words(loan), stock=len(pieces), free=max(free, 0))
    _write(found, {one.key: one for one in [*keeping, wanted]})


def _write(assigned: rules.Assigned, by_key: Mapping[int, rules.Held]) -> None:
    # Taken out together and put back together: on the way no piece is held twice.
    models.PieceHold.objects.filter(loan__in=assigned).delete()
    models.PieceHold.objects.bulk_create(
        models.PieceHold(
            loan_id=key, piece_id=piece, during=DateTimeTZRange(by_key[key].starts_at, by_key[key].ends_at)
        )
        for key, pieces in assigned.items()
        for piece in pieces
    )


# Steps --------------------------------------------------------------------------------------------------------------


@retries.on_conflict
@transaction.atomic
def hand_out_loan(loan: models.Loan, *, by: accounts.User, now: datetime) -> models.Loan:
    """This function will give the pieces of a loan to its person; fetched earlier, they are kept from now on.

    Raises LoanStepNotAllowed, PieceStillOut and LoanNotYetDue.
    """
    current = _locked_loan(loan, State.HANDED_OUT)
    if current.ends_at <= now:
        raise _not_allowed(current, State.HANDED_OUT)
    starts_at = min(current.starts_at, now)
    _exchange_what_is_missing(current, starts_at, now)
    current.starts_at, current.state = starts_at, State.HANDED_OUT
    current.handed_out_at, current.handed_out_by = now, by
    current.save(update_fields=["starts_at", "state", "handed_out_at", "handed_out_by"])
    with common.translated(**_words(current)):
        current.piece_holds.update(is_out=True)
    _record(current, "loan_handed_out", by, now)
    return current


def _exchange_what_is_missing(loan: models.Loan, starts_at: datetime, now: datetime) -> None:
    wanted = replace(_asked(loan), starts_at=starts_at)
    try:
        _assign(loan, wanted, now=now, out_until=loan.ends_at)
    except errors.EquipmentShort as short:
        if starts_at < loan.starts_at:
            raise errors.LoanNotYetDue(**_words(loan), day_text=queries.day_text(loan)) from short
        raise errors.PieceStillOut(**_words(loan), here=short.data["free"]) from short


@retries.on_conflict
@transaction.atomic
def take_back_loan(loan: models.Loan, *, by: accounts.User, now: datetime, note: str = "") -> models.Loan:
    """This function will take the pieces of a loan back, which are free from now on. Raises LoanStepNotAllowed."""
    current = _locked_loan(loan, State.RETURNED)
    _end(current, State.RETURNED, by=by, now=now, note=note)
    return current


@retries.on_conflict
@transaction.atomic
def cancel_loan(loan: models.Loan, *, by: accounts.User, now: datetime, reason: str = "") -> models.Loan:
    """This function will call off a loan whose pieces have not been fetched. Raises LoanStepNotAllowed."""
    current = _locked_loan(loan, State.CANCELLED)
    _end(current, State.CANCELLED, by=by, now=now, note=reason)
    _tell(current, "loan_cancelled", by=by, now=now, record=False)
    return current


def lapse(loan: models.Loan, *, now: datetime) -> bool:
    """This function will note that nobody fetched what was reserved, and tell whether it was so still."""
    _lock([loan.equipment_id])
    current = models.Loan.objects.detailed().get(pk=loan.pk)
    if not current.is_reserved or current.ends_at > now:
        return False
    _end(current, State.LAPSED, by=None, now=now, note="受け取りがなかったため")
    return True


def _locked_loan(loan: models.Loan, to: State) -> models.Loan:
    _lock([loan.equipment_id])
    current = models.Loan.objects.detailed().get(pk=loan.pk)
    if not rules.can_step(current.state, to):
        raise _not_allowed(current, to)
    return current


def _not_allowed(loan: models.Loan, to: State) -> common.DomainError:
    return errors.LoanStepNotAllowed(
        loan=loan.code, state=loan.state, state_text=str(State(loan.state).label), wanted_text=str(to.label)
    )


def _end(loan: models.Loan, to: State, *, by: accounts.User | None, now: datetime, note: str) -> None:
    loan.state, loan.ended_at, loan.ended_by, loan.end_note = to, now, by, note
    loan.save(update_fields=["state", "ended_at", "ended_by", "end_note"])
    loan.piece_holds.update(holds=False, is_out=False)
    _record(loan, f"loan_{to}", by, now, reason=note)


# With bookings and shifts -------------------------------------------------------------------------------------------


def end_loans_of_booking(booking: models.Booking, *, by: accounts.User | None, now: datetime) -> None:
    """This function will call off what was reserved for a booking that has ended; its person hears of it.

    To be called by whoever ends a booking, with its row locked. What is out stays out until it is brought back.
    """
    waiting = models.Loan.objects.filter(booking=booking, state=State.RESERVED)
    _end_together(waiting.values_list("pk", "equipment_id"), by=by, now=now, note="部屋の予約がなくなったため")


def end_loans_of_shifts(shift_codes: Iterable[str], *, by: accounts.User, now: datetime, reason: str) -> int:
    """This function will call off what was reserved for shifts of volunteers, and tell how many loans it were."""
    waiting = models.Loan.objects.filter(shift_code__in=list(shift_codes), state=State.RESERVED)
    return _end_together(waiting.values_list("pk", "equipment_id"), by=by, now=now, note=reason)


def _end_together(found: Iterable[tuple[int, int]], *, by: accounts.User | None, now: datetime, note: str) -> int:
    pairs = list(found)
    if not pairs:
        return 0
    with transaction.atomic():
        _lock({equipment for _, equipment in pairs})
        waiting = models.Loan.objects.detailed().filter(pk__in=[pk for pk, _ in pairs], state=State.RESERVED)
        for loan in waiting.order_by("pk"):
            _end(loan, State.CANCELLED, by=by, now=now, note=note)
            _tell(loan, "loan_cancelled", by=by, now=now, record=False)
    return len(pairs)


@retries.on_conflict
@transaction.atomic
def move_loan(
    loan: models.Loan, *, starts_at: datetime, ends_at: datetime, by: accounts.User | None, now: datetime
) -> models.Loan:
    """This function will bring a loan that waits at the desk to another time. Raises EquipmentShort.

    To be called by whoever moves that for which it was reserved, and has judged the time.
    """
    current = _locked_loan(loan, State.CANCELLED)
    current.starts_at, current.ends_at = starts_at, ends_at
    _assign(current, _asked(current), now=now)
    with common.translated(**_words(current)):
        current.save(update_fields=["starts_at", "ends_at"])
    _record(current, "loan_moved", by, now)
    return current


def follow_booking(
    booking: models.Booking, *, was: tuple[datetime, datetime], by: accounts.User, now: datetime
) -> None:
    """This function will take the loans of a booking along when it has moved; `was` is its use before.

    One for the whole use goes with the whole of the new one; of another the distance from the beginning stays.
    """
    for loan in models.Loan.objects.filter(booking=booking, state=State.RESERVED).order_by("equipment_id", "pk"):
        starts_at = booking.starts_at + (loan.starts_at - was[0])
        ends_at = min(starts_at + (loan.ends_at - loan.starts_at), booking.ends_at)
        if (loan.starts_at, loan.ends_at) == was or ends_at <= starts_at:
            starts_at, ends_at = booking.starts_at, booking.ends_at
        move_loan(loan, starts_at=starts_at, ends_at=ends_at, by=by, now=now)


# Words --------------------------------------------------------------------------------------------------------------


def _named(plan: LoanPlan, now: datetime) -> dict[str, object]:
    return loan_admission.named(plan) | {"stock": "", "free": 0}


def _words(loan: models.Loan) -> dict[str, object]:
    equipment = loan.equipment
    return {
        "equipment": {"code": equipment.code, "name": equipment.name},
        "equipment_name": equipment.name,
        "center_name": equipment.center.name,
        "pieces": loan.pieces,
        "when": queries.day_text(loan),
    }


def _record(loan: models.Loan, what: str, by: accounts.User | None, now: datetime, reason: str = "") -> None:
    audit.record(
        f"bookings.{what}",
        by=by,
        about=loan.booked_by,
        subject=loan.code,
        center_code=loan.equipment.center.code,
        reason=reason,
        now=now,
        equipment=loan.equipment.code,
        pieces=loan.pieces,
        starts_at=loan.starts_at.isoformat(),
        ends_at=loan.ends_at.isoformat(),
    )


def _tell(loan: models.Loan, template: str, *, by: accounts.User | None, now: datetime, record: bool = True) -> None:
    """This function will write a step down and tell the person of a loan; somebody without an account is phoned."""
    if record:
        _record(loan, template, by, now)
    if loan.booked_by is None:
        return
    center_code = loan.equipment.center.code
    people.make_known(loan.booked_by, center_code=center_code, origin=account_enums.ContactOrigin.BOOKED, now=now)
    tell_person(loan, template, now=now)


def tell_person(loan: models.Loan, template: str, *, now: datetime) -> None:
    """This function will send one notice about a loan to its person, if they have an account."""
    if loan.booked_by is None:
        return
    notices.send(
        to=loan.booked_by,
        template=f"bookings/{template}",
        key=f"{template}-{loan.code}-{now.timestamp()}",
        now=now,
        context={"loan": loan, "center": loan.equipment.center, "when": queries.day_text(loan)},
        url=f"/loans/{loan.code}/",
    )
