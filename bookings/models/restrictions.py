import functools
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from backend.accounts import models as accounts
from backend.common import codes
from bookings.models.places import Center

restriction_code = functools.partial(codes.new, "x")


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
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="restriction_ends", condition=Q(ends_on__gte=F("starts_on"))),
            models.CheckConstraint(
                name="restriction_is_of_a_person_or_a_group",
                condition=Q(person__isnull=False, group__isnull=True) | Q(person__isnull=True, group__isnull=False),
            ),
            models.CheckConstraint(name="restriction_has_a_reason", condition=~Q(reason="")),
        ]

    def __str__(self) -> str:
        return self.code
