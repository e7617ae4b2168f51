from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Coalesce

from bookings.models.places import Center, Room


class PeriodSet(models.Model):
    """The periods (区分) of a center, or of one room of it, on the days of `valid`. A room's set comes first."""

    center = models.ForeignKey(Center, on_delete=models.CASCADE, related_name="period_sets")
    room = models.ForeignKey(Room, null=True, blank=True, on_delete=models.CASCADE, related_name="period_sets")
    valid = DateRangeField()

    class Meta:
        constraints: ClassVar = [
            ExclusionConstraint(
                name="period_sets_never_overlap",
                expressions=[
                    ("center", RangeOperators.EQUAL),
                    (Coalesce(F("room_id"), Value(0)), RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(name="period_set_is_valid_some_day", condition=Q(valid__isempty=False)),
        ]


def _on_some_day(field: str) -> Func:
    return Func(F(field), template="(DATE '2000-01-01' + %(expressions)s)")


class Period(models.Model):
    """A period such as 午前, from `starts` to `ends` in Tokyo time. `code` stays the same from set to set."""

    period_set = models.ForeignKey(PeriodSet, on_delete=models.CASCADE, related_name="periods")
    code = models.SlugField(max_length=20)
    name = models.CharField(max_length=20)
    starts = models.TimeField()
    ends = models.TimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["period_set", "code"], name="period_code_once_per_set"),
            models.CheckConstraint(name="period_ends_after_it_starts", condition=Q(ends__gt=F("starts"))),
            ExclusionConstraint(
                name="periods_never_overlap",
                expressions=[
                    ("period_set", RangeOperators.EQUAL),
                    (
                        Func(_on_some_day("starts"), _on_some_day("ends"), function="TSRANGE"),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Closure(models.Model):
    """Days on which a center, or one room of it, is closed (休館日): every year, in one range of dates, or weekly.

    A yearly closure is a first and a last month and day, and may cross the year's end (12/29 to 1/3). `weekday` is 0
    for Monday; a dated or yearly closure with a weekday closes only that weekday within it.
    """

    center = models.ForeignKey(Center, on_delete=models.CASCADE, related_name="closures")
    room = models.ForeignKey(Room, null=True, blank=True, on_delete=models.CASCADE, related_name="closures")
    first_month = models.PositiveSmallIntegerField(null=True, blank=True)
    first_day = models.PositiveSmallIntegerField(null=True, blank=True)
    last_month = models.PositiveSmallIntegerField(null=True, blank=True)
    last_day = models.PositiveSmallIntegerField(null=True, blank=True)
    dates = DateRangeField(null=True, blank=True)
    weekday = models.PositiveSmallIntegerField(null=True, blank=True)
    reason = models.CharField(max_length=80)
    source = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="closure_is_yearly_dated_or_weekly",
                condition=Q(
                    first_month__isnull=False,
                    first_day__isnull=False,
                    last_month__isnull=False,
                    last_day__isnull=False,
                    dates__isnull=True,
                )
                | Q(
                    first_month__isnull=True,
                    first_day__isnull=True,
                    last_month__isnull=True,
                    last_day__isnull=True,
                )
                & (Q(dates__isnull=False) | Q(weekday__isnull=False)),
            ),
            models.CheckConstraint(
                name="closure_days_exist",
                condition=(Q(first_month__isnull=True) | Q(first_month__range=(1, 12)))
                & (Q(last_month__isnull=True) | Q(last_month__range=(1, 12)))
                & (Q(first_day__isnull=True) | Q(first_day__range=(1, 31)))
                & (Q(last_day__isnull=True) | Q(last_day__range=(1, 31)))
                & (Q(weekday__isnull=True) | Q(weekday__range=(0, 6))),
            ),
            models.CheckConstraint(
                name="closure_dates_are_some_day", condition=Q(dates__isnull=True) | Q(dates__isempty=False)
            ),
        ]
