"""Holds that have ended by themselves: an unanswered offer, a form that never came, a room that nobody claimed.

Nothing waits for the sweep: what is overdue counts as free everywhere, and whoever reserves sweeps it aside.
"""

import logging
from collections.abc import Iterable
from datetime import date as day
from datetime import datetime
from typing import Protocol

from django.db import DatabaseError, transaction

from backend.common import errors as common
from backend.common import retries
from bookings import enums, models, rules
from bookings.actions import steps

logger = logging.getLogger(__name__)


class OneStep(Protocol):
    """What is done to one booking in a transaction of its own; it tells whether there was anything to do."""

    def __call__(self, booking: models.Booking, *, now: datetime) -> bool:
        """This function will do it."""
        ...


def sweep(*, now: datetime, limit: int = 500) -> int:
    """This function will end what is overdue, each booking in a transaction of its own, and tell how many it ended."""
    found = models.Booking.objects.overdue(now).select_related("room").order_by("holds_until", "pk")[:limit]
    return for_each(found, end_overdue, now=now)


def sweep_room(room: models.Room, *, date: day, now: datetime) -> int:
    """This function will end what is overdue on a day in any room that shares a space with this one."""
    sharing = models.Room.objects.filter(room_spaces__space__room_spaces__room=room)
    found = models.Booking.objects.overdue(now).filter(room__in=sharing, date=date).select_related("room")
    return for_each(found.order_by("pk"), end_overdue, now=now)


def for_each(bookings: Iterable[models.Booking], step: OneStep, *, now: datetime) -> int:
    """This function will take one step with each booking and count those taken; one that fails stops no other.

    What failed is logged and comes again with the next sweep.
    """
    return sum(_isolated(booking, step, now) for booking in bookings)


def _isolated(booking: models.Booking, step: OneStep, now: datetime) -> bool:
    try:
        return step(booking, now=now)
    except (common.DomainError, DatabaseError, rules.InvalidRules):
        logger.exception("The sweep left %s as it is", booking.code)
        return False


@retries.on_conflict
@transaction.atomic
def end_overdue(booking: models.Booking, *, now: datetime) -> bool:
    """This function will end one booking if it is still overdue under its lock, and tell whether it did."""
    fresh = steps.locked(booking)
    if not fresh.is_live or fresh.holds_until is None or fresh.holds_until > now:
        return False
    ended = steps.step(fresh, enums.State(rules.ends_as(fresh.state)), by=None, now=now)
    steps.wind_up(ended, now=now)
    return True
