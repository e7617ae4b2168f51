"""What a use costs: the room's fee, less what the class of users is let off (減免)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from backend.accounts import models as accounts
from backend.accounts import queries as people
from bookings import models

WHOLE = 100


@dataclass(frozen=True, slots=True)
class GroupFee:
    """What a group pays for one period, where that is not what everybody pays."""

    group: accounts.Group
    yen: int
    percent: int


def fee_of(room: models.Room, *, periods: int, user_class: str, now: datetime) -> int | None:
    """This function will give the fee in yen for some periods, or None where the desk tells it.

    The desk tells it where the room's fee is not known to us, and where the center does not handle fees here yet.
    """
    if room.fee_yen is None or not room.center.switches_at(now).fees_on:
        return None
    percent = _percents(room).get(user_class, WHOLE) if user_class and room.fee_yen else WHOLE
    return reduced(room.fee_yen * periods, percent)


def _percents(room: models.Room) -> dict[str, int]:
    return people.fee_percents(room.center.municipality_id)


def reduced(fee_yen: int, percent: int) -> int:
    """This function will give what is left of a fee, in whole yen.

    Parts of a yen are left off, in favour of the user; no ordinance that we know says how to round.
    """
    return fee_yen * percent // WHOLE


def group_fees(room: models.Room, groups: Iterable[accounts.Group], *, day: date, now: datetime) -> list[GroupFee]:
    """This function will tell which groups pay less than others for a period of a room, in at most one query."""
    classed = [(group, code) for group in groups if (code := group.class_on(day))]
    if not classed or not room.fee_yen or not room.center.switches_at(now).fees_on:
        return []
    percents = _percents(room)
    fees = [(group, percents.get(code, WHOLE)) for group, code in classed]
    return [GroupFee(group, reduced(room.fee_yen, percent), percent) for group, percent in fees if percent < WHOLE]
