"""When somebody came and left as devices tell it, and what a record of not having come is used for (requirement B9)."""

import math
from datetime import datetime, timedelta

from volunteers.rules import hours

# Clearing up takes its time; what a device tells of after that is a mistake of its clock.
CLOSES_AFTER = timedelta(hours=3)
# A device forgets the names of a shift by then; the last of an evening shift has cleared up and gone home.
NAMES_KEPT_AFTER = timedelta(hours=6)
# Clocks of phones differ by this much without anything being wrong.
CLOCKS_AGREE = timedelta(minutes=2)
# The reminder that follows a no-show, and for how long it follows. Nothing else does: nobody is penalised.
REMINDED_BEFORE = timedelta(days=2)
REMINDED_FOR = timedelta(days=180)
# Fewer places than these tell nothing about how many stay away.
ENOUGH_PLACES = 10


def by_our_clock(told_at: datetime, *, sent_at: datetime | None, now: datetime) -> datetime:
    """This function will give what our clock showed when a device's showed `told_at`.

    The device says as well when it sent: by how much its clock differs from ours then is by how much it differed.
    """
    off = sent_at - now if sent_at else timedelta()
    return told_at if abs(off) <= CLOCKS_AGREE else told_at - off


def is_of_the_moment(seconds_since_shown: float) -> bool:
    """This function will tell whether a card was read while it was shown, as far as clocks agree."""
    slack = CLOCKS_AGREE.total_seconds()
    return -slack <= seconds_since_shown < 2 * hours.CODE_SECONDS + slack


def is_told_late(happened_at: datetime, *, now: datetime) -> bool:
    """This function will tell whether a device kept what it tells now, as it had no connection."""
    return now - happened_at > CLOCKS_AGREE


def assumed_arrival(*, starts_at: datetime, ends_at: datetime, now: datetime) -> datetime:
    """This function will give when somebody came whose name is ticked now: now, or, once it is over, at the start."""
    return now if now <= ends_at else starts_at


def last_plausible(ends_at: datetime) -> datetime:
    """This function will give the latest instant at which somebody can have come or left."""
    return ends_at + CLOSES_AFTER


def is_plausible(happened_at: datetime, *, starts_at: datetime, ends_at: datetime, now: datetime) -> bool:
    """This function will tell whether somebody can have come or left then: on the shift's day, not in the future."""
    latest = min(last_plausible(ends_at), now + CLOCKS_AGREE)
    return hours.check_in_opens(starts_at) <= happened_at <= latest


def names_kept_until(ends_at: datetime) -> datetime:
    """This function will give until when a device may keep the names of a shift: some hours after its end."""
    return ends_at + NAMES_KEPT_AFTER


def can_record_no_show(*, starts_at: datetime, ends_at: datetime, now: datetime) -> bool:
    """This function will tell whether it can be recorded that somebody did not come: from the start, for two weeks."""
    return starts_at <= now <= hours.roster_closes(ends_at)


def likely_absent(*, placed: int, past_places: int, past_absent: int) -> int:
    """This function will tell how many of those with a place will probably not come, by an organisation's past."""
    if past_places < ENOUGH_PLACES:
        return 0
    return math.ceil(placed * past_absent / past_places)
