from typing import ClassVar

from django.db import models
from django.db.models import Q

from backend.accounts import models as accounts


class DistrictDistance(models.Model):
    """How far one district is from another, both ways in rows of their own; that of a district to itself is not kept.

    `steps` counts the borders between them (1 is a neighbour) and `metres` lies between their centers. A city that
    knows only one of the two keeps that one.
    """

    origin = models.ForeignKey(accounts.District, on_delete=models.CASCADE, related_name="distances")
    other = models.ForeignKey(accounts.District, on_delete=models.CASCADE, related_name="+")
    steps = models.PositiveSmallIntegerField(null=True, blank=True)
    metres = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["origin", "other"], name="district_distance_once"),
            models.CheckConstraint(
                name="district_distance_says_something", condition=Q(steps__gte=1) | Q(metres__isnull=False)
            ),
        ]
