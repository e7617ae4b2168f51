"""The periods of rooms on days, for many rooms and days at once.

A search over a month asks for thousands of periods. Rooms of a center with the same periods, closures and rules share
the frame of a day: its periods with what they are as long as nobody holds them, worked out once within one call. A
frame that nothing touches is the answer itself, so no object is made for each period. Nothing is kept beyond a call.
"""

import bisect
import itertools
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta

from django.db import connection

from backend.common import clock
from bookings import enums, models, rules
from bookings.queries import calendars

# Whole seconds in two arrays for each room: reading thousands of instants with time zones would cost more than all the
# rest of a search.
_HOLDS = """
SELECT rs.room_id,
       json_agg(floor(extract(epoch FROM lower(h.during)))::bigint ORDER BY lower(h.during))::text,
       json_agg(ceil(extract(epoch FROM upper(h.during)))::bigint ORDER BY lower(h.during))::text
  FROM bookings_roomspace rs JOIN bookings_spacehold h ON h.space_id = rs.space_id
  JOIN bookings_booking b ON b.id = h.booking_id
 WHERE rs.room_id = ANY(%s) AND h.holds AND h.during && tstzrange(%s, %s)
   AND (b.holds_until IS NULL OR b.holds_until > %s)
 GROUP BY rs.room_id
"""


@dataclass(frozen=True, slots=True)
class Slot:
    """One period of one room on one day. `opens_at` comes with NOT_OPEN_YET, `reason` with CLOSED.

    `may_wait` tells whether one can stand in line for it once it is taken.
    """

    code: str
    name: str
    starts: time
    ends: time
    status: enums.Status
    opens_at: datetime | None = None
    reason: str = ""
    may_wait: bool = False

    @property
    def is_free(self) -> bool:
        """This function will tell whether the period can be reserved now."""
        return self.status == enums.Status.FREE

    @property
    def can_wait(self) -> bool:
        """This function will tell whether one can stand in line for the period now, because somebody has it."""
        return self.status == enums.Status.TAKEN and self.may_wait


@dataclass(frozen=True, slots=True)
class Holds:
    """When a room, or a part of it, is held, in seconds: the beginnings in order, and the latest end up to each."""

    starts: Sequence[int] = ()
    ends: Sequence[int] = ()

    def meet(self, first: int, end: int) -> bool:
        """This function will tell whether anything is held between two instants; both are half-open."""
        before = bisect.bisect_left(self.starts, end)
        return before > 0 and self.ends[before - 1] > first


NOTHING_HELD = Holds()


def holds(room_ids: Collection[int], *, first: date, last: date, now: datetime) -> dict[int, Holds]:
    """This function will give when rooms, or parts of them, are held on days, buffers included. One query.

    A hold that has ended by itself does not count, swept or not.
    """
    # A day more on both sides, for buffers that reach over midnight.
    begins, ends = clock.start_of(first - timedelta(days=1)), clock.start_of(last + timedelta(days=2))
    with connection.cursor() as cursor:
        cursor.execute(_HOLDS, [list(room_ids), begins, ends, now])
        return {room_id: _read(*lists) for room_id, *lists in cursor.fetchall()}


def _read(starts: str, ends: str) -> Holds:
    return Holds(json.loads(starts), list(itertools.accumulate(json.loads(ends), max)))


@dataclass(frozen=True, slots=True)
class Frame:
    """A day as it is while nobody holds it; `spans` are the periods that a hold can take, as (place, first, end)."""

    date: date
    free: tuple[Slot, ...]
    spans: tuple[tuple[int, int, int], ...]
    _known: dict[tuple[int, ...], tuple[Slot, ...]] = field(default_factory=dict)

    def under(self, held: Holds, room: models.Room) -> tuple[Slot, ...]:
        """This function will give the periods of a room whose holds are these."""
        if not self.spans:
            return self.free
        before, after = room.setup_minutes * 60, room.cleanup_minutes * 60
        if not held.meet(self.spans[0][1] - before, self.spans[-1][2] + after):
            return self.free
        return self._with(tuple([place for place, first, end in self.spans if held.meet(first - before, end + after)]))

    def _with(self, places: tuple[int, ...]) -> tuple[Slot, ...]:
        known = self._known.get(places)
        if known is None:
            taken = enums.Status.TAKEN
            known = tuple(
                replace(slot, status=taken, opens_at=None) if place in places else slot
                for place, slot in enumerate(self.free)
            )
            self._known[places] = known
        return known


class Frames:
    """The frames of centers in one call. `now` is in Tokyo time."""

    def __init__(self, table: Mapping[int, calendars.Calendar], now: datetime, user_class: str) -> None:
        self._table = table
        self._now = now
        self._seconds = now.timestamp()
        self._user_class = user_class
        self._frames: dict[tuple[int, int | None], list[Frame]] = {}
        self._timing: dict[tuple[int, date, str], tuple[datetime | None, bool]] = {}
        self._rules: list[rules.Rules] = []
        self._instants: dict[tuple[date, time], int] = {}

    def of(self, room: models.Room, dates: Sequence[date]) -> list[Frame]:
        """This function will give the frames of a room on days; rooms without anything of their own share them."""
        calendar = self._table[room.center_id]
        key = (room.center_id, room.pk if calendar.is_particular(room) else None)
        if key not in self._frames:
            self._frames[key] = [self._frame(calendar, room, day) for day in dates]
        return self._frames[key]

    def _frame(self, calendar: calendars.Calendar, room: models.Room, day: date) -> Frame:
        periods = calendar.periods(room, day)
        if closed := calendar.closed(room, day):
            shut = (Slot(p.code, p.name, p.starts, p.ends, enums.Status.CLOSED, reason=closed.reason) for p in periods)
            return Frame(day, tuple(shut), ())
        in_force = calendar.rules(room, day)
        slots = tuple(self._slot(in_force, day, period) for period in periods)
        spans = (
            (place, self._instant(day, slot.starts), self._instant(day, slot.ends))
            for place, slot in enumerate(slots)
            if slot.status != enums.Status.PAST
        )
        return Frame(day, slots, tuple(spans))

    def _slot(self, in_force: rules.Rules, day: date, period: calendars.PeriodTime) -> Slot:
        code, name, starts, ends = period.code, period.name, period.starts, period.ends
        if self._instant(day, starts) <= self._seconds:
            return Slot(code, name, starts, ends, enums.Status.PAST)
        opens_at, is_late = self._timing_of(in_force, day, code)
        if opens_at:
            return Slot(code, name, starts, ends, enums.Status.NOT_OPEN_YET, opens_at)
        if is_late:
            return Slot(code, name, starts, ends, enums.Status.TOO_LATE)
        line = in_force.waiting_list
        in_time = line is not None and self._seconds < self._instant(day, starts) - line.stops_hours * 3600
        may_wait = line is not None and line.is_open and in_time
        return Slot(code, name, starts, ends, enums.Status.FREE, may_wait=may_wait)

    def _timing_of(self, in_force: rules.Rules, day: date, code: str) -> tuple[datetime | None, bool]:
        """When a period opens, if that is still to come, and whether it is too late for it."""
        by_period = any(deadline.periods for deadline in in_force.deadlines.values())
        key = (id(in_force), day, code if by_period else "")
        if key not in self._timing:
            # Kept, so that no other rules get the same id within the call.
            self._rules.append(in_force)
            opens = rules.opens_at(in_force, self._user_class, day, clock.TOKYO)
            closing = rules.closes(in_force, use=day, periods=(code,), zone=clock.TOKYO)
            self._timing[key] = (
                opens if opens and self._now < opens else None,
                closing is not None and closing[0] <= self._now,
            )
        return self._timing[key]

    def _instant(self, day: date, of_day: time) -> int:
        key = (day, of_day)
        if key not in self._instants:
            self._instants[key] = int(clock.at(day, of_day).timestamp())
        return self._instants[key]
