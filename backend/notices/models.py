import functools
from datetime import datetime
from typing import ClassVar, Self

from django.conf import settings
from django.db import models

from backend.common import codes
from backend.notices import enums

notice_code = functools.partial(codes.new, "n")


class Notice(models.Model):
    """Something a person is told, once per `key`; written in the transaction of what it tells of."""

    code = models.CharField(max_length=16, unique=True, default=notice_code, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices")
    key = models.CharField(max_length=200)
    template = models.CharField(max_length=80)
    subject = models.CharField(max_length=200)
    body = models.TextField()
    url = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["user", "key"], name="notice_once_per_key")]
        indexes: ClassVar = [models.Index(fields=["user", "-created_at"], name="notice_of_user")]


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    """Deliveries, chosen."""

    def due(self, now: datetime) -> Self:
        """This function will keep those that should have gone out by now."""
        return self.filter(state=enums.DeliveryState.WAITING, due_at__lte=now)


class Delivery(models.Model):
    """The outbox: a notice on its way through one channel. `message_id` is stable over attempts.

    `due_at` is when the next attempt may begin; it is set before an attempt, so that it stands when a worker dies.
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
    objects = DeliveryQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["notice", "channel"], name="delivery_once_per_channel"),
            models.CheckConstraint(
                name="delivery_sent_has_a_time",
                condition=models.Q(state="sent", sent_at__isnull=False)
                | (~models.Q(state="sent") & models.Q(sent_at__isnull=True)),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["due_at"], condition=models.Q(state="waiting"), name="delivery_due"),
        ]
