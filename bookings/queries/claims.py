"""Printed codes by which somebody takes over a booking that a desk wrote down for them."""

import unicodedata
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils.crypto import salted_hmac

from backend.accounts import models as accounts
from backend.accounts import permissions as people
from backend.common import codes
from bookings import enums, errors, models, rules
from bookings.queries import calendars, wishes


@dataclass(frozen=True)
class Claimable:
    """A booking that a code gives to a person, and the caps that it would take them past."""

    claim: models.BookingClaim
    booking: models.Booking
    past_caps: tuple[rules.Broken, ...]


def digest(typed: str) -> str:
    """This function will give what is kept of a claim code, however it was typed; without our key it tells nothing."""
    plain = unicodedata.normalize("NFKC", typed)
    letters = "".join(letter for letter in plain if letter.isascii() and letter.isalnum())
    return salted_hmac("bookings.claim", codes.normal(letters), algorithm="sha256").hexdigest()


def claimable(typed: str, *, by: accounts.User, now: datetime) -> Claimable:
    """This function will tell what a claim code would give to a person.

    Raises ClaimUnusable alike for every code that is not good, and ClaimOfGroup for a group that is not theirs.
    """
    claim = _good(typed, now)
    booking = claim.booking
    if booking.group and not people.belongs_to(by, booking.group):
        raise errors.ClaimOfGroup(group=booking.group.code, group_name=booking.group.name)
    return Claimable(claim, booking, past_caps(booking, by, now=now))


def _good(typed: str, now: datetime) -> models.BookingClaim:
    live = Q(booking__holds_until=None) | Q(booking__holds_until__gt=now)
    found = models.BookingClaim.objects.filter(
        live,
        code_hash=digest(typed),
        claimed_at=None,
        expires_at__gt=now,
        booking__booked_by=None,
        booking__state__in=enums.LIVE_STATES,
    )
    claim = found.select_related("booking__center__district", "booking__room__center", "booking__group").first()
    if claim is None:
        raise errors.ClaimUnusable
    return claim


def claimed_before(typed: str, *, by: accounts.User) -> models.Booking | None:
    """This function will give the booking that this person took over by this code already, so that twice is once."""
    found = models.BookingClaim.objects.filter(code_hash=digest(typed), claimed_by=by)
    claim = found.select_related("booking__center", "booking__room").first()
    return claim.booking if claim else None


def past_caps(booking: models.Booking, person: accounts.User, *, now: datetime) -> tuple[rules.Broken, ...]:
    """This function will give the caps that a booking takes a person past, once it counts as theirs.

    A group's booking counts for the group since the desk wrote it down.
    """
    calendar = calendars.calendar(booking.center, first=booking.date, last=booking.date)
    stretch = calendar.stretch(booking.room, booking.date, booking.period_codes)
    in_force = calendar.rules(booking.room, booking.date)
    if booking.group or in_force.caps is None or stretch is None:
        return ()
    wish = wishes.Wish(
        room=booking.room,
        date=booking.date,
        periods=tuple(booking.period_codes),
        headcount=booking.headcount,
        person=person,
        by_desk=True,
    )
    uses = wishes.other_uses(wish, now=now).get(booking.center_id, ())
    asked = wishes.facts(wish, booking.room, stretch, calendar, uses=uses, now=now)
    return tuple(found for found in rules.broken(in_force, asked) if found.code.startswith("cap_"))
