from typing import Any

from rest_framework import serializers

from volunteers import models


class AttendanceSerializer(serializers.ModelSerializer[models.Attendance]):
    """That a person came, and what became of the hours."""

    class Meta:
        model = models.Attendance
        fields = ("checked_in_at", "method", "proposed_minutes", "approved_minutes", "approved_at", "points")


class TokenSerializer(serializers.Serializer[Any]):
    """What the code at the venue says after `/check-ins/`."""

    token = serializers.CharField(max_length=200)
