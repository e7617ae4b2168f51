"""The one place that reads the clock. Doors call it; rules and actions receive `now`."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.utils import timezone

TOKYO = ZoneInfo("Asia/Tokyo")
# Of the years whose days people may name: next to the first and the last day that Python knows there is none.
YEARS = range(1000, 3000)


def now() -> datetime:
    """This function will give the present instant, aware, in UTC."""
    return timezone.now()


def today() -> date:
    """This function will give today's date in Asia/Tokyo."""
    return date_of(now())


def date_of(instant: datetime) -> date:
    """This function will give the Tokyo date on which an instant falls."""
    return instant.astimezone(TOKYO).date()


def at(day: date, of_day: time) -> datetime:
    """This function will give the instant of a Tokyo date and time of day."""
    return datetime.combine(day, of_day, TOKYO)


def start_of(day: date) -> datetime:
    """This function will give the instant at which a Tokyo date begins."""
    return at(day, time())
