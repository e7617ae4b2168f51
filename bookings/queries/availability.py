"""What is free, computed from live rows: the same holds that the exclusion constraint guards."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import connection
from django.db.models import Q, QuerySet

from backend.common import clock
from bookings import models
from bookings.queries import calendars, slots

_HOLDS = """
SELECT rs.room_id, lower(h.during), upper(h.during)
  FROM bookings_roomspace rs JOIN bookings_spacehold h ON h.space_id = rs.space_id
  JOIN bookings_booking b ON b.id = h.booking_id
 WHERE rs.room_id = ANY(%s) AND h.holds AND h.during && tstzrange(%s, %s)
   AND (b.holds_until IS NULL OR b.holds_until > %s) AND b.id <> ALL(%s)
"""


Slot = slots.Slot
# A search over more days than a month would show nobody more than they can read.
MOST_DAYS = 31


@dataclass(frozen=True, slots=True)
class RoomDay:
    """A room on a day; `room.center` is loaded."""

    room: models.Room
    date: date
    slots: tuple[Slot, ...]

    @property
    def has_free(self) -> bool:
        """This function will tell whether any period can be reserved now."""
        return any(slot.is_free for slot in self.slots)


@dataclass(frozen=True, slots=True)
class RoomWeek:
    """A room on several days."""

    room: models.Room
    days: tuple[RoomDay, ...]


@dataclass(frozen=True, slots=True)
class Week:
    """A center's rooms on several days that follow one another."""

    center: models.Center
    dates: tuple[date, ...]
    rooms: tuple[RoomWeek, ...]


def search(
    *,
    date: date,
    now: datetime,
    until: date | None = None,
    period_code: str = "",
    headcount: int | None = None,
    district_code: str = "",
    user_class: str = "",
) -> list[RoomDay]:
    """This function will give every room of every center that fits, with its periods on a day. Three queries.

    With `until` it gives every day up to that one, room by room. A room whose capacity is not known is not left out.
    With a period, only that one is told of.
    """
    rooms = models.Room.objects.filter(is_active=True).select_related("center__district")
    if headcount:
        rooms = rooms.filter(Q(capacity__gte=headcount) | Q(capacity=None))
    if district_code:
        rooms = rooms.filter(center__district__code=district_code)
    in_order = rooms.order_by("center__position", "center__name", "position", "name", "pk")
    found = room_days(in_order, _days(date, until or date), now=now, user_class=user_class)
    if not period_code:
        return [day for day in found if day.slots]
    return [_only(day, period_code) for day in found if any(slot.code == period_code for slot in day.slots)]


def _days(first: date, last: date) -> tuple[date, ...]:
    return tuple(first + timedelta(days=ahead) for ahead in range((last - first).days + 1))


def free_periods(center: models.Center, *, first: date, now: datetime, days: int = 7, user_class: str = "") -> Week:
    """This function will give a center's rooms with their periods from a date on. Three queries."""
    dates = _days(first, first + timedelta(days=days - 1))
    rooms = center.rooms.filter(is_active=True).order_by("position", "name", "pk")
    found: dict[models.Room, list[RoomDay]] = defaultdict(list)
    for day in room_days(_known_center(rooms, center), dates, now=now, user_class=user_class):
        found[day.room].append(day)
    return Week(center, dates, tuple(RoomWeek(room, tuple(its_days)) for room, its_days in found.items()))


def room_day(room: models.Room, *, date: date, now: datetime, user_class: str = "") -> RoomDay:
    """This function will give one room's periods on a day."""
    return room_days([room], [date], now=now, user_class=user_class)[0]


def room_days(
    rooms: Iterable[models.Room], dates: Sequence[date], *, now: datetime, user_class: str = ""
) -> list[RoomDay]:
    """This function will give the periods of rooms on days in order; two queries besides that of the rooms."""
    wanted, first, last = list(rooms), min(dates), max(dates)
    table = calendars.calendars({room.center_id for room in wanted}, first=first, last=last)
    held = slots.holds([room.pk for room in wanted], first=first, last=last, now=now)
    frames = slots.Frames(table, now.astimezone(clock.TOKYO), user_class)
    return [
        RoomDay(room, frame.date, frame.under(held.get(room.pk, slots.NOTHING_HELD), room))
        for room in wanted
        for frame in frames.of(room, dates)
    ]


def taken(
    room_ids: Collection[int], *, first: date, last: date, now: datetime, without: Collection[int] = ()
) -> defaultdict[int, list[tuple[datetime, datetime]]]:
    """This function will give when each room, or a part of it, is held on days, buffers included. One query.

    A hold that has ended by itself does not count, swept or not; nor does one of the bookings `without` (by id), which
    are to be moved.
    """
    found: defaultdict[int, list[tuple[datetime, datetime]]] = defaultdict(list)
    # A day more on both sides, for buffers that reach over midnight.
    begins = clock.start_of(first - timedelta(days=1))
    ends = clock.start_of(last + timedelta(days=2))
    with connection.cursor() as cursor:
        cursor.execute(_HOLDS, [list(room_ids), begins, ends, now, list(without)])
        for room_id, starts_at, ends_at in cursor.fetchall():
            found[room_id].append((starts_at, ends_at))
    return found


def kept(room: models.Room, starts_at: datetime, ends_at: datetime) -> tuple[datetime, datetime]:
    """This function will give what a use keeps from others: itself with the room's buffers."""
    return (
        starts_at - timedelta(minutes=room.setup_minutes),
        ends_at + timedelta(minutes=room.cleanup_minutes),
    )


def is_taken(
    room: models.Room, starts_at: datetime, ends_at: datetime, holds: Iterable[tuple[datetime, datetime]]
) -> bool:
    """This function will tell whether a use with its buffers meets one of the holds; intervals are half-open."""
    first, end = kept(room, starts_at, ends_at)
    return any(first < held_end and held_first < end for held_first, held_end in holds)


def _known_center(rooms: "QuerySet[models.Room]", center: models.Center) -> list[models.Room]:
    found = list(rooms)
    for room in found:
        room.center = center
    return found


def _only(day: RoomDay, period_code: str) -> RoomDay:
    return RoomDay(day.room, day.date, tuple(slot for slot in day.slots if slot.code == period_code))
