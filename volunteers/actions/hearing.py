"""What somebody tells an organiser by phone: that they do not come after all."""

from datetime import datetime

from django.db import transaction

from backend.accounts import models as accounts
from backend.common import audit, errors, retries
from volunteers import enums, models, rules
from volunteers import errors as refusals
from volunteers.actions import _notices, _offer_notices, _places, attendance

State = enums.AssignmentState


@retries.on_conflict
def hear_withdrawal(
    assignment: models.Assignment, *, said_by: str, reason: str, by: accounts.User, now: datetime
) -> models.Assignment:
    """This function will write down for somebody that they do not come, hand the place on and tell them of it.

    Until the activity ends: who calls late is not recorded as missing. Raises AssignmentChanged, ShiftEnded,
    CheckedInStays, WithdrawalNeedsReason.
    """
    with errors.translated(), transaction.atomic():
        current = _places.locked(assignment, _places.lock(assignment.shift))
        _refuse(current, now)
        attendance.clear_no_show(current, reason="来られないと連絡があったため", by=by, now=now)
        _places.leave(current, State.WITHDRAWN, now=now)
        heard = models.HeardWithdrawal.objects.create(
            assignment=current, said_by=said_by, reason=reason.strip(), noted_by=by, noted_at=now
        )
        _audit(heard, now)
        _tell(heard, now)
    return current


def _refuse(current: models.Assignment, now: datetime) -> None:
    if not current.is_live:
        raise refusals.AssignmentChanged
    if not rules.places.can_hear_withdrawal(state=current.state, ends_at=current.shift.ends_at, now=now):
        raise refusals.ShiftEnded


def _audit(heard: models.HeardWithdrawal, now: datetime) -> None:
    place = heard.assignment
    audit.record(
        "volunteers.hear-withdrawal",
        by=heard.noted_by,
        about=place.person,
        subject=place.code,
        reason=heard.reason,
        now=now,
        said_by=heard.said_by,
    )


def _tell(heard: models.HeardWithdrawal, now: datetime) -> None:
    place, said_by = heard.assignment, heard.get_said_by_display()
    if hasattr(place, "party"):
        _offer_notices.tell_party(place, "withdrawal_heard", now=now, said_by=said_by, reason=heard.reason)
    else:
        _notices.tell_person(place, "withdrawal_heard", now=now, said_by=said_by, reason=heard.reason, party="")
    _notices.tell_organisers(place, "withdrawal", now=now, reason=heard.reason)
