"""Closing the months of shops and centers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from backend.common import audit, codes, retries
from points import errors, models
from points.actions import _ledger, tills
from points.actions._ledger import Actor
from points.queries import tills as reads


@dataclass(frozen=True, slots=True)
class Closed:
    """What came of closing a month for all: what was settled, and where nothing could be, with the reason."""

    settlements: Sequence[models.Settlement]
    refusals: Sequence[tuple[models.Till, str]]


@retries.on_conflict
def settle(till: models.Till, *, month: date, by: Actor, now: datetime) -> models.Settlement:
    """This function will close a month of a till for good; `month` is its first day.

    What is paid at the same instant stands in it or in the next one. Raises MonthNotOver, MonthClosed,
    EarlierMonthOpen, NothingToSettle.
    """
    with transaction.atomic():
        row = _ledger.call("points_settle", till.scope, codes.new("se"), till.code, month, by.code, now)
        made = models.Settlement.objects.select_related("till").get(code=row[1])
        audit.record(
            "points.settle",
            by=by,
            subject=made.code,
            center_code=till.center_code,
            now=now,
            month=f"{month:%Y-%m}",
            yen=made.yen,
        )
        tills.tell_shop(
            till,
            template="points/settled",
            key=f"settled:{made.code}",
            context={"settlement": made, "till": till},
            url=f"/settlements/{made.code}/",
            now=now,
        )
        return made


def settle_all(*, month: date, by: Actor, now: datetime) -> Closed:
    """This function will close a month for every till that has something in it; what is closed already stays."""
    made, refused = [], []
    for till in reads.tills():
        try:
            made.append(settle(till, month=month, by=by, now=now))
        except (errors.NothingToSettle, errors.MonthClosed):
            continue
        except errors.EarlierMonthOpen as refusal:
            refused.append((till, refusal.sentence))
    return Closed(made, refused)
