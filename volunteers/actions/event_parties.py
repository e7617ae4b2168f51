"""How many come by one application to an event: fewer at any time before the start, more while there is room."""

from datetime import datetime

from django.db import transaction

from backend.accounts import models as accounts
from backend.common import audit, errors, retries
from volunteers import errors as refusals
from volunteers import models, rules
from volunteers.actions import _notices, _places, sweeping


@retries.on_conflict
def change_party(assignment: models.Assignment, *, party: int, by: accounts.User, now: datetime) -> models.Assignment:
    """This function will change how many come; places that are given back go to the next in line.

    Raises EventPartyTooLarge, AssignmentChanged, ShiftStarted, CheckedInStays, and ShiftFull where there is no room.
    """
    sweeping.sweep_before(assignment.shift, now=now)
    with errors.translated(), transaction.atomic():
        current = _places.locked(assignment, _places.lock(assignment.shift))
        _refuse(current, party, now)
        before = current.places
        if current.is_placed and party > before:
            # Those in line come first.
            _places.refill(current.shift, now=now)
            if current.shift.free < party - before:
                raise refusals.ShiftFull
        _write(current, party, before, now)
        audit.record(
            "volunteers.change-party",
            by=by,
            about=current.person,
            subject=current.code,
            now=now,
            before=before,
            places=party,
        )
        _notices.tell_person(current, "party_changed", now=now, event=now.isoformat(), party=str(party))
    return current


def _refuse(current: models.Assignment, party: int, now: datetime) -> None:
    limit = current.shift.request.party_limit
    if not 1 <= party <= limit:
        raise refusals.EventPartyTooLarge(limit=limit)
    if not current.is_live:
        raise refusals.AssignmentChanged
    if not rules.places.can_withdraw(state=current.state, starts_at=current.shift.starts_at, now=now):
        raise refusals.ShiftStarted
    if models.Attendance.objects.filter(assignment=current).exists():
        raise refusals.CheckedInStays


def _write(current: models.Assignment, party: int, before: int, now: datetime) -> None:
    shift = current.shift
    current.places = party
    current.save(update_fields=["places"])
    if current.is_placed:
        shift.taken += party - before
        shift.save(update_fields=["taken"])
        _places.refill(shift, now=now, freed_by=f"{current.code}:{now.isoformat()}")
