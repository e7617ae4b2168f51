"""Who just comes: a free place and the check-in, at one stroke, by those who run the activity, at the venue.

Everything that a place asks for is asked here as well: the conditions, the guardian of a minor, one place per person
and time. Nobody is looked for by name: whoever comes shows their own number or card.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from backend.accounts import models as accounts
from backend.common import audit, errors, retries, tries
from volunteers import enums, models, queries, rules
from volunteers import errors as refusals
from volunteers.actions import _notices, _places, _seating, _windows, attendance, places, sweeping

State = enums.AssignmentState
# So many wrong numbers may somebody type in ten minutes; nobody finds people by trying.
TRIES, SECONDS = 30, 600


@dataclass(frozen=True, slots=True)
class Shown:
    """What somebody showed at the venue: their number, or their card as a camera read it."""

    number: str = ""
    card: str = ""


def holder(shown: Shown, *, by: accounts.User, now: datetime) -> accounts.User:
    """This function will give who came, by what they showed. Raises StaleCard, PersonUnknown, NumberTriesTooMany."""
    if tries.is_spent("walk-in", by.code, limit=TRIES):
        raise refusals.NumberTriesTooMany
    if shown.card:
        return queries.check_ins.holder_of(shown.card, now=now)
    found = queries.check_ins.person_of(shown.number)
    if found is None:
        tries.is_within("walk-in", by.code, limit=TRIES, seconds=SECONDS)
        raise refusals.PersonUnknown
    return found


@retries.on_conflict
def admit(
    shift: models.Shift, *, person: accounts.User, by: accounts.User, now: datetime, stated: Collection[str] = ()
) -> models.Attendance:
    """This function will give somebody who came a place that is free, and check them in.

    `stated` is what they said of themselves when they were asked (enums.Condition). Who has a place is only checked in.
    Those in line who come at short notice have free places first. Raises RequestNotOpen, ShiftCalledOff,
    CheckInNotOpen, NotEligible (or the subclass that says why), MajorityUnasked, WalkInNeedsConsent, WalkInOfParty,
    WalkInOverlaps, WalkInFull, TimeFull, WindowTaken, AlreadyCheckedIn.
    """
    _refuse_closed(shift, now)
    if person.date_of_birth is None and enums.Condition.ADULT not in stated:
        raise refusals.MajorityUnasked
    places.refuse_ineligible(shift, person, stated=stated, now=now)
    sweeping.sweep_before(shift, now=now)
    sweeping.sweep_of(person, shift, now=now)
    try:
        return _admitted(shift, person, by, now, stated)
    except refusals.OverlappingShift as elsewhere:
        raise refusals.WalkInOverlaps from elsewhere


def _admitted(
    shift: models.Shift, person: accounts.User, by: accounts.User, now: datetime, stated: Collection[str]
) -> models.Attendance:
    with errors.translated(), transaction.atomic():
        place = _place(_places.lock(shift), person, stated, now)
        if not place.is_confirmed:
            _seat(place, now)
            audit.record("volunteers.admit", by=by, about=person, subject=place.code, now=now, shift=shift.code)
            _notices.tell_person(place, "walked_in", now=now)
        return attendance.check_in(place.shift, person=person, method=enums.CheckInMethod.CODE, by=by, now=now)


def _refuse_closed(shift: models.Shift, now: datetime) -> None:
    if shift.is_called_off:
        raise refusals.ShiftCalledOff
    if shift.request.status not in {enums.RequestStatus.PUBLISHED, enums.RequestStatus.CLOSED}:
        raise refusals.RequestNotOpen
    attendance.refuse_closed(shift, enums.CheckInMethod.QR, now)


def _place(shift: models.Shift, person: accounts.User, stated: Collection[str], now: datetime) -> models.Assignment:
    """This function will give how somebody stands to a locked shift, with what they say now; a new row where not."""
    found = shift.assignments.live().select_for_update(no_key=True, of=("self",)).filter(person=person).first()
    place = found or models.Assignment(
        shift=shift, person=person, during=(shift.starts_at, shift.ends_at), created_at=now, state=State.APPLIED
    )
    place.shift, place.person = shift, person
    if not place.is_confirmed:
        place.stated = rules.conditions.kept({*place.stated, *stated}, age=person.age_on(shift.day))
    return place


def _seat(place: models.Assignment, now: datetime) -> None:
    if hasattr(place, "party"):
        raise refusals.WalkInOfParty
    _seating.lock_person(place.person)
    if queries.consents.is_missing(place):
        raise refusals.WalkInNeedsConsent
    if place.is_placed:
        _places.confirm(place, now)
        return
    shift = place.shift
    _places.refill(shift, now=now)
    if shift.free < place.places:
        raise refusals.WalkInFull(capacity=shift.capacity)
    _windows.refuse_crowded(shift)
    _places.place(place, now)
