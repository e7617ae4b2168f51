"""The one way to a place: a conditional UPDATE, the waiting list in strict order, and the refill of what is freed.

Whoever holds a shift's row decides about its places; nothing here counts first and writes later.
"""

import copy
from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.db.models import F

from backend.accounts import models as accounts
from backend.common import audit, errors
from volunteers import enums, models, rules
from volunteers import errors as refusals
from volunteers.actions import _notices

Tell = Callable[[models.Assignment], None]


def lock(shift: models.Shift) -> models.Shift:
    """This function will lock a shift's row and give it as it is now."""
    return (
        models.Shift.objects.select_for_update(no_key=True, of=("self",))
        .select_related("request__organisation")
        .get(pk=shift.pk)
    )


def seat(assignment: models.Assignment, *, now: datetime, tell: Tell) -> models.Assignment:
    """This function will give somebody a place, or a number in the line where the request keeps one, and `tell` it.

    Raises ShiftFull where it keeps none. A place that was freed in between goes to the head of the line before the
    transaction ends.
    """
    seated = None if assignment.shift.is_full else _seat_at_once(assignment, now, tell)
    if seated is not None:
        return seated
    if not assignment.shift.request.has_waiting_list:
        raise refusals.ShiftFull
    _join_line(assignment, now)
    tell(assignment)
    return assignment


def _seat_at_once(assignment: models.Assignment, now: datetime, tell: Tell) -> models.Assignment | None:
    """This function will write all that belongs to a place and take it last: many wait for the shift's row."""
    attempt = copy.copy(assignment)
    try:
        with transaction.atomic():
            _confirm(attempt, now)
            tell(attempt)
            _take(attempt.shift)
    except refusals.ShiftFull:
        return None
    return attempt


def _take(shift: models.Shift) -> None:
    free = models.Shift.objects.filter(pk=shift.pk, taken__lt=F("capacity"))
    if not free.update(taken=F("taken") + 1):
        raise refusals.ShiftFull


def _confirm(assignment: models.Assignment, now: datetime) -> None:
    # One person's overlapping confirmations come one after another; else they would wait for each other's rows.
    accounts.User.objects.select_for_update(no_key=True).only("pk").get(pk=assignment.person_id)
    assignment.state, assignment.confirmed_at = enums.AssignmentState.CONFIRMED, now
    assignment.save()


def _join_line(assignment: models.Assignment, now: datetime) -> None:
    shift = lock(assignment.shift)
    shift.line += 1
    shift.save(update_fields=["line"])
    assignment.state, assignment.position = enums.AssignmentState.WAITING, shift.line
    assignment.save()
    refill(shift, now=now)
    assignment.refresh_from_db(fields=["state", "confirmed_at"])


def free(shift: models.Shift, *, now: datetime) -> None:
    """This function will give back one place of a locked shift and hand it to the next in line."""
    shift.taken -= 1
    shift.save(update_fields=["taken"])
    refill(shift, now=now)


def refill(shift: models.Shift, *, now: datetime) -> None:
    """This function will give the free places of a locked shift to those who wait, strictly in line.

    Somebody with another confirmed activity at that time is passed by, keeps the number and is told; nobody loses
    anything by it. Once the request is closed or the shift has begun, the places stay free.
    """
    if rules.places.closed_reason(
        status=shift.request.status, starts_at=shift.starts_at, called_off=shift.is_called_off, now=now
    ):
        return
    promoted = 0
    for waiting in shift.assignments.in_line().select_related("person"):
        if promoted == shift.free:
            break
        waiting.shift = shift
        promoted += _promote(waiting, now)
    if promoted:
        shift.taken += promoted
        shift.save(update_fields=["taken"])


def _promote(waiting: models.Assignment, now: datetime) -> bool:
    try:
        with errors.translated(), transaction.atomic():
            _confirm(waiting, now)
    except refusals.OverlappingShift:
        _notices.tell_person(waiting, "passed_by", now=now)
        return False
    audit.record(
        "volunteers.promote", by=None, about=waiting.person, subject=waiting.code, now=now, shift=waiting.shift.code
    )
    _notices.tell_person(waiting, "promoted", now=now)
    return True
