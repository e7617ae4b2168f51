"""What becomes of a booking: approved, refused, cancelled."""

from datetime import datetime

from django.db import transaction

from backend.accounts import models as accounts
from backend.accounts import permissions as roles
from backend.common import clock, retries
from bookings import enums, errors, models, rules
from bookings.actions import steps
from bookings.queries import calendars
from points import actions as points


@retries.on_conflict
@transaction.atomic
def approve_booking(booking: models.Booking, *, by: accounts.User, now: datetime) -> models.Booking:
    """This function will permit a booking (許可) and tell its person. Raises StepNotAllowed and HoldOver."""
    fresh = steps.locked(booking)
    steps.check_holds(fresh, now)
    _check_accepted(fresh)
    approved = steps.step(fresh, enums.State.APPROVED, by=by, now=now)
    steps.announce(approved, "approved", now=now)
    return approved


def _check_accepted(booking: models.Booking) -> None:
    """This function will raise StepNotAllowed for what is only offered: its person says yes, and nobody for them."""
    if booking.state == enums.State.OFFERED:
        state, wanted = enums.State.OFFERED, enums.State.APPROVED
        raise errors.StepNotAllowed(
            booking=booking.code, state=state.value, state_text=str(state.label), wanted_text=str(wanted.label)
        )


@retries.on_conflict
@transaction.atomic
def refuse_booking(booking: models.Booking, *, by: accounts.User, reason: str, now: datetime) -> models.Booking:
    """This function will refuse a booking with a reason, free its room and its coupon, and tell its person.

    Raises ReasonMissing and StepNotAllowed.
    """
    if not reason.strip():
        raise errors.ReasonMissing
    refused = steps.step(steps.locked(booking), enums.State.REFUSED, by=by, now=now, reason=reason)
    points.release_coupon(booking_code=refused.code, now=now, by=by)
    steps.announce(refused, "refused", now=now, reason=reason)
    return refused


@retries.on_conflict
@transaction.atomic
def cancel_booking(booking: models.Booking, *, by: accounts.User, now: datetime, reason: str = "") -> models.Booking:
    """This function will cancel a booking, free its room and its coupon, and tell its person.

    The person may until the center's deadline, or until the use begins; its desk also later. Raises TooLateToCancel
    and StepNotAllowed.
    """
    fresh = steps.locked(booking)
    if fresh.state == enums.State.NO_SHOW:
        # What nobody came for is put right by the desk's decision, within its grace, and is not cancelled afterwards.
        raise errors.StepNotAllowed(
            booking=fresh.code,
            state=fresh.state,
            state_text=fresh.get_state_display(),
            wanted_text=str(enums.State.CANCELLED.label),
        )
    if fresh.state != enums.State.OFFERED and not roles.is_staff_of(by, fresh.center.code):
        _check_in_time(fresh, now)
    cancelled = steps.step(fresh, enums.State.CANCELLED, by=by, now=now, reason=reason)
    points.release_coupon(booking_code=cancelled.code, now=now, by=by)
    steps.announce(cancelled, "cancelled", now=now, reason=reason)
    return cancelled


def _check_in_time(booking: models.Booking, now: datetime) -> None:
    in_force = calendars.rules_for(booking.room, date=booking.date)
    until = rules.cancellable_until(
        in_force,
        starts_at=booking.starts_at.astimezone(clock.TOKYO),
        periods=tuple(booking.period_codes),
        booked=clock.date_of(booking.created_at),
    )
    if now >= until:
        phone = booking.center.phone
        raise errors.TooLateToCancel(
            booking=booking.code,
            due_text=rules.text_of(until),
            center_name=booking.center.name,
            phone_text=f"電話 {phone}" if phone else "",
        )
