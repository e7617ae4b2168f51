"""When somebody of the waiting list is asked whether they take a place, and until when the answer is awaited.

Matching 4: what is proposed expires, and declining costs nothing. What a request says of it is told to those in line.
"""

from datetime import datetime, timedelta

# An offer that nobody can answer in time would only disappoint: so near to the last moment, nobody is asked.
LEAST_TO_ANSWER = timedelta(minutes=30)
NIGHT = timedelta(hours=12)
# For so long an invitation stands where the organiser names no other time.
INVITATION_DAYS = 3


def asks_until(*, starts_at: datetime, cutoff_hours: int) -> datetime:
    """This function will give the instant until which answers are awaited: so many hours before the start."""
    return starts_at - timedelta(hours=cutoff_hours)


def answer_due(*, starts_at: datetime, answer_hours: int, cutoff_hours: int, now: datetime) -> datetime | None:
    """This function will give until when somebody who is asked now can answer; None where it is too late to ask."""
    last = asks_until(starts_at=starts_at, cutoff_hours=cutoff_hours)
    due = min(now + timedelta(hours=answer_hours), last)
    return due if due - now >= LEAST_TO_ANSWER else None


def due_after_move(*, due: datetime, starts_at: datetime, cutoff_hours: int, now: datetime) -> datetime:
    """This function will give until when an offer stands whose activity was moved: no later than a new one would.

    Whom the move leaves less than half an hour has that long, but never past the start.
    """
    last = asks_until(starts_at=starts_at, cutoff_hours=cutoff_hours)
    return min(due, max(last, now + LEAST_TO_ANSWER), starts_at)


def reminds_at(*, asked_at: datetime, due: datetime) -> datetime:
    """This function will give when somebody is reminded who has not answered: at half of the time."""
    return asked_at + (due - asked_at) / 2


def cannot_wait(*, due: datetime, now: datetime) -> bool:
    """This function will tell whether an offer must not lie until the morning: a night would take most of its time."""
    return due - now <= NIGHT


def invitation_due(*, now: datetime, days: int, starts_at: datetime) -> datetime:
    """This function will give when an invitation ends: after so many days, and at the latest when it begins."""
    return min(now + timedelta(days=days), starts_at)
