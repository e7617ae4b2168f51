import functools
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from backend.accounts import models as accounts
from backend.common import codes
from volunteers import enums
from volunteers.models.assignments import Assignment
from volunteers.models.requests import Request, Shift

question_code = functools.partial(codes.new, "q")
answer_code = functools.partial(codes.new, "qa")
thread_code = functools.partial(codes.new, "t")
message_code = functools.partial(codes.new, "m")
announcement_code = functools.partial(codes.new, "an")


class Hideable(models.Model):
    """What everybody reads until an organiser hides it, for a reason that is kept."""

    hidden_at = models.DateTimeField(null=True, blank=True)
    hidden_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    hidden_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        abstract = True

    @property
    def is_hidden(self) -> bool:
        """This function will tell whether only the organisers still read it."""
        return self.hidden_at is not None


def _hidden_for_a_reason(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        name=name,
        condition=Q(hidden_at__isnull=True, hidden_by__isnull=True, hidden_reason="")
        | (Q(hidden_at__isnull=False, hidden_by__isnull=False) & ~Q(hidden_reason="")),
    )


class Question(Hideable):
    """What somebody asks about a request where everybody reads it, under `shown_name`, which is no full name."""

    code = models.CharField(max_length=16, unique=True, default=question_code, editable=False)
    request = models.ForeignKey(Request, on_delete=models.CASCADE, related_name="questions")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    shown_name = models.CharField(max_length=40)
    text = models.CharField(max_length=500)
    asked_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            _hidden_for_a_reason("question_hidden_for_a_reason"),
            models.UniqueConstraint(
                fields=["request", "person", "text"], condition=Q(hidden_at__isnull=True), name="question_once"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["request", "-asked_at"], name="question_of_request")]

    def __str__(self) -> str:
        return self.code


class QuestionAnswer(Hideable):
    """What the organisers answer, as the organisation."""

    code = models.CharField(max_length=16, unique=True, default=answer_code, editable=False)
    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="answers")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    text = models.CharField(max_length=1000)
    answered_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [_hidden_for_a_reason("question_answer_hidden_for_a_reason")]

    def __str__(self) -> str:
        return self.code


class Thread(models.Model):
    """What a volunteer and the organisers of one request write to each other; nobody else reads it."""

    code = models.CharField(max_length=16, unique=True, default=thread_code, editable=False)
    request = models.ForeignKey(Request, on_delete=models.CASCADE, related_name="threads")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="threads")
    opened_at = models.DateTimeField()
    last_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["request", "person"], name="thread_once_per_person")]
        indexes: ClassVar = [models.Index(fields=["person", "-last_at"], name="thread_of_person")]

    def __str__(self) -> str:
        return self.code


class Message(models.Model):
    """One message of a thread, without addresses: what looked like one was masked before it was written.

    `mail_id` is a digest of the Message-ID of the mail it came by, empty for the page: the same mail delivered twice
    is one message, and an address inside such an id is not kept.
    """

    code = models.CharField(max_length=16, unique=True, default=message_code, editable=False)
    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="messages")
    side = models.CharField(max_length=9, choices=enums.Side.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    is_masked = models.BooleanField(default=False)
    way = models.CharField(max_length=4, choices=enums.Way.choices, default=enums.Way.PAGE)
    mail_id = models.CharField(max_length=64, blank=True)
    sent_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["thread", "mail_id"], condition=~Q(mail_id=""), name="message_once_per_mail"
            ),
            models.CheckConstraint(
                name="message_by_mail_has_its_id",
                condition=Q(way="mail") & ~Q(mail_id="") | Q(way="page", mail_id=""),
            ),
            models.CheckConstraint(name="message_side_is_known", condition=Q(side__in=["person", "organiser"])),
        ]

    def __str__(self) -> str:
        return self.code


class Announcement(models.Model):
    """What an organiser writes to those who joined a request or one time of it, or the city to people of a district.

    `to` are states of assignments, or kinds of people (enums.CityAudience); `key` is of the page that was accepted.
    """

    code = models.CharField(max_length=16, unique=True, default=announcement_code, editable=False)
    request = models.ForeignKey(Request, null=True, blank=True, on_delete=models.CASCADE, related_name="announcements")
    shift = models.ForeignKey(Shift, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    district = models.ForeignKey(
        accounts.District, null=True, blank=True, on_delete=models.PROTECT, related_name="announcements"
    )
    to = ArrayField(models.CharField(max_length=10))
    title = models.CharField(max_length=60)
    text = models.TextField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    reached = models.PositiveIntegerField()
    key = models.CharField(max_length=40)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["made_by", "key"], name="announcement_once_per_page"),
            models.CheckConstraint(
                name="announcement_is_about_one_thing",
                condition=Q(request__isnull=False, district__isnull=True)
                | Q(request__isnull=True, shift__isnull=True, district__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class PhonePermission(models.Model):
    """That a volunteer lets the organisers see their phone number on the day of one activity."""

    assignment = models.OneToOneField(
        Assignment, primary_key=True, on_delete=models.CASCADE, related_name="phone_permission"
    )
    given_at = models.DateTimeField()


class Reminder(models.Model):
    """That somebody was reminded of an activity, once per kind and time: one that is moved reminds anew."""

    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="reminders")
    kind = models.CharField(max_length=7, choices=enums.ReminderKind.choices)
    starts_at = models.DateTimeField()
    sent_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["assignment", "kind", "starts_at"], name="reminder_once_per_time"),
        ]


class ContactRules(models.Model):
    """What a city sets about contact: how many days after the last activity a thread still takes messages."""

    municipality = models.OneToOneField(accounts.Municipality, primary_key=True, on_delete=models.CASCADE)
    closes_after_days = models.PositiveSmallIntegerField(default=14)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="contact_closes_within_a_year", condition=Q(closes_after_days__lte=365)),
        ]
