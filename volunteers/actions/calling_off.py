"""Calling off: one step for the organiser, and everybody who wanted to come hears of it.

The shift's row is locked FOR UPDATE, which waits for every application on its way (their foreign key holds FOR KEY
SHARE) and holds back every later one, which a trigger then refuses: nobody is left with a place.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from backend.accounts import models as accounts
from backend.common import audit, errors, retries
from volunteers import enums, models
from volunteers import errors as refusals
from volunteers.actions import _members, _notices, _places, companions

State = enums.AssignmentState


@retries.on_conflict
def call_off_shift(shift: models.Shift, *, by: accounts.User, reason: str, now: datetime) -> models.Shift:
    """This function will call off one shift that has not begun: all its assignments end, and each person is told.

    Nobody gets points or hours for it. Raises NothingToCallOff, CallOffNeedsReason.
    """
    with errors.translated(), transaction.atomic():
        _refuse_silence(reason)
        (current,) = _locked([shift.pk])
        if current.is_called_off or current.has_started(now):
            raise refusals.NothingToCallOff
        _end(current, reason, now)
        companions.end([current], by=by, reason=reason, now=now)
        audit.record("volunteers.call-off", by=by, subject=current.code, reason=reason, now=now)
    return current


@retries.on_conflict
def call_off_request(request: models.Request, *, by: accounts.User, reason: str, now: datetime) -> models.Request:
    """This function will call off a request with every shift of it that has not begun. Raises as call_off_shift."""
    with errors.translated(), transaction.atomic():
        _refuse_silence(reason)
        current = models.Request.objects.select_for_update(no_key=True).get(pk=request.pk)
        if not current.is_published and current.status != enums.RequestStatus.CLOSED:
            raise refusals.NothingToCallOff
        current.status, current.closed_at, current.call_off_reason = enums.RequestStatus.CALLED_OFF, now, reason
        current.save(update_fields=["status", "closed_at", "call_off_reason"])
        # The request stays free for rows that only name it: who holds a window has such a one, and commits before us.
        # Whoever picks a time holds its window's row: after this no shift of theirs is unseen.
        list(current.windows.select_for_update(no_key=True).order_by("pk"))
        ahead = current.shifts.filter(starts_at__gt=now, called_off_at__isnull=True)
        ending = _locked(ahead.values_list("pk", flat=True))
        for shift in ending:
            _end(shift, reason, now)
        companions.end(ending, by=by, reason=reason, now=now)
        audit.record("volunteers.call-off", by=by, subject=current.code, reason=reason, now=now)
    return current


def _refuse_silence(reason: str) -> None:
    if not reason.strip():
        raise refusals.CallOffNeedsReason


def _locked(ids: Iterable[int]) -> list[models.Shift]:
    # Locked whole: who applies to be chosen does not lock the shift, and only names it.
    return list(
        models.Shift.objects.select_for_update(of=("self",))
        .select_related("request__organisation", "request__district")
        .filter(pk__in=list(ids))
        .order_by("pk")
    )


def _end(shift: models.Shift, reason: str, now: datetime) -> None:
    standing = list(_standing(shift))
    came = [one.person_id for one in standing if one.is_placed]
    ids = [one.pk for one in standing]
    models.Assignment.objects.filter(pk__in=ids).update(state=State.CALLED_OFF, answer_due_at=None, ended_at=now)
    shift.taken, shift.called_off_at, shift.call_off_reason = 0, now, reason
    shift.save(update_fields=["taken", "called_off_at", "call_off_reason"])
    for one in standing:
        one.shift = shift
        _notices.tell_person(one, "called_off", now=now, urgent=_notices.is_urgent(shift, now=now), reason=reason)
    _members.drop_all(shift, now=now)
    _places.refill_elsewhere(came, shift, now=now)


def _standing(shift: models.Shift) -> Iterable[models.Assignment]:
    live = shift.assignments.filter(ended_at__isnull=True).order_by("pk")
    return live.select_for_update(no_key=True, of=("self",)).select_related("person")
