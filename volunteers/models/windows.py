import functools
from datetime import date, time
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from backend.common import codes
from volunteers import enums

window_code = functools.partial(codes.new, "w")


class Window(models.Model):
    """When somebody can pick a time to help: between two days, or from a day on, and at which hours of which weekdays.

    `minutes_taken` is what the places of its shifts come to, person by person; a trigger keeps it, and a CHECK holds it
    to `minutes_needed`. `capacity` is how many can be there at one time.
    """

    code = models.CharField(max_length=16, unique=True, default=window_code, editable=False)
    request = models.ForeignKey("volunteers.Request", on_delete=models.CASCADE, related_name="windows")
    first = models.DateField()
    last = models.DateField(null=True, blank=True)
    weekdays = ArrayField(models.PositiveSmallIntegerField(choices=enums.Weekday.choices))
    opens_at = models.TimeField()
    closes_at = models.TimeField()
    shortest_minutes = models.PositiveSmallIntegerField(default=30)
    minutes_needed = models.PositiveIntegerField(null=True, blank=True)
    minutes_taken = models.PositiveIntegerField(default=0)
    capacity = models.PositiveSmallIntegerField()
    place = models.CharField(max_length=120)
    center_code = models.CharField(max_length=40, blank=True)

    # What `minutes_taken` is compared with in a filter.
    NEEDED = F("minutes_needed")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="window_ends_after_it_begins", condition=Q(last__isnull=True) | Q(last__gte=F("first"))
            ),
            models.CheckConstraint(
                name="window_that_ends_needs_some_hours",
                condition=Q(last__isnull=True, minutes_needed__isnull=True)
                | Q(last__isnull=False, minutes_needed__isnull=False, minutes_needed__gte=1),
            ),
            models.CheckConstraint(
                name="window_minutes_within_need",
                condition=Q(minutes_needed__isnull=True) | Q(minutes_taken__lte=F("minutes_needed")),
            ),
            models.CheckConstraint(name="window_closes_after_it_opens", condition=Q(closes_at__gt=F("opens_at"))),
            models.CheckConstraint(
                name="window_has_weekdays",
                condition=Q(weekdays__len__gte=1) & Q(weekdays__contained_by=[1, 2, 3, 4, 5, 6, 7]),
            ),
            models.CheckConstraint(
                name="window_takes_somebody", condition=Q(capacity__gte=1, shortest_minutes__gte=10)
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def hours_text(self) -> str:
        """This function will say the hours of the day, such as 9:00〜12:00."""
        return f"{self.opens_at:%-H:%M}〜{self.closes_at:%-H:%M}"

    @property
    def days_text(self) -> str:
        """This function will say the days, such as 5月1日〜5月31日の土・日."""
        if self.last is None:
            return f"{self.first:%-m月%-d日}から、{self.weekday_names}"
        return f"{self.first:%-m月%-d日}〜{self.last:%-m月%-d日}の{self.weekday_names}"

    @property
    def needed_text(self) -> str:
        """This function will say how much time is needed in all."""
        return _spoken(self.minutes_needed or 0)

    @property
    def taken_text(self) -> str:
        """This function will say how much time has been taken."""
        return _spoken(self.minutes_taken)

    @property
    def left_text(self) -> str:
        """This function will say how much time is still needed."""
        return _spoken(self.minutes_left or 0)

    @property
    def is_covered(self) -> bool:
        """This function will tell whether all the hours that were needed are taken."""
        return self.minutes_left is not None and self.minutes_left <= 0

    @property
    def minutes_left(self) -> int | None:
        """This function will give how many minutes are still needed; None where as many as come are welcome."""
        return None if self.minutes_needed is None else self.minutes_needed - self.minutes_taken

    @property
    def weekday_names(self) -> str:
        """This function will name the weekdays in their order, by one letter each."""
        return "・".join(enums.Weekday(day).label[0] for day in sorted(self.weekdays))

    def has_ended(self, today: date) -> bool:
        """This function will tell whether no day of it is left."""
        return self.last is not None and self.last < today

    def is_open_at(self, day: date, starts: time, ends: time) -> bool:
        """This function will tell whether a time of a day lies inside it."""
        inside = self.first <= day and not self.has_ended(day) and day.isoweekday() in self.weekdays
        return inside and self.opens_at <= starts < ends <= self.closes_at


def _spoken(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    return (f"{hours}時間" if hours else "") + (f"{rest}分" if rest or not hours else "")
