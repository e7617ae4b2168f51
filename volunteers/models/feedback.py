import functools
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from backend.common import codes
from volunteers import enums
from volunteers.models.assignments import Assignment

feedback_code = functools.partial(codes.new, "fb")
report_code = functools.partial(codes.new, "fr")


class Feedback(models.Model):
    """What one side says to the other after an activity: the organisation's thanks, the volunteer's answer.

    Both sides read both, and nobody else does; the city reads what is reported to it, and an answer of which the
    volunteer says so. Nothing is counted about a person. `read_at` is when the other side first read it.
    """

    code = models.CharField(max_length=16, unique=True, default=feedback_code, editable=False)
    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="feedback")
    way = models.CharField(max_length=6, choices=enums.FeedbackWay.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(max_length=1000, blank=True)
    impressions = ArrayField(
        models.CharField(max_length=12, choices=enums.Impression.choices), default=list, blank=True
    )
    city_may_read = models.BooleanField(default=False)
    written_at = models.DateTimeField()
    changed_at = models.DateTimeField(null=True, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)
    hidden_at = models.DateTimeField(null=True, blank=True)
    hidden_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    hidden_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="feedback_way_is_known", condition=Q(way__in=["thanks", "answer"])),
            models.UniqueConstraint(fields=["assignment", "way"], name="feedback_once_per_way"),
            models.CheckConstraint(name="feedback_says_something", condition=~Q(text="") | ~Q(impressions=[])),
            models.CheckConstraint(
                name="feedback_thanks_are_words",
                condition=Q(way="answer") | (Q(impressions=[], city_may_read=False) & ~Q(text="")),
            ),
            models.CheckConstraint(
                name="feedback_hidden_by_somebody_with_a_reason",
                condition=Q(hidden_at__isnull=True, hidden_by__isnull=True, hidden_reason="")
                | (Q(hidden_at__isnull=False, hidden_by__isnull=False) & ~Q(hidden_reason="")),
            ),
            models.CheckConstraint(
                name="feedback_read_after_it_was_written",
                condition=Q(read_at__isnull=True) | Q(read_at__gte=F("written_at")),
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def is_thanks(self) -> bool:
        """This function will tell whether the organisation says it to the volunteer."""
        return self.way == enums.FeedbackWay.THANKS

    @property
    def is_hidden(self) -> bool:
        """This function will tell whether the city has hidden it from the one it was written to."""
        return self.hidden_at is not None

    @property
    def impression_labels(self) -> list[str]:
        """This function will give the choices in words, in the order in which they are offered."""
        return [str(one.label) for one in enums.Impression if one in self.impressions]


class FeedbackAddition(models.Model):
    """What is added to feedback that can no longer be edited; it is never edited itself."""

    feedback = models.ForeignKey(Feedback, on_delete=models.CASCADE, related_name="additions")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(max_length=1000)
    written_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="feedback_addition_says_something", condition=~Q(text="")),
        ]

    def __str__(self) -> str:
        return f"{self.feedback_id} {self.written_at:%Y-%m-%d}"


class FeedbackReport(models.Model):
    """That the one to whom feedback was written tells the city of it, and what the city says; one open at a time."""

    code = models.CharField(max_length=16, unique=True, default=report_code, editable=False)
    feedback = models.ForeignKey(Feedback, on_delete=models.CASCADE, related_name="reports")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=400)
    reported_at = models.DateTimeField()
    outcome = models.CharField(max_length=6, choices=enums.ReportOutcome.choices, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["feedback"], condition=Q(outcome=""), name="feedback_report_one_open"),
            models.CheckConstraint(name="feedback_report_has_a_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="feedback_report_decided_by_somebody_with_words",
                condition=Q(outcome="", decided_by__isnull=True, decided_at__isnull=True, note="")
                | (Q(outcome__in=["hidden", "kept"], decided_by__isnull=False, decided_at__isnull=False) & ~Q(note="")),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["reported_at", "id"], condition=Q(outcome=""), name="feedback_report_to_decide"),
        ]

    def __str__(self) -> str:
        return self.code
