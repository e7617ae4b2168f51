"""One step of a booking: its state, its holds and its history change together."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction

from backend.accounts import models as accounts
from backend.common import audit, clock
from backend.notices import actions as notices
from bookings import enums, errors, models, rules
from bookings.actions import holding
from bookings.queries import calendars


def locked(booking: models.Booking) -> models.Booking:
    """This function will read a booking anew and lock its spaces and its row until the end of the transaction.

    The spaces come first, as everywhere (decision 0004): a step may free the room for the next in line.
    """
    (fresh,) = locked_all([booking])
    return fresh


def locked_all(bookings: Sequence[models.Booking], *, rooms: Iterable[models.Room] = ()) -> list[models.Booking]:
    """This function will lock several bookings by id after the spaces of their rooms, and of others they may go to.

    A booking that was moved meanwhile lies elsewhere than we knew: then all locks are given back and taken anew, so
    that their order holds.
    """
    others = {room.pk for room in rooms}
    places = {booking.pk: booking.room_id for booking in bookings}
    rows = models.Booking.objects.select_for_update(no_key=True, of=("self",)).order_by("pk")
    while True:
        with transaction.atomic():
            holding.lock_spaces({*places.values(), *others})
            found = list(rows.filter(pk__in=places).select_related("center", "room", "booked_by", "group"))
            here = {booking.pk: booking.room_id for booking in found}
            if here == places:
                return found
            transaction.set_rollback(True)
        places = here


def step(
    booking: models.Booking, to: enums.State, *, by: accounts.User | None, now: datetime, reason: str = ""
) -> models.Booking:
    """This function will bring a locked booking into another state, or raise StepNotAllowed.

    `by` is None when the service does it because a time is over.
    """
    before = enums.State(booking.state)
    if not rules.can_step(before, to):
        raise errors.StepNotAllowed(
            booking=booking.code, state=before.value, state_text=str(before.label), wanted_text=str(to.label)
        )
    booking.state = to
    _date(booking)
    booking.save(update_fields=["state", "holds_until", "report_due_at", "displaced_by", "checked_in_at"])
    if not booking.is_live:
        booking.space_holds.filter(holds=True).update(holds=False)
    models.BookingStateChange.objects.create(
        booking=booking, from_state=before, to_state=to, at=now, by=by, reason=reason
    )
    audit.record(
        f"bookings.{to.value}",
        by=by,
        about=booking.booked_by,
        subject=booking.code,
        center_code=booking.center.code,
        reason=reason,
        now=now,
        before=before.value,
    )
    return booking


def _date(booking: models.Booking) -> None:
    """This function will set until when a booking holds by itself in its state, and by when its report is due."""
    booking.holds_until = None
    if booking.state in (enums.State.TENTATIVE, enums.State.APPROVED, enums.State.USED):
        in_force = calendars.rules_for(booking.room, date=booking.date)
        booking.holds_until = holding.ends_by_itself(booking, in_force)
        booking.report_due_at = holding.report_due(booking, in_force)


def check_holds(booking: models.Booking, now: datetime) -> None:
    """This function will raise HoldOver for a booking whose hold has ended by itself, swept or not.

    Its room counts as free since then, so nothing may bring it further on its way.
    """
    if booking.holds_until is not None and booking.holds_until <= now:
        due = booking.holds_until.astimezone(clock.TOKYO)
        raise errors.HoldOver(booking=booking.code, due_text=rules.text_of(due))


def announce(booking: models.Booking, template: str, *, now: datetime, reason: str = "", **facts: str) -> None:
    """This function will tell the person of a booking what happened to it; somebody without an account is phoned.

    `facts` are what else its text tells.
    """
    if booking.booked_by is None:
        return
    notices.send(
        to=booking.booked_by,
        template=f"bookings/{template}",
        # With the moment: a booking that was moved is approved a second time, and its person hears of it again.
        key=f"booking-{template}-{booking.code}-{now.timestamp()}",
        now=now,
        context={"booking": booking, "form_due": _due_text(booking), "reason": reason, **facts},
        url=f"/bookings/{booking.code}/",
    )


def _due_text(booking: models.Booking) -> str:
    return rules.text_of(booking.form_due_at.astimezone(clock.TOKYO)) if booking.form_due_at else ""
