"""Bookings as their people and the desks look at them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from backend.accounts import models as accounts
from backend.accounts import queries as people
from backend.common import errors
from bookings import enums, models

WAITING = (enums.State.TENTATIVE, enums.State.APPLIED)


@dataclass(frozen=True)
class Step:
    """One step on the way of a booking, as the page draws it."""

    name: str
    is_done: bool
    is_current: bool


@dataclass(frozen=True)
class DeskRoom:
    """One room on one day at the desk, with its bookings in order of time."""

    room: models.Room
    bookings: tuple[models.Booking, ...]


def booking(code: str) -> models.Booking:
    """This function will find a booking with all that its page shows, or raise NotFound."""
    found = with_everything().filter(code=code).first()
    if found is None:
        raise errors.NotFound
    return found


def with_everything() -> models.BookingQuerySet:
    """This function will give bookings with all that a page or list of them shows, in one statement."""
    return models.Booking.objects.select_related(
        "center__district", "center__municipality", "room", "booked_by__district", "group"
    )


def bookings_of(person: accounts.User) -> models.BookingQuerySet:
    """This function will list the bookings of a person and of the groups for which they book."""
    groups = people.groups_booking_for(person).order_by().values("pk")
    own = models.Booking.objects.filter(booked_by=person).values("pk")
    theirs = models.Booking.objects.filter(group__in=groups).values("pk")
    # Two indexes one after the other: an OR over a subquery would read the whole table, years past and all.
    mine = own.union(theirs, all=True)
    return models.Booking.objects.filter(pk__in=mine).select_related("center", "room", "group")


def group_for(person: accounts.User, code: str) -> accounts.Group | None:
    """This function will give the group for which a person wants to book, None without a code, or raise NotFound."""
    if not code:
        return None
    found = people.groups_booking_for(person).filter(code=code).first()
    if found is None:
        raise errors.NotFound
    return found


def upcoming_of(person: accounts.User, *, now: datetime) -> models.BookingQuerySet:
    """This function will list the bookings of a person and their groups that are still to come, the next first.

    What is only offered is no booking yet; `queries.waiting.offers_of` lists it.
    """
    coming = bookings_of(person).live().exclude(state=enums.State.OFFERED)
    return coming.filter(ends_at__gt=now).order_by("starts_at", "pk")


def earlier_of(person: accounts.User, *, now: datetime) -> models.BookingQuerySet:
    """This function will list the bookings that are over or do not hold their room any more, the latest first.

    An offer that nobody took was never a booking.
    """
    over = Q(ends_at__lte=now) | ~Q(state__in=enums.LIVE_STATES)
    only_offered = models.BookingStateChange.objects.filter(
        booking=OuterRef("pk"), from_state=enums.State.OFFERED, to_state__in=(enums.State.CANCELLED, enums.State.LAPSED)
    )
    return bookings_of(person).filter(over).exclude(Exists(only_offered)).order_by("-starts_at", "-pk")


def waiting_counts() -> dict[int, int]:
    """This function will count, by center id, the bookings that wait for the desk."""
    waiting = models.Booking.objects.filter(state__in=WAITING)
    return dict(waiting.order_by().values_list("center_id").annotate(Count("pk")))


def day_counts(day: date) -> dict[int, int]:
    """This function will count, by center id, the bookings of a day that hold their room."""
    held = models.Booking.objects.live().filter(date=day)
    return dict(held.order_by().values_list("center_id").annotate(Count("pk")))


def changes_of(booking: models.Booking) -> QuerySet[models.BookingStateChange]:
    """This function will list the steps that a booking has taken, the first first."""
    return models.BookingStateChange.objects.filter(booking=booking).order_by("at", "pk")


# The way of a booking that goes well, in the words of residents.
WAY = (
    ((enums.State.TENTATIVE, enums.State.APPLIED), "申し込み"),
    ((enums.State.APPROVED,), "許可"),
    ((enums.State.USED,), "利用"),
    ((enums.State.REPORTED,), "報告"),
)


def steps_of(booking: models.Booking) -> list[Step]:
    """This function will tell how far a booking has come on its way; none for one that has left the way."""
    here = next((number for number, (states, _) in enumerate(WAY) if booking.state in states), None)
    if here is None:
        return []
    return [Step(name, number < here, number == here) for number, (_, name) in enumerate(WAY)]


def waiting_at(center: models.Center) -> list[models.Booking]:
    """This function will list the bookings that wait for a center's desk to decide, the soonest use first."""
    waiting = with_everything().filter(center=center, state__in=WAITING)
    return list(waiting.order_by("starts_at", "pk"))


def day_at(center: models.Center, rooms: Iterable[models.Room], *, day: date) -> list[DeskRoom]:
    """This function will lay out a day at a center: each room with the bookings that hold it."""
    held = (
        with_everything()
        .filter(center=center, date=day, state__in=enums.LIVE_STATES)
        .order_by("room_id", "starts_at", "pk")
    )
    by_room = {room_id: tuple(bookings) for room_id, bookings in groupby(held, key=lambda booking: booking.room_id)}
    return [DeskRoom(room, by_room.get(room.pk, ())) for room in rooms]


def people_on(bookings: Iterable[models.Booking]) -> list[accounts.User]:
    """This function will give the people whose data a list of bookings shows, each once."""
    return list({booking.booked_by.pk: booking.booked_by for booking in bookings if booking.booked_by}.values())
