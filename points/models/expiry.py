"""What becomes of points whose time is nearly over: notices, and the carrying over that a city decrees."""

import functools
from datetime import date
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from backend.common import clock, codes
from points import enums
from points.models.ledger import Lot

carry_over_code = functools.partial(codes.new, "co")


class CarryOver(models.Model):
    """A decree (告示): points that expire from one date to another can be used until a later one.

    Once decided it never changes. It holds for the points that were not expired when it was decided, also for those
    earned after it; for everybody, or for the accounts whose codes are `owners`, described by `of_whom`. `document` is
    the number under which the city published it.
    """

    code = models.CharField(max_length=16, unique=True, default=carry_over_code, editable=False)
    scope = models.CharField(max_length=12, default=enums.HOME_SCOPE)
    document = models.CharField(max_length=60)
    reason = models.CharField(max_length=200)
    first = models.DateField()
    last = models.DateField()
    until = models.DateField()
    owners = ArrayField(models.CharField(max_length=40), null=True)
    of_whom = models.CharField(max_length=120, blank=True)
    key = models.CharField(max_length=40)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="points_carry_over_dates_in_order", condition=Q(last__gte=F("first"))),
            models.CheckConstraint(name="points_carry_over_only_lengthens", condition=Q(until__gt=F("last"))),
            models.CheckConstraint(
                name="points_carry_over_says_why_and_where", condition=~Q(document="") & ~Q(reason="")
            ),
            models.CheckConstraint(
                name="points_carry_over_for_all_or_for_some",
                condition=Q(owners__isnull=True, of_whom="") | (Q(owners__len__gte=1) & ~Q(of_whom="")),
            ),
            models.UniqueConstraint(fields=["scope", "document"], name="points_carry_over_document_once"),
            models.UniqueConstraint(fields=["key"], name="points_carry_over_once_per_page"),
        ]
        indexes: ClassVar = [models.Index(fields=["scope", "last"], name="points_carry_over_in_force")]

    def __str__(self) -> str:
        return self.document

    @property
    def since(self) -> date:
        """This function will give the Tokyo date on which it was decided: what had expired before stays expired."""
        return clock.date_of(self.decided_at)

    @property
    def for_whom(self) -> str:
        """This function will say whose points are carried over."""
        return self.of_whom or "すべての方"

    def is_over(self, today: date) -> bool:
        """This function will tell whether no point can fall under it any more."""
        return self.last < today


class LotExtension(models.Model):
    """That a lot can be used longer by a decree. Append-only: a lot's date changes by such a row alone."""

    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, db_constraint=False, related_name="extensions")
    carry_over = models.ForeignKey(
        CarryOver, on_delete=models.PROTECT, db_constraint=False, db_index=False, related_name="extensions"
    )
    from_date = models.DateField()
    to_date = models.DateField()
    amount = models.IntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["carry_over", "lot"], name="points_lot_extension_once"),
            models.CheckConstraint(name="points_lot_extension_lengthens", condition=Q(to_date__gt=F("from_date"))),
        ]


class ExpiryWarning(models.Model):
    """That the holder of an account was told, `days` before, that points expire on a date."""

    owner_code = models.CharField(max_length=40)
    scope = models.CharField(max_length=12)
    expires_on = models.DateField()
    days = models.PositiveSmallIntegerField()
    told_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["owner_code", "expires_on", "days", "scope"], name="points_expiry_warning_once"
            ),
        ]
