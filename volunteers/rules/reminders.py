"""When people are reminded of an activity. All instants are of one zone, that of the service's days."""

from datetime import datetime, time, timedelta

from volunteers.enums import ReminderKind

_BY_DAYS_AHEAD = {7: ReminderKind.WEEK, 1: ReminderKind.DAY, 0: ReminderKind.MORNING}
DAYS_AHEAD = tuple(_BY_DAYS_AHEAD)
# Nobody is reminded of next week at dawn; of today, they should be on their way in time.
_OPENS = {ReminderKind.WEEK: time(9), ReminderKind.DAY: time(9), ReminderKind.MORNING: time(6)}
USEFUL_UNTIL = timedelta(minutes=30)


def kind_of(days_ahead: int) -> ReminderKind:
    """This function will name the reminder of so many days ahead."""
    return _BY_DAYS_AHEAD[days_ahead]


def due(*, starts: datetime, joined: datetime, now: datetime) -> ReminderKind | None:
    """This function will tell which reminder is due now, if any.

    A beat that was missed is caught up on the same day, but not shortly before the start. Who joined today has just
    read all of it, and who joined later than a week before is not reminded of the week.
    """
    kind = _BY_DAYS_AHEAD.get((starts.date() - now.date()).days)
    if kind is None or now.time() < _OPENS[kind] or now > starts - USEFUL_UNTIL:
        return None
    return kind if joined.date() < now.date() else None
