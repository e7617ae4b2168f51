"""The search over all centers, as residents see it: center by center, with what is free."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date as day
from datetime import datetime
from itertools import groupby

from bookings import models
from bookings.queries import availability


@dataclass(frozen=True)
class CenterDay:
    """The rooms of a center that have something free on a day."""

    center: models.Center
    rooms: tuple[availability.RoomDay, ...]


@dataclass(frozen=True)
class Found:
    """What a search found; `opens_at` is when the first of what is not open yet can be reserved, if anything is."""

    centers: tuple[CenterDay, ...]
    room_count: int
    opens_at: datetime | None


def free_on(
    *,
    date: day,
    now: datetime,
    period_code: str = "",
    headcount: int | None = None,
    district_code: str = "",
    user_class: str = "",
) -> Found:
    """This function will find the rooms that are free on a day, by center. Three queries."""
    days = availability.search(
        date=date,
        now=now,
        period_code=period_code,
        headcount=headcount,
        district_code=district_code,
        user_class=user_class,
    )
    free = [found for found in days if found.has_free]
    by_center = groupby(free, key=lambda found: found.room.center)
    centers = tuple(CenterDay(center, tuple(rooms)) for center, rooms in by_center)
    return Found(centers, len(free), _first_opening(days))


def _first_opening(days: Iterable[availability.RoomDay]) -> datetime | None:
    return min((slot.opens_at for found in days for slot in found.slots if slot.opens_at), default=None)
