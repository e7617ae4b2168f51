"""What is counted of payments by day, so that a limit is a constraint: of a till, of a person, and of both."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from points import rules
from points.models.shops import Till


class TillDay(models.Model):
    """The payments of a till on a day: the last running number, and how many points."""

    till = models.ForeignKey(Till, on_delete=models.PROTECT, related_name="days")
    day = models.DateField()
    numbers = models.PositiveIntegerField()
    points = models.PositiveIntegerField()
    most = models.PositiveIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["till", "day"], name="points_till_day_once"),
            models.CheckConstraint(name="points_till_day_is_kept", condition=Q(points__lte=F("most"))),
        ]


class PayerDay(models.Model):
    """How often, and at how many places, a person paid on a day."""

    scope = models.CharField(max_length=12)
    person_code = models.CharField(max_length=40)
    day = models.DateField()
    payments = models.PositiveIntegerField()
    places = models.PositiveIntegerField()
    most_payments = models.PositiveIntegerField()
    most_places = models.PositiveIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person_code", "day", "scope"], name="points_payer_day_once"),
            models.CheckConstraint(
                name="points_payer_day_is_kept",
                condition=Q(payments__lte=F("most_payments"), places__lte=F("most_places")),
            ),
            # Nobody writes themselves another limit than the city's.
            models.CheckConstraint(
                name="points_payer_day_limit_is_kept",
                condition=Q(
                    most_payments__lte=rules.tills.MOST_PAYMENTS_A_DAY, most_places__lte=rules.tills.MOST_PLACES_A_DAY
                ),
            ),
        ]


class PayerTillDay(models.Model):
    """How many points a person paid at a till on a day."""

    till = models.ForeignKey(Till, on_delete=models.PROTECT, related_name="payer_days")
    person_code = models.CharField(max_length=40)
    day = models.DateField()
    points = models.PositiveIntegerField()
    most = models.PositiveIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person_code", "day", "till"], name="points_payer_till_day_once"),
            models.CheckConstraint(name="points_payer_till_day_is_kept", condition=Q(points__lte=F("most"))),
        ]
