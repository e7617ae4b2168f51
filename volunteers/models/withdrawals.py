from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from volunteers import enums
from volunteers.models.assignments import Assignment


class HeardWithdrawal(models.Model):
    """That an organiser was told, as by phone, that somebody does not come: who said it, why, and who wrote it down."""

    assignment = models.OneToOneField(
        Assignment, primary_key=True, on_delete=models.CASCADE, related_name="heard_withdrawal"
    )
    said_by = models.CharField(max_length=6, choices=enums.SaidBy.choices)
    reason = models.CharField(max_length=200)
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    noted_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="heard_withdrawal_said_by_is_known", condition=Q(said_by__in=["self", "family", "other"])
            ),
            models.CheckConstraint(name="heard_withdrawal_has_a_reason", condition=~Q(reason="")),
        ]
