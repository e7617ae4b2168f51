import functools
from datetime import datetime
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
PLACED = ["offered", "held", "confirmed"]
LIVE = ["invited", "applied", "waiting", *PLACED]
ENDED = ["withdrawn", "declined", "lapsed", "called_off"]


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    """Filters on assignments."""

    def live(self) -> "AssignmentQuerySet":
        """This function will keep those that still mean something: nobody has ended them."""
        return self.filter(state__in=enums.LIVE_STATES)

    def confirmed(self) -> "AssignmentQuerySet":
        """This function will keep those who have a place for certain."""
        return self.filter(state=enums.AssignmentState.CONFIRMED)

    def placed(self) -> "AssignmentQuerySet":
        """This function will keep those who fill a place, also while an answer or a consent is due."""
        return self.filter(state__in=enums.PLACED_STATES)

    def overdue(self, now: datetime) -> "AssignmentQuerySet":
        """This function will keep those whose place was kept until an instant that is over."""
        asked = [enums.AssignmentState.OFFERED, enums.AssignmentState.HELD]
        return self.filter(state__in=asked, answer_due_at__lte=now)

    def detailed(self) -> "AssignmentQuerySet":
        """This function will bring each one's person, shift, request, attendance and party along."""
        return self.select_related(
            "person",
            "shift__request__organisation",
            "shift__request__district",
            "attendance",
            "party__group",
            "party__organisation",
            "heard_withdrawal",
        )

    def in_line(self) -> "AssignmentQuerySet":
        """This function will give those who wait for a place, the first in line first."""
        return self.filter(state=enums.AssignmentState.WAITING).order_by("position")


class Assignment(models.Model):
    """How one person stands to one shift; somebody who withdrew and comes back gets a new row.

    `stated` is what the person said of themselves when they applied; of a gender nothing is kept.
    `places` is how many places it fills, the person's own among them. `answer_due_at` is until when a place is kept for
    somebody who is asked (`offered`) or whose guardian is (`held`); `asked_at` is since when, `reminded_at` when they
    were reminded of it. `invitation_due_at` is when an invitation ends; then the next suggestion is invited where it
    `invites_next`. `position` is the number drawn in the waiting list, where somebody may have said that they come at
    `short_notice`; `reserve_told_at` is when they were told to keep the time free.
    `during` is the shift's, kept equal by a foreign key over both columns, so that no person fills a place twice at one
    time.
    """

    code = models.CharField(max_length=16, unique=True, default=assignment_code, editable=False)
    shift = models.ForeignKey(Shift, on_delete=models.PROTECT, related_name="assignments")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="assignments")
    during = DateTimeRangeField()
    state = models.CharField(max_length=10, choices=enums.AssignmentState.choices)
    position = models.PositiveIntegerField(null=True, blank=True)
    message = models.CharField(max_length=200, blank=True)
    stated = ArrayField(models.CharField(max_length=12, choices=enums.Condition.choices), default=list, blank=True)
    places = models.PositiveSmallIntegerField(default=1)
    created_at = models.DateTimeField()
    invited_at = models.DateTimeField(null=True, blank=True)
    invitation_due_at = models.DateTimeField(null=True, blank=True)
    invites_next = models.BooleanField(default=False)
    short_notice = models.BooleanField(default=False)
    reserve_told_at = models.DateTimeField(null=True, blank=True)
    asked_at = models.DateTimeField(null=True, blank=True)
    answer_due_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="assignment_state_is_known",
                condition=Q(state__in=[*LIVE, *ENDED]),
            ),
            models.UniqueConstraint(
                fields=["shift", "person"], condition=Q(state__in=LIVE), name="assignment_once_per_shift"
            ),
            ExclusionConstraint(
                name="assignment_never_two_at_one_time",
                expressions=[("person", RangeOperators.EQUAL), ("during", RangeOperators.OVERLAPS)],
                condition=Q(state__in=PLACED),
            ),
            models.CheckConstraint(name="assignment_fills_a_place", condition=Q(places__gte=1)),
            models.CheckConstraint(
                name="assignment_kept_until_a_time",
                condition=Q(state__in=["offered", "held"], answer_due_at__isnull=False)
                | (~Q(state__in=["offered", "held"]) & Q(answer_due_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="assignment_offered_since_a_time", condition=~Q(state="offered") | Q(asked_at__isnull=False)
            ),
            models.CheckConstraint(
                name="assignment_invitation_ends_after_it_was_sent",
                condition=Q(invitation_due_at__isnull=True) | Q(invitation_due_at__gt=F("invited_at")),
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
                condition=Q(state__in=ENDED, ended_at__isnull=False) | (~Q(state__in=ENDED) & Q(ended_at__isnull=True)),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["shift", "id"], condition=Q(state="confirmed"), name="assignment_confirmed"),
            models.Index(fields=["shift", "places"], condition=Q(state__in=PLACED), name="assignment_placed"),
            models.Index(fields=["answer_due_at"], condition=Q(state__in=["offered", "held"]), name="assignment_due"),
            models.Index(fields=["invitation_due_at"], condition=Q(state="invited"), name="assignment_invitation_due"),
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
        words = enums.ASSIGNMENT_OUTCOMES[enums.AssignmentState(self.state)]
        return words.replace("応募", "申込み") if self.shift.request.is_event else words

    @property
    def says_adult(self) -> bool:
        """This function will tell whether somebody who told no date of birth said that they are 18 or over."""
        return enums.Condition.ADULT in self.stated

    @property
    def is_placed(self) -> bool:
        """This function will tell whether the person fills a place, also while an answer or a consent is due."""
        return self.state in enums.PLACED_STATES

    @property
    def is_offered(self) -> bool:
        """This function will tell whether somebody of the line is asked whether they take a free place."""
        return self.state == enums.AssignmentState.OFFERED

    @property
    def is_waiting(self) -> bool:
        """This function will tell whether the person stands in line."""
        return self.state == enums.AssignmentState.WAITING

    def is_overdue(self, now: datetime) -> bool:
        """This function will tell whether the time until which the place was kept is over."""
        return self.answer_due_at is not None and self.answer_due_at <= now

    @property
    def companions(self) -> int:
        """This function will give how many come along with the person; nobody keeps their names."""
        return self.places - 1

    @property
    def is_confirmed(self) -> bool:
        """This function will tell whether the person has a place."""
        return self.state == enums.AssignmentState.CONFIRMED
