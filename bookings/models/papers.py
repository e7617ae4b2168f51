from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from bookings import enums
from bookings.models.booking import Booking


class UseApplication(models.Model):
    """The application form (使用許可申請書) of a booking, written online or handed in on paper."""

    booking = models.OneToOneField(Booking, on_delete=models.PROTECT, related_name="application")
    applicant_name = models.CharField(max_length=60)
    applicant_phone = models.CharField(max_length=20, blank=True)
    equipment = models.CharField(max_length=200, blank=True)
    remarks = models.CharField(max_length=400, blank=True)
    on_paper = models.BooleanField(default=False)
    submitted_at = models.DateTimeField()
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    def __str__(self) -> str:
        return str(self.booking)


class UseReport(models.Model):
    """The report (使用報告書) of a booking: how many came, what was checked on leaving, what is broken.

    `checks` are the texts of the room check that were ticked. The desk's own look at the room stands beside it.
    """

    booking = models.OneToOneField(Booking, on_delete=models.PROTECT, related_name="report")
    headcount = models.PositiveSmallIntegerField()
    checks = models.JSONField(default=list)
    trouble = models.CharField(max_length=400, blank=True)
    submitted_at = models.DateTimeField()
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    room_checked_at = models.DateTimeField(null=True, blank=True)
    room_checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    room_check_note = models.CharField(max_length=400, blank=True)

    def __str__(self) -> str:
        return str(self.booking)


class NoShowObjection(models.Model):
    """What the person of a no-show says against it, and what the desk made of that: open until somebody decides."""

    booking = models.OneToOneField(Booking, on_delete=models.PROTECT, related_name="objection")
    text = models.CharField(max_length=400)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=10, choices=enums.ObjectionOutcome.choices, blank=True)
    answer = models.CharField(max_length=400, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="objection_says_something", condition=~Q(text="")),
            models.CheckConstraint(
                name="objection_decided_by_somebody",
                condition=Q(outcome="", decided_at__isnull=True, decided_by__isnull=True)
                | Q(outcome__in=enums.ObjectionOutcome.values, decided_at__isnull=False, decided_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return str(self.booking)


class BookingClaim(models.Model):
    """The printed code by which somebody takes over a booking that a desk wrote for them. Only its hash is kept."""

    booking = models.OneToOneField(Booking, on_delete=models.CASCADE, related_name="claim")
    code_hash = models.CharField(max_length=64, unique=True)
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    expires_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True, blank=True)
    claimed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="claim_expires_after_issue", condition=Q(expires_at__gt=F("issued_at"))),
            models.CheckConstraint(
                name="claim_is_somebodys_when_made",
                condition=Q(claimed_at__isnull=True, claimed_by__isnull=True)
                | Q(claimed_at__isnull=False, claimed_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return str(self.booking)


class DeskNote(models.Model):
    """What the desk writes down about a booking for itself."""

    booking = models.ForeignKey(Booking, on_delete=models.CASCADE, related_name="desk_notes")
    text = models.CharField(max_length=500)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="desk_note_says_something", condition=~Q(text="")),
        ]

    def __str__(self) -> str:
        return self.text
