"""What the city owes a shop or center for a month: closed once, and never changed."""

import functools
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from backend.common import codes
from points.models.ledger import Posting, reference
from points.models.shops import Till

settlement_code = functools.partial(codes.new, "se")


class Settlement(models.Model):
    """A closed month of a till. `serial` counts the settlements of a fiscal year; `yen` is rounded down. Append-only.

    A posting that came too late for its month stands in the next one: each stands in exactly one settlement.
    """

    code = models.CharField(max_length=16, unique=True, default=settlement_code, editable=False)
    scope = models.CharField(max_length=12)
    till = models.ForeignKey(Till, on_delete=models.PROTECT, related_name="settlements")
    month = models.DateField()
    fiscal_year = models.PositiveSmallIntegerField()
    serial = models.PositiveIntegerField()
    taken = models.IntegerField()
    refunded = models.IntegerField()
    adjusted = models.IntegerField()
    points = models.IntegerField()
    yen = models.IntegerField()
    closed_at = models.DateTimeField()
    closed_by_code = models.CharField(max_length=40)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["till", "month"], name="points_settlement_once"),
            models.UniqueConstraint(fields=["scope", "fiscal_year", "serial"], name="points_settlement_number_once"),
            models.CheckConstraint(
                name="points_settlement_adds_up", condition=Q(points=F("taken") - F("refunded") + F("adjusted"))
            ),
            models.CheckConstraint(name="points_settlement_of_a_month", condition=Q(month__day=1)),
        ]

    @property
    def document(self) -> str:
        """This function will give the number of the document, counted within the fiscal year."""
        return f"{self.fiscal_year}-{self.serial:04d}"


class SettlementLine(models.Model):
    """One posting in a settlement; `points` is signed, seen by the shop. Append-only."""

    settlement = models.ForeignKey(Settlement, on_delete=models.PROTECT, related_name="lines")
    posting = reference(Posting, related_name="settlement_lines")
    points = models.IntegerField()
    yen_per_point = models.DecimalField(max_digits=6, decimal_places=2)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["posting"], name="points_settlement_line_once"),
        ]
