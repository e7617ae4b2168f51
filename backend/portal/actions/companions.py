from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from backend.accounts import models as accounts
from backend.portal import errors as refusals
from backend.portal.actions import _reserving, placing
from bookings import actions as rooms
from bookings.queries import equipment
from volunteers import models as volunteers


@dataclass(frozen=True)
class Places:
    """Rooms and equipment that were reserved for shifts; volunteers.actions.companions asks here."""

    def ended(self, shifts: Sequence[volunteers.Shift], *, by: accounts.User, reason: str, now: datetime) -> None:
        """This function will end the loans of shifts that were called off.

        What becomes of a room is asked next: the organisation may want it for something else.
        """
        rooms.end_loans_of_shifts([shift.code for shift in shifts], by=by, now=now, reason=reason)

    def removed(self, shifts: Sequence[volunteers.Shift], *, by: accounts.User, now: datetime) -> None:
        """This function will give rooms and equipment back of shifts that are taken out of a draft.

        Raises TooLateToCancel, as nobody could find the booking from the shift any more.
        """
        reason = "募集の下書きから、この回を外したため"
        for shift in shifts:
            booking = placing.room_of(shift)
            if booking is not None:
                rooms.cancel_booking(booking, by=by, now=now, reason=reason)
        rooms.end_loans_of_shifts([shift.code for shift in shifts], by=by, now=now, reason=reason)

    def moved(self, shift: volunteers.Shift, *, by: accounts.User, now: datetime) -> None:
        """This function will take the loans of a moved shift along; raises ShiftOutsideRoom and EquipmentShort."""
        booking = placing.room_of(shift)
        if booking and not (booking.starts_at <= shift.starts_at and shift.ends_at <= booking.ends_at):
            span = equipment.span_text(booking.starts_at, booking.ends_at)
            raise refusals.ShiftOutsideRoom(room=_reserving.name_of(booking), span=span)
        for loan in equipment.of_shifts([shift.code]):
            if loan.is_reserved:
                rooms.move_loan(loan, starts_at=shift.starts_at, ends_at=shift.ends_at, by=by, now=now)


PLACES = Places()
