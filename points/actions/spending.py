from datetime import datetime

from backend.common import codes
from points import enums
from points.actions import _ledger
from points.actions._ledger import Actor, Hold, Posting

PERSON = enums.AccountKind.PERSON


def redeem(
    *,
    person_code: str,
    amount: int,
    source_kind: str,
    source_code: str,
    key: str,
    by: Actor | None,
    now: datetime,
    holder_kind: str = PERSON,
    taker_kind: str = enums.AccountKind.REDEEMED,
    taker_code: str = "",
    scope: str = enums.HOME_SCOPE,
) -> Posting:
    """This function will spend points at once, those first that expire first; raises NotEnoughPoints, KeyReused.

    They are a person's, or with another `holder_kind` those of the community whose code is given.
    """
    row = _ledger.call(
        "points_redeem",
        scope,
        _ledger.posting_code(),
        holder_kind,
        person_code,
        amount,
        taker_kind,
        taker_code,
        source_kind,
        source_code,
        key,
        _ledger.actor_code(by),
        now,
    )
    return _ledger.posting(row)


def give(
    *,
    person_code: str,
    amount: int,
    to_kind: str,
    to_code: str,
    note: str,
    key: str,
    by: Actor | None,
    now: datetime,
    scope: str = enums.HOME_SCOPE,
) -> Posting:
    """This function will give points to a person or a community; they keep their expiry dates."""
    row = _ledger.call(
        "points_give",
        scope,
        _ledger.posting_code(),
        person_code,
        amount,
        to_kind,
        to_code,
        note,
        key,
        _ledger.actor_code(by),
        now,
    )
    return _ledger.posting(row)


def hold(
    *,
    person_code: str,
    amount: int,
    source_kind: str,
    source_code: str,
    expires_at: datetime,
    key: str,
    by: Actor | None,
    now: datetime,
    scope: str = enums.HOME_SCOPE,
) -> Hold:
    """This function will set points aside until `expires_at`; they do not expire meanwhile."""
    row = _ledger.call(
        "points_hold_open",
        scope,
        codes.new("ph"),
        PERSON,
        person_code,
        amount,
        source_kind,
        source_code,
        expires_at,
        key,
        _ledger.actor_code(by),
        now,
    )
    return _ledger.held(row)


def capture(
    hold_code: str,
    *,
    key: str,
    by: Actor | None,
    now: datetime,
    taker_kind: str = enums.AccountKind.REDEEMED,
    taker_code: str = "",
    scope: str = enums.HOME_SCOPE,
) -> Posting:
    """This function will take what a hold has set aside for good; raises HoldEnded, HoldNotFound."""
    row = _ledger.call(
        "points_capture",
        scope,
        _ledger.posting_code(),
        hold_code,
        taker_kind,
        taker_code,
        key,
        _ledger.actor_code(by),
        now,
    )
    return _ledger.posting(row)


def void(hold_code: str, *, now: datetime, scope: str = enums.HOME_SCOPE) -> Hold:
    """This function will give back what a hold has set aside; a second time changes nothing."""
    return _ledger.held(_ledger.call("points_release", scope, hold_code, enums.HoldState.VOIDED, now))


def lapse(hold_code: str, *, now: datetime, scope: str = enums.HOME_SCOPE) -> Hold:
    """This function will end a hold whose time is over; raises HoldNotDue before that."""
    return _ledger.held(_ledger.call("points_release", scope, hold_code, enums.HoldState.LAPSED, now))
