"""Holding the leaf spaces of a room: the hot path of every reservation, in two plain statements."""

from datetime import datetime

from django.db import connection

from backend.accounts import models as accounts
from bookings import models

_LOCK = """
SELECT s.id FROM bookings_space s JOIN bookings_roomspace rs ON rs.space_id = s.id
 WHERE rs.room_id = %s ORDER BY s.id FOR NO KEY UPDATE OF s
"""
_HOLD = """
WITH held AS (
    INSERT INTO bookings_spacehold (booking_id, space_id, during, holds)
    SELECT %(booking)s, space, %(during)s, true FROM unnest(%(spaces)s::bigint[]) AS space
)
INSERT INTO bookings_bookingstatechange (booking_id, from_state, to_state, at, by_id, reason)
VALUES (%(booking)s, '', %(state)s, %(at)s, %(by)s, '')
"""


def locked_spaces(room: models.Room) -> list[int]:
    """This function will lock the leaf spaces in id order, so that rivals wait in line instead of in a deadlock."""
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, [room.pk])
        return [space for (space,) in cursor.fetchall()]


def hold(booking: models.Booking, spaces: list[int], *, by: accounts.User, now: datetime) -> None:
    """This function will hold the spaces for a new booking and write the first line of its history."""
    facts = {
        "booking": booking.pk,
        "during": booking.during,
        "spaces": spaces,
        "state": booking.state,
        "at": now,
        "by": by.pk,
    }
    with connection.cursor() as cursor:
        cursor.execute(_HOLD, facts)
