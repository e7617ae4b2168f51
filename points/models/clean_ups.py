import functools
from typing import ClassVar

from django.db import models
from django.db.models import Func, Q

from backend.common import codes
from points import enums

clean_up_code = functools.partial(codes.new, "cu")


class CleanUp(models.Model):
    """An organiser's sheet: what was collected, and who was there. Its points are the published table's."""

    code = models.CharField(max_length=16, unique=True, default=clean_up_code, editable=False)
    scope = models.CharField(max_length=12, default=enums.HOME_SCOPE)
    name = models.CharField(max_length=80)
    rule = models.ForeignKey("points.Rule", on_delete=models.PROTECT, related_name="+")
    organisation_code = models.CharField(max_length=40, blank=True)
    center_code = models.CharField(max_length=40, blank=True)
    key = models.CharField(max_length=60)
    happened_on = models.DateField()
    points = models.PositiveIntegerField()
    entered_at = models.DateTimeField()
    entered_by_code = models.CharField(max_length=40)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawal = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["entered_by_code", "key"], name="points_clean_up_key_once"),
            # Of one organisation and day there is one sheet that counts.
            models.UniqueConstraint(
                fields=["organisation_code", "center_code", "happened_on", "name", "scope"],
                condition=Q(withdrawn_at__isnull=True),
                name="points_clean_up_once",
            ),
            models.CheckConstraint(
                name="points_clean_up_withdrawn_for_a_reason",
                condition=Q(withdrawn_at__isnull=True) | ~Q(withdrawal=""),
            ),
            models.CheckConstraint(
                name="points_clean_up_not_in_the_future",
                condition=Q(
                    happened_on__lte=Func("entered_at", function="points_tokyo_date", output_field=models.DateField())
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class CleanUpLine(models.Model):
    """So many kilograms of something of the rule's table. Append-only."""

    clean_up = models.ForeignKey(CleanUp, on_delete=models.PROTECT, related_name="lines")
    item = models.ForeignKey("points.RuleItem", on_delete=models.PROTECT, related_name="+")
    kg = models.DecimalField(max_digits=7, decimal_places=2)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["clean_up", "item"], name="points_clean_up_line_once"),
            models.CheckConstraint(name="points_clean_up_line_weighs_something", condition=Q(kg__gt=0)),
        ]


class CleanUpShare(models.Model):
    """A person who was there, and their part of the sheet's points. Append-only.

    `said` names the limit or the reason that left fewer points, or none.
    """

    clean_up = models.ForeignKey(CleanUp, on_delete=models.PROTECT, related_name="shares")
    person_code = models.CharField(max_length=40)
    weight = models.PositiveSmallIntegerField(default=1)
    points = models.PositiveIntegerField()
    said = models.CharField(max_length=400, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["clean_up", "person_code"], name="points_clean_up_share_once"),
            models.CheckConstraint(name="points_clean_up_share_weighs", condition=Q(weight__gte=1, weight__lte=10)),
        ]
