"""Until when somebody may answer an offer: one of the waiting list, or one held for who was displaced. Pure."""

import dataclasses
from datetime import datetime, timedelta

from bookings.rules import schema, timing


def is_waiting_open(rules: schema.Rules, *, starts_at: datetime, periods: tuple[str, ...], now: datetime) -> bool:
    """This function will tell whether people may stand in line for a use: the center has a line and time is left."""
    clause = rules.waiting_list
    return clause is not None and clause.is_open and now < offers_end(rules, starts_at=starts_at, periods=periods)


def offers_end(rules: schema.Rules, *, starts_at: datetime, periods: tuple[str, ...]) -> datetime:
    """This function will give the instant from which a use is offered to nobody any more.

    It comes `stops_hours` before the use, or when booking closes for everybody if that is earlier: an offer after that
    could only be answered in vain. `starts_at` is in Tokyo time.
    """
    clause = rules.waiting_list or schema.WaitingList(is_open=False)
    last = starts_at - timedelta(hours=clause.stops_hours)
    closing = timing.closes(rules, use=starts_at.date(), periods=periods, zone=starts_at.tzinfo)
    return min(last, closing[0]) if closing else last


def answer_until(
    rules: schema.Rules, *, starts_at: datetime, periods: tuple[str, ...], now: datetime
) -> datetime | None:
    """This function will give until when an offer made now is held, or None when it is too late to make one.

    Who stood in line when the center closed its list is still served, with the hours that held by default.
    """
    clause = rules.waiting_list or schema.WaitingList(is_open=False)
    return _held(now + timedelta(hours=clause.answer_hours), rules, starts_at, periods, now)


def alternative_until(
    rules: schema.Rules, *, days: int, starts_at: datetime, periods: tuple[str, ...], now: datetime
) -> datetime | None:
    """This function will give until when a room is held for somebody displaced, or None when it is too late for it."""
    return _held(now + timedelta(days=days), rules, starts_at, periods, now)


def _held(
    wanted: datetime, rules: schema.Rules, starts_at: datetime, periods: tuple[str, ...], now: datetime
) -> datetime | None:
    last = min(wanted, offers_end(rules, starts_at=starts_at, periods=periods))
    return last if last > now else None


def without_caps(rules: schema.Rules) -> schema.Rules:
    """This function will give the rules that hold when somebody joins the line: caps may have room when it comes."""
    return dataclasses.replace(rules, caps=None)
