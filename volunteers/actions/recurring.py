from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from backend.accounts import models as accounts
from backend.common import audit, errors, retries
from volunteers import enums, models, queries, rules
from volunteers import errors as refusals
from volunteers.actions import requests
from volunteers.rules.repetition import Repetition

OPEN = {enums.RequestStatus.DRAFT, enums.RequestStatus.IN_REVIEW, enums.RequestStatus.PUBLISHED}


@dataclass(frozen=True, slots=True)
class RecurrencePlan:
    """Recurring shifts: the rule, what each of them is, and the dates that somebody ticked in the dry run.

    `known` are the dates whose conflicts were shown there; a conflict that came since then stops the making.
    """

    repetition: Repetition
    pattern: queries.recurring.Pattern
    days: Collection[date]
    known: Collection[date]
    capacity: int
    minimum: int = 1
    reserve: int = 0
    center_code: str = ""


@retries.on_conflict
def repeat_shifts(
    request: models.Request,
    *,
    plan: RecurrencePlan,
    key: str,
    closed: Mapping[date, str],
    by: accounts.User,
    now: datetime,
) -> models.Recurrence:
    """This function will make the ticked shifts of a rule in one transaction, or none.

    `key` is the page's: what it has made once, it gives back when it is sent again. Raises RecurrenceEmpty,
    RecurrenceTooLong, RecurrenceChanged, ShiftTooFar, RequestNotOfSetTimes, RequestNotOpen, MinimumAboveCapacity.
    """
    with errors.translated(), transaction.atomic():
        current = models.Request.objects.select_for_update(no_key=True).get(pk=request.pk)
        made = current.recurrences.filter(key=key).first()
        if made is not None:
            return made
        _refuse_closed(current)
        planned = _chosen(current, plan, closed, now)
        recurrence = models.Recurrence.objects.create(
            request=current, rule=plan.repetition.text, key=key, made_by=by, made_at=now
        )
        requests.add_shifts(current, [_shift(one, plan) for one in planned], recurrence=recurrence)
        audit.record("volunteers.repeat", by=by, subject=current.code, now=now, rule=recurrence.rule, made=len(planned))
    return recurrence


def _refuse_closed(request: models.Request) -> None:
    if request.status not in OPEN:
        raise refusals.RequestNotOpen
    if not request.has_set_times:
        raise refusals.RequestNotOfSetTimes


def _chosen(
    request: models.Request, plan: RecurrencePlan, closed: Mapping[date, str], now: datetime
) -> list[queries.recurring.Planned]:
    run = queries.recurring.dry_run(request, plan.repetition, plan.pattern, closed=closed, now=now)
    if not 1 <= len(run) <= rules.repetition.MOST:
        raise refusals.RecurrenceTooLong(most=rules.repetition.MOST)
    chosen = [one for one in run if one.day in plan.days]
    if not chosen:
        raise refusals.RecurrenceEmpty
    news = [one for one in chosen if one.is_out or (one.conflicts and one.day not in plan.known)]
    if news:
        raise refusals.RecurrenceChanged(days="、".join(f"{one.day:%-m月%-d日}" for one in news))
    requests.refuse_instants([one.starts_at for one in chosen], now)
    return chosen


def _shift(planned: queries.recurring.Planned, plan: RecurrencePlan) -> requests.ShiftPlan:
    return requests.ShiftPlan(
        starts_at=planned.starts_at,
        ends_at=planned.ends_at,
        place=plan.pattern.place,
        capacity=plan.capacity,
        minimum=plan.minimum,
        reserve=plan.reserve,
        center_code=plan.center_code,
    )
