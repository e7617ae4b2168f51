"""Public use (公用): what stands in its way, whether it may displace that, and what the displaced have instead."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from backend.accounts import models as accounts
from backend.common import clock
from bookings import enums, models, rules
from bookings.queries import attendance, availability, calendars, fitting, waiting, wishes

# How many alternatives are held for one displaced booking.
ALTERNATIVES = 3
_NEAREST = ("room", "period", "center", "date")


@dataclass(frozen=True, kw_only=True)
class Obstacles:
    """What stands in the way of public use: bookings to displace, offers to withdraw, and why it may not, if so."""

    bookings: tuple[models.Booking, ...] = ()
    offers: tuple[models.Booking, ...] = ()
    because: str = ""

    @property
    def codes(self) -> frozenset[str]:
        """This function will name all that would give way."""
        return frozenset(booking.code for booking in (*self.bookings, *self.offers))


@dataclass(frozen=True)
class Preview:
    """What would give way to a public wish, before anybody confirms it."""

    stretch: calendars.Stretch
    obstacles: Obstacles


@dataclass(frozen=True)
class Displaced:
    """A displaced booking with what is, or was, held for its person."""

    booking: models.Booking
    alternatives: tuple[models.Booking, ...]


def obstacles(
    wish: wishes.Wish, stretch: calendars.Stretch, in_force: rules.Rules, *, now: datetime, is_locked: bool = False
) -> Obstacles:
    """This function will tell what stands in the way of a public wish; with `is_locked` it locks those rows by id."""
    starts, ends = availability.kept(wish.room, stretch.starts_at, stretch.ends_at)
    rows = waiting.in_the_way(wish.room, starts=starts, ends=ends, now=now)
    if is_locked:
        rows = rows.select_for_update(no_key=True, of=("self",))
    found = list(rows.select_related("center", "room", "booked_by", "group", "series", "replaces").order_by("pk"))
    offers = tuple(one for one in found if one.state == enums.State.OFFERED and one.replaces_id is None)
    others = tuple(one for one in found if one not in offers)
    return Obstacles(bookings=others, offers=offers, because=_because(wish, others, in_force, now) if found else "")


def _because(wish: wishes.Wish, found: Iterable[models.Booking], in_force: rules.Rules, now: datetime) -> str:
    """This function will say why public use may not take the place of bookings, or nothing where it may."""
    clause = in_force.public_use
    if clause is None or not clause.may_displace:
        return "このセンターの「利用のきまり」では、公用でもほかの予約を取り消せません。"
    if not rules.is_notice_kept(clause, use=wish.date, today=clock.date_of(now)):
        until = rules.displaceable_until(clause, wish.date)
        return f"公用のためにほかの予約を取り消せるのは、{rules.date_text(until)}まででした。"
    for booking in found:
        if booking.state == enums.State.OFFERED:
            return "公用のために予約を失った方へ、代わりの部屋としてご案内中です。"
        if booking.state not in rules.DISPLACEABLE or booking.starts_at <= now:
            return "すでに始まった利用は、取り消せません。"
        if not rules.displaces(in_force, wish.user_class, booking.user_class):
            return "同じ順位か、より優先される公用の予約が入っています。"
    return ""


def wish_of(booking: models.Booking) -> wishes.Wish:
    """This function will give what a displaced booking was for, to look for something else."""
    return wishes.Wish(
        room=booking.room,
        date=booking.date,
        periods=tuple(booking.period_codes),
        headcount=booking.headcount,
        activity=booking.activity,
        person=booking.booked_by,
        group=booking.group,
        with_guardian=booking.with_guardian,
        # What the desk wrote down it wrote where nobody books online, perhaps; it may give something else there, too.
        by_desk=booking.entered_by_id is not None,
        public_class=wishes.public_class_of(booking),
    )


def substitutes(booking: models.Booking, *, rooms: Collection[int], now: datetime) -> list[wishes.Alternative]:
    """This function will give what somebody displaced could have instead, nearest first, in some rooms only.

    One of each kind comes before a second of any: another room at the same time, another period, another center,
    a day near by.
    """
    wish = wish_of(booking)
    here = fitting.term([wish], now=now).alternatives(wish)
    found = [wishes.Alternative(fit.kind, fit.wish.room, fit.stretch) for fit in here if fit.stretch]
    found += [other for other in wishes.alternatives(wish, now=now, limit=30) if other.kind == "center"]
    by_kind: defaultdict[str, list[wishes.Alternative]] = defaultdict(list)
    for other in found:
        if other.room.pk in rooms:
            by_kind[other.kind].append(other)
    ranked = [(rank, _NEAREST.index(kind), other) for kind in _NEAREST for rank, other in enumerate(by_kind[kind])]
    return [other for _, _, other in sorted(ranked, key=lambda row: row[:2])]


def rooms_around(bookings: Iterable[models.Booking], *, now: datetime) -> set[int]:
    """This function will give the ids of the rooms in which something could be held for displaced people."""
    return {room.pk for booking in bookings for room in wishes.candidates(wish_of(booking), now)}


def told_of(booking: models.Booking) -> list[accounts.User]:
    """This function will list who hears that a booking was displaced: who booked, and who books for the group.

    Who wrote a series down may have been the desk, which is no party to it.
    """
    own = {booking.booked_by} if booking.booked_by else set()
    found = own.union(attendance.bookers_of(booking.group)) if booking.group else own
    return sorted(found, key=lambda person: person.pk)


def displaced_by(booking: models.Booking) -> list[Displaced]:
    """This function will list what public use displaced, with what was held for whom; two queries."""
    rows = models.Booking.objects.filter(displaced_by=booking).select_related("center", "room", "booked_by", "group")
    found = list(rows.order_by("pk"))
    held: defaultdict[int, list[models.Booking]] = defaultdict(list)
    offers = models.Booking.objects.filter(replaces__in=found).select_related("center", "room").order_by("pk")
    for offer in offers:
        held[offer.replaces_id or 0].append(offer)
    return [Displaced(one, tuple(held[one.pk])) for one in found]


def is_public(booking: models.Booking) -> bool:
    """This function will tell whether a booking is for public use, by the rules of its room on its day."""
    return booking.user_class in rules.public_classes(calendars.rules_for(booking.room, date=booking.date))


def classes(room: models.Room, in_force: rules.Rules) -> list[accounts.UserClass]:
    """This function will list the user classes whose use is public in a room, the first in rank first."""
    wanted = rules.public_classes(in_force)
    rows = accounts.UserClass.objects.filter(municipality=room.center.municipality_id, code__in=wanted)
    return sorted(rows, key=lambda one: wanted.index(one.code))
