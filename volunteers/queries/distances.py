"""How far districts are from one another."""

from collections.abc import Mapping
from typing import NamedTuple

from django.db.models import QuerySet

from backend.accounts import models as accounts
from volunteers import models


class Distance(NamedTuple):
    """Borders between two districts and metres between their centers, where they are known."""

    steps: int | None
    metres: int | None


UNKNOWN = Distance(None, None)
# By the ids of the district from which and the one to which.
Distances = Mapping[tuple[int | None, int | None], Distance]


def of(origin_id: int | None) -> Distances:
    """This function will give the distances from one district."""
    return _read(models.DistrictDistance.objects.filter(origin_id=origin_id))


def to(other_id: int | None) -> Distances:
    """This function will give the distances to one district."""
    return _read(models.DistrictDistance.objects.filter(other_id=other_id))


def _read(rows: QuerySet[models.DistrictDistance]) -> Distances:
    return {
        (origin, other): Distance(steps, metres)
        for origin, other, steps, metres in rows.values_list("origin_id", "other_id", "steps", "metres")
    }


def knows_steps() -> bool:
    """This function will tell whether it is known which districts are neighbours."""
    return models.DistrictDistance.objects.filter(steps__isnull=False).exists()


def knows_metres() -> bool:
    """This function will tell whether it is known how far the districts' centers are from one another."""
    return models.DistrictDistance.objects.filter(metres__isnull=False).exists()


def districts() -> QuerySet[accounts.District]:
    """This function will list the districts in the city's order."""
    return accounts.District.objects.order_by("position", "pk")
