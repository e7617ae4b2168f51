import functools
from datetime import date
from typing import ClassVar, Self

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value

from backend.accounts import models as accounts
from backend.common import codes
from bookings.models.places import Center

restriction_code = functools.partial(codes.new, "x")


# The days of a restriction, both ends included.
_DAYS = Func("starts_on", "ends_on", Value("[]"), function="DATERANGE", output_field=DateRangeField())


class RestrictionQuerySet(models.QuerySet["Restriction"]):
    """Filters on restrictions alone."""

    def in_force(self, day: date) -> Self:
        """This function will keep the restrictions that hold on a day."""
        return self.filter(lifted_at=None, starts_on__lte=day, ends_on__gte=day)


class Restriction(models.Model):
    """A person or group that may not reserve at a center online for a while: decided by a human, and it ends.

    `ends_on` is the last day. Nothing makes one by itself: the service only counts no-shows and tells the desk.
    """

    code = models.CharField(max_length=16, unique=True, default=restriction_code, editable=False)
    center = models.ForeignKey(Center, on_delete=models.PROTECT, related_name="restrictions")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="restrictions"
    )
    group = models.ForeignKey(
        accounts.Group, null=True, blank=True, on_delete=models.PROTECT, related_name="restrictions"
    )
    reason = models.CharField(max_length=400)
    starts_on = models.DateField()
    ends_on = models.DateField()
    decided_at = models.DateTimeField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    lift_reason = models.CharField(max_length=400, blank=True)
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = RestrictionQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="restriction_ends", condition=Q(ends_on__gte=F("starts_on"))),
            models.CheckConstraint(
                name="restriction_is_of_a_person_or_a_group",
                condition=Q(person__isnull=False, group__isnull=True) | Q(person__isnull=True, group__isnull=False),
            ),
            models.CheckConstraint(name="restriction_has_a_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="restriction_is_lifted_by_somebody",
                condition=Q(lifted_at__isnull=True, lifted_by__isnull=True)
                | Q(lifted_at__isnull=False, lifted_by__isnull=False),
            ),
            *(
                ExclusionConstraint(
                    name=f"restriction_once_per_{whose}",
                    expressions=[
                        ("center", RangeOperators.EQUAL),
                        (whose, RangeOperators.EQUAL),
                        (_DAYS, RangeOperators.OVERLAPS),
                    ],
                    condition=Q(lifted_at__isnull=True),
                )
                for whose in ("person", "group")
            ),
        ]

    def __str__(self) -> str:
        return self.code
