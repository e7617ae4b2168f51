"""The windows of flexible and open-ended requests, and the times that people have picked in them."""

from datetime import date, datetime

from django.db.models import Q, QuerySet

from backend.accounts.permissions import Visitor
from volunteers import models, permissions, rules
from volunteers.queries import _found


def upcoming(*, today: date, day: date | None = None) -> QuerySet[models.Window]:
    """This function will give the windows with a day to come and hours still needed; `day` keeps those open on it."""
    found = models.Window.objects.filter(_has_days(day or today), _needs_hours())
    return found if day is None else found.filter(first__lte=day, weekdays__contains=[day.isoweekday()])


def _has_days(today: date) -> Q:
    return Q(last__isnull=True) | Q(last__gte=today)


def _needs_hours() -> Q:
    # One that has its hours stays on the request's own page; on the board it would only disappoint.
    return Q(minutes_needed__isnull=True) | Q(minutes_taken__lt=models.Window.NEEDED)


def of_request(request: models.Request) -> QuerySet[models.Window]:
    """This function will list a request's windows in the order of time."""
    return request.windows.order_by("first", "pk")


def picked(window: models.Window, *, now: datetime) -> QuerySet[models.Shift]:
    """This function will list the times of a window at which somebody helps, the next first."""
    taken = window.shifts.filter(taken__gt=0, ends_at__gt=now, called_off_at__isnull=True)
    return taken.order_by("starts_at", "pk")


def at_once(window: models.Window, wanted: rules.windows.Picked, *, without: int | None = None) -> int:
    """This function will give how many help at the fullest instant of a wanted time, not counting one shift."""
    meeting = window.shifts.filter(during__overlap=(wanted.starts_at, wanted.ends_at), called_off_at__isnull=True)
    others = meeting.exclude(pk=without) if without else meeting
    return rules.windows.most_at_once(
        wanted, [rules.windows.Picked(one.starts_at, one.ends_at, one.taken) for one in others]
    )


def readable_window(user: Visitor, code: str) -> models.Window:
    """This function will give a window whose request somebody may read."""
    windows = models.Window.objects.select_related("request__organisation", "request__field", "request__district")
    return _found.one(windows, code, may=lambda window: permissions.may_see(user, window.request))
