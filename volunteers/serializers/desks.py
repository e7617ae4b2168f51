from typing import Any

from rest_framework import serializers

from volunteers import enums


class DeskAnswerSerializer(serializers.Serializer[Any]):
    """What somebody said; to accept an invitation, the desk has read them the conditions of the request."""

    step = serializers.ChoiceField(choices=enums.DeskStep.choices)
    reason = serializers.CharField(max_length=200, required=False, default="", allow_blank=True)
