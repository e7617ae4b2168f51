"""The search over all centers, as residents see it: center by center, with what is free."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date as day
from datetime import datetime
from itertools import groupby

from bookings import models, rules
from bookings.queries import availability

# So many days of a room are shown at once; its month tells the rest.
SHOWN_DAYS = 5


@dataclass(frozen=True)
class RoomFound:
    """A room with the days on which something is free."""

    room: models.Room
    days: tuple[availability.RoomDay, ...]

    @property
    def shown(self) -> tuple[availability.RoomDay, ...]:
        """This function will give the first days."""
        return self.days[:SHOWN_DAYS]

    @property
    def further(self) -> int:
        """This function will tell how many days more there are."""
        return max(0, len(self.days) - SHOWN_DAYS)


@dataclass(frozen=True)
class CenterFound:
    """The rooms of a center that have something free, and what is switched on there."""

    center: models.Center
    here: rules.Switches
    rooms: tuple[RoomFound, ...]

    @property
    def can_reserve(self) -> bool:
        """This function will tell whether anybody reserves here online."""
        return self.here.opens_online(for_group=False)


@dataclass(frozen=True)
class Found:
    """What a search found; `opens_at` is when the first of what is not open yet can be reserved, if anything is."""

    centers: tuple[CenterFound, ...]
    room_count: int
    opens_at: datetime | None


def free_on(
    *,
    date: day,
    now: datetime,
    until: day | None = None,
    period_code: str = "",
    headcount: int | None = None,
    district_code: str = "",
    user_class: str = "",
) -> Found:
    """This function will find the rooms that are free on a day or on several, by center. Three queries."""
    days = availability.search(
        date=date,
        until=until,
        now=now,
        period_code=period_code,
        headcount=headcount,
        district_code=district_code,
        user_class=user_class,
    )
    rooms = [RoomFound(room, tuple(found)) for room, found in groupby(_free(days), key=lambda found: found.room)]
    by_center = groupby(rooms, key=lambda found: found.room.center)
    centers = tuple(CenterFound(center, center.switches_at(now), tuple(found)) for center, found in by_center)
    return Found(centers, len(rooms), _first_opening(days))


def _free(days: Iterable[availability.RoomDay]) -> list[availability.RoomDay]:
    return [found for found in days if found.has_free]


def _first_opening(days: Iterable[availability.RoomDay]) -> datetime | None:
    return min((slot.opens_at for found in days for slot in found.slots if slot.opens_at), default=None)
