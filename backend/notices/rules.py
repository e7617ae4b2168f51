"""When a delivery that did not go out is tried again."""

from datetime import datetime, timedelta

# After 2, 4, 8 … 256 minutes: eight and a half hours in all.
ATTEMPTS = 9
# The next sweep begins a minute after this one, and goes on where it stopped.
SWEEP = timedelta(seconds=50)


def due_again(attempt: int, *, now: datetime) -> datetime:
    """This function will tell when an attempt that has not succeeded by then is taken up again.

    The first, after two minutes, is later than an attempt takes at most: eleven steps of SMTP at EMAIL_TIMEOUT each.
    """
    return now + timedelta(minutes=2**attempt)


def is_last(attempt: int) -> bool:
    """This function will tell whether there is no attempt after this one."""
    return attempt >= ATTEMPTS
