"""Before points expire: people are told, and a city may decree that points can be used longer (繰越の告示)."""

import functools
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError

from backend.accounts import models as accounts
from backend.common import audit, clock, retries
from backend.common import errors as common
from backend.notices import actions as notices
from points import enums, errors, models
from points.actions import _ledger
from points.queries import expiring

logger = logging.getLogger(__name__)
BATCH = 200
# The notices: so many days before at the latest. What follows within the days after goes along, so that somebody whose
# points expire day by day hears of it once a week and not every morning.
NOTICE_DAYS = (7, 30)
TOGETHER = timedelta(days=6)


@dataclass(frozen=True, slots=True)
class CarryOverPlan:
    """What a city decrees: the points that expire from `first` to `last` can be used until `until`.

    `owners` are the codes of those whom it is for, described by `of_whom`; None for everybody. `document` is the number
    under which it was published.
    """

    document: str
    reason: str
    first: date
    last: date
    until: date
    owners: tuple[str, ...] | None = None
    of_whom: str = ""


def refuse_unfit(plan: CarryOverPlan, *, today: date) -> None:
    """This function will raise CarryOverDatesInvalid, CarryOverTooLate or CarryOverForNobody."""
    if not plan.first <= plan.last < plan.until:
        raise errors.CarryOverDatesInvalid
    if plan.last < today:
        raise errors.CarryOverTooLate(last=f"{plan.last:%Y年%-m月%-d日}")
    if plan.owners is not None and not plan.owners:
        raise errors.CarryOverForNobody


@retries.on_conflict
def decree_carry_over(plan: CarryOverPlan, *, by: accounts.User, key: str, now: datetime) -> models.CarryOver:
    """This function will decide that points can be used longer; a job gives them their new date.

    From this moment none of them expires. The same page sent twice decides once. Raises CarryOverDatesInvalid,
    CarryOverTooLate, CarryOverForNobody, CarryOverDocumentTaken.
    """
    refuse_unfit(plan, today=clock.date_of(now))
    again = models.CarryOver.objects.filter(key=key, decided_by=by).first()
    if again is not None:
        return again
    with common.translated(), transaction.atomic():
        made = models.CarryOver.objects.create(
            document=plan.document,
            reason=plan.reason,
            first=plan.first,
            last=plan.last,
            until=plan.until,
            owners=None if plan.owners is None else list(plan.owners),
            of_whom=plan.of_whom,
            key=key,
            decided_by=by,
            decided_at=now,
        )
        audit.record(
            "points.carry-over-decreed",
            by=by,
            subject=made.code,
            reason=plan.reason,
            now=now,
            document=plan.document,
            first=plan.first.isoformat(),
            last=plan.last.isoformat(),
            until=plan.until.isoformat(),
            of_whom=made.for_whom,
        )
        transaction.on_commit(nudge, robust=True)
    return made


def nudge() -> None:
    """This function will ask a worker to begin; when the broker is away, the next beat begins later."""
    try:
        current_app.send_task("points.tasks.carry_over", retry=False)
    except OperationalError as fault:
        logger.warning("The broker is away; points are carried over later: %s", fault)


def carry_over(*, now: datetime, whole: bool = False, scope: str = enums.HOME_SCOPE) -> int:
    """This function will give points their new dates by every decree, batch by batch, and count the accounts.

    Whose account is in use at this moment is done by the next run; each run goes on where the last one ended. `whole`
    looks at decrees that are long over, too.
    """
    due = expiring.carry_overs(scope=scope).order_by("pk") if whole else expiring.decrees_due(now=now, scope=scope)
    return sum(_carry_along(decree, now) for decree in due)


def _carry_along(decree: models.CarryOver, now: datetime) -> int:
    carried, after = _carry_batch(decree, 0, now)
    total = carried
    while after is not None:
        carried, after = _carry_batch(decree, after, now)
        total += carried
    return total


@retries.on_conflict
@transaction.atomic
def _carry_batch(decree: models.CarryOver, after: int, now: datetime) -> tuple[int, int | None]:
    """This function will carry over a batch from a place on; tells how many accounts had some, and the next place."""
    owners, points, last = _ledger.rows("points_carry_over_after", decree.code, after, BATCH, now)[0]
    _tell_carried(decree, list(zip(owners, points, strict=True)), now)
    return len(owners), last


def _tell_carried(decree: models.CarryOver, carried: list[tuple[str, int]], now: datetime) -> None:
    told = expiring.listeners([owner for owner, _ in carried])
    for owner, points in carried:
        for person in told[owner]:
            notices.send(
                to=person,
                template="points/carried_over",
                key=f"points-carried-{decree.code}-{owner}",
                now=now,
                context={"decree": decree, "points": points},
                url="/points/",
            )


def warn_of_expiry(*, now: datetime, scope: str = enums.HOME_SCOPE) -> int:
    """This function will tell people which points they lose soon, 30 and 7 days before, and count the accounts.

    Each point is told of once for each of the two, by whichever run comes first; a run that was missed is made up for.
    """
    return sum(_ledger.repeat(functools.partial(_warn_batch, days, now, scope), batch=BATCH) for days in NOTICE_DAYS)


@retries.on_conflict
@transaction.atomic
def _warn_batch(days: int, now: datetime, scope: str) -> int:
    today = clock.date_of(now)
    within = today + timedelta(days=days)
    owners = expiring.owners_to_warn(days=days, within=within, today=today, scope=scope, limit=BATCH)
    near = expiring.nearing(owners, until=within + TOGETHER, today=today, scope=scope)
    told = expiring.listeners(owners)
    for owner in owners:
        _note_warned(owner, near[owner], days, now, scope)
        for person in told[owner]:
            _warn(person, owner, near[owner], days, now)
    return len(owners)


def _note_warned(owner: str, near: Sequence[expiring.Nearing], days: int, now: datetime, scope: str) -> None:
    # Who is told a week before needs no word that a month is left.
    marks = [mark for mark in NOTICE_DAYS if mark >= days]
    models.ExpiryWarning.objects.bulk_create(
        [
            models.ExpiryWarning(owner_code=owner, scope=scope, expires_on=one.expires_on, days=mark, told_at=now)
            for one in near
            for mark in marks
        ],
        ignore_conflicts=True,
    )


def _warn(person: accounts.User, owner: str, near: Sequence[expiring.Nearing], days: int, now: datetime) -> None:
    notices.send(
        to=person,
        template="points/expiring",
        key=f"points-expiring-{days}-{owner}-{clock.date_of(now)}",
        now=now,
        context={"near": near, "total": sum(one.points for one in near), "first": near[0].expires_on},
        url="/points/",
    )
