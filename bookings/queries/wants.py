"""What an activity at a time would like of a center: a room for it, equipment, or both; and whether it could be had.

Nothing is reserved here: this is the dry run of what `actions.reserve_rooms` and `actions.reserve_equipment` do.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from backend.accounts import models as accounts
from backend.common import clock
from bookings import enums, models, rules
from bookings.queries import calendars, covering, fitting, wishes
from bookings.queries import equipment as lent
from bookings.rules import lending


@dataclass(frozen=True, slots=True)
class Pieces:
    """So many of one kind of equipment."""

    equipment: models.Equipment
    count: int


@dataclass(frozen=True, kw_only=True)
class Want:
    """A room for a time and so many people, and equipment; without a room, equipment alone. Instants are aware."""

    starts_at: datetime
    ends_at: datetime
    room: models.Room | None = None
    headcount: int = 1
    group: accounts.Group | None = None
    pieces: tuple[Pieces, ...] = ()

    @property
    def is_empty(self) -> bool:
        """This function will tell whether nothing is wanted."""
        return self.room is None and not self.pieces

    def at(self, starts_at: datetime, ends_at: datetime) -> "Want":
        """This function will give the same for another time."""
        return replace(self, starts_at=starts_at, ends_at=ends_at)

    def wish(self, person: accounts.User, periods: tuple[str, ...]) -> wishes.Wish | None:
        """This function will give the wish for the room, if there is one."""
        if self.room is None:
            return None
        return wishes.Wish(
            room=self.room,
            date=clock.date_of(self.starts_at),
            periods=periods,
            headcount=self.headcount,
            person=person,
            group=self.group,
        )


@dataclass(frozen=True, slots=True)
class Look:
    """What would become of one want: everything that speaks against it, in words; nothing where it can be had."""

    want: Want
    sentences: tuple[str, ...]

    @property
    def is_free(self) -> bool:
        """This function will tell whether it can be had."""
        return not self.sentences


def goes_with_room(one: models.Equipment, room: models.Room | None) -> bool:
    """This function will tell whether equipment is lent together with a room; else it is lent by itself."""
    return room is not None and room.center_id == one.center_id and one.lending != enums.Lending.ALONE


def look(wanted: Sequence[Want], *, person: accounts.User, now: datetime) -> list[Look]:
    """This function will tell of each want whether it could be had, those before it counted."""
    rooms = _rooms(wanted, person, now)
    stock = _Stock.of(wanted, now)
    return [
        Look(want, (*rooms.get(place, ()), *stock.speaking_against(place, want))) for place, want in enumerate(wanted)
    ]


# Rooms --------------------------------------------------------------------------------------------------------------


def _rooms(wanted: Sequence[Want], person: accounts.User, now: datetime) -> dict[int, tuple[str, ...]]:
    found: dict[int, tuple[str, ...]] = {}
    # One reading of a center's calendar and holds for all wants of the same people there.
    sides = {(want.room.center_id, want.group.pk if want.group else 0): want.room for want in wanted if want.room}
    for (center_id, group_id), room in sides.items():
        mine = {
            place: want
            for place, want in enumerate(wanted)
            if want.room and want.room.center_id == center_id and (want.group.pk if want.group else 0) == group_id
        }
        found |= _rooms_of(room.center, mine, person, now)
    return found


def _rooms_of(
    center: models.Center, wanted: Mapping[int, Want], person: accounts.User, now: datetime
) -> dict[int, tuple[str, ...]]:
    group = next(iter(wanted.values())).group
    if not center.switches_at(now).admits(for_group=group is not None, by_desk=False):
        closed = f"{center.name}では、この予約をネットで受け付けていません。窓口か電話でお申し込みください。"
        return dict.fromkeys(wanted, (closed,))
    days = [clock.date_of(want.starts_at) for want in wanted.values()]
    calendar = calendars.calendar(center, first=min(days), last=max(days))
    asked = {place: _wish(want, calendar, person) for place, want in wanted.items()}
    term = fitting.term([wish for wish in asked.values() if wish] or [_any(wanted, person)], now=now)
    fits: list[fitting.Fit] = []
    found: dict[int, tuple[str, ...]] = {}
    for place, wish in asked.items():
        if wish is None:
            found[place] = (_no_period(wanted[place], calendar),)
            continue
        fits.append(term.fit_beside(wish, fits))
        found[place] = fits[-1].sentences if not fits[-1].fits else ()
    return found


def _wish(want: Want, calendar: calendars.Calendar, person: accounts.User) -> wishes.Wish | None:
    if want.room is None:
        return None
    periods = covering.covering(calendar, want.room, want.starts_at, want.ends_at)
    return want.wish(person, periods) if periods else None


def _any(wanted: Mapping[int, Want], person: accounts.User) -> wishes.Wish:
    """This function will give a wish for the reading of the term where no time has a period."""
    wish = next(iter(wanted.values())).wish(person, ())
    assert wish is not None  # noqa: S101 - these all have a room
    return wish


def _no_period(want: Want, calendar: calendars.Calendar) -> str:
    assert want.room is not None  # noqa: S101 - it was looked for a period of it
    return covering.no_period(calendar, want.room, want.starts_at).sentence


# Equipment ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Stock:
    """The pieces of all equipment that is wanted, who keeps them, and what the wants before took."""

    totals: Mapping[int, int]
    held: Mapping[int, list[lending.Held]]

    @classmethod
    def of(cls, wanted: Sequence[Want], now: datetime) -> "_Stock":
        ids = {pieces.equipment.pk for want in wanted for pieces in want.pieces}
        usable = lent.usable(ids) if ids else {}
        held = lent.held(ids, now=now) if ids else {}
        return cls({pk: len(usable.get(pk, ())) for pk in ids}, {pk: list(held.get(pk, ())) for pk in ids})

    def speaking_against(self, place: int, want: Want) -> tuple[str, ...]:
        return tuple(sentence for pieces in want.pieces for sentence in self._against(place, want, pieces))

    def _against(self, place: int, want: Want, pieces: Pieces) -> Sequence[str]:
        one, name = pieces.equipment, f"{pieces.equipment.center.name}の{pieces.equipment.name}"
        with_room = goes_with_room(one, want.room)
        if not lending.is_lent_so(one.lending, with_room=with_room):
            return [f"{name}は、{one.get_lending_display()}貸し出します。"]
        free = self.totals[one.pk] - lending.most_at_once(want.starts_at, want.ends_at, self.held[one.pk])
        if free < pieces.count:
            return [
                f"{name}は、{rules.date_text(clock.date_of(want.starts_at))}のこの時間は、あと{max(free, 0)}台です。"
            ]
        # Below nought: no loan that stands has such a key.
        self.held[one.pk].append(lending.Held(-1 - place, want.starts_at, want.ends_at, pieces.count))
        return []
