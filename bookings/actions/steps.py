"""One step of a booking: its state, its holds and its history change together."""

from collections.abc import Iterable, Sequence
from datetime import date as day
from datetime import datetime

from django.db import transaction

from backend.accounts import models as accounts
from backend.common import audit, clock
from backend.notices import actions as notices
from bookings import enums, errors, models, rules
from bookings.actions import holding, lending, offering
from bookings.queries import attendance, calendars
from points import actions as points


def locked(booking: models.Booking) -> models.Booking:
    """This function will read a booking anew and lock its spaces and its row until the end of the transaction.

    The spaces come first, as everywhere (decision 0004), with those of the rooms that hang together with it: a step
    may free the room for the next in line, who may wait for all of them.
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

    What it frees goes to the next in line before anybody else can see it free. `by` is None when the service does it
    because a time is over.
    """
    was_live = booking.is_live
    change(booking, to, by=by, now=now, reason=reason)
    if was_live and not booking.is_live:
        pass_on(booking.room, date=booking.date, now=now)
    return booking


def change(
    booking: models.Booking, to: enums.State, *, by: accounts.User | None, now: datetime, reason: str = ""
) -> models.Booking:
    """This function will do a step alone; the caller decides who gets what it frees, and calls `pass_on`."""
    before = enums.State(booking.state)
    if not rules.can_step(before, to):
        raise errors.StepNotAllowed(
            booking=booking.code, state=before.value, state_text=str(before.label), wanted_text=str(to.label)
        )
    booking.state = to
    _date(booking, now)
    booking.save(update_fields=["state", "holds_until", "report_due_at", "displaced_by", "checked_in_at"])
    if not booking.is_live:
        booking.space_holds.filter(holds=True).update(holds=False)
        lending.end_loans_of_booking(booking, by=by, now=now)
    if before == enums.State.OFFERED:
        offering.answered(booking, now=now)
    _write_down(booking, before, by=by, now=now, reason=reason)
    return booking


def _write_down(
    booking: models.Booking, before: enums.State, *, by: accounts.User | None, now: datetime, reason: str
) -> None:
    models.BookingStateChange.objects.create(
        booking=booking, from_state=before, to_state=booking.state, at=now, by=by, reason=reason
    )
    audit.record(
        f"bookings.{booking.state}",
        by=by,
        about=booking.booked_by,
        subject=booking.code,
        center_code=booking.center.code,
        reason=reason,
        now=now,
        before=before.value,
    )


def pass_on(room: models.Room, *, date: day, now: datetime) -> None:
    """This function will offer what is free on a day to those next in line for a room or one it hangs together with.

    To be called by whoever frees a room without `step` (a move), with the spaces locked by `holding.lock_spaces`. What
    has ended by itself and nobody swept would stand in the way of the first in line, so it is ended first.
    """
    rooms = holding.rooms_beside(room)
    if not offering.is_somebody_waiting(rooms, date=date):
        return
    overdue = models.Booking.objects.overdue(now).filter(room__in=rooms, date=date).order_by("pk")
    rows = overdue.select_for_update(no_key=True, of=("self",)).select_related("center", "room", "booked_by")
    ended = [change(booking, enums.State(rules.ends_as(booking.state)), by=None, now=now) for booking in rows]
    offering.serve(rooms, date=date, now=now)
    for booking in ended:
        wind_up(booking, now=now)


def wind_up(booking: models.Booking, *, now: datetime) -> None:
    """This function will do what follows when a booking has ended by itself: its coupon comes back, its person hears.

    An offer that ended was no booking yet, which its own notice tells.
    """
    if booking.state == enums.State.LAPSED:
        points.release_coupon(booking_code=booking.code, now=now, by=None)
    grace = attendance.grace_text(booking) if booking.state == enums.State.NO_SHOW else ""
    announce(booking, "offer_lapsed" if offering.was_offer(booking) else booking.state, now=now, grace=grace)


def _date(booking: models.Booking, now: datetime) -> None:
    """This function will set until when a booking holds by itself in its state, and by when its report is due.

    What is permitted only after it should have been claimed was claimed by nobody as nobody could: it stays held.
    """
    booking.holds_until = None
    if booking.state in (enums.State.TENTATIVE, enums.State.APPROVED, enums.State.USED):
        in_force = calendars.rules_for(booking.room, date=booking.date)
        booking.holds_until = holding.ends_by_itself(booking, in_force)
        booking.report_due_at = holding.report_due(booking, in_force)
    if booking.state == enums.State.APPROVED and booking.holds_until is not None and booking.holds_until <= now:
        booking.holds_until = None


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
