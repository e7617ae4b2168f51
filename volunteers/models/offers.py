import functools
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from backend.accounts import models as accounts
from backend.common import codes
from volunteers import enums
from volunteers.models.requests import Field

offer_code = functools.partial(codes.new, "vo")


class Offer(models.Model):
    """What a person can do, when and where (協力できること); shown to organisers without saying whose it is."""

    code = models.CharField(max_length=16, unique=True, default=offer_code, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="offers")
    fields = models.ManyToManyField(Field, related_name="offers", blank=True)
    districts = models.ManyToManyField(accounts.District, related_name="offers", blank=True)
    words = models.CharField(max_length=200, blank=True)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person"], name="offer_once_per_person"),
        ]

    def __str__(self) -> str:
        return self.code


class OfferTime(models.Model):
    """A part of the week in which a person can help, in Tokyo time; `ends_at` is not part of it."""

    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, related_name="times")
    weekday = models.PositiveSmallIntegerField(choices=enums.Weekday.choices)
    starts_at = models.TimeField()
    ends_at = models.TimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="offer_time_ends_after_it_starts", condition=Q(ends_at__gt=F("starts_at"))),
            models.CheckConstraint(name="offer_time_weekday_is_known", condition=Q(weekday__gte=1, weekday__lte=7)),
            models.UniqueConstraint(fields=["offer", "weekday", "starts_at"], name="offer_time_once"),
        ]
