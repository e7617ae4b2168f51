"""Whether wishes over a term fit, one after another: live holds, closed days, usage rules, and caps that fill up.

A term of a year is read in three statements; what is asked of it afterwards costs none.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from backend.common import clock
from bookings import enums, models, rules
from bookings.queries import availability, calendars, named_slots, wishes
from bookings.rules import repetition

Hold = tuple[datetime, datetime]
ALTERNATIVES = 4
OF_A_KIND = 2


@dataclass(frozen=True, slots=True)
class Fit:
    """What became of one wish: its verdict, and every usage rule that speaks against it.

    `kind` tells of an alternative what differs (room, period, date); `due_text` goes with TOO_LATE.
    """

    wish: wishes.Wish
    verdict: enums.Verdict
    stretch: calendars.Stretch | None = None
    broken: tuple[rules.Broken, ...] = ()
    kind: str = ""
    due_text: str = ""

    @property
    def fits(self) -> bool:
        """This function will tell whether the wish can be had."""
        return self.verdict == enums.Verdict.FREE

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """This function will give the paragraphs of the usage rules that speak against the wish, each once."""
        return tuple(dict.fromkeys(rule.paragraph for rule in self.broken if rule.paragraph))

    @property
    def slot_text(self) -> str:
        """This function will name the slot of the wish as forms do."""
        return named_slots.slot_of(self.wish).text

    def forgiven(self, codes: Collection[str]) -> "Fit":
        """This function will give the same without some of the rules that speak against it."""
        broken = tuple(rule for rule in self.broken if rule.code not in codes)
        clear = not broken and self.verdict != enums.Verdict.TAKEN
        return replace(self, broken=broken, verdict=enums.Verdict.FREE if clear else self.verdict)

    @property
    def starts_at(self) -> datetime | None:
        """This function will give when the use begins, or None where the room has no such period."""
        return self.stretch.starts_at if self.stretch else None

    @property
    def sentences(self) -> tuple[str, ...]:
        """This function will tell residents why the wish cannot be had: nothing when it can."""
        room = f"{self.wish.room.name}の{rules.date_text(self.wish.date)}"
        match self.verdict:
            case enums.Verdict.TAKEN:
                return (f"{room}は、ほかの予約が入っています。", *(rule.sentence for rule in self.broken))
            case enums.Verdict.TOO_LATE:
                return (f"部屋や日時を変えられるのは、{self.due_text}でした。窓口へお電話ください。",)
            case enums.Verdict.NO_PERIOD:
                return (f"{room}には、選ばれた時間の区分がありません。",)
        return tuple(rule.sentence for rule in self.broken)


@dataclass(frozen=True)
class Term:
    """What judging wishes for the rooms of one center over some days needs."""

    calendar: calendars.Calendar
    rooms: tuple[models.Room, ...]
    holds: Mapping[tuple[int, date], Sequence[Hold]]
    uses: tuple[rules.Use, ...]
    now: datetime

    def fit(self, wish: wishes.Wish, accepted: Iterable[rules.Use] = ()) -> Fit:
        """This function will judge a wish, with the uses accepted before it counted towards the caps."""
        stretch = self.calendar.stretch(wish.room, wish.date, wish.periods)
        if stretch is None:
            return Fit(wish, enums.Verdict.NO_PERIOD)
        more = tuple(accepted)
        broken = self._broken(wish, stretch, more)
        return Fit(wish, self._verdict(wish, stretch, broken, more), stretch, broken)

    def _broken(
        self, wish: wishes.Wish, stretch: calendars.Stretch, accepted: tuple[rules.Use, ...]
    ) -> tuple[rules.Broken, ...]:
        uses = (*self.uses, *accepted)
        asked = wishes.facts(wish, wish.room, stretch, self.calendar, uses=uses, now=self.now)
        return tuple(wishes.broken(wish, self.calendar.rules(wish.room, wish.date), asked))

    def _verdict(
        self,
        wish: wishes.Wish,
        stretch: calendars.Stretch,
        broken: tuple[rules.Broken, ...],
        accepted: tuple[rules.Use, ...],
    ) -> enums.Verdict:
        if any(rule.code == "closed" for rule in broken):
            return enums.Verdict.CLOSED
        holds = self.holds.get((wish.room.pk, wish.date), ())
        if availability.is_taken(wish.room, stretch.starts_at, stretch.ends_at, holds):
            return enums.Verdict.TAKEN
        if not broken:
            return enums.Verdict.FREE
        fills_up = accepted and not self._broken(wish, stretch, ())
        return enums.Verdict.OVER_CAP if fills_up else enums.Verdict.REFUSED

    def fit_beside(self, wish: wishes.Wish, earlier: Collection[Fit]) -> Fit:
        """This function will judge a wish after others of the same person, of which those that fit are counted."""
        return _beside(self.fit(wish, uses_of(earlier)), earlier)

    def alternatives(self, wish: wishes.Wish, accepted: Iterable[rules.Use] = ()) -> list[Fit]:
        """This function will give what could be had instead: another room, another period, a date near by."""
        more = tuple(accepted)
        by_kind: defaultdict[str, list[Fit]] = defaultdict(list)
        for kind, other in self._others(wish):
            if len(by_kind[kind]) < OF_A_KIND and (fit := self.fit(other, more)).fits:
                by_kind[kind].append(replace(fit, kind=kind))
        return _fairly(by_kind)

    def _others(self, wish: wishes.Wish) -> Iterator[tuple[str, wishes.Wish]]:
        for room in self.rooms:
            large_enough = room.capacity is None or room.capacity >= wish.headcount
            if room.pk != wish.room.pk and large_enough:
                yield "room", replace(wish, room=room)
        for period in self.calendar.periods(wish.room, wish.date):
            if period.code not in wish.periods:
                yield "period", replace(wish, periods=(period.code,))
        for day in repetition.near(wish.date):
            yield "date", replace(wish, date=day)


def _beside(fit: Fit, earlier: Iterable[Fit]) -> Fit:
    """This function will refuse a wish that meets one of the same person before it; the database would, too."""
    meets = any(other.fits and other.wish.room.pk == fit.wish.room.pk and _overlap(fit, other) for other in earlier)
    return replace(fit, verdict=enums.Verdict.TAKEN) if fit.fits and meets else fit


def _overlap(one: Fit, other: Fit) -> bool:
    if one.stretch is None or other.stretch is None:
        return False
    held = availability.kept(other.wish.room, other.stretch.starts_at, other.stretch.ends_at)
    return availability.is_taken(one.wish.room, one.stretch.starts_at, one.stretch.ends_at, [held])


def _fairly(by_kind: Mapping[str, Sequence[Fit]]) -> list[Fit]:
    """This function will take one of each kind before a second of any."""
    ranked = [(rank, fit) for fits in by_kind.values() for rank, fit in enumerate(fits)]
    return [fit for _, fit in sorted(ranked, key=lambda pair: pair[0])][:ALTERNATIVES]


def uses_of(fits: Iterable[Fit]) -> list[rules.Use]:
    """This function will give what wishes that fit count towards the caps; nothing for those that do not."""
    return [
        rules.Use(date=fit.wish.date, room_code=fit.wish.room.code, starts_at=fit.stretch.starts_at)
        for fit in fits
        if fit.fits and fit.stretch
    ]


def changeable_until(calendar: calendars.Calendar, booking: models.Booking) -> datetime:
    """This function will give until when a person may give the slot of a booking back: by cancelling or moving it."""
    return rules.cancellable_until(
        calendar.rules(booking.room, booking.date),
        starts_at=booking.starts_at.astimezone(clock.TOKYO),
        periods=tuple(booking.period_codes),
        booked=clock.date_of(booking.created_at),
    )


def term(
    wanted: Sequence[wishes.Wish], *, now: datetime, without: Collection[int] = (), also: Iterable[date] = ()
) -> Term:
    """This function will read the center's rooms, calendar, holds and counted uses around some wishes of one person.

    The bookings `without` (by id) are left out: those that are to be moved do not stand in their own way. The calendar
    covers the days of the wishes, those near them, and those named besides.
    """
    center = wanted[0].room.center
    days = [*(wish.date for wish in wanted), *also]
    first, last = min(days) - timedelta(days=repetition.NEAR_DAYS), max(days) + timedelta(days=repetition.NEAR_DAYS)
    rooms = _rooms(center, wanted)
    counted = wishes.other_uses(replace(wanted[0], date=first), now=now, without=without)
    return Term(
        calendar=calendars.calendar(center, first=first, last=last),
        rooms=rooms,
        holds=_by_day(availability.taken([r.pk for r in rooms], first=first, last=last, now=now, without=without)),
        uses=tuple(counted.get(center.pk, ())),
        now=now,
    )


def _rooms(center: models.Center, wanted: Sequence[wishes.Wish]) -> tuple[models.Room, ...]:
    """This function will list the rooms of a center, the smallest first; those wished for stand in for themselves."""
    known = {wish.room.pk: wish.room for wish in wanted}
    rooms = models.Room.objects.filter(center=center, is_active=True).order_by("capacity", "position", "pk")
    found = {room.pk: room for room in rooms} | known
    for room in found.values():
        room.center = center
    return tuple(found.values())


def _by_day(holds: Mapping[int, Iterable[Hold]]) -> dict[tuple[int, date], list[Hold]]:
    """This function will sort holds by room and day, so that a term of a year is no slower to ask than a week.

    A hold stands on every day that it touches and one more on each side, for buffers that reach over midnight.
    """
    found: defaultdict[tuple[int, date], list[Hold]] = defaultdict(list)
    for room, its_holds in holds.items():
        for starts, ends in its_holds:
            day = starts.date() - timedelta(days=1)
            while day <= ends.date() + timedelta(days=1):
                found[room, day].append((starts, ends))
                day += timedelta(days=1)
    return dict(found)


def day_text(fit: Fit) -> str:
    """This function will name the day, the time and the room of a wish for residents."""
    periods = f" {fit.stretch.text}" if fit.stretch else ""
    return f"{rules.date_text(fit.wish.date)}{periods} {fit.wish.room.name}"
