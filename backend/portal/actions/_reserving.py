"""Rooms and equipment for several times, in their order; a refusal says by `number` which of the times it is about."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from backend.accounts import models as accounts
from backend.common import errors
from bookings import actions as rooms
from bookings import models as room_models
from bookings.queries import covering, wants
from volunteers import models as volunteers


def reserve_rooms(
    wanted: Sequence[wants.Want], *, purpose: str, by: accounts.User, now: datetime
) -> list[room_models.Booking | None]:
    """This function will reserve the room of each time that wants one; None stands where none is wanted."""
    wishes = {}
    for place, want in enumerate(wanted):
        with _numbered(place):
            periods = covering.periods_of(want.room, want.starts_at, want.ends_at) if want.room else ()
            wish = want.wish(by, periods)
        if wish is not None:
            wishes[place] = wish
    places = list(wishes)
    try:
        made = rooms.reserve_rooms(list(wishes.values()), purpose=purpose, by=by, now=now) if wishes else []
    except errors.DomainError as refusal:
        if "place" in refusal.data:
            refusal.data["number"] = places[refusal.data["place"]] + 1
        raise
    by_place = dict(zip(places, made, strict=True))
    return [by_place.get(place) for place in range(len(wanted))]


def lend(
    shifts: Sequence[volunteers.Shift],
    wanted: Sequence[wants.Want],
    bookings: Sequence[room_models.Booking | None],
    *,
    purpose: str,
    by: accounts.User,
    now: datetime,
) -> list[room_models.Loan]:
    """This function will reserve the equipment of each shift, with its room where it goes with one."""
    made = []
    for place, (shift, want, booking) in enumerate(zip(shifts, wanted, bookings, strict=True)):
        for pieces in want.pieces:
            with_room = booking if booking and wants.goes_with_room(pieces.equipment, booking.room) else None
            plan = rooms.LoanPlan(
                equipment=pieces.equipment,
                pieces=pieces.count,
                starts_at=want.starts_at,
                ends_at=want.ends_at,
                purpose=purpose,
                booking=with_room,
                group=want.group,
                shift_code=shift.code,
            )
            with _numbered(place):
                made.append(rooms.reserve_equipment(plan, by=by, now=now))
    return made


@contextmanager
def _numbered(place: int) -> Iterator[None]:
    try:
        yield
    except errors.DomainError as refusal:
        refusal.data["number"] = place + 1
        raise


def name_of(booking: room_models.Booking) -> str:
    """This function will name a room with its center, as the place of an activity."""
    return f"{booking.center.name}　{booking.room.name}"
