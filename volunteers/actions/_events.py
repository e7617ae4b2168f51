"""What keeps an application from an event, before a place is looked for."""

from datetime import datetime

from volunteers import enums, models, rules
from volunteers import errors as refusals
from volunteers.actions import _notices


def refuse(shift: models.Shift, party: int, now: datetime) -> None:
    """This function will raise NotOpenYet or ClosedAlready outside of the window, EventPartyTooLarge for too many."""
    request = shift.request
    reason = rules.events.shut(opens_at=request.opens_at, closes_at=request.closes_at, now=now)
    if reason == enums.Reason.NOT_OPEN_YET:
        raise refusals.NotOpenYet(opens=_spoken(request.opens_at))
    if reason == enums.Reason.CLOSED_ALREADY:
        raise refusals.ClosedAlready(closes=_spoken(request.closes_at))
    if not 1 <= party <= request.party_limit:
        raise refusals.EventPartyTooLarge(limit=request.party_limit)


def _spoken(instant: datetime | None) -> str:
    return _notices.day_and_time(instant) if instant else ""
