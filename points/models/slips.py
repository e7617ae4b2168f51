"""Paper slips of shops without a network: each ends as a payment, or as a case that the city decides."""

import functools
from typing import ClassVar

from django.db import models
from django.db.models import Q

from backend.common import codes
from points import enums, rules
from points.models.ledger import Posting, reference
from points.models.shops import Payment, Refund, Till

slip_code = functools.partial(codes.new, "sl")
DECIDED = Q(decided_at__isnull=False) & ~Q(decided_by_code="")


class Slip(models.Model):
    """What a shop noted on paper: the code that the resident showed, the amount, and when.

    The same slip sent again, by whatever way, is this row, unless what the city paid for it was taken back. `reason`
    says why it could not be taken at once; a case is paid by an adjustment of the city (`posting`), taken after all
    (`payment`), or refused. What was typed wrongly stays as it is beside its corrections.
    """

    code = models.CharField(max_length=16, unique=True, default=slip_code, editable=False)
    till = models.ForeignKey(Till, on_delete=models.PROTECT, related_name="slips")
    written_code = models.CharField(max_length=20)
    amount = models.PositiveIntegerField()
    noted_at = models.DateTimeField()
    source = models.CharField(max_length=4, choices=enums.SlipSource.choices)
    sent_at = models.DateTimeField()
    sent_by_code = models.CharField(max_length=40)
    state = models.CharField(max_length=9, choices=enums.SlipState.choices)
    reason = models.CharField(max_length=40, blank=True)
    payment = models.ForeignKey(Payment, null=True, on_delete=models.PROTECT, related_name="slips")
    posting = reference(Posting, null=True, related_name="slips")
    decided_at = models.DateTimeField(null=True)
    decided_by_code = models.CharField(max_length=40, blank=True)
    note = models.CharField(max_length=200, blank=True)
    # The same paper, sent before: what the city paid for that one by mistake was taken back.
    again_of = models.ForeignKey("self", null=True, on_delete=models.PROTECT, db_index=False, related_name="sent_again")
    # The slip of which too little was typed: this one is what was missing.
    addition_to = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="additions")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["till", "written_code", "amount", "noted_at"],
                condition=Q(addition_to=None, again_of=None),
                name="points_slip_once",
            ),
            models.UniqueConstraint(fields=["again_of"], name="points_slip_again_once"),
            models.UniqueConstraint(fields=["addition_to"], name="points_slip_addition_once"),
            models.UniqueConstraint(fields=["payment"], name="points_slip_paid_once"),
            models.UniqueConstraint(fields=["posting"], name="points_slip_adjusted_once"),
            models.CheckConstraint(name="points_slip_asks_something", condition=Q(amount__gt=0)),
            models.CheckConstraint(
                name="points_slip_ends_in_one_way",
                condition=Q(state="taken", payment__isnull=False, posting=None)
                | (Q(state="case", payment=None, posting=None, decided_at=None) & ~Q(reason=""))
                | (Q(state="paid", payment=None, posting__isnull=False) & DECIDED & ~Q(note=""))
                | (Q(state="refused", payment=None, posting=None) & DECIDED & ~Q(note=""))
                | (Q(state="corrected", posting=None) & DECIDED & ~Q(note="")),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["till", "-sent_at"], name="points_slip_at_till"),
            models.Index(fields=["sent_at"], condition=Q(state="case"), name="points_slip_case"),
        ]

    @property
    def shown_code(self) -> str:
        """This function will write the code as it stands on paper."""
        return rules.shown_short_code(self.written_code)

    @property
    def reason_in_words(self) -> str:
        """This function will say why the slip became a case."""
        return enums.SlipReason(self.reason).label if self.reason else ""


class SlipCorrection(models.Model):
    """What should have been typed of a slip, and what came of it. Append-only: the slip itself keeps what it says.

    Too much was typed: `refund` gives the rest back. Too little, or a wrong number: `made` is a slip of its own.
    """

    code = models.CharField(max_length=16, unique=True, default=functools.partial(codes.new, "sx"), editable=False)
    slip = models.ForeignKey(Slip, on_delete=models.PROTECT, related_name="corrections")
    written_code = models.CharField(max_length=20)
    amount = models.PositiveIntegerField()
    noted_at = models.DateTimeField()
    reason = models.CharField(max_length=200)
    refund = models.ForeignKey(Refund, null=True, on_delete=models.PROTECT, related_name="corrections")
    made = models.ForeignKey(Slip, null=True, on_delete=models.PROTECT, related_name="corrected_by")
    center_code = models.CharField(max_length=40, blank=True)
    key = models.CharField(max_length=40)
    by_code = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["slip", "key"], name="points_slip_correction_once_per_page"),
            models.UniqueConstraint(fields=["refund"], name="points_slip_correction_refunds_once"),
            models.UniqueConstraint(fields=["made"], name="points_slip_correction_makes_once"),
            models.CheckConstraint(
                name="points_slip_correction_says_why", condition=Q(amount__gt=0) & ~Q(reason="") & ~Q(by_code="")
            ),
        ]
