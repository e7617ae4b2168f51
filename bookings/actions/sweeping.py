"""Holds that have ended by themselves: an unanswered offer, a form that never came, a room that nobody claimed.

Nothing waits for the sweep: what is overdue counts as free everywhere, and whoever reserves sweeps it aside.
"""

from datetime import date as day
from datetime import datetime

from django.db import transaction

from backend.common import retries
from bookings import enums, models
from bookings.actions import steps
from points import actions as points

# Where an overdue booking goes.
_ENDS = {
    enums.State.OFFERED: enums.State.LAPSED,
    enums.State.TENTATIVE: enums.State.LAPSED,
    enums.State.APPROVED: enums.State.NO_SHOW,
}


def sweep(*, now: datetime, limit: int = 500) -> int:
    """This function will end what is overdue, each booking in a transaction of its own, and tell how many it ended."""
    found = models.Booking.objects.overdue(now).select_related("room").order_by("holds_until", "pk")[:limit]
    return sum(end_overdue(booking, now=now) for booking in found)


def sweep_room(room: models.Room, *, date: day, now: datetime) -> int:
    """This function will end what is overdue on a day in any room that shares a space with this one."""
    sharing = models.Room.objects.filter(room_spaces__space__room_spaces__room=room)
    found = models.Booking.objects.overdue(now).filter(room__in=sharing, date=date).select_related("room")
    return sum(end_overdue(booking, now=now) for booking in found.order_by("pk"))


@retries.on_conflict
@transaction.atomic
def end_overdue(booking: models.Booking, *, now: datetime) -> bool:
    """This function will end one booking if it is still overdue under its lock, and tell whether it did."""
    fresh = steps.locked(booking)
    if not fresh.is_live or fresh.holds_until is None or fresh.holds_until > now:
        return False
    ended = steps.step(fresh, _ENDS[enums.State(fresh.state)], by=None, now=now)
    if ended.state == enums.State.LAPSED:
        points.release_coupon(booking_code=ended.code, now=now, by=None)
    steps.announce(ended, ended.state, now=now)
    return True
