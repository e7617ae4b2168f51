"""What is free, computed from live rows: the same holds that the exclusion constraint guards."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import connection
from django.db.models import Q, QuerySet

from backend.common import clock
from bookings import enums, models, rules
from bookings.queries import calendars

_HOLDS = """
SELECT rs.room_id, lower(h.during), upper(h.during)
  FROM bookings_roomspace rs JOIN bookings_spacehold h ON h.space_id = rs.space_id
  JOIN bookings_booking b ON b.id = h.booking_id
 WHERE rs.room_id = ANY(%s) AND h.holds AND h.during && tstzrange(%s, %s)
   AND (b.holds_until IS NULL OR b.holds_until > %s) AND b.id <> ALL(%s)
"""


@dataclass(frozen=True, slots=True)
class Slot:
    """One period of one room on one day. `opens_at` comes with NOT_OPEN_YET, `reason` with CLOSED."""

    code: str
    name: str
    starts: time
    ends: time
    status: enums.Status
    opens_at: datetime | None = None
    reason: str = ""

    @property
    def is_free(self) -> bool:
        """This function will tell whether the period can be reserved now."""
        return self.status == enums.Status.FREE


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
    period_code: str = "",
    headcount: int | None = None,
    district_code: str = "",
    user_class: str = "",
) -> list[RoomDay]:
    """This function will give every room of every center that fits, with its periods on a day. Three queries.

    A room whose capacity is not known is not left out. With a period, only that one is told of.
    """
    rooms = models.Room.objects.filter(is_active=True).select_related("center__district")
    if headcount:
        rooms = rooms.filter(Q(capacity__gte=headcount) | Q(capacity=None))
    if district_code:
        rooms = rooms.filter(center__district__code=district_code)
    in_order = rooms.order_by("center__position", "center__name", "position", "name", "pk")
    found = room_days(in_order, [date], now=now, user_class=user_class)
    if not period_code:
        return [day for day in found if day.slots]
    return [_only(day, period_code) for day in found if any(slot.code == period_code for slot in day.slots)]


def free_periods(center: models.Center, *, first: date, now: datetime, days: int = 7, user_class: str = "") -> Week:
    """This function will give a center's rooms with their periods from a date on. Three queries."""
    dates = tuple(first + timedelta(days=ahead) for ahead in range(days))
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
    wanted = list(rooms)
    table = calendars.calendars({room.center_id for room in wanted}, first=min(dates), last=max(dates))
    holds = taken([room.pk for room in wanted], first=min(dates), last=max(dates), now=now)
    local = now.astimezone(clock.TOKYO)
    return [
        RoomDay(room, day, _slots(room, day, table[room.center_id], holds[room.pk], local, user_class))
        for room in wanted
        for day in dates
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


def _slots(
    room: models.Room,
    day: date,
    calendar: calendars.Calendar,
    holds: list[tuple[datetime, datetime]],
    now: datetime,
    user_class: str,
) -> tuple[Slot, ...]:
    periods = calendar.periods(room, day)
    if closed := calendar.closed(room, day):
        return tuple(Slot(p.code, p.name, p.starts, p.ends, enums.Status.CLOSED, reason=closed.reason) for p in periods)
    in_force = calendar.rules(room, day)
    opens = rules.opens_at(in_force, user_class, day, clock.TOKYO)
    return tuple(_slot(room, day, period, holds, now, in_force, opens) for period in periods)


def _slot(
    room: models.Room,
    day: date,
    period: calendars.PeriodTime,
    holds: list[tuple[datetime, datetime]],
    now: datetime,
    in_force: rules.Rules,
    opens: datetime | None,
) -> Slot:
    starts_at, ends_at = clock.at(day, period.starts), clock.at(day, period.ends)
    status = enums.Status.FREE
    if starts_at <= now:
        status = enums.Status.PAST
    elif holds and is_taken(room, starts_at, ends_at, holds):
        status = enums.Status.TAKEN
    elif opens and now < opens:
        return Slot(period.code, period.name, period.starts, period.ends, enums.Status.NOT_OPEN_YET, opens_at=opens)
    elif _is_too_late(in_force, day, period.code, now):
        status = enums.Status.TOO_LATE
    return Slot(period.code, period.name, period.starts, period.ends, status)


def _is_too_late(in_force: rules.Rules, day: date, period_code: str, now: datetime) -> bool:
    closing = rules.closes(in_force, use=day, periods=(period_code,), zone=clock.TOKYO)
    return closing is not None and closing[0] <= now
