"""The shapes of the switches of centers."""

from typing import Any

from rest_framework import serializers

from backend.common import api
from bookings import enums, models

VALUES = (*enums.BookingMode.values, *enums.SwitchValue.values)


class TurnSerializer(serializers.ModelSerializer[models.CenterSwitch]):
    """One turn of a switch."""

    center = serializers.CharField(source="center.code")

    class Meta:
        model = models.CenterSwitch
        fields = ("code", "center", "switch", "value", "takes_effect_at", "reason", "created_at", "withdrawn_at")


class NewTurnSerializer(serializers.Serializer[Any]):
    """What it takes to turn a switch."""

    switch = serializers.ChoiceField(choices=enums.Switch.choices)
    value = serializers.ChoiceField(choices=VALUES, help_text="A booking mode, or on or off.")
    takes_effect_at = api.DateTimeField(
        required=False, default=None, allow_null=True, help_text="At once when left out."
    )
    reason = serializers.CharField(max_length=200)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """This function will refuse a value that is another switch's."""
        is_mode = attrs["switch"] == enums.Switch.BOOKING_MODE
        if (attrs["value"] in enums.BookingMode.values) != is_mode:
            raise serializers.ValidationError({"value": "この値は、このスイッチにはありません。"})
        return attrs
