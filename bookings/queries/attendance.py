"""Who came and who did not, as the desk and the rules look at it."""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlsplit

from django.db.models import Q

from backend.accounts import enums as account_enums
from backend.accounts import models as accounts
from backend.common import codes
from backend.common import errors as common
from bookings import enums, errors, models, rules
from bookings.queries import bookings, calendars

PERMIT = "bookings.permit"
Key = tuple[int | None, int | None]


@dataclass(frozen=True)
class Absence:
    """One no-show as evidence: whether it counts, and if not, why not yet."""

    booking: models.Booking
    counts: bool
    is_disputed: bool
    grace_until: date


@dataclass(frozen=True)
class Absentee:
    """A person or a group with their no-shows at a center, the latest first, and how many of them count."""

    person: accounts.User | None
    group: accounts.Group | None
    absences: tuple[Absence, ...]
    restriction: models.Restriction | None = None

    @property
    def count(self) -> int:
        """This function will count the no-shows that count."""
        return sum(absence.counts for absence in self.absences)

    @property
    def name(self) -> str:
        """This function will give the name of the group or person."""
        return self.group.name if self.group else self.person.display_name if self.person else ""


@dataclass(frozen=True)
class Absentees:
    """A center's rule about no-shows, None where it has none, and those whom it could concern, the most first."""

    clause: rules.NoShows | None
    over: tuple[Absentee, ...] = ()
    below: tuple[Absentee, ...] = ()


def used_by_themselves(bookings: Sequence[models.Booking]) -> list[models.Booking]:
    """This function will keep those for which nobody checks in: their use is made when its time is over. One query."""
    if not bookings:
        return []
    days = [booking.date for booking in bookings]
    centers = {booking.center_id for booking in bookings}
    table = calendars.calendars(centers, first=min(days), last=max(days))
    return [one for one in bookings if rules.is_used_by_itself(table[one.center_id].rules(one.room, one.date))]


def grace_until(booking: models.Booking) -> date | None:
    """This function will give the last day on which a no-show can be put right, or None where no rule counts any."""
    return rules.grace_until(calendars.rules_for(booking.room, date=booking.date), booking.date)


def grace_text(booking: models.Booking) -> str:
    """This function will write the last day on which a no-show can be put right, or an empty text."""
    until = grace_until(booking)
    return rules.date_text(until) if until else ""


def booking_of(typed: str) -> models.Booking:
    """This function will find the booking of what was read or typed at a desk: a permit's QR code, or its number.

    Raises CodeUnknown.
    """
    text = typed.strip()
    code = _signed(text) or _typed(text)
    found = bookings.with_everything().filter(code=code).first()
    if found is None:
        raise errors.CodeUnknown(typed=text[:40])
    return found


def _typed(text: str) -> str:
    """This function will give the number that a person meant: full-width, small, or without its beginning."""
    code = codes.normal(unicodedata.normalize("NFKC", text))
    return code if "-" in code else f"b-{code[-codes.LENGTH :]}"


def _signed(text: str) -> str | None:
    token = urlsplit(text).path.rstrip("/").rpartition("/")[2] if "/" in text else text
    return codes.unsign(PERMIT, token)


def absentees(center: models.Center, *, today: date) -> Absentees:
    """This function will list the people and groups whose no-shows at a center its rule counts. Four queries."""
    clause = calendars.rules_of_center(center, date=today).no_shows
    if clause is None:
        return Absentees(None)
    by_whom: defaultdict[Key, list[models.Booking]] = defaultdict(list)
    for booking in _no_shows(center, clause, today):
        by_whom[_key(booking)].append(booking)
    held = {(found.person_id, found.group_id): found for found in restrictions_of(center, today=today)}
    found = [_absentee(clause, rows, today, held.get(key)) for key, rows in by_whom.items()]
    ranked = sorted(found, key=lambda one: (-one.count, one.name))
    return Absentees(
        clause,
        tuple(one for one in ranked if one.count >= clause.limit),
        tuple(one for one in ranked if one.count < clause.limit),
    )


def absentee(
    center: models.Center,
    clause: rules.NoShows,
    *,
    today: date,
    person: accounts.User | None = None,
    group: accounts.Group | None = None,
) -> Absentee:
    """This function will give one person's or group's no-shows at a center with what counts of them."""
    rows = _no_shows(center, clause, today).counted_for(person, group)
    held = restriction_in_force(center, person=person, group=group, today=today)
    return Absentee(person, group, _absences(clause, rows, today), held)


def _no_shows(center: models.Center, clause: rules.NoShows, today: date) -> models.BookingQuerySet:
    theirs = Q(booked_by__isnull=False) | Q(group__isnull=False)
    rows = models.Booking.objects.filter(
        theirs, center=center, state=enums.State.NO_SHOW, date__gte=rules.counted_from(clause, today)
    )
    return rows.select_related("room", "booked_by", "group", "objection").order_by("-starts_at", "-pk")


def _key(booking: models.Booking) -> Key:
    return (None, booking.group_id) if booking.group_id else (booking.booked_by_id, None)


def _absentee(
    clause: rules.NoShows, rows: list[models.Booking], today: date, held: models.Restriction | None
) -> Absentee:
    first = rows[0]
    person = None if first.group else first.booked_by
    return Absentee(person, first.group, _absences(clause, rows, today), held)


def _absences(clause: rules.NoShows, rows: Iterable[models.Booking], today: date) -> tuple[Absence, ...]:
    return tuple(_absence(clause, booking, today) for booking in rows)


def _absence(clause: rules.NoShows, booking: models.Booking, today: date) -> Absence:
    spoken = getattr(booking, "objection", None)
    disputed = spoken is not None and not spoken.outcome
    counts = not disputed and rules.no_show_counts(clause, booking.date, today)
    return Absence(booking, counts, disputed, rules.last_day_of_grace(clause, booking.date))


def restrictions_of(center: models.Center, *, today: date) -> list[models.Restriction]:
    """This function will list the restrictions at a center that hold today, the one that ends first first."""
    rows = (
        models.Restriction.objects.in_force(today)
        .filter(center=center)
        .select_related("center", "person", "group", "decided_by")
    )
    return list(rows.order_by("ends_on", "pk"))


def restriction_in_force(
    center: models.Center, *, person: accounts.User | None, group: accounts.Group | None, today: date
) -> models.Restriction | None:
    """This function will give the restriction of a group, or of a person without one, at a center today."""
    whose = Q(group=group) if group else Q(person=person)
    if group is None and person is None:
        return None
    return models.Restriction.objects.in_force(today).filter(whose, center=center).first()


def restriction(code: str) -> models.Restriction:
    """This function will find a restriction by its code, or raise NotFound."""
    found = models.Restriction.objects.filter(code=code).select_related("center", "person", "group").first()
    if found is None:
        raise common.NotFound
    return found


def unclaimed_at(center: models.Center, *, now: datetime) -> list[models.Booking]:
    """This function will list permitted uses that have passed without check-in, on which the desk has to say a word."""
    passed = bookings.with_everything().filter(center=center, state=enums.State.APPROVED, ends_at__lte=now)
    found = list(passed.order_by("starts_at", "pk")[:100])
    settled = {one.pk for one in used_by_themselves(found)}
    return [one for one in found if one.pk not in settled]


def objections_at(center: models.Center) -> list[models.NoShowObjection]:
    """This function will list what people said against no-shows at a center and nobody has answered, oldest first."""
    said = models.NoShowObjection.objects.filter(booking__center=center, outcome="")
    return list(said.select_related("booking__room", "booking__group", "by").order_by("at", "pk"))


def bookers_of(group: accounts.Group) -> list[accounts.User]:
    """This function will list who books for a group, to tell them what concerns it."""
    roles = [account_enums.GroupRole.REPRESENTATIVE, account_enums.GroupRole.DEPUTY]
    members = accounts.User.objects.filter(group_memberships__group=group, group_memberships__role__in=roles)
    return list(members.distinct().order_by("pk"))


def objection_to(booking: models.Booking) -> models.NoShowObjection | None:
    """This function will give what somebody said against a no-show, or None."""
    return models.NoShowObjection.objects.filter(booking=booking).first()


@dataclass(frozen=True)
class Case:
    """What a desk decides on: somebody's no-shows, the rule, and the latest last day of a restriction."""

    absentee: Absentee
    clause: rules.NoShows
    last_day: date

    @property
    def is_enough(self) -> bool:
        """This function will tell whether as many count as the rule asks for."""
        return self.absentee.count >= self.clause.limit

    @property
    def last_text(self) -> str:
        """This function will write the latest last day."""
        return rules.date_text(self.last_day)


def case(center: models.Center, *, person_code: str, group_code: str, today: date) -> Case:
    """This function will gather what a desk decides on about one person or group with no-shows at its center.

    Raises NoLimitHere, and NotFound for whoever has none there: a desk looks at no others.
    """
    clause = calendars.rules_of_center(center, date=today).no_shows
    if clause is None:
        raise errors.NoLimitHere(center_name=center.name)
    person = accounts.User.objects.filter(code=person_code).first() if person_code else None
    group = accounts.Group.objects.filter(code=group_code).first() if group_code else None
    # One or the other: a restriction is of a person or of a group.
    is_one = (person is None) != (group is None)
    found = absentee(center, clause, today=today, person=person, group=group) if is_one else None
    if found is None or not found.absences:
        raise common.NotFound
    return Case(found, clause, rules.restricted_until(clause, today))
