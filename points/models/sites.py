import functools
from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField
from django.db import models
from django.db.models import F, Q

from backend.common import codes
from points import enums

site_code = functools.partial(codes.new, "st")
visit_code = functools.partial(codes.new, "sv")
secret = functools.partial(codes.random_part, 20)


class Site(models.Model):
    """A place with a printed QR. The print proves nothing alone: there are a time window and a signed-in person,

    and where `asks_word` is set the word of the hour, which only those on the spot hear or see.
    """

    code = models.CharField(max_length=16, unique=True, default=site_code, editable=False)
    scope = models.CharField(max_length=12, default=enums.HOME_SCOPE)
    name = models.CharField(max_length=80)
    about = models.CharField(max_length=300, blank=True)
    center_code = models.CharField(max_length=40, blank=True)
    rule_code = models.SlugField(max_length=40)
    asks_word = models.BooleanField(default=False)
    secret = models.CharField(max_length=20, default=secret, editable=False)
    closed_at = models.DateTimeField(null=True, blank=True)
    created_by_code = models.CharField(max_length=40, blank=True)
    key = models.CharField(max_length=90, blank=True, editable=False)
    # What was asked, so that the key with another content is refused.
    request_hash = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["key"], condition=~Q(key=""), name="points_site_once_per_page"),
        ]

    def __str__(self) -> str:
        return self.name


class SiteWindow(models.Model):
    """When a site's QR counts: on these weekdays (0 is Monday) between two dates, from one hour to another in Tokyo."""

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="windows")
    starts_on = models.DateField()
    ends_on = models.DateField()
    weekdays = ArrayField(models.PositiveSmallIntegerField())
    opens_at = models.TimeField()
    closes_at = models.TimeField()
    key = models.CharField(max_length=90, blank=True, editable=False)
    request_hash = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["site", "key"], condition=~Q(key=""), name="points_site_window_once_per_page"
            ),
            models.CheckConstraint(name="points_site_window_dates_in_order", condition=Q(ends_on__gte=F("starts_on"))),
            models.CheckConstraint(name="points_site_window_hours_in_order", condition=Q(closes_at__gt=F("opens_at"))),
            models.CheckConstraint(name="points_site_window_has_days", condition=~Q(weekdays=[])),
        ]


class SiteVisit(models.Model):
    """A person read a site's QR in one of its windows: once in each, and nobody is at two sites at one time.

    `around` is the time during which the person can be at no other site. Append-only.
    """

    code = models.CharField(max_length=16, unique=True, default=visit_code, editable=False)
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="visits")
    window = models.ForeignKey(SiteWindow, on_delete=models.PROTECT, related_name="visits")
    person_code = models.CharField(max_length=40)
    day = models.DateField()
    at = models.DateTimeField()
    around = DateTimeRangeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person_code", "window", "day"], name="points_site_visit_once"),
            ExclusionConstraint(
                name="points_site_visit_one_place_at_a_time",
                expressions=[("person_code", "="), ("around", "&&"), ("site", "<>")],
            ),
        ]
