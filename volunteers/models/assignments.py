import functools
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q

from backend.common import codes
from volunteers import enums
from volunteers.models.requests import Shift

assignment_code = functools.partial(codes.new, "a")


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    """Filters on assignments."""

    def live(self) -> "AssignmentQuerySet":
        """This function will keep those that still mean something: invited, applied, waiting or confirmed."""
        return self.filter(state__in=enums.LIVE_STATES)

    def confirmed(self) -> "AssignmentQuerySet":
        """This function will keep those who have a place."""
        return self.filter(state=enums.AssignmentState.CONFIRMED)

    def detailed(self) -> "AssignmentQuerySet":
        """This function will bring each one's person, shift, request and attendance along."""
        return self.select_related("person", "shift__request__organisation", "shift__request__district", "attendance")

    def in_line(self) -> "AssignmentQuerySet":
        """This function will give those who wait for a place, the first in line first."""
        return self.filter(state=enums.AssignmentState.WAITING).order_by("position")


class Assignment(models.Model):
    """How one person stands to one shift; somebody who withdrew and comes back gets a new row.

    `stated` is what the person said of themselves when they applied; of a gender nothing is kept.
    `position` is the number drawn in the waiting list; `during` is the shift's, kept equal by a foreign key over both
    columns, so that no person is confirmed twice at one time.
    """

    code = models.CharField(max_length=16, unique=True, default=assignment_code, editable=False)
    shift = models.ForeignKey(Shift, on_delete=models.PROTECT, related_name="assignments")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="assignments")
    during = DateTimeRangeField()
    state = models.CharField(max_length=10, choices=enums.AssignmentState.choices)
    position = models.PositiveIntegerField(null=True, blank=True)
    message = models.CharField(max_length=200, blank=True)
    stated = ArrayField(models.CharField(max_length=12, choices=enums.Condition.choices), default=list, blank=True)
    created_at = models.DateTimeField()
    invited_at = models.DateTimeField(null=True, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="assignment_state_is_known",
                condition=Q(
                    state__in=["invited", "applied", "waiting", "confirmed", "withdrawn", "declined", "called_off"]
                ),
            ),
            models.UniqueConstraint(
                fields=["shift", "person"],
                condition=Q(state__in=["invited", "applied", "waiting", "confirmed"]),
                name="assignment_once_per_shift",
            ),
            ExclusionConstraint(
                name="assignment_never_two_at_one_time",
                expressions=[("person", RangeOperators.EQUAL), ("during", RangeOperators.OVERLAPS)],
                condition=Q(state="confirmed"),
            ),
            models.CheckConstraint(
                name="assignment_keeps_no_gender", condition=~Q(stated__contains=[enums.Condition.GENDER.value])
            ),
            models.UniqueConstraint(fields=["shift", "position"], name="assignment_position_once"),
            models.CheckConstraint(
                name="assignment_waiting_has_a_position",
                condition=~Q(state="waiting") | Q(position__isnull=False),
            ),
            models.CheckConstraint(
                name="assignment_confirmed_has_a_time",
                condition=~Q(state="confirmed") | Q(confirmed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="assignment_ended_has_a_time",
                condition=Q(state__in=["withdrawn", "declined", "called_off"], ended_at__isnull=False)
                | (~Q(state__in=["withdrawn", "declined", "called_off"]) & Q(ended_at__isnull=True)),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["shift", "id"], condition=Q(state="confirmed"), name="assignment_confirmed"),
            models.Index(fields=["person", "-created_at"], name="assignment_of_person"),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def is_live(self) -> bool:
        """This function will tell whether the assignment still means something."""
        return self.state in enums.LIVE_STATES

    @property
    def outcome(self) -> str:
        """This function will say to whoever just acted what became of it."""
        return enums.ASSIGNMENT_OUTCOMES[enums.AssignmentState(self.state)]

    @property
    def is_confirmed(self) -> bool:
        """This function will tell whether the person has a place."""
        return self.state == enums.AssignmentState.CONFIRMED


class Attendance(models.Model):
    """That a person came, and how long they helped. The organiser approves the minutes; approval pays points.

    `round` counts the approvals that were taken back: each approval is a source of its own to the ledger, and only one
    stands. `posting_code` is the award of the one that stands, empty where a rule gave nothing; `points` its amount.
    """

    assignment = models.OneToOneField(Assignment, primary_key=True, on_delete=models.PROTECT, related_name="attendance")
    checked_in_at = models.DateTimeField()
    method = models.CharField(max_length=4, choices=enums.CheckInMethod.choices)
    checked_in_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    checked_out_at = models.DateTimeField(null=True, blank=True)
    proposed_minutes = models.PositiveSmallIntegerField()
    approved_minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    correction = models.CharField(max_length=200, blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    approved_at = models.DateTimeField(null=True, blank=True)
    round = models.PositiveSmallIntegerField(default=0)
    posting_code = models.CharField(max_length=16, blank=True)
    points = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="attendance_method_is_known", condition=Q(method__in=["qr", "name"])),
            models.CheckConstraint(
                name="attendance_minutes_within_a_day",
                condition=Q(proposed_minutes__gte=1, proposed_minutes__lte=1440)
                & (Q(approved_minutes__isnull=True) | Q(approved_minutes__gte=1, approved_minutes__lte=1440)),
            ),
            models.CheckConstraint(
                name="attendance_approved_by_somebody",
                condition=Q(approved_minutes__isnull=True, approved_by__isnull=True, approved_at__isnull=True)
                | Q(approved_minutes__isnull=False, approved_by__isnull=False, approved_at__isnull=False),
            ),
            models.CheckConstraint(
                name="attendance_points_only_when_approved",
                condition=Q(approved_at__isnull=False) | Q(posting_code="", points=0),
            ),
            models.CheckConstraint(
                name="attendance_correction_has_a_reason",
                condition=Q(approved_minutes__isnull=True)
                | Q(approved_minutes=F("proposed_minutes"))
                | ~Q(correction=""),
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
