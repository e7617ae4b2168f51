"""Who is to be reminded."""

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from backend.common import clock
from volunteers import models, rules


def candidates(*, now: datetime) -> QuerySet[models.Assignment]:
    """This function will list the places of which a reminder may be due on this day, with what its text names.

    The rule decides about each; who was reminded of that time in that way is not among them.
    """
    today = clock.date_of(now)
    days = Q(pk__in=[])
    for ahead in rules.reminders.DAYS_AHEAD:
        begins = clock.start_of(today + timedelta(days=ahead))
        reminded = _reminded(rules.reminders.kind_of(ahead))
        days |= Q(shift__starts_at__gte=begins, shift__starts_at__lt=begins + timedelta(days=1)) & ~Q(Exists(reminded))
    confirmed = models.Assignment.objects.confirmed().filter(days, shift__called_off_at=None, shift__starts_at__gt=now)
    told = confirmed.select_related("person__notice_preference", "shift__request__organisation")
    return told.order_by("shift__starts_at", "pk")


def _reminded(kind: str) -> QuerySet[models.Reminder]:
    return models.Reminder.objects.filter(assignment=OuterRef("pk"), kind=kind, starts_at=OuterRef("shift__starts_at"))
