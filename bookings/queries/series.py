"""Series (定期利用) that there are: of a person's groups, of a center, and their dates."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Max, Q, QuerySet

from backend.accounts import enums as account_enums
from backend.accounts import models as accounts
from backend.accounts import queries as people
from backend.common import errors
from bookings import enums, models, rules
from bookings.queries import calendars, fitting, moves


@dataclass(frozen=True, slots=True)
class Given:
    """A date of a series that somebody wants to give back, and whether they still may.

    `due_text` is the center's deadline where it has passed.
    """

    booking: models.Booking
    due_text: str = ""

    @property
    def can(self) -> bool:
        """This function will tell whether the date can be given back."""
        return not self.due_text


@dataclass(frozen=True, slots=True)
class Changed:
    """A date of a series that somebody wants to change, and what would become of it."""

    move: moves.Move
    fit: fitting.Fit

    @property
    def booking(self) -> models.Booking:
        """This function will give the booking as it is."""
        return self.move.booking

    @property
    def can(self) -> bool:
        """This function will tell whether the change can be had."""
        return self.fit.fits


def series(code: str) -> models.Series:
    """This function will find a series with its room and group, or raise NotFound."""
    found = _full().filter(code=code).first()
    if found is None:
        raise errors.NotFound
    return found


def _full() -> QuerySet[models.Series]:
    return models.Series.objects.select_related("room__center__municipality", "group", "created_by")


def series_of(person: accounts.User, *, now: datetime) -> QuerySet[models.Series]:
    """This function will list the series of the groups for which a person books, those that still run first."""
    groups = people.groups_booking_for(person).order_by().values("pk")
    return _listed(_full().filter(group__in=groups), now)


def series_at(center: models.Center, *, now: datetime) -> QuerySet[models.Series]:
    """This function will list the series in the rooms of a center."""
    return _listed(_full().filter(room__center=center), now)


def _listed(found: QuerySet[models.Series], now: datetime) -> QuerySet[models.Series]:
    """Each has `ahead`, the number of its dates to come, and `waiting`, those that wait for the desk."""
    live = Q(bookings__state__in=enums.LIVE_STATES, bookings__ends_at__gt=now)
    waiting = live & Q(bookings__state__in=[enums.State.TENTATIVE, enums.State.APPLIED])
    counted = found.annotate(
        ahead=Count("bookings", filter=live),
        waiting=Count("bookings", filter=waiting),
        until=Max("bookings__date", filter=live),
    )
    return counted.order_by("-last", "-pk")


def bookings_of(series: models.Series) -> list[models.Booking]:
    """This function will list the dates of a series in order, those that ended as well."""
    found = models.Booking.objects.filter(series=series)
    return list(found.select_related("center", "room", "group", "booked_by").order_by("starts_at", "pk"))


def meant(bookings: Sequence[models.Booking], *, scope: enums.Scope, start: str, now: datetime) -> list[models.Booking]:
    """This function will give the dates of a series that somebody means: one, it and those after it, or all to come.

    What is over, or does not hold its room any more, is never meant. Raises NotOfThisSeries for a start elsewhere.
    """
    from_day = next((booking.starts_at for booking in bookings if booking.code == start), None)
    ahead = [booking for booking in bookings if moves.is_movable(booking, now=now)]
    if scope == enums.Scope.ALL:
        return ahead
    if from_day is None:
        return []
    if scope == enums.Scope.ONE:
        return [booking for booking in ahead if booking.code == start]
    return [booking for booking in ahead if booking.starts_at >= from_day]


def given_back(bookings: Sequence[models.Booking], *, by_desk: bool, now: datetime) -> list[Given]:
    """This function will tell of each booking whether it can still be cancelled, in one query."""
    if by_desk or not bookings:
        return [Given(booking) for booking in bookings]
    calendar = _calendar(bookings)
    found = []
    for booking in bookings:
        until = fitting.changeable_until(calendar, booking)
        found.append(Given(booking, rules.text_of(until) if now >= until else ""))
    return found


def _calendar(bookings: Sequence[models.Booking]) -> calendars.Calendar:
    days = [booking.date for booking in bookings]
    return calendars.calendar(bookings[0].center, first=min(days), last=max(days))


def changed(
    bookings: Sequence[models.Booking], change: moves.Changes, *, by_desk: bool, now: datetime
) -> list[Changed]:
    """This function will tell what a change makes of each booking; those that it leaves as they are, are left out."""
    planned = [moves.move(booking, change(booking), by_desk=by_desk) for booking in bookings]
    planned = [move for move in planned if move.changes_something]
    if not planned:
        return []
    fits = moves.judged(moves.term(planned, now=now), planned)
    return [Changed(move, fit) for move, fit in zip(planned, fits, strict=True)]


def representative(group: accounts.Group) -> accounts.User:
    """This function will give the representative of a group, for whom its desk writes down; raises NotFound."""
    role = account_enums.GroupRole.REPRESENTATIVE
    found = accounts.GroupMember.objects.filter(group=group, role=role).select_related("user").first()
    if found is None or found.user is None:
        raise errors.NotFound
    return found.user


def groups_at_desk(center: models.Center) -> QuerySet[accounts.Group]:
    """This function will list the approved groups that a center's desk writes series down for, by name."""
    approved = accounts.Group.objects.filter(status=account_enums.ReviewStatus.APPROVED, center_code=center.code)
    return approved.order_by("name", "pk")


def next_date(bookings: Sequence[models.Booking], *, today: date) -> models.Booking | None:
    """This function will give the next date of a series that holds its room, or None."""
    return next((booking for booking in bookings if booking.is_live and booking.date >= today), None)
