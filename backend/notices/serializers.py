from typing import ClassVar

from rest_framework import serializers

from backend.notices import models


class NoticeSerializer(serializers.ModelSerializer[models.Notice]):
    """Something one was told."""

    class Meta:
        model = models.Notice
        fields: ClassVar = ["code", "subject", "body", "url", "created_at", "read_at"]
        read_only_fields = fields
