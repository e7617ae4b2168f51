import functools
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from backend.accounts import models as accounts
from backend.common import codes
from volunteers import enums
from volunteers.models.assignments import Assignment
from volunteers.models.requests import Request

template_code = functools.partial(codes.new, "rt")
change_code = functools.partial(codes.new, "rc")
recurrence_code = functools.partial(codes.new, "rr")


class RequestTemplate(models.Model):
    """What an organisation keeps to write requests from (ひな形): the sheet as it was filled in, without days."""

    code = models.CharField(max_length=16, unique=True, default=template_code, editable=False)
    organisation = models.ForeignKey(accounts.Organisation, on_delete=models.CASCADE, related_name="request_templates")
    name = models.CharField(max_length=60)
    sheet = models.JSONField()
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    saved_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "name"], name="request_template_name_once"),
        ]

    def __str__(self) -> str:
        return self.name


class Recurrence(models.Model):
    """One making of shifts by a rule. `rule` is an RRULE (RFC 5545); `key` is of the page that was accepted."""

    code = models.CharField(max_length=16, unique=True, default=recurrence_code, editable=False)
    request = models.ForeignKey(Request, on_delete=models.CASCADE, related_name="recurrences")
    rule = models.CharField(max_length=200)
    key = models.CharField(max_length=40)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["request", "key"], name="recurrence_once_per_page"),
        ]

    def __str__(self) -> str:
        return self.code


class PostedPage(models.Model):
    """Which request a page has made: `key` is of the page as it was sent, so that a second press makes no other."""

    request = models.OneToOneField(Request, on_delete=models.CASCADE, related_name="posted_page")
    key = models.CharField(max_length=64)
    posted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["posted_by", "key"], name="request_once_per_page"),
        ]

    def __str__(self) -> str:
        return str(self.request)


class RequestChange(models.Model):
    """One edit of a published request: what was, and what is. `lines` are {"label", "old", "new"}.

    `shift` is set where one time alone changed. `is_important` says that those who joined are asked again.
    """

    code = models.CharField(max_length=16, unique=True, default=change_code, editable=False)
    request = models.ForeignKey(Request, on_delete=models.CASCADE, related_name="changes")
    shift = models.ForeignKey("volunteers.Shift", null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    lines = models.JSONField()
    is_important = models.BooleanField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["request", "-made_at"], name="change_of_request")]

    def __str__(self) -> str:
        return self.code


class ChangeAnswer(models.Model):
    """What one who had joined says to a change; only important changes ask, and nobody must answer."""

    change = models.ForeignKey(RequestChange, on_delete=models.CASCADE, related_name="answers")
    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="change_answers")
    answer = models.CharField(max_length=5, choices=enums.Answer.choices, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["change", "assignment"], name="change_answer_once"),
            models.CheckConstraint(
                name="change_answer_has_a_time",
                condition=Q(answer="", answered_at__isnull=True)
                | Q(answer__in=["stays", "left"], answered_at__isnull=False),
            ),
        ]
