"""When a site's printed code counts, and for which days a report may be."""

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from points.enums import SiteState
from points.rules import seasons

# Nobody gets from one site to another in less; somebody who says so has not been there.
BETWEEN_SITES = timedelta(minutes=10)
WORD_LIVES = timedelta(minutes=5)
# How often a screen at the site asks for the number: well within the time for which the one before is taken, too.
WORD_ASKED_SECONDS = 20
# So many wrong numbers may somebody type at a site in so many seconds, in which it shows three of ten thousand.
TRIES, TRIES_SECONDS = 10, 600


@dataclass(frozen=True, slots=True)
class Window:
    """On these weekdays (0 is Monday) between two dates, from one hour to another; the last minute is not in it."""

    starts_on: date
    ends_on: date
    weekdays: Sequence[int]
    opens_at: time
    closes_at: time


def is_open(window: Window, local: datetime) -> bool:
    """This function will tell whether a window is open at a time in Tokyo."""
    day = local.date()
    in_dates = window.starts_on <= day <= window.ends_on and day.weekday() in window.weekdays
    return in_dates and window.opens_at <= local.time() < window.closes_at


def state(opens_at: time, closes_at: time, *, done: bool, local: time) -> SiteState:
    """This function will tell what somebody can still do in a window of today, at a time in Tokyo."""
    if done:
        return SiteState.DONE
    if local < opens_at:
        return SiteState.LATER
    return SiteState.OPEN if local < closes_at else SiteState.OVER


def window_in_words(window: Window) -> str:
    """This function will give a window as people read it."""
    some = "・".join(seasons.WEEKDAYS[day] for day in sorted(window.weekdays))
    days = "毎日" if len(window.weekdays) == 7 else f"{some}曜"
    dates = f"{window.starts_on.year}年{window.starts_on.month}月{window.starts_on.day}日"
    if window.ends_on != window.starts_on:
        dates += f"から{window.ends_on.year}年{window.ends_on.month}月{window.ends_on.day}日までの{days}"
    return f"{dates} {hours_in_words(window.opens_at, window.closes_at)}"


def hours_in_words(opens_at: time, closes_at: time) -> str:
    """This function will give hours as people read them."""
    return f"{_hour(opens_at)}〜{_hour(closes_at)}"


def _hour(at: time) -> str:
    return f"{at.hour}:{at.minute:02d}"


def word(secret: str, now: datetime) -> str:
    """This function will give the four digits that a site shows just now."""
    return _word(secret, int(now.timestamp() // WORD_LIVES.total_seconds()))


def word_changes_at(now: datetime) -> datetime:
    """This function will tell when a site shows its next four digits."""
    lives = WORD_LIVES.total_seconds()
    return now + timedelta(seconds=lives - now.timestamp() % lives)


def is_word(secret: str, typed: str, now: datetime) -> bool:
    """This function will tell whether four digits are those shown now, or just before while somebody was typing."""
    turn = int(now.timestamp() // WORD_LIVES.total_seconds())
    return any(hmac.compare_digest(_word(secret, one).encode(), typed.encode()) for one in (turn, turn - 1))


def _word(secret: str, turn: int) -> str:
    digest = hmac.digest(secret.encode(), str(turn).encode(), hashlib.sha256)
    return f"{int.from_bytes(digest[:8]) % 10_000:04d}"


def first_reportable(today: date, days: int) -> date:
    """This function will give the earliest day of which one may still report; 0 days mean today alone."""
    return today - timedelta(days=days)
