"""How far two places are from one another."""

from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt

EARTH_METRES = 6_371_000


@dataclass(frozen=True, slots=True)
class Place:
    """A point on the earth, in degrees."""

    latitude: float
    longitude: float


def metres(one: Place, other: Place) -> int:
    """This function will give the way between two places as the crow flies, by the haversine formula."""
    north, east = radians(other.latitude - one.latitude), radians(other.longitude - one.longitude)
    half = sin(north / 2) ** 2 + cos(radians(one.latitude)) * cos(radians(other.latitude)) * sin(east / 2) ** 2
    return round(2 * EARTH_METRES * asin(sqrt(half)))
