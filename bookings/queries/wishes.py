"""A wish for a room, the facts that usage rules ask of it, and what else would do."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Case, F, IntegerField, Q, Value, When
from django.db.models.functions import Abs

from backend.accounts import models as accounts
from backend.common import clock
from bookings import enums, models, rules
from bookings.queries import availability, calendars, switches

Uses = Mapping[int, list[rules.Use]]
# How many other centers are looked at for alternatives, nearest first.
NEIGHBOURS = 5
FORGIVEN_AT_THE_COUNTER = frozenset({"past", "too_late"})


@dataclass(frozen=True, kw_only=True)
class Wish:
    """Who would like which room when, for how many and what.

    With `by_desk` the desk answers for the person; with `walk_in` they stand at the counter and begin today.
    `public_class` is the class of users for which the city reserves (公用).
    """

    room: models.Room
    date: date
    periods: tuple[str, ...]
    headcount: int
    activity: str = ""
    person: accounts.User | None = None
    group: accounts.Group | None = None
    with_guardian: bool = False
    by_desk: bool = False
    walk_in: bool = False
    public_class: str = ""

    @property
    def user_class(self) -> str:
        """This function will give the class that the wish comes from: of public use, else the group's on that day."""
        return self.public_class or (self.group.class_on(self.date) if self.group else "")


def public_class_of(booking: models.Booking) -> str:
    """This function will give the class of a booking for public use, or an empty text: any other class is a group's."""
    return "" if booking.group_id else booking.user_class


@dataclass(frozen=True, slots=True)
class Alternative:
    """Something free that the same person could have instead: `kind` tells what differs (room, period, center)."""

    kind: str
    room: models.Room
    stretch: calendars.Stretch

    def as_data(self) -> dict[str, Any]:
        """This function will give the JSON form."""
        starts, ends = self.stretch.starts_at, self.stretch.ends_at
        return {
            "kind": self.kind,
            "room_code": self.room.code,
            "room_name": self.room.name,
            "center_code": self.room.center.code,
            "center_name": self.room.center.name,
            "date": self.stretch.date.isoformat(),
            "day_text": rules.date_text(self.stretch.date),
            "periods": list(self.stretch.codes),
            "periods_text": self.stretch.text,
            "starts": f"{starts:%H:%M}",
            "ends": f"{ends:%H:%M}",
        }


def broken(wish: Wish, in_force: rules.Rules, asked: rules.Facts) -> list[rules.Broken]:
    """This function will give every usage rule that a wish breaks.

    Who stands at the counter hands the form in there and may begin in the middle of a period; every other rule holds.
    """
    found = rules.broken(in_force, asked)
    if not wish.walk_in or asked.ends_at <= asked.now:
        return found
    return [rule for rule in found if rule.code not in FORGIVEN_AT_THE_COUNTER]


def facts(
    wish: Wish,
    room: models.Room,
    stretch: calendars.Stretch,
    calendar: calendars.Calendar,
    *,
    uses: Iterable[rules.Use],
    now: datetime,
) -> rules.Facts:
    """This function will gather what the usage rules ask of a wish, for its own room or for another one."""
    person = wish.person
    return rules.Facts(
        now=now.astimezone(clock.TOKYO),
        use=stretch.date,
        starts_at=stretch.starts_at,
        ends_at=stretch.ends_at,
        periods=stretch.codes,
        room_code=room.code,
        headcount=wish.headcount,
        capacity=room.capacity,
        activity=wish.activity,
        user_class=wish.user_class,
        ties=_ties(person),
        born=person.date_of_birth if person else None,
        with_guardian=wish.with_guardian,
        desk_has_looked=wish.by_desk,
        closed=calendar.closed(room, stretch.date),
        uses=tuple(uses),
    )


def _ties(person: accounts.User | None) -> frozenset[str]:
    if person is None:
        return frozenset()
    ties = {"lives": person.lives_in_city, "works": person.works_in_city, "studies": person.studies_in_city}
    return frozenset(tie for tie, holds in ties.items() if holds)


def other_uses(wish: Wish, *, now: datetime, without: Collection[int] = ()) -> Uses:
    """This function will give the live bookings that count towards the caps of a wish, by the id of their center.

    The bookings `without` (by id) are those that are to be moved, which do not count against themselves.
    """
    found: defaultdict[int, list[rules.Use]] = defaultdict(list)
    if wish.person is None and wish.group is None:
        return found
    held = models.Booking.objects.holding_at(now).exclude(state=enums.State.OFFERED)
    counted = held.counted_for(wish.person, wish.group).exclude(pk__in=without)
    first = min(rules.first_counted(wish.date), clock.date_of(now))
    rows = counted.filter(date__gte=first).values_list("center_id", "date", "room__code", "starts_at")
    for center_id, day, room_code, starts_at in rows:
        found[center_id].append(rules.Use(date=day, room_code=room_code, starts_at=starts_at))
    return found


def alternatives(wish: Wish, *, now: datetime, limit: int = 6) -> list[Alternative]:
    """This function will give what is free, allowed and nearest instead, live, in four queries.

    Other rooms of the center at the same time, other periods of the room on the day, then rooms of the nearest centers
    at the same time.
    """
    rooms = list(candidates(wish, now))
    table = calendars.calendars({room.center_id for room in rooms}, first=wish.date, last=wish.date)
    holds = availability.taken([room.pk for room in rooms], first=wish.date, last=wish.date, now=now)
    uses = other_uses(wish, now=now)

    def would_do(room: models.Room, stretch: calendars.Stretch) -> bool:
        calendar = table[room.center_id]
        asked = facts(wish, room, stretch, calendar, uses=uses.get(room.center_id, ()), now=now)
        return not availability.is_taken(room, stretch.starts_at, stretch.ends_at, holds[room.pk]) and not broken(
            wish, calendar.rules(room, wish.date), asked
        )

    return _fairly_chosen(_possible(wish, rooms, table, would_do), limit)


def candidates(wish: Wish, now: datetime) -> Iterable[models.Room]:
    """This function will list the rooms that could do instead: of the same center, and of those near by."""
    modes = [enums.BookingMode.EVERYONE, *([enums.BookingMode.GROUPS] if wish.group else [])]
    center = wish.room.center
    neighbours = (
        switches.in_mode(models.Center.objects.filter(municipality_id=center.municipality_id), modes, now=now)
        .exclude(pk=center.pk)
        .order_by(*_by_distance(center), "position", "pk")
        .values("pk")[:NEIGHBOURS]
    )
    admits = center.switches_at(now).admits(for_group=wish.group is not None, by_desk=wish.by_desk)
    here = Q(center=center) if admits else Q(pk__in=[])
    # Nearest first: own center, then by distance; within a center the smallest room that is large enough.
    return (
        models.Room.objects.filter(here | Q(center__in=neighbours), is_active=True)
        .filter(Q(capacity__gte=wish.headcount) | Q(capacity=None))
        .select_related("center")
        .order_by(
            Case(When(center=center, then=Value(0)), default=Value(1), output_field=IntegerField()),
            *_by_distance(center, "center__"),
            "center__position",
            "center_id",
            F("capacity").asc(nulls_last=True),
            "position",
            "pk",
        )
    )


def _by_distance(center: models.Center, prefix: str = "") -> list[Any]:
    if center.latitude is None or center.longitude is None:
        return []
    # Degrees of longitude are about 0.8 of those of latitude in Japan; good enough to tell near from far.
    apart = Abs(F(f"{prefix}latitude") - center.latitude) + Abs(F(f"{prefix}longitude") - center.longitude) * 4 / 5
    return [apart.asc(nulls_last=True)]


def _possible(
    wish: Wish,
    rooms: list[models.Room],
    table: Mapping[int, calendars.Calendar],
    would_do: Callable[[models.Room, calendars.Stretch], bool],
) -> Iterator[Alternative]:
    for room in rooms:
        calendar = table[room.center_id]
        if room.pk == wish.room.pk:
            options = [("period", [period.code]) for period in calendar.periods(room, wish.date)]
            options = [option for option in options if set(option[1]) != set(wish.periods)]
        else:
            options = [("room" if room.center_id == wish.room.center_id else "center", list(wish.periods))]
        for kind, codes in options:
            stretch = calendar.stretch(room, wish.date, codes)
            if stretch and would_do(room, stretch):
                yield Alternative(kind, room, stretch)


def _fairly_chosen(possible: Iterator[Alternative], limit: int) -> list[Alternative]:
    """This function will leave room for every kind: no kind takes more than a half, unless the others are short."""
    found = list(possible)
    order = {"room": 0, "period": 1, "center": 2}
    half = limit // 2
    first: list[Alternative] = []
    for kind in order:
        first += [alternative for alternative in found if alternative.kind == kind][:half]
    rest = [alternative for alternative in found if alternative not in first]
    return sorted((first + rest)[:limit], key=lambda alternative: order[alternative.kind])
