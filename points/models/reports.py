import functools
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from backend.common import codes
from points import enums

report_code = functools.partial(codes.new, "rp")
manual_code = functools.partial(codes.new, "ma")


class Report(models.Model):
    """What a person says they did (health, ecology): one a day by each rule, which pays once it is approved."""

    code = models.CharField(max_length=16, unique=True, default=report_code, editable=False)
    scope = models.CharField(max_length=12, default=enums.HOME_SCOPE)
    person_code = models.CharField(max_length=40)
    center_code = models.CharField(max_length=40, blank=True)
    rule_code = models.SlugField(max_length=40)
    happened_on = models.DateField()
    quantity = models.DecimalField(max_digits=9, decimal_places=2)
    words = models.CharField(max_length=300, blank=True)
    state = models.CharField(max_length=10, choices=enums.ReportState.choices, default=enums.ReportState.SUBMITTED)
    reported_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    # Empty where the rule asks nobody to look.
    decided_by_code = models.CharField(max_length=40, blank=True)
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person_code", "rule_code", "happened_on", "scope"],
                condition=Q(state__in=["submitted", "approved"]),
                name="points_report_once_a_day",
            ),
            models.CheckConstraint(
                name="points_report_not_decided_by_its_writer", condition=~Q(decided_by_code=F("person_code"))
            ),
            models.CheckConstraint(
                name="points_report_end_has_a_time",
                condition=Q(state="submitted", decided_at__isnull=True)
                | ~Q(state="submitted") & Q(decided_at__isnull=False),
            ),
            models.CheckConstraint(
                name="points_report_refused_for_a_reason", condition=~Q(state="refused") | ~Q(reason="")
            ),
            models.CheckConstraint(name="points_report_is_of_something", condition=Q(quantity__gt=0)),
        ]
        indexes: ClassVar = [
            models.Index(fields=["reported_at"], condition=Q(state="submitted"), name="points_report_waiting"),
            models.Index(fields=["person_code", "-reported_at"], name="points_report_mine"),
        ]


class ManualAward(models.Model):
    """Points that staff give by hand, with a reason; above the rule's limit another member of staff agrees first."""

    code = models.CharField(max_length=16, unique=True, default=manual_code, editable=False)
    scope = models.CharField(max_length=12, default=enums.HOME_SCOPE)
    person_code = models.CharField(max_length=40)
    center_code = models.CharField(max_length=40, blank=True)
    rule_code = models.SlugField(max_length=40)
    key = models.CharField(max_length=60)
    points = models.PositiveIntegerField()
    needs_second = models.BooleanField()
    reason = models.CharField(max_length=200)
    happened_on = models.DateField()
    state = models.CharField(max_length=10, choices=enums.ManualState.choices)
    asked_at = models.DateTimeField()
    asked_by_code = models.CharField(max_length=40)
    decided_at = models.DateTimeField(null=True)
    decided_by_code = models.CharField(max_length=40, blank=True)
    refusal = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["asked_by_code", "key"], name="points_manual_key_once"),
            models.CheckConstraint(name="points_manual_is_of_something", condition=Q(points__gt=0)),
            models.CheckConstraint(name="points_manual_has_a_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="points_manual_not_for_oneself",
                condition=~Q(asked_by_code=F("person_code")) & ~Q(decided_by_code=F("person_code")),
            ),
            models.CheckConstraint(
                name="points_manual_four_eyes",
                condition=~Q(decided_by_code=F("asked_by_code"))
                & (~Q(state="awarded", needs_second=True) | ~Q(decided_by_code="")),
            ),
            models.CheckConstraint(
                name="points_manual_end_has_a_time",
                condition=Q(state="waiting", decided_at__isnull=True, needs_second=True)
                | Q(state__in=["awarded", "refused"], decided_at__isnull=False),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["asked_at"], condition=Q(state="waiting"), name="points_manual_waiting"),
        ]


class StaffCounter(models.Model):
    """How many points a member of staff has asked for by hand on a day and was not refused."""

    scope = models.CharField(max_length=12, default=enums.HOME_SCOPE)
    staff_code = models.CharField(max_length=40)
    rule_code = models.SlugField(max_length=40)
    day = models.DateField()
    used = models.IntegerField()
    most = models.IntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["staff_code", "rule_code", "day", "scope"], name="points_staff_counter_once"
            ),
            models.CheckConstraint(name="points_staff_limit_is_kept", condition=Q(used__gte=0, used__lte=F("most"))),
        ]
