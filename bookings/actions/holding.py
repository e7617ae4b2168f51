"""Holding the leaf spaces of a room: the hot path of every reservation, in two plain statements."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from django.db import connection

from backend.accounts import models as accounts
from backend.common import clock
from bookings import enums, models, rules

_LOCK = """
SELECT s.id FROM bookings_space s JOIN bookings_roomspace rs ON rs.space_id = s.id
 WHERE rs.room_id = %s ORDER BY s.id FOR NO KEY UPDATE OF s
"""
# The rooms' own spaces with all that hang together with them by joined rooms: 和室A, 和室B and 和室A+B are one.
_LOCK_ALL = """
WITH RECURSIVE beside AS (
    SELECT space_id FROM bookings_roomspace WHERE room_id = ANY(%s)
    UNION
    SELECT other.space_id FROM beside JOIN bookings_roomspace own ON own.space_id = beside.space_id
      JOIN bookings_roomspace other ON other.room_id = own.room_id
)
SELECT id FROM bookings_space WHERE id IN (SELECT space_id FROM beside) ORDER BY id FOR NO KEY UPDATE
"""
_HOLD_ALL = """
INSERT INTO bookings_spacehold (booking_id, space_id, during, holds)
SELECT b.id, rs.space_id, b.during, true
  FROM bookings_booking b JOIN bookings_roomspace rs ON rs.room_id = b.room_id
 WHERE b.id = ANY(%s) ORDER BY b.id, rs.space_id
"""
_ROOMS_BESIDE = """
WITH RECURSIVE beside AS (
    SELECT %s::bigint AS room_id
    UNION
    SELECT other.room_id FROM beside JOIN bookings_roomspace own ON own.room_id = beside.room_id
      JOIN bookings_roomspace other ON other.space_id = own.space_id
)
SELECT room_id FROM beside
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


def lock_spaces(room_ids: Collection[int]) -> None:
    """This function will lock the leaf spaces of rooms, and of all rooms that hang together with them, in id order.

    Whoever frees a room needs these: the next in line may wait for a larger room of which it is a part.
    """
    with connection.cursor() as cursor:
        cursor.execute(_LOCK_ALL, [list(room_ids)])


def hold_all(bookings: Iterable[models.Booking]) -> None:
    """This function will hold the spaces of each of several saved bookings, in one statement."""
    with connection.cursor() as cursor:
        cursor.execute(_HOLD_ALL, [[booking.pk for booking in bookings]])


def rooms_beside(room: models.Room) -> list[int]:
    """This function will give the ids of a room and of all rooms that hang together with it."""
    with connection.cursor() as cursor:
        cursor.execute(_ROOMS_BESIDE, [room.pk])
        return [found for (found,) in cursor.fetchall()]


def hold(booking: models.Booking, spaces: list[int], *, by: accounts.User | None, now: datetime) -> None:
    """This function will hold the spaces for a new booking and write the first line of its history."""
    facts = {
        "booking": booking.pk,
        "during": booking.during,
        "spaces": spaces,
        "state": booking.state,
        "at": now,
        "by": by.pk if by else None,
    }
    with connection.cursor() as cursor:
        cursor.execute(_HOLD, facts)


def report_due(booking: models.Booking, in_force: rules.Rules) -> datetime | None:
    """This function will give by when the report of a booking is due, or None where the rules ask for none."""
    due = rules.first_due(
        in_force,
        "report",
        use=booking.date,
        periods=tuple(booking.period_codes),
        booked=clock.date_of(booking.created_at),
        zone=clock.TOKYO,
    )
    return due[0] if due else None


def ends_by_itself(booking: models.Booking, in_force: rules.Rules) -> datetime | None:
    """This function will give when a tentative or approved booking stops holding its room unless a step comes first.

    A tentative one at the deadline of its form, where the rules say that it lapses; an approved one as long after its
    beginning as the rules leave it unclaimed.
    """
    if booking.state == enums.State.TENTATIVE:
        due = rules.first_due(
            in_force,
            "form",
            use=booking.date,
            periods=tuple(booking.period_codes),
            booked=clock.date_of(booking.created_at),
            zone=clock.TOKYO,
        )
        return due[0] if due and due[1].lapses else None
    release = in_force.check_in.released_after_minutes if in_force.check_in else None
    if booking.state == enums.State.APPROVED and release is not None:
        return booking.starts_at + timedelta(minutes=release)
    return None
