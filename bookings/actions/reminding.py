"""Reminders, once each: of a form before its deadline, of a report after it."""

from datetime import datetime

from django.db import transaction

from backend.common import retries
from bookings import enums, models, rules
from bookings.actions import steps, sweeping


def remind_of_forms(*, now: datetime, limit: int = 500) -> int:
    """This function will ask for the application forms whose deadline is near, and tell how many it asked for."""
    near = models.Booking.objects.filter(
        state=enums.State.TENTATIVE,
        form_reminded_at=None,
        form_due_at__gt=now,
        form_due_at__lte=now + rules.FORM_REMINDER,
    )
    found = [booking for booking in near.select_related("room").order_by("form_due_at", "pk") if _is_time(booking, now)]
    return sweeping.for_each(found[:limit], _ask_for_form, now=now)


def _is_time(booking: models.Booking, now: datetime) -> bool:
    return booking.form_due_at is not None and rules.asked_for_from(booking.created_at, booking.form_due_at) <= now


@retries.on_conflict
@transaction.atomic
def _ask_for_form(booking: models.Booking, *, now: datetime) -> bool:
    fresh = steps.locked(booking)
    if fresh.state != enums.State.TENTATIVE or fresh.form_reminded_at or not _is_time(fresh, now):
        return False
    fresh.form_reminded_at = now
    fresh.save(update_fields=["form_reminded_at"])
    steps.announce(fresh, "form_reminder", now=now)
    return True


def remind_of_reports(*, now: datetime, limit: int = 500) -> int:
    """This function will ask for the reports whose deadline has passed, and tell how many it asked for."""
    missing = models.Booking.objects.filter(state=enums.State.USED, report_reminded_at=None, report_due_at__lte=now)
    found = missing.select_related("room").order_by("report_due_at", "pk")[:limit]
    return sweeping.for_each(found, _ask_for_report, now=now)


@retries.on_conflict
@transaction.atomic
def _ask_for_report(booking: models.Booking, *, now: datetime) -> bool:
    fresh = steps.locked(booking)
    if fresh.state != enums.State.USED or fresh.report_reminded_at:
        return False
    fresh.report_reminded_at = now
    fresh.save(update_fields=["report_reminded_at"])
    steps.announce(fresh, "report_reminder", now=now)
    return True
