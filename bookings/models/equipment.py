import functools
from datetime import datetime
from typing import ClassVar, Self

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q

from backend.accounts import models as accounts
from backend.common import codes
from bookings import enums
from bookings.models.booking import Booking
from bookings.models.places import Center

equipment_code = functools.partial(codes.new, "e")
loan_code = functools.partial(codes.new, "l")


class Equipment(models.Model):
    """Something of a center that is lent (備品): a kind, of which there are numbered pieces.

    `most_days` is how many days one loan may last, first and last counted. `is_provisional` marks 仮データ.
    """

    code = models.CharField(max_length=16, unique=True, default=equipment_code, editable=False)
    center = models.ForeignKey(Center, on_delete=models.CASCADE, related_name="equipment")
    name = models.CharField(max_length=60)
    kana = models.CharField(max_length=80, blank=True)
    lending = models.CharField(max_length=10, choices=enums.Lending.choices, default=enums.Lending.EITHER)
    most_days = models.PositiveSmallIntegerField(default=7)
    note = models.CharField(max_length=200, blank=True)
    is_provisional = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["center", "name"], name="equipment_name_once_per_center"),
            models.CheckConstraint(name="equipment_lending_is_known", condition=Q(lending__in=enums.Lending.values)),
            models.CheckConstraint(
                name="equipment_is_lent_for_some_days", condition=Q(most_days__gte=1, most_days__lte=90)
            ),
        ]

    def __str__(self) -> str:
        return self.name


class EquipmentPiece(models.Model):
    """One piece of equipment, by its number (2号機). One that is broken or lost is withdrawn and keeps its number."""

    equipment = models.ForeignKey(Equipment, on_delete=models.CASCADE, related_name="pieces")
    number = models.PositiveSmallIntegerField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_because = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["equipment", "number"], name="equipment_piece_number_once"),
            models.CheckConstraint(
                name="equipment_piece_withdrawn_with_a_reason",
                condition=Q(withdrawn_at__isnull=True) | ~Q(withdrawn_because=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}号"


class LoanQuerySet(models.QuerySet["Loan"]):
    """Filters on loans alone."""

    def live(self) -> Self:
        """This function will keep the loans that hold their pieces."""
        return self.filter(state__in=enums.LIVE_LOANS)

    def overdue(self, now: datetime) -> Self:
        """This function will keep what is still out although its time is over."""
        return self.filter(state=enums.LoanState.HANDED_OUT, ends_at__lt=now)

    def detailed(self) -> Self:
        """This function will bring along what a page of a loan shows."""
        return self.select_related("equipment__center", "booking__room", "booked_by", "group")


class Loan(models.Model):
    """Some pieces of equipment for a time: for a booking, for a shift of volunteers, or by itself.

    `starts_at` to `ends_at` is half-open, `during` says the same. `shift_code` names the shift for which it was
    reserved. `booked_by` is None for somebody without an account, for whom the desk wrote (`entered_by`,
    `contact_name`, `contact_phone`).
    """

    code = models.CharField(max_length=16, unique=True, default=loan_code, editable=False)
    equipment = models.ForeignKey(Equipment, on_delete=models.PROTECT, related_name="loans")
    booking = models.ForeignKey(Booking, null=True, blank=True, on_delete=models.PROTECT, related_name="loans")
    shift_code = models.CharField(max_length=16, blank=True)
    pieces = models.PositiveSmallIntegerField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    during = models.GeneratedField(
        expression=Func(F("starts_at"), F("ends_at"), function="tstzrange"),
        output_field=DateTimeRangeField(),
        db_persist=True,
    )
    state = models.CharField(max_length=10, choices=enums.LoanState.choices, default=enums.LoanState.RESERVED)
    booked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="loans"
    )
    group = models.ForeignKey(accounts.Group, null=True, blank=True, on_delete=models.PROTECT, related_name="loans")
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    contact_name = models.CharField(max_length=60, blank=True)
    contact_phone = models.CharField(max_length=20, blank=True)
    purpose = models.CharField(max_length=200)
    created_at = models.DateTimeField()
    handed_out_at = models.DateTimeField(null=True, blank=True)
    handed_out_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    end_note = models.CharField(max_length=200, blank=True)
    return_reminded_at = models.DateTimeField(null=True, blank=True)

    objects = LoanQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="loan_state_is_known", condition=Q(state__in=enums.LoanState.values)),
            models.CheckConstraint(name="loan_ends_after_it_starts", condition=Q(ends_at__gt=F("starts_at"))),
            models.CheckConstraint(name="loan_has_pieces", condition=Q(pieces__gte=1)),
            models.CheckConstraint(
                name="loan_is_somebodys",
                condition=Q(booked_by__isnull=False) | Q(entered_by__isnull=False) & ~Q(contact_name=""),
            ),
            models.CheckConstraint(
                name="loan_handed_out_at_a_time",
                condition=~Q(state__in=["handed_out", "returned"]) | Q(handed_out_at__isnull=False),
            ),
            models.CheckConstraint(
                name="loan_ended_at_a_time",
                condition=Q(state__in=["reserved", "handed_out"], ended_at__isnull=True)
                | (~Q(state__in=["reserved", "handed_out"]) & Q(ended_at__isnull=False)),
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["equipment", "starts_at"], condition=Q(state__in=["reserved", "handed_out"]), name="loan_live"
            ),
            models.Index(fields=["booked_by", "-starts_at"], name="loan_of_person"),
            models.Index(fields=["booking"], condition=Q(booking__isnull=False), name="loan_of_booking"),
            models.Index(fields=["shift_code"], condition=~Q(shift_code=""), name="loan_of_shift"),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def is_live(self) -> bool:
        """This function will tell whether the loan holds its pieces."""
        return self.state in enums.LIVE_LOANS

    @property
    def is_reserved(self) -> bool:
        """This function will tell whether the pieces wait at the desk."""
        return self.state == enums.LoanState.RESERVED

    @property
    def is_out(self) -> bool:
        """This function will tell whether the pieces are with somebody."""
        return self.state == enums.LoanState.HANDED_OUT

    @property
    def who(self) -> str:
        """This function will name for the desk whose loan it is."""
        if self.group:
            return self.group.name
        return self.contact_name or (self.booked_by.display_name if self.booked_by else "")


class PieceHold(models.Model):
    """One piece kept for one loan. The exclusion constraint is what makes it impossible to lend more than there is.

    `is_out` marks a piece that has left the desk: until it is back nobody else is handed the same one, even where its
    time is over.
    """

    loan = models.ForeignKey(Loan, on_delete=models.CASCADE, related_name="piece_holds")
    piece = models.ForeignKey(EquipmentPiece, on_delete=models.PROTECT, related_name="holds")
    during = DateTimeRangeField()
    holds = models.BooleanField(default=True)
    is_out = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            ExclusionConstraint(
                name="piece_hold_never_overlaps",
                expressions=[("piece", RangeOperators.EQUAL), ("during", RangeOperators.OVERLAPS)],
                condition=Q(holds=True),
            ),
            models.UniqueConstraint(fields=["piece"], condition=Q(is_out=True), name="piece_is_out_once"),
            models.UniqueConstraint(fields=["loan", "piece"], name="piece_hold_once_per_loan"),
            models.CheckConstraint(name="piece_that_is_out_is_held", condition=Q(is_out=False) | Q(holds=True)),
        ]
