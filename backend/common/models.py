from typing import ClassVar

from django.db import models


class AuditEntry(models.Model):
    """One line of the audit log: who did or saw what, about whom, when and why. Append-only by trigger."""

    class Kind(models.TextChoices):
        """A change of something, or a look at another person's data."""

        CHANGE = "change", "変更"
        LOOK = "look", "閲覧"

    at = models.DateTimeField()
    kind = models.CharField(max_length=6, choices=Kind.choices)
    action = models.CharField(max_length=80)
    actor_code = models.CharField(max_length=40, blank=True)
    about_code = models.CharField(max_length=40, blank=True)
    subject_code = models.CharField(max_length=60, blank=True)
    center_code = models.CharField(max_length=40, blank=True)
    reason = models.TextField(blank=True)
    detail = models.JSONField(default=dict)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="audit_kind_is_known", condition=models.Q(kind__in=["change", "look"])),
        ]
        indexes: ClassVar = [
            models.Index(fields=["about_code", "-at"], name="audit_about"),
            models.Index(fields=["subject_code", "-at"], name="audit_subject"),
            models.Index(fields=["actor_code", "-at"], name="audit_actor"),
        ]


class IdempotentResponse(models.Model):
    """The answer to a write that came with an Idempotency-Key, so that a retry gets the same answer."""

    owner_code = models.CharField(max_length=40)
    key = models.CharField(max_length=200)
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)
    body = models.JSONField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["owner_code", "key"], name="idempotency_key_once_per_owner"),
        ]
