"""The sign of life of the background work: beat sends a task, a worker does it, the time goes to Redis."""

import datetime

from django.core.cache import cache

# Three beats may be missed before anybody is told.
LATE = datetime.timedelta(seconds=70)
_KEY = "worker-heartbeat"


def beat(*, now: datetime.datetime) -> None:
    """This function will note that a worker was alive at this time."""
    cache.set(_KEY, now.isoformat(), timeout=None)


def last() -> datetime.datetime | None:
    """This function will tell when a worker was last alive, or None when none ever was."""
    noted = cache.get(_KEY)
    return datetime.datetime.fromisoformat(noted) if noted else None
