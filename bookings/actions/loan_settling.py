"""Loans that come to an end by themselves, and the reminder to bring something back."""

import logging
from collections.abc import Callable, Iterable
from datetime import datetime

from django.db import DatabaseError, transaction

from backend.common import errors as common
from backend.common import retries
from bookings import enums, models
from bookings.actions import lending

logger = logging.getLogger(__name__)
LIMIT = 500


def settle_loans(*, now: datetime) -> int:
    """This function will note what nobody fetched and ask for what is late, each once; it tells how many it did.

    Nothing waits for it: a time that is over keeps nothing from anybody.
    """
    over = models.Loan.objects.filter(state=enums.LoanState.RESERVED, ends_at__lte=now)
    late = models.Loan.objects.overdue(now).filter(return_reminded_at=None)
    return _each(over.order_by("ends_at", "pk")[:LIMIT], _note_unfetched, now) + _each(
        late.order_by("ends_at", "pk")[:LIMIT], _ask_for_return, now
    )


def _each(loans: Iterable[models.Loan], step: Callable[[models.Loan, datetime], bool], now: datetime) -> int:
    return sum(_isolated(loan, step, now) for loan in loans)


def _isolated(loan: models.Loan, step: Callable[[models.Loan, datetime], bool], now: datetime) -> bool:
    try:
        return step(loan, now)
    except (common.DomainError, DatabaseError):
        logger.exception("The sweep left the loan %s as it is", loan.code)
        return False


@retries.on_conflict
@transaction.atomic
def _note_unfetched(loan: models.Loan, now: datetime) -> bool:
    return lending.lapse(loan, now=now)


@retries.on_conflict
@transaction.atomic
def _ask_for_return(loan: models.Loan, now: datetime) -> bool:
    waiting = models.Loan.objects.overdue(now).filter(pk=loan.pk, return_reminded_at=None)
    if not waiting.update(return_reminded_at=now):
        return False
    lending.tell_person(models.Loan.objects.detailed().get(pk=loan.pk), "loan_late", now=now)
    return True
