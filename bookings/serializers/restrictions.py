"""The shapes of restrictions in the API."""

from typing import Any

from rest_framework import serializers

from backend.common import api
from bookings import models


class RestrictionSerializer(serializers.ModelSerializer[models.Restriction]):
    """Who does not reserve online at a center for a while: a person or a group, the other is empty."""

    center = serializers.CharField(source="center.code")
    person = serializers.CharField(source="person.code", default="")
    group = serializers.CharField(source="group.code", default="")

    class Meta:
        model = models.Restriction
        fields = (
            "code",
            "center",
            "person",
            "group",
            "reason",
            "starts_on",
            "ends_on",
            "decided_at",
            "lifted_at",
            "lift_reason",
        )


class NewRestrictionSerializer(serializers.Serializer[Any]):
    """Whom a desk keeps from reserving online, until when and why; a person or a group."""

    person = serializers.CharField(max_length=16, required=False, default="", allow_blank=True)
    group = serializers.CharField(max_length=16, required=False, default="", allow_blank=True)
    ends_on = api.DateField(help_text="The last day; a Tokyo date.")
    reason = serializers.CharField(max_length=400, help_text="The person reads it as it is.")


class LiftingSerializer(serializers.Serializer[Any]):
    """Why a restriction ends early."""

    reason = serializers.CharField(max_length=400, help_text="The person reads it as it is.")
