from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db import transaction

from backend.accounts import models as accounts
from backend.common import retries
from backend.portal.actions import _reserving
from bookings import models as room_models
from bookings.queries import wants
from volunteers import actions as volunteering
from volunteers import models as volunteers


@dataclass(frozen=True, slots=True)
class PlacedShift:
    """A time of a request, and what it would like of a center."""

    shift: volunteering.ShiftPlan
    want: wants.Want


@retries.on_conflict
def post_with_places(
    organisation: accounts.Organisation,
    *,
    plan: volunteering.RequestPlan,
    shifts: Sequence[PlacedShift],
    by: accounts.User,
    now: datetime,
    draft: bool = False,
) -> volunteers.Request:
    """This function will reserve rooms and equipment and post the request that needs them: all of it, or nothing.

    The booking's code stays with its shift, and the shift's with its loans. Raises as bookings.actions.reserve_room
    (refusals with alternatives), reserve_equipment and volunteers.actions.post_request; `data["number"]` of a refusal
    says which shift it is about, counted from 1.
    """
    wanted = [one.want for one in shifts]
    with transaction.atomic():
        bookings = _reserving.reserve_rooms(wanted, purpose=plan.title, by=by, now=now)
        plans = [_in_room(one.shift, booking) for one, booking in zip(shifts, bookings, strict=True)]
        made = volunteering.post_request(organisation, plan=plan, shifts=plans, by=by, now=now, draft=draft)
        written = list(made.shifts.order_by("pk"))
        _reserving.lend(written, wanted, bookings, purpose=plan.title, by=by, now=now)
    return made


def _in_room(shift: volunteering.ShiftPlan, booking: room_models.Booking | None) -> volunteering.ShiftPlan:
    if booking is None:
        return shift
    place, center_code = _reserving.name_of(booking), booking.center.code
    return replace(shift, place=place, center_code=center_code, booking_code=booking.code)


@retries.on_conflict
def repeat_with_places(
    request: volunteers.Request,
    *,
    plan: volunteering.RecurrencePlan,
    want: wants.Want,
    key: str,
    by: accounts.User,
    now: datetime,
    closed: Mapping[date, str],
) -> volunteers.Recurrence:
    """This function will make the ticked shifts of a rule, each with a room and equipment, or none of them.

    What the page with this `key` has made once, it gives back. Raises as volunteers.actions.repeat_shifts, and as
    post_with_places.
    """
    with transaction.atomic():
        volunteers.Request.objects.select_for_update(no_key=True).only("pk").get(pk=request.pk)
        made = request.recurrences.filter(key=key).first()
        if made is not None:
            return made
        made = volunteering.repeat_shifts(request, plan=plan, key=key, closed=closed, by=by, now=now)
        shifts = list(made.shifts.order_by("starts_at", "pk"))
        wanted = [want.at(shift.starts_at, shift.ends_at) for shift in shifts]
        bookings = _reserving.reserve_rooms(wanted, purpose=request.title, by=by, now=now)
        for shift, booking in zip(shifts, bookings, strict=True):
            _note_room(shift, booking)
        _reserving.lend(shifts, wanted, bookings, purpose=request.title, by=by, now=now)
    return made


def _note_room(shift: volunteers.Shift, booking: room_models.Booking | None) -> None:
    """This function will write the room of a shift that nobody has seen yet."""
    if booking is None:
        return
    shift.place, shift.center_code = _reserving.name_of(booking), booking.center.code
    shift.booking_code = booking.code
    shift.save(update_fields=["place", "center_code", "booking_code"])
