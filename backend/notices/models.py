import functools
from datetime import datetime, time
from typing import ClassVar, Self

from django.conf import settings
from django.db import models

from backend.common import codes
from backend.notices import enums

notice_code = functools.partial(codes.new, "n")


class Notice(models.Model):
    """Something a person is told, once per `key`; written in the transaction of what it tells of.

    `is_urgent` lets its mail out in quiet hours, unless the person forbade that. `envelope` is what its mail has beside
    the usual: {"from": …, "headers": {…}}, where somebody speaks through us and can be answered.
    """

    code = models.CharField(max_length=16, unique=True, default=notice_code, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices")
    key = models.CharField(max_length=200)
    template = models.CharField(max_length=80)
    subject = models.CharField(max_length=200)
    body = models.TextField()
    url = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    is_urgent = models.BooleanField(default=False)
    envelope = models.JSONField(default=dict, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["user", "key"], name="notice_once_per_key")]
        indexes: ClassVar = [models.Index(fields=["user", "-created_at"], name="notice_of_user")]


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    """Deliveries, chosen."""

    def due(self, now: datetime) -> Self:
        """This function will keep the mails that should have gone out by now."""
        return self.filter(channel=enums.Channel.MAIL, state=enums.DeliveryState.WAITING, due_at__lte=now)

    def for_desks(self) -> Self:
        """This function will keep what a desk tells people by letter or phone and has not told yet."""
        return self.filter(channel__in=enums.BY_DESK, state=enums.DeliveryState.WAITING)


class Delivery(models.Model):
    """The outbox: a notice on its way through one channel. `message_id` is stable over attempts.

    `due_at` is when the next attempt may begin; it is set before an attempt, so that it stands when a worker dies. A
    letter or a call waits for the desk, which ticks it: `told_by`.
    """

    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="deliveries")
    channel = models.CharField(max_length=10, choices=enums.Channel.choices)
    address = models.CharField(max_length=254)
    message_id = models.CharField(max_length=120, unique=True)
    state = models.CharField(max_length=10, choices=enums.DeliveryState.choices, default=enums.DeliveryState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    fault = models.TextField(blank=True)
    told_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    objects = DeliveryQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["notice", "channel"], name="delivery_once_per_channel"),
            models.CheckConstraint(
                name="delivery_sent_has_a_time",
                condition=models.Q(state="sent", sent_at__isnull=False)
                | (~models.Q(state="sent") & models.Q(sent_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="delivery_by_desk_told_by_somebody",
                condition=models.Q(channel="mail", told_by__isnull=True)
                | models.Q(state="waiting", told_by__isnull=True)
                | (~models.Q(channel="mail") & models.Q(told_by__isnull=False)),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["due_at"], condition=models.Q(state="waiting"), name="delivery_due"),
        ]


class Preference(models.Model):
    """How a person wants to be told; who has chosen nothing has no row, and gets mails outside of the night.

    Everything stands in the list of the pages besides. Quiet hours are of Tokyo and may pass midnight; they begin and
    end at the same time where somebody wants none.
    """

    QUIET_FROM, QUIET_UNTIL = time(21), time(7)

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, primary_key=True, on_delete=models.CASCADE, related_name="notice_preference"
    )
    by_mail = models.BooleanField(default=True)
    by_desk = models.CharField(max_length=6, choices=enums.DeskWay.choices, blank=True)
    quiet_from = models.TimeField(default=QUIET_FROM)
    quiet_until = models.TimeField(default=QUIET_UNTIL)
    urgent_passes = models.BooleanField(default=True)
    changed_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="preference_by_desk_is_known", condition=models.Q(by_desk__in=["", "letter", "phone"])
            ),
        ]
