"""Who came, when they were there, what was written down about it, and what became of the hours."""

import uuid
from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q

from volunteers import enums
from volunteers.models.assignments import Assignment


class AttendanceQuerySet(models.QuerySet["Attendance"]):
    """Filters on attendances."""

    def standing(self) -> "AttendanceQuerySet":
        """This function will keep those that nobody has crossed out."""
        return self.filter(voided_at__isnull=True)

    def awaiting(self) -> "AttendanceQuerySet":
        """This function will keep those whose hours nobody has approved yet."""
        return self.standing().filter(approved_at__isnull=True)


class Attendance(models.Model):
    """That a person came, and how long they helped. The organiser approves the minutes; approval pays points.

    `checked_in_at` and `checked_out_at` repeat the first and the last of the stays; `proposed_minutes` follows from
    them and the break, `own_minutes` is what the person says. `round` counts the approvals that were taken back: each
    approval is a source of its own to the ledger, and only one stands. `posting_code` is the award of the one that
    stands, empty where a rule gave nothing; `points` its amount, `points_said` which limit cut or refused it. One that
    was a mistake is crossed out (`voided_at`).
    """

    assignment = models.OneToOneField(Assignment, primary_key=True, on_delete=models.PROTECT, related_name="attendance")
    checked_in_at = models.DateTimeField()
    method = models.CharField(max_length=4, choices=enums.CheckInMethod.choices)
    checked_in_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    checked_out_at = models.DateTimeField(null=True, blank=True)
    break_minutes = models.PositiveSmallIntegerField(default=0)
    proposed_minutes = models.PositiveSmallIntegerField()
    own_minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    own_note = models.CharField(max_length=200, blank=True)
    approved_minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    correction = models.CharField(max_length=200, blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    approved_at = models.DateTimeField(null=True, blank=True)
    round = models.PositiveSmallIntegerField(default=0)
    posting_code = models.CharField(max_length=16, blank=True)
    points = models.PositiveIntegerField(default=0)
    points_said = models.CharField(max_length=300, blank=True)
    voided_at = models.DateTimeField(null=True, blank=True)

    objects = AttendanceQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="attendance_method_is_known", condition=Q(method__in=["qr", "card", "code", "name"])
            ),
            models.CheckConstraint(
                name="attendance_minutes_within_a_day",
                condition=Q(proposed_minutes__gte=1, proposed_minutes__lte=1440, break_minutes__lte=1440)
                & (Q(own_minutes__isnull=True) | Q(own_minutes__gte=1, own_minutes__lte=1440))
                & (Q(approved_minutes__isnull=True) | Q(approved_minutes__gte=1, approved_minutes__lte=1440)),
            ),
            models.CheckConstraint(
                name="attendance_approved_by_somebody",
                condition=Q(approved_minutes__isnull=True, approved_by__isnull=True, approved_at__isnull=True)
                | Q(approved_minutes__isnull=False, approved_by__isnull=False, approved_at__isnull=False),
            ),
            models.CheckConstraint(
                name="attendance_points_only_when_approved",
                condition=Q(approved_at__isnull=False) | Q(posting_code="", points=0, points_said=""),
            ),
            models.CheckConstraint(
                name="attendance_correction_has_a_reason",
                condition=Q(approved_minutes__isnull=True)
                | Q(approved_minutes=F("proposed_minutes"))
                | Q(own_minutes__isnull=False, approved_minutes=F("own_minutes"))
                | ~Q(correction=""),
            ),
            models.CheckConstraint(
                name="attendance_approved_is_not_crossed_out",
                condition=Q(voided_at__isnull=True) | Q(approved_at__isnull=True),
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["assignment"],
                condition=Q(approved_at__isnull=True, voided_at__isnull=True),
                name="attendance_awaiting",
            ),
        ]

    @property
    def source_code(self) -> str:
        """This function will name this approval to the ledger, which pays each source once."""
        return f"{self.assignment.code}/{self.round + 1}"

    @property
    def is_approved(self) -> bool:
        """This function will tell whether the organiser has approved the minutes."""
        return self.approved_at is not None

    @property
    def is_voided(self) -> bool:
        """This function will tell whether the attendance was crossed out as a mistake."""
        return self.voided_at is not None

    @property
    def is_here(self) -> bool:
        """This function will tell whether the person has come and not left."""
        return not self.is_voided and self.checked_out_at is None


class Stay(models.Model):
    """One interval in which a person was there; `ends_at` is empty while they are. Half-open."""

    attendance = models.ForeignKey(Attendance, on_delete=models.CASCADE, related_name="stays")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="stay_ends_after_it_starts", condition=Q(ends_at__isnull=True) | Q(ends_at__gt=F("starts_at"))
            ),
            # Two devices that check somebody in at one moment both open a stay without an end; one of them is refused.
            ExclusionConstraint(
                name="stay_never_two_at_one_time",
                expressions=[
                    ("attendance", RangeOperators.EQUAL),
                    (
                        Func(F("starts_at"), F("ends_at"), function="tstzrange", output_field=DateTimeRangeField()),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]

    @property
    def interval(self) -> tuple[datetime, datetime | None]:
        """This function will give the start, and the end if there is one."""
        return self.starts_at, self.ends_at


class AttendanceEvent(models.Model):
    """One check-in or check-out as a device sent it; append-only. A device that sends it again is known by `client_id`.

    `told_at` is what the device's clock said, `happened_at` the same by our clock, `received_at` when it arrived.
    `counted` is false where the person had been checked in (or out) before, by another device.
    """

    client_id = models.UUIDField(default=uuid.uuid4)
    attendance = models.ForeignKey(Attendance, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(max_length=9, choices=enums.EventKind.choices)
    counted = models.BooleanField()
    method = models.CharField(max_length=4, choices=enums.CheckInMethod.choices)
    told_at = models.DateTimeField()
    happened_at = models.DateTimeField()
    received_at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    offline = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["client_id"], name="attendance_event_once"),
            models.CheckConstraint(
                name="attendance_event_kind_is_known", condition=Q(kind__in=["check_in", "check_out"])
            ),
        ]

    @property
    def clock_off_s(self) -> int:
        """This function will give by how many seconds the device's clock was fast; negative when it was slow."""
        return round((self.told_at - self.happened_at).total_seconds())


class AttendanceChange(models.Model):
    """What was put right, approved, taken back or crossed out, with what was and what is; append-only."""

    attendance = models.ForeignKey(Attendance, on_delete=models.PROTECT, related_name="changes")
    kind = models.CharField(max_length=9, choices=enums.ChangeKind.choices)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    reason = models.CharField(max_length=200, blank=True)
    before = models.CharField(max_length=200)
    after = models.CharField(max_length=200)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="attendance_change_kind_is_known",
                condition=Q(kind__in=["corrected", "approved", "withdrawn", "voided"]),
            ),
            models.CheckConstraint(name="attendance_change_has_a_reason", condition=Q(kind="approved") | ~Q(reason="")),
        ]


class NoShow(models.Model):
    """That somebody with a place did not come, as somebody recorded; it can be undone and is never a penalty.

    It serves a reminder before the person's next activity and the guess of how many of the reserve to ask; an
    objection takes it out of both.
    """

    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="no_shows")
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    objection = models.CharField(max_length=200, blank=True)
    objected_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    undone_at = models.DateTimeField(null=True, blank=True)
    undo_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["assignment"], condition=Q(undone_at__isnull=True), name="no_show_once"),
            models.CheckConstraint(
                name="no_show_undone_by_somebody",
                condition=Q(undone_at__isnull=True, undone_by__isnull=True, undo_reason="")
                | (Q(undone_at__isnull=False, undone_by__isnull=False) & ~Q(undo_reason="")),
            ),
            models.CheckConstraint(
                name="no_show_objection_has_words",
                condition=Q(objected_at__isnull=True, objection="") | (Q(objected_at__isnull=False) & ~Q(objection="")),
            ),
        ]

    @property
    def is_undone(self) -> bool:
        """This function will tell whether the record was taken back."""
        return self.undone_at is not None
