import functools
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from backend.accounts import models as accounts
from backend.common import codes
from bookings import enums
from bookings.models.places import Room
from bookings.rules import repetition as repetitions

series_code = functools.partial(codes.new, "s")
submission_code = functools.partial(codes.new, "f")


class Series(models.Model):
    """A registered group's use of one room, again and again over a term (定期利用).

    `weekday` is 0 for Monday. `nth` goes with a monthly repetition: 1 to 4, or 5 for the last one of the month. The
    dates that were accepted are its bookings. `submission` is that of the page on which the group accepted them, so
    that a second press of the button finds the first.
    """

    code = models.CharField(max_length=16, unique=True, default=series_code, editable=False)
    room = models.ForeignKey(Room, on_delete=models.PROTECT, related_name="series")
    group = models.ForeignKey(accounts.Group, on_delete=models.PROTECT, related_name="series")
    repetition = models.CharField(max_length=12, choices=enums.Repetition.choices)
    weekday = models.PositiveSmallIntegerField()
    nth = models.PositiveSmallIntegerField(null=True, blank=True)
    period_codes = ArrayField(models.SlugField(max_length=20))
    first = models.DateField()
    last = models.DateField()
    headcount = models.PositiveSmallIntegerField()
    purpose = models.CharField(max_length=200)
    activity = models.CharField(max_length=40, blank=True)
    submission = models.CharField(max_length=16, default=submission_code, editable=False)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="series_repetition_is_known", condition=Q(repetition__in=enums.Repetition.values)
            ),
            models.CheckConstraint(name="series_ends_after_it_starts", condition=Q(last__gte=F("first"))),
            models.CheckConstraint(name="series_weekday_exists", condition=Q(weekday__range=(0, 6))),
            models.CheckConstraint(
                name="series_nth_goes_with_monthly",
                condition=Q(repetition="monthly", nth__range=(1, 5)) | ~Q(repetition="monthly") & Q(nth__isnull=True),
            ),
            models.CheckConstraint(name="series_has_a_period", condition=Q(period_codes__len__gte=1)),
            models.CheckConstraint(name="series_has_people", condition=Q(headcount__gte=1)),
            models.UniqueConstraint(fields=["group", "submission"], name="series_once_per_submission"),
        ]
        indexes: ClassVar = [models.Index(fields=["group", "last"], name="series_of_group")]

    def __str__(self) -> str:
        return self.code

    @property
    def pattern(self) -> repetitions.Repetition:
        """This function will give how the dates follow one another."""
        kind: Any = self.repetition
        return repetitions.Repetition(kind=kind, weekday=self.weekday, nth=self.nth)
