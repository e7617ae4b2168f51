import functools
from datetime import date, datetime

from backend.common import audit
from points import enums, models
from points.actions import _ledger, _sweeps, spending
from points.actions._ledger import Actor, Posting

# Some 20 ms of work: nobody waits for longer than that.
BATCH = 50
SEAL_BATCH = 5000
# Late commits get lower ids than rows already sealed; nothing stays open while this many postings are written.
SEAL_WINDOW = 100_000


def adjust(
    *,
    person_code: str,
    amount: int,
    expires_on: date,
    reason: str,
    key: str,
    by: Actor,
    now: datetime,
    scope: str = enums.HOME_SCOPE,
) -> Posting:
    """This function will correct a balance by hand, up (to expire on a date) or down, with its reason."""
    kind = enums.AccountKind.PERSON
    code = _ledger.posting_code()
    row = _ledger.call("points_adjust", scope, code, kind, person_code, amount, expires_on, reason, key, by.code, now)
    made = _ledger.posting(row)
    if not made.replayed:
        audit.record("points.adjust", by=by, subject=made.code, reason=reason, now=now, amount=amount)
    return made


def lapse_holds(*, now: datetime) -> int:
    """This function will end every hold whose time is over, and tell how many there were."""
    due = models.Hold.objects.filter(state=enums.HoldState.OPEN, expires_at__lte=now)
    scopes = dict(due.order_by("account_id", "pk").values_list("code", "scope"))
    return _sweeps.for_each(scopes, lambda code: _lapse(code, scopes[code], now))


def _lapse(code: str, scope: str, now: datetime) -> int:
    spending.lapse(code, now=now, scope=scope)
    return 1


def expire_lots(*, now: datetime, scope: str = enums.HOME_SCOPE) -> int:
    """This function will sweep expired points away, a batch of accounts at a time, and tell how many accounts had some.

    Accounts that somebody is using are left for the next run: expiry is decided when spending, so nothing is lost. Each
    batch is a transaction of its own, so that whoever wants to use an account of it waits for no more than one.
    """
    swept, last = _expire_batch(scope, 0, now)
    total = swept
    while last is not None:
        swept, last = _expire_batch(scope, last, now)
        total += swept
    return total


def _expire_batch(scope: str, after: int, now: datetime) -> tuple[int, int | None]:
    """This function will sweep the accounts behind one in id order; tells how many, and the last one looked at."""
    swept, last = _ledger.rows("points_expire_after", scope, after, BATCH, now)[0]
    return swept, last


def seal_chain(*, now: datetime, whole: bool = False) -> int:
    """This function will link what is not yet linked to the chain; `whole` looks at the ledger from its beginning."""
    window = None if whole else SEAL_WINDOW
    return _ledger.repeat(functools.partial(_seal_batch, window, now), batch=SEAL_BATCH)


def _seal_batch(window: int | None, now: datetime) -> int:
    return int(_ledger.rows("points_seal", SEAL_BATCH, window, now)[0][0])
