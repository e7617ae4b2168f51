"""Offers: for how long they count, what they may say, how far and how often somebody wants to help."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from volunteers.enums import PartyFrequency, Reason

# Once a year people are asked whether what they said is still so; an offer that nobody confirms then rests.
ASKED_AFTER = timedelta(days=365)
ANSWERED_WITHIN = timedelta(days=30)
# Days before the end of a proof on which its holder is reminded, the first first.
REMINDED_BEFORE = (60, 14)
# What can be chosen for how far one goes from home: borders of districts crossed, or metres between their centers.
STEPS, METRES = (0, 1, 2), (2_000, 5_000, 10_000)

_ADDRESS = re.compile(r"[^\s@]+@[^\s@]+|https?://|www\.|\bline\s*id\b", re.IGNORECASE)
_NUMBER = re.compile(r"\d(?:[\s\-‐‑–—−ー()]*\d){8,}")
_BETWEEN = re.compile(r"[\s\-‐‑–—−ー・]+")
# A name of one letter would be found in every other sentence.
SHORTEST_NAME = 2


def counts_since(now: datetime) -> datetime:
    """This function will give the instant after which an offer must have been said to be true to count now."""
    return now - ASKED_AFTER - ANSWERED_WITHIN


def rests_from(said_at: datetime) -> datetime:
    """This function will give the instant from which an offer rests unless it is confirmed."""
    return said_at + ASKED_AFTER + ANSWERED_WITHIN


def is_to_ask(*, said_at: datetime, asked_at: datetime | None, now: datetime) -> bool:
    """This function will tell whether a person is to be asked whether an offer still holds: once each year."""
    return said_at + ASKED_AFTER <= now < rests_from(said_at) and (asked_at is None or asked_at <= said_at)


def reminder_due(today: date, *, valid_until: date, reminded_days: int | None) -> int | None:
    """This function will give the reminder (days before the end) that is due and has not gone out, or None."""
    left = (valid_until - today).days
    reached = [days for days in REMINDED_BEFORE if 0 <= left <= days]
    if not reached or (reminded_days is not None and reminded_days <= min(reached)):
        return None
    return min(reached)


def tells_who(words: str, *, names: Iterable[str]) -> bool:
    """This function will tell whether a text names its writer or says how to reach them.

    An address, a link, a number as long as a telephone's, or one of `names`, however it is spaced.
    """
    text = unicodedata.normalize("NFKC", words)
    if _ADDRESS.search(text) or _NUMBER.search(text):
        return True
    dense = _dense(text)
    parts = {part for name in names for part in [_dense(name)] if len(part) >= SHORTEST_NAME}
    return any(part in dense for part in parts)


def _dense(text: str) -> str:
    return _BETWEEN.sub("", unicodedata.normalize("NFKC", text)).casefold()


# Limits --------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Limits:
    """How much somebody wants to do in a week (from Monday) and in a month; None is no limit."""

    times_a_week: int | None = None
    times_a_month: int | None = None
    minutes_a_week: int | None = None
    minutes_a_month: int | None = None


@dataclass(frozen=True, slots=True)
class Done:
    """What somebody has agreed to in the week and the month of a shift."""

    week_times: int = 0
    week_minutes: int = 0
    month_times: int = 0
    month_minutes: int = 0


def limits_of(frequency: str) -> Limits:
    """This function will give the limits that a party's frequency comes to."""
    return {
        PartyFrequency.WEEKLY.value: Limits(times_a_week=1),
        PartyFrequency.FORTNIGHTLY.value: Limits(times_a_month=2),
        PartyFrequency.MONTHLY.value: Limits(times_a_month=1),
    }.get(frequency, Limits())


def passed(limits: Limits, done: Done, *, minutes: int) -> list[Reason]:
    """This function will list the limits which one activity more, of so many minutes, would pass."""
    week = _over(limits.times_a_week, done.week_times + 1) or _over(limits.minutes_a_week, done.week_minutes + minutes)
    month = _over(limits.times_a_month, done.month_times + 1) or _over(
        limits.minutes_a_month, done.month_minutes + minutes
    )
    return [reason for reason, over in ((Reason.WEEK_LIMIT, week), (Reason.MONTH_LIMIT, month)) if over]


def _over(limit: int | None, amount: int) -> bool:
    return limit is not None and amount > limit


def week_of(day: date) -> tuple[date, date]:
    """This function will give the Monday of a day's week, and the Monday after."""
    monday = day - timedelta(days=day.isoweekday() - 1)
    return monday, monday + timedelta(days=7)


def month_of(day: date) -> tuple[date, date]:
    """This function will give the first of a day's month, and the first of the next."""
    first = day.replace(day=1)
    return first, (first + timedelta(days=31)).replace(day=1)


def spoken(times: int | None, minutes: int | None) -> str:
    """This function will say a limit as people do, such as 2回まで、4時間まで; empty where there is none."""
    hours = f"{_length(minutes)}まで" if minutes is not None else ""
    return "、".join(part for part in (f"{times}回まで" if times is not None else "", hours) if part)


def _length(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    return (f"{hours}時間" if hours else "") + (f"{rest}分" if rest or not hours else "")
