"""What needs two apps at once: a request for help with the room in which it takes place.

Locks are taken in the order of bookings, then in that of volunteers; nothing of volunteers is locked before a room.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from backend.accounts import models as accounts
from backend.common import errors, retries
from bookings import actions as rooms
from bookings import models as room_models
from bookings import permissions as room_permissions
from bookings.queries import bookings
from volunteers import actions as volunteering
from volunteers import models as volunteers


@dataclass(frozen=True, slots=True)
class RoomPlan:
    """The room of a shift: which, when, for how many, and what the activity in it is."""

    room: room_models.Room
    day: date
    periods: Sequence[str]
    headcount: int
    starts_at: datetime
    ends_at: datetime
    capacity: int
    minimum: int = 1
    reserve: int = 0
    group: accounts.Group | None = None


@retries.on_conflict
def post_with_room(
    organisation: accounts.Organisation,
    *,
    plan: volunteering.RequestPlan,
    room: RoomPlan,
    by: accounts.User,
    now: datetime,
    draft: bool = False,
) -> volunteers.Request:
    """This function will reserve a room and post the request that takes place in it: both, or neither.

    The booking's code stays with the shift. Raises as bookings.actions.reserve_room (refusals with alternatives) and
    volunteers.actions.post_request.
    """
    with transaction.atomic():
        booking = rooms.reserve_room(
            room.room,
            date=room.day,
            periods=room.periods,
            by=by,
            headcount=room.headcount,
            purpose=plan.title,
            for_group=room.group,
            now=now,
        )
        shift = _shift(room, booking)
        return volunteering.post_request(organisation, plan=plan, shifts=[shift], by=by, now=now, draft=draft)


def _shift(room: RoomPlan, booking: room_models.Booking) -> volunteering.ShiftPlan:
    return volunteering.ShiftPlan(
        starts_at=room.starts_at,
        ends_at=room.ends_at,
        place=f"{room.room.center.name}　{room.room.name}",
        capacity=room.capacity,
        minimum=room.minimum,
        reserve=room.reserve,
        center_code=room.room.center.code,
        booking_code=booking.code,
    )


@retries.on_conflict
def cancel_room(shift: volunteers.Shift, *, by: accounts.User, now: datetime) -> room_models.Booking:
    """This function will cancel the room of a shift that was called off.

    Raises NotFound where no room goes with it, NotAllowed, TooLateToCancel and StepNotAllowed.
    """
    if not shift.booking_code or not shift.is_called_off:
        raise errors.NotFound
    booking = bookings.booking(shift.booking_code)
    if not room_permissions.may_cancel(by, booking):
        raise errors.NotAllowed
    return rooms.cancel_booking(booking, by=by, now=now, reason=shift.call_off_reason)
