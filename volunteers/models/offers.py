import functools
from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from backend.accounts import models as accounts
from backend.common import codes
from volunteers import enums, rules
from volunteers.models.requests import Field

offer_code = functools.partial(codes.new, "vo")


class OfferQuerySet(models.QuerySet["Offer"]):
    """Filters on offers."""

    def standing(self, now: datetime) -> "OfferQuerySet":
        """This function will keep those that count: not resting, and said to be true within the last year or so."""
        return self.filter(is_active=True, changed_at__gt=rules.offers.counts_since(now))


class Offer(models.Model):
    """What a person can do, when and where (協力できること); shown to organisers without saying whose it is.

    A group or an organisation offers by somebody who answers for it: then `person` is that contact, and `headcount`
    tells how many of them can come. `changed_at` is when it was last said to be true, `asked_at` when that was last
    asked. Limits are of one week (from Monday) and one month; reach is counted from home, or there are `districts`.
    """

    code = models.CharField(max_length=16, unique=True, default=offer_code, editable=False)
    kind = models.CharField(max_length=12, choices=enums.OfferKind.choices, default=enums.OfferKind.PERSON)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="offers")
    group = models.ForeignKey(accounts.Group, null=True, blank=True, on_delete=models.CASCADE, related_name="offers")
    organisation = models.ForeignKey(
        accounts.Organisation, null=True, blank=True, on_delete=models.CASCADE, related_name="offers"
    )
    headcount = models.PositiveSmallIntegerField(default=1)
    frequency = models.CharField(max_length=12, choices=enums.PartyFrequency.choices, blank=True)
    fields = models.ManyToManyField(Field, related_name="offers", blank=True)
    districts = models.ManyToManyField(accounts.District, related_name="offers", blank=True)
    reach_steps = models.PositiveSmallIntegerField(null=True, blank=True)
    reach_metres = models.PositiveIntegerField(null=True, blank=True)
    languages = ArrayField(models.CharField(max_length=3, choices=enums.Language.choices), default=list, blank=True)
    times_a_week = models.PositiveSmallIntegerField(null=True, blank=True)
    times_a_month = models.PositiveSmallIntegerField(null=True, blank=True)
    minutes_a_week = models.PositiveIntegerField(null=True, blank=True)
    minutes_a_month = models.PositiveIntegerField(null=True, blank=True)
    words = models.CharField(max_length=200, blank=True)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    asked_at = models.DateTimeField(null=True, blank=True)

    objects = OfferQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person"], condition=Q(kind="person"), name="offer_once_per_person"),
            models.UniqueConstraint(fields=["group"], name="offer_once_per_group"),
            models.UniqueConstraint(fields=["organisation"], name="offer_once_per_organisation"),
            models.CheckConstraint(
                name="offer_is_of_its_kind",
                condition=Q(kind="person", group__isnull=True, organisation__isnull=True, headcount=1, frequency="")
                | Q(kind="group", group__isnull=False, organisation__isnull=True)
                | Q(kind="organisation", group__isnull=True, organisation__isnull=False),
            ),
            models.CheckConstraint(name="offer_is_of_somebody", condition=Q(headcount__gte=1, headcount__lte=999)),
            models.CheckConstraint(
                name="offer_reach_is_of_one_kind", condition=Q(reach_steps__isnull=True) | Q(reach_metres__isnull=True)
            ),
            *(
                models.CheckConstraint(
                    name=f"offer_{name}_is_some", condition=Q(**{f"{name}__isnull": True}) | Q(**{f"{name}__gte": 1})
                )
                for name in ("times_a_week", "times_a_month", "minutes_a_week", "minutes_a_month")
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def is_of_a_party(self) -> bool:
        """This function will tell whether a group or an organisation offers, and not a person."""
        return self.kind != enums.OfferKind.PERSON

    @property
    def party(self) -> accounts.Group | accounts.Organisation | None:
        """This function will give the group or organisation that offers."""
        return self.group or self.organisation

    def counts_at(self, now: datetime) -> bool:
        """This function will tell whether the offer is shown and matched at an instant."""
        return self.is_active and self.changed_at > rules.offers.counts_since(now)


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


class OfferException(models.Model):
    """Days on which the weekly times do not hold: not at all from `first` to `last`, or also, at a time of one day."""

    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, related_name="exceptions")
    is_free = models.BooleanField()
    first = models.DateField()
    last = models.DateField()
    starts_at = models.TimeField(null=True, blank=True)
    ends_at = models.TimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="offer_exception_days_in_order", condition=Q(last__gte=F("first"))),
            models.CheckConstraint(
                name="offer_exception_time_goes_with_a_free_day",
                condition=Q(is_free=False, starts_at__isnull=True, ends_at__isnull=True)
                | Q(is_free=True, first=F("last"), starts_at__isnull=False, ends_at__gt=F("starts_at")),
            ),
            models.UniqueConstraint(
                fields=["offer", "is_free", "first", "starts_at"],
                nulls_distinct=False,
                name="offer_exception_once",
            ),
        ]
