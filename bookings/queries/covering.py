"""Which periods of a room cover a time, for those who think in hours of an activity and not in periods."""

from datetime import datetime

from backend.common import clock
from bookings import errors, models, rules
from bookings.queries import calendars


def covering(
    calendar: calendars.Calendar, room: models.Room, starts_at: datetime, ends_at: datetime
) -> tuple[str, ...] | None:
    """This function will give the fewest periods in a row that cover a time of one day, or None where none do."""
    starts, ends = starts_at.astimezone(clock.TOKYO), ends_at.astimezone(clock.TOKYO)
    periods = calendar.periods(room, starts.date())
    begun = [place for place, period in enumerate(periods) if period.starts <= starts.time()]
    done = [place for place, period in enumerate(periods) if period.ends >= ends.time()]
    if not begun or not done or starts.date() != ends.date():
        return None
    # Who begins in the gap between two periods has the earlier one: the room is theirs until they begin.
    first, last = begun[-1], done[0]
    return tuple(period.code for period in periods[min(first, last) : last + 1])


def periods_of(room: models.Room, starts_at: datetime, ends_at: datetime) -> tuple[str, ...]:
    """This function will give the periods of a room that cover a time, or raise NoPeriodCovers with those it has."""
    day = clock.date_of(starts_at)
    calendar = calendars.calendar(room.center, first=day, last=day)
    return covering(calendar, room, starts_at, ends_at) or _refuse(calendar, room, starts_at)


def no_period(calendar: calendars.Calendar, room: models.Room, starts_at: datetime) -> errors.NoPeriodCovers:
    """This function will give the error that names the periods of a room on a day."""
    day = clock.date_of(starts_at)
    spans = [f"{one.name} {one.starts:%-H:%M}〜{one.ends:%-H:%M}" for one in calendar.periods(room, day)]
    return errors.NoPeriodCovers(
        center_name=room.center.name,
        room_name=room.name,
        day_text=rules.date_text(day),
        periods_text="、".join(spans) or "予約できる時間はありません",
    )


def _refuse(calendar: calendars.Calendar, room: models.Room, starts_at: datetime) -> tuple[str, ...]:
    raise no_period(calendar, room, starts_at)
