"""The waiting list: who stands in line for what, at which place, and what is offered to whom."""

from dataclasses import dataclass
from datetime import date as day
from datetime import datetime
from itertools import groupby

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from backend.accounts import models as accounts
from backend.accounts import queries as people
from backend.common import clock, errors
from bookings import enums, models, rules
from bookings.queries import availability, bookings, calendars

STANDING = (enums.WaitingState.WAITING, enums.WaitingState.OFFERED)


@dataclass(frozen=True)
class Line:
    """Those who stand in line for one room at one time, the first first."""

    room: models.Room
    date: day
    periods_text: str
    entries: tuple[models.WaitingEntry, ...]


@dataclass(frozen=True, kw_only=True)
class LineState:
    """Whether one can stand in line for a period, and until when it is offered to somebody, if it is."""

    is_open: bool
    offered_until_text: str = ""


def entry(code: str) -> models.WaitingEntry:
    """This function will find an entry with its place in line, or raise NotFound."""
    found = _placed().filter(code=code).first()
    if found is None:
        raise errors.NotFound
    return found


def _placed() -> QuerySet[models.WaitingEntry]:
    """This function will give the entries with `place`, counted among all whose wishes meet; 1 is the next."""
    ahead = (
        models.WaitingEntry.objects.filter(
            pk__lt=OuterRef("pk"),
            date=OuterRef("date"),
            during__overlap=OuterRef("during"),
            room__room_spaces__space__room_spaces__room=OuterRef("room"),
            state__in=STANDING,
        )
        .order_by()
        .values("date")
        .annotate(found=Count("pk", distinct=True))
        .values("found")
    )
    placed = models.WaitingEntry.objects.annotate(place=Coalesce(Subquery(ahead), 0) + 1)
    return placed.select_related("room__center", "person", "group", "offer")


def entries_of(person: accounts.User) -> QuerySet[models.WaitingEntry]:
    """This function will list what a person, and the groups for which they book, stand in line for and were offered."""
    return _placed().filter(_of(person))


def waiting_of(person: accounts.User) -> QuerySet[models.WaitingEntry]:
    """This function will list where a person still waits, the soonest use first."""
    return entries_of(person).filter(state=enums.WaitingState.WAITING).order_by("during", "pk")


def offers_of(person: accounts.User, *, now: datetime) -> QuerySet[models.Booking]:
    """This function will list what is held for a person until they answer, the first to end first."""
    offered = bookings.bookings_of(person).holding_at(now).filter(state=enums.State.OFFERED)
    return offered.select_related("center", "room", "group", "replaces__room").order_by("holds_until", "pk")


def _of(person: accounts.User) -> Q:
    return Q(person=person) | Q(group__in=_groups(person))


def _groups(person: accounts.User) -> QuerySet[accounts.Group]:
    return people.groups_booking_for(person).order_by().values("pk")  # type: ignore[return-value]  # for a subquery


def lines_at(center: models.Center, *, today: day) -> list[Line]:
    """This function will lay out the lines of a center from a day on, the soonest use first."""
    standing = _placed().filter(room__center=center, date__gte=today, state__in=STANDING)
    in_order = standing.order_by("date", "room__position", "room_id", "during", "pk")
    return [
        Line(entries[0].room, entries[0].date, entries[0].periods_text, tuple(entries))
        for _, grouped in groupby(in_order, key=lambda found: (found.room_id, found.during))
        for entries in [list(grouped)]
    ]


def in_the_way(room: models.Room, *, starts: datetime, ends: datetime, now: datetime) -> models.BookingQuerySet:
    """This function will list the bookings and offers that hold a part of a room at some time; buffers included."""
    holds = models.SpaceHold.objects.filter(
        holds=True, during__overlap=(starts, ends), space__room_spaces__room=room
    ).values("booking")
    return models.Booking.objects.holding_at(now).filter(pk__in=holds)


def look_at(room: models.Room, *, date: day, periods: tuple[str, ...], now: datetime) -> LineState:
    """This function will tell how it stands with the line for a taken period, without asking who wants to know."""
    calendar = calendars.calendar(room.center, first=date, last=date)
    stretch = calendar.stretch(room, date, periods)
    if stretch is None:
        return LineState(is_open=False)
    in_force = calendar.rules(room, date)
    is_open = rules.is_waiting_open(in_force, starts_at=stretch.starts_at, periods=stretch.codes, now=now)
    starts, ends = availability.kept(room, stretch.starts_at, stretch.ends_at)
    holders = in_the_way(room, starts=starts, ends=ends, now=now)
    offer = holders.filter(state=enums.State.OFFERED).order_by("holds_until", "pk").first()
    return LineState(is_open=is_open, offered_until_text=until_text(offer) if offer else "")


def alternatives_for(displaced: models.Booking, *, now: datetime) -> QuerySet[models.Booking]:
    """This function will list what is held for the person of a displaced booking, nearest first."""
    held = models.Booking.objects.holding_at(now).filter(replaces=displaced, state=enums.State.OFFERED)
    return held.select_related("center", "room").order_by("pk")


def was_offered(booking: models.Booking) -> bool:
    """This function will tell whether a booking is an offer, or began as one."""
    if booking.state == enums.State.OFFERED:
        return True
    return booking.state_changes.filter(from_state=enums.State.OFFERED).exists()


def is_open(offer: models.Booking, *, now: datetime) -> bool:
    """This function will tell whether an offer can still be answered."""
    in_time = offer.holds_until is not None and offer.holds_until > now
    return offer.state == enums.State.OFFERED and in_time


def reason_of(displaced: models.Booking) -> str:
    """This function will give why a booking had to give way."""
    last = displaced.state_changes.filter(to_state=enums.State.DISPLACED).order_by("-pk").first()
    return last.reason if last else ""


def until_text(offer: models.Booking) -> str:
    """This function will write until when an offer is held."""
    return rules.text_of(offer.holds_until.astimezone(clock.TOKYO)) if offer.holds_until else ""
