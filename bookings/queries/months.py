"""A month of one center: its days, in each its rooms, in each the periods with what they are."""

import calendar
from dataclasses import dataclass
from datetime import date as day
from datetime import datetime, timedelta
from itertools import groupby

from backend.common import errors
from bookings import models
from bookings.queries import availability, centers

# Further ahead no center opens its bookings.
MONTHS_AHEAD = 12


@dataclass(frozen=True)
class MonthDay:
    """One day with its rooms, each with its periods."""

    date: day
    rooms: tuple[availability.RoomDay, ...]
    is_today: bool


@dataclass(frozen=True)
class Month:
    """A month of a center; `shown` are the rooms that the days tell of, `previous` and `next` first days of months."""

    center: models.Center
    first: day
    rooms: tuple[models.Room, ...]
    shown: tuple[models.Room, ...]
    days: tuple[MonthDay, ...]
    previous: day | None
    next: day | None


def month(
    center: models.Center, *, first: day, now: datetime, today: day, user_class: str = "", room_code: str = ""
) -> Month:
    """This function will lay out a month of a center, or what is left of the present one. Three queries.

    With a room's code it tells of that room alone. Raises NotFound for a month that has passed or is too far ahead.
    """
    this = today.replace(day=1)
    ahead = (first.year - this.year) * 12 + first.month - this.month
    if not 0 <= ahead <= MONTHS_AHEAD:
        raise errors.NotFound
    rooms = tuple(centers.rooms_of(center))
    shown = tuple(room for room in rooms if not room_code or room.code == room_code)
    for room in shown:
        room.center = center
    last = first.replace(day=calendar.monthrange(first.year, first.month)[1])
    return Month(
        center,
        first,
        rooms,
        shown,
        _days(shown, _dates(max(first, today), last), today, now, user_class),
        _month_before(first) if ahead else None,
        last + timedelta(days=1) if ahead < MONTHS_AHEAD else None,
    )


def _month_before(first: day) -> day:
    return (first - timedelta(days=1)).replace(day=1)


def _dates(first: day, last: day) -> list[day]:
    return [first + timedelta(days=ahead) for ahead in range((last - first).days + 1)]


def _days(
    rooms: tuple[models.Room, ...], dates: list[day], today: day, now: datetime, user_class: str
) -> tuple[MonthDay, ...]:
    if not rooms:
        return ()
    found = sorted(availability.room_days(rooms, dates, now=now, user_class=user_class), key=lambda one: one.date)
    return tuple(MonthDay(date, tuple(ones), date == today) for date, ones in groupby(found, key=lambda one: one.date))
