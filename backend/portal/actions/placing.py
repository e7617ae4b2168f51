from datetime import datetime

from django.db import transaction

from backend.accounts import models as accounts
from backend.common import errors, retries
from backend.portal import errors as refusals
from backend.portal.actions import _reserving
from bookings import actions as rooms
from bookings import models as room_models
from bookings import permissions as room_permissions
from bookings.queries import bookings, wants
from volunteers import actions as volunteering
from volunteers import models as volunteers


@retries.on_conflict
def reserve_for_shift(
    shift: volunteers.Shift, *, want: wants.Want, by: accounts.User, now: datetime, renames: bool = True
) -> volunteers.Shift:
    """This function will reserve a room, equipment or both for a shift that stands already: all of it, or nothing.

    With `renames` the shift takes place in the room from now on, and those who joined are told and asked. Raises
    NothingWanted, RoomStands, ShiftCalledOff, ShiftStarted, and as bookings.actions.reserve_room and reserve_equipment.
    """
    if want.is_empty:
        raise refusals.NothingWanted
    with transaction.atomic():
        current = volunteering.hold_shift(shift, now=now)
        wanted = want.at(current.starts_at, current.ends_at)
        standing = room_of(current)
        if standing is not None and wanted.room is not None:
            raise refusals.RoomStands(room=_reserving.name_of(standing))
        purpose = current.request.title
        (made,) = _reserving.reserve_rooms([wanted], purpose=purpose, by=by, now=now)
        if made is not None:
            current = _placed(current, made, renames=renames, by=by, now=now)
        _reserving.lend([current], [wanted], [made or standing], purpose=purpose, by=by, now=now)
    return current


def _placed(
    shift: volunteers.Shift, booking: room_models.Booking, *, renames: bool, by: accounts.User, now: datetime
) -> volunteers.Shift:
    return volunteering.place_shift(
        shift,
        place=_reserving.name_of(booking) if renames else "",
        center_code=booking.center.code,
        booking_code=booking.code,
        by=by,
        now=now,
    )


def room_of(shift: volunteers.Shift) -> room_models.Booking | None:
    """This function will give the booking of a shift's room, while it holds the room."""
    if not shift.booking_code:
        return None
    booking = bookings.booking(shift.booking_code)
    return booking if booking.is_live else None


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
