"""Check-in and hours (requirement B9)."""

from datetime import date, datetime, timedelta
from decimal import Decimal

# Organisers set up and greet in the hour before the start.
OPENS_BEFORE = timedelta(hours=1)
# A code at the venue is of use until the activity ends; the roster also takes what was noted on paper.
ROSTER_CLOSES_AFTER = timedelta(days=14)
# How often the check-in code is redrawn; a code is good for its own window and the next.
CODE_SECONDS = 30
EARNS = "attendance"


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


def shows_phone(*, day: date, today: date) -> bool:
    """This function will tell whether the organiser sees phone numbers: on the day of the activity only (B5)."""
    return day == today


def can_approve(*, person: str, by: str) -> bool:
    """This function will tell whether somebody may approve a person's hours: nobody does their own, as it pays."""
    return person != by


def proposed_minutes(*, starts_at: datetime, ends_at: datetime) -> int:
    """This function will propose the length of the shift, in minutes; the organiser may correct it."""
    return min(int((ends_at - starts_at).total_seconds()) // 60, 24 * 60)


def hours(minutes: int) -> Decimal:
    """This function will give minutes as hours with three places, the quantity that earning rules take."""
    return (Decimal(minutes) / 60).quantize(Decimal("0.001"))
