from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from volunteers import enums
from volunteers.models.assignments import Assignment


class HeardWithdrawal(models.Model):
    """That an organiser or a desk was told, as by phone, that somebody does not come: who said it, why, who wrote it.

    A desk writes for its own people, and need not hear why; its `center_code` is empty where the city wrote it.
    """

    assignment = models.OneToOneField(
        Assignment, primary_key=True, on_delete=models.CASCADE, related_name="heard_withdrawal"
    )
    said_by = models.CharField(max_length=6, choices=enums.SaidBy.choices)
    reason = models.CharField(max_length=200, blank=True)
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    noted_at = models.DateTimeField()
    at_desk = models.BooleanField(default=False)
    center_code = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="heard_withdrawal_said_by_is_known", condition=Q(said_by__in=["self", "family", "other"])
            ),
            models.CheckConstraint(name="heard_withdrawal_has_a_reason", condition=Q(at_desk=True) | ~Q(reason="")),
            models.CheckConstraint(
                name="heard_withdrawal_center_is_of_a_desk", condition=Q(at_desk=True) | Q(center_code="")
            ),
        ]
