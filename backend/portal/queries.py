from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from backend.accounts import models as accounts
from backend.accounts import permissions
from backend.accounts import queries as people
from backend.common import errors
from bookings import models as booking_models
from bookings.queries import bookings, calendars, centers, wants
from bookings.rules import closed_on
from points import queries as points
from volunteers import models as volunteer_models
from volunteers.queries import assignments as places
from volunteers.queries import requests
from volunteers.queries.recurring import Planned
from volunteers.rules.repetition import Repetition, dates_of

SHOWN = 3


@dataclass(frozen=True, slots=True)
class Front:
    """What the first page shows of the town: the next requests, and how many centers the districts have."""

    requests: Sequence[volunteer_models.Request]
    center_count: int


@dataclass(frozen=True, slots=True)
class Mine:
    """What is next for a person in all three parts of the service."""

    bookings: Sequence[booking_models.Booking]
    assignments: Sequence[volunteer_models.Assignment]
    balance: points.Balance
    next_expiry: points.Expiry | None
    total: places.Total


@dataclass(frozen=True, slots=True)
class Desk:
    """One center at whose desk a person works: how many bookings wait, and how many there are today."""

    center: booking_models.Center
    waiting: int
    today: int


def front(*, now: datetime) -> Front:
    """This function will gather the first page."""
    return Front(
        requests=list(requests.board(requests.BoardFilter(), now=now)[:SHOWN]),
        center_count=centers.centers().filter(district__isnull=False).count(),
    )


def mine(person: accounts.User, *, now: datetime) -> Mine:
    """This function will gather a person's next bookings and activities, points and hours."""
    return Mine(
        bookings=list(bookings.upcoming_of(person, now=now)[:SHOWN]),
        assignments=list(places.upcoming_of(person, now=now)[:SHOWN]),
        balance=points.balance(person.code, now=now),
        next_expiry=next(iter(points.expiries(person.code, now=now)), None),
        total=places.total_of(person),
    )


def desks(person: accounts.User, *, today: date) -> list[Desk]:
    """This function will list the centers at whose desk a person works; administrators see all."""
    found = centers.centers()
    if not permissions.is_administrator(person):
        found = found.filter(code__in=permissions.center_codes(person))
    waiting, booked = bookings.waiting_counts(), bookings.day_counts(today)
    return [Desk(center, waiting.get(center.pk, 0), booked.get(center.pk, 0)) for center in found]


def closures_of(center_code: str, repetition: Repetition) -> Mapping[date, str]:
    """This function will name the days of a rule on which a center is closed; none where it is in no center."""
    days = dates_of(repetition) if center_code else []
    if not days:
        return {}
    center = centers.center(center_code)
    closures = calendars.calendar(center, first=days[0], last=days[-1]).closures
    found = {day: closed_on(closures, day, "") for day in days}
    return {day: f"{center.name}は休館日です（{closed.reason}）。" for day, closed in found.items() if closed}


def room_of(shift: volunteer_models.Shift | None) -> booking_models.Booking | None:
    """This function will give the booking of the room that was reserved with a shift; None where there is none."""
    if shift is None or not shift.booking_code:
        return None
    found = booking_models.Booking.objects.select_related("room", "group")
    return found.filter(code=shift.booking_code).first()


def reserved_places(request: volunteer_models.Request) -> set[str]:
    """This function will name the places that shifts of a request have because a room was reserved for them."""
    return set(request.shifts.exclude(booking_code="").values_list("place", flat=True))


@dataclass(frozen=True, slots=True)
class PlacedDate:
    """One date of recurring shifts, with what speaks against its room and equipment."""

    planned: Planned
    missing: tuple[str, ...]

    @property
    def is_out(self) -> bool:
        """This function will tell whether the date cannot be made as it is wished for."""
        return self.planned.is_out or bool(self.missing)

    @property
    def is_free(self) -> bool:
        """This function will tell whether nothing is in the way."""
        return self.planned.is_free and not self.missing

    @property
    def notes(self) -> tuple[str, ...]:
        """This function will give all that is in the way, in words."""
        return (*self.planned.conflicts, *self.missing)


def placed_run(run: Sequence[Planned], want: wants.Want, *, person: accounts.User, now: datetime) -> list[PlacedDate]:
    """This function will put beside each date of a dry run what speaks against its room and equipment.

    Dates that are out anyhow are not asked for, nor counted before the others.
    """
    asked = [one for one in run if not one.is_out]
    wanted = [want.at(one.starts_at, one.ends_at) for one in asked]
    looks = wants.look(wanted, person=person, now=now) if wanted and not want.is_empty else []
    missing = {one.day: look.sentences for one, look in zip(asked, looks, strict=False)}
    return [PlacedDate(one, missing.get(one.day, ())) for one in run]


def groups_to_review(person: accounts.User) -> int:
    """This function will count the groups that wait for a desk at which the person works."""
    all_desks = permissions.is_administrator(person)
    return people.groups_to_review(None if all_desks else permissions.center_codes(person)).count()


def refusals() -> list[type[errors.DomainError]]:
    """This function will list every refusal that the service knows, by code."""
    known = {error.code: error for error in _descendants(errors.DomainError)}
    return [known[code] for code in sorted(known)]


def _descendants(parent: type[errors.DomainError]) -> Iterator[type[errors.DomainError]]:
    for child in parent.__subclasses__():
        yield child
        yield from _descendants(child)
