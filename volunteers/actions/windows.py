from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction

from backend.accounts import models as accounts
from backend.common import clock, errors, retries
from volunteers import errors as refusals
from volunteers import models
from volunteers.actions import _windows, places


@retries.on_conflict
def pick_time(
    window: models.Window,
    *,
    starts_at: datetime,
    ends_at: datetime,
    person: accounts.User,
    by: accounts.User,
    now: datetime,
    message: str = "",
    stated: Collection[str] = (),
) -> models.Assignment:
    """This function will make a shift of the time that somebody picked, or find it, and put them forward for it.

    Raises TimeOutside, TimeFull, WindowTaken, and as apply_for_shift.
    """
    with errors.translated(), transaction.atomic():
        locked = _windows.lock(window.pk)
        _refuse_outside(locked, starts_at, ends_at, now)
        shift = _shift(locked, starts_at, ends_at)
        return places.apply_for_shift(shift, person=person, by=by, now=now, message=message, stated=stated)


def _refuse_outside(window: models.Window, starts_at: datetime, ends_at: datetime, now: datetime) -> None:
    starts, ends = starts_at.astimezone(clock.TOKYO), ends_at.astimezone(clock.TOKYO)
    inside = starts.date() == ends.date() and window.is_open_at(starts.date(), starts.time(), ends.time())
    long_enough = ends - starts >= timedelta(minutes=window.shortest_minutes)
    if not inside or not long_enough or starts_at <= now:
        raise refusals.TimeOutside(
            days=window.days_text, hours=window.hours_text, shortest=str(window.shortest_minutes)
        )


def _shift(window: models.Window, starts_at: datetime, ends_at: datetime) -> models.Shift:
    """This function will give the shift of a picked time: one that stands, or a new one."""
    shift, _ = window.shifts.get_or_create(
        starts_at=starts_at,
        ends_at=ends_at,
        called_off_at=None,
        defaults={
            "request": window.request,
            "place": window.place,
            "center_code": window.center_code,
            "capacity": window.capacity,
        },
    )
    shift.request = window.request
    return shift
