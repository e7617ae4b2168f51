import functools
import hashlib
import json
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce

from backend.accounts import models as accounts
from backend.common import codes
from bookings.models.places import Center, Room

rules_code = functools.partial(codes.new, "k")


class UsageRules(models.Model):
    """One dated version of usage rules (利用のきまり): a municipality's default, a center's or a room's own.

    `content` is the JSON that `bookings.rules.parse` reads; a center's clause takes the place of the municipality's
    clause of the same name, and a room's that of the center. A version without `published_at` is a draft and rules
    nothing. A published one is final: the guard in the database lets only its last day be set.
    """

    code = models.CharField(max_length=16, unique=True, default=rules_code, editable=False)
    municipality = models.ForeignKey(accounts.Municipality, on_delete=models.PROTECT)
    center = models.ForeignKey(Center, null=True, blank=True, on_delete=models.PROTECT, related_name="usage_rules")
    room = models.ForeignKey(Room, null=True, blank=True, on_delete=models.PROTECT, related_name="usage_rules")
    valid = DateRangeField()
    content = models.JSONField()
    note = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            ExclusionConstraint(
                name="usage_rules_never_overlap",
                expressions=[
                    ("municipality", RangeOperators.EQUAL),
                    (Coalesce(F("center_id"), Value(0)), RangeOperators.EQUAL),
                    (Coalesce(F("room_id"), Value(0)), RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
                condition=Q(published_at__isnull=False),
            ),
            models.CheckConstraint(
                name="usage_rules_of_a_room_name_its_center",
                condition=Q(room__isnull=True) | Q(center__isnull=False),
            ),
            models.CheckConstraint(name="usage_rules_are_valid_some_day", condition=Q(valid__isempty=False)),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def is_draft(self) -> bool:
        """This function will tell whether the version rules nothing yet and may be changed."""
        return self.published_at is None

    @property
    def level(self) -> int:
        """This function will tell how particular the version is: 0 the city's, 1 the center's, 2 the room's."""
        return (self.center_id is not None) + (self.room_id is not None)

    @property
    def scope_text(self) -> str:
        """This function will name for what the version holds."""
        if self.center is None:
            return f"{self.municipality.name}の標準"
        return f"{self.center.name}の{self.room.name}" if self.room else self.center.name

    @property
    def digest(self) -> str:
        """This function will give a text that is another one whenever the content is."""
        return hashlib.sha256(json.dumps(self.content, sort_keys=True).encode()).hexdigest()
