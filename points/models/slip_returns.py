"""Taking back what the city paid a shop for a slip by mistake."""

import functools
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from backend.common import codes
from points import enums
from points.models.ledger import Posting, reference
from points.models.slips import DECIDED, Slip


class SlipReturn(models.Model):
    """One person of the city asks for what was paid for a slip, another takes it back or says why not.

    `posting` is the adjustment out of the place's account; the slip and what was paid for it stay as they are.
    """

    code = models.CharField(max_length=16, unique=True, default=functools.partial(codes.new, "sb"), editable=False)
    slip = models.ForeignKey(Slip, on_delete=models.PROTECT, related_name="returns")
    reason = models.CharField(max_length=200)
    key = models.CharField(max_length=40)
    state = models.CharField(max_length=8, choices=enums.SlipReturnState.choices, default=enums.SlipReturnState.WAITING)
    posting = reference(Posting, null=True, related_name="slip_returns")
    asked_at = models.DateTimeField()
    asked_by_code = models.CharField(max_length=40)
    decided_at = models.DateTimeField(null=True)
    decided_by_code = models.CharField(max_length=40, blank=True)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["slip"], condition=Q(state__in=["waiting", "returned"]), name="points_slip_return_once"
            ),
            models.UniqueConstraint(fields=["slip", "asked_by_code", "key"], name="points_slip_return_once_per_page"),
            models.UniqueConstraint(fields=["posting"], name="points_slip_return_posting_once"),
            models.CheckConstraint(name="points_slip_return_says_why", condition=~Q(reason="") & ~Q(asked_by_code="")),
            models.CheckConstraint(
                name="points_slip_return_four_eyes", condition=~Q(decided_by_code=F("asked_by_code"))
            ),
            models.CheckConstraint(
                name="points_slip_return_ends_in_one_way",
                condition=Q(state="waiting", posting=None, decided_at=None, decided_by_code="")
                | (Q(state="returned", posting__isnull=False) & DECIDED)
                | (Q(state="refused", posting=None) & DECIDED & ~Q(note="")),
            ),
        ]
