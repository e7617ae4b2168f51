"""Taking back what the city paid a shop for a slip by mistake: one asks, another decides."""

from datetime import datetime

from django.db import transaction

from backend.accounts import models as accounts
from backend.common import audit, clock, retries
from backend.common import errors as common
from backend.notices import actions as notices
from points import enums, errors, models
from points.actions import _ledger, tills
from points.errors import slip_returns as refusals
from points.queries import places


@retries.on_conflict
def ask_back(slip_code: str, *, reason: str, key: str, by: accounts.User, now: datetime) -> models.SlipReturn:
    """This function will ask for what was paid for a slip, once per key; nothing moves until somebody else agrees.

    Raises ReasonMissing, OwnRecord, SlipNotPaid, SlipReturnAsked, KeyReused.
    """
    if not reason.strip():
        raise errors.ReasonMissing
    with common.translated(), transaction.atomic():
        locked = models.Slip.objects.select_for_update(no_key=True, of=("self",)).select_related("till")
        slip = locked.get(code=slip_code)
        old = models.SlipReturn.objects.filter(slip=slip, asked_by_code=by.code, key=key).first()
        if old is not None:
            if old.reason != reason.strip():
                raise errors.KeyReused(key=key)
            return old
        _refuse_own(slip, by)
        if slip.state != enums.SlipState.PAID:
            raise refusals.SlipNotPaid
        made = models.SlipReturn.objects.create(
            slip=slip, reason=reason.strip(), key=key, asked_at=now, asked_by_code=by.code
        )
        _note("points.slip_return_asked", made, by, made.reason, now)
    return made


def _refuse_own(slip: models.Slip, by: accounts.User) -> None:
    if slip.till.place_kind == enums.AccountKind.SHOP and places.acts_for(slip.till.place_code, by.code):
        raise errors.OwnRecord


@retries.on_conflict
def decide_return(
    return_code: str, *, approve: bool, reason: str, by: accounts.User, now: datetime
) -> models.SlipReturn:
    """This function will let a second person take the points back, or say why not.

    The shop is told what was taken, and who asked why it was not.

    Raises SlipReturnNotFound, RecordDecided, NeedsAnotherPerson, OwnRecord, ReasonMissing (of a refusal).
    """
    if not approve and not reason.strip():
        raise errors.ReasonMissing
    with common.translated(), transaction.atomic():
        found = _waiting(return_code, by)
        if approve:
            _ledger.call("points_return_slip", found.slip.till.scope, _ledger.posting_code(), found.code, by.code, now)
            found.refresh_from_db()
        else:
            found.state, found.note = enums.SlipReturnState.REFUSED, reason.strip()
            found.decided_at, found.decided_by_code = now, by.code
            found.save(update_fields=["state", "note", "decided_at", "decided_by_code"])
        _note(f"points.slip_return_{found.state}", found, by, found.note or found.reason, now)
        if approve:
            _tell_shop(found, now)
        else:
            _tell_asker(found, now)
    return found


def _waiting(return_code: str, by: accounts.User) -> models.SlipReturn:
    locked = models.SlipReturn.objects.select_for_update(no_key=True, of=("self",)).select_related("slip__till")
    found = locked.filter(code=return_code).first()
    if found is None:
        raise refusals.SlipReturnNotFound
    if found.state != enums.SlipReturnState.WAITING:
        raise errors.RecordDecided(state=enums.SlipReturnState(found.state).label)
    if found.asked_by_code == by.code:
        raise errors.NeedsAnotherPerson
    _refuse_own(found.slip, by)
    return found


def _note(what: str, found: models.SlipReturn, by: accounts.User, reason: str, now: datetime) -> None:
    slip = found.slip
    audit.record(
        what,
        by=by,
        subject=found.code,
        center_code=slip.till.center_code,
        reason=reason,
        now=now,
        slip=slip.code,
        till=slip.till.code,
        points=slip.amount,
    )


def _tell_shop(found: models.SlipReturn, now: datetime) -> None:
    till = found.slip.till
    tills.tell_shop(
        till,
        template="points/slip_returned",
        key=f"slip-returned:{found.code}",
        context={"found": found, "slip": found.slip, "till": till},
        url=f"/shops/{till.code}/statement/?month={clock.date_of(now):%Y-%m}",
        now=now,
    )


def _tell_asker(found: models.SlipReturn, now: datetime) -> None:
    asker = accounts.User.objects.filter(code=found.asked_by_code, is_active=True).first()
    if asker is not None:
        notices.send(
            to=asker,
            template="points/slip_return_refused",
            key=f"slip-return-refused:{found.code}",
            context={"found": found, "slip": found.slip, "till": found.slip.till},
            url=f"/desk/points/slip-cases/{found.slip.code}/return/",
            now=now,
        )
