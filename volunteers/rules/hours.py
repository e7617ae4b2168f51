"""Check-in and hours (requirement B9)."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import Decimal

Interval = tuple[datetime, datetime | None]

# Organisers set up and greet in the hour before the start.
OPENS_BEFORE = timedelta(hours=1)
# A code at the venue is of use until the activity ends; the roster also takes what was noted on paper.
ROSTER_CLOSES_AFTER = timedelta(days=14)
# How often the check-in code is redrawn; a code is good for its own window and the next.
CODE_SECONDS = 30
EARNS = "attendance"
DAY = timedelta(days=1)
# Who is this little late has stood in the line of the check-in; who leaves this little early has helped to the end.
GRACE = timedelta(minutes=10)
# Proposed minutes are rounded up to these, in favour of who helped.
STEP = 5
# Organisers are asked to approve what has lain for so long, and once more after the second.
ASKED_AFTER = (timedelta(days=3), timedelta(days=10))
ASKED_FOR = timedelta(days=30)


def check_in_opens(starts_at: datetime) -> datetime:
    """This function will give the instant from which people can check in."""
    return starts_at - OPENS_BEFORE


def roster_closes(ends_at: datetime) -> datetime:
    """This function will give the instant after which a roster can no longer be completed."""
    return ends_at + ROSTER_CLOSES_AFTER


def can_check_in_by_code(*, starts_at: datetime, ends_at: datetime, now: datetime) -> bool:
    """This function will tell whether a volunteer can check in with the code shown at the venue."""
    return check_in_opens(starts_at) <= now <= ends_at


def can_check_in_by_name(*, starts_at: datetime, ends_at: datetime, now: datetime) -> bool:
    """This function will tell whether the organiser or a desk can tick a name on the roster."""
    return check_in_opens(starts_at) <= now <= roster_closes(ends_at)


def can_approve(*, person: str, by: str) -> bool:
    """This function will tell whether somebody may approve a person's hours: nobody does their own, as it pays."""
    return person != by


def proposed_minutes(
    stays: Iterable[Interval], *, starts_at: datetime, ends_at: datetime, break_minutes: int = 0
) -> int:
    """This function will propose minutes: the stays within the shift's time, less the break, in steps of five.

    Who has no check-out stayed to the end. What goes beyond the shift the organiser adds with a reason. At least one
    step for everybody who came, at most a day.
    """
    inside = sum((_inside(one, starts_at, ends_at) for one in stays), timedelta())
    minutes = int(inside.total_seconds()) // 60 - break_minutes
    return min(max(-(-minutes // STEP) * STEP, STEP), 24 * 60)


def _inside(stay: Interval, starts_at: datetime, ends_at: datetime) -> timedelta:
    came, left = stay[0], stay[1] or ends_at
    begin = starts_at if came <= starts_at + GRACE else came
    end = ends_at if left >= ends_at - GRACE else left
    return max(end - begin, timedelta())


def late_minutes(came_at: datetime, *, starts_at: datetime) -> int:
    """This function will tell by how many minutes somebody came late; 0 within the grace."""
    return _beyond(came_at - starts_at)


def early_minutes(left_at: datetime | None, *, ends_at: datetime) -> int:
    """This function will tell by how many minutes somebody left early; 0 within the grace, or without a check-out."""
    return _beyond(ends_at - left_at) if left_at else 0


def _beyond(lateness: timedelta) -> int:
    return int(lateness.total_seconds()) // 60 if lateness > GRACE else 0


def asked_since(now: datetime) -> list[tuple[int, datetime]]:
    """This function will give the reminders of hours not approved: their number, and the end they count from."""
    return [(number, now - after) for number, after in enumerate(ASKED_AFTER, start=1)]


def hours(minutes: int) -> Decimal:
    """This function will give minutes as hours with three places, the quantity that earning rules take."""
    return (Decimal(minutes) / 60).quantize(Decimal("0.001"))
