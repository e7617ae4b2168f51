from typing import Any

from rest_framework import serializers

from points import models


class VoucherSerializer(serializers.ModelSerializer[models.Voucher]):
    """One's own voucher; `short_code` is what a desk or shop types."""

    perk = serializers.CharField(source="perk.code")
    name = serializers.CharField(source="perk.name")
    cancellable = serializers.BooleanField(
        source="is_cancellable", read_only=True, help_text="Whether a DELETE gives its points back now."
    )

    class Meta:
        model = models.Voucher
        fields = (
            "code",
            "perk",
            "name",
            "kind",
            "price",
            "cancellable",
            "yen_off",
            "percent_off",
            "brought",
            "worth_yen",
            "sheets",
            "sheets_used",
            "state",
            "short_code",
            "ordered_at",
            "usable_from",
            "valid_until",
            "pickup_on",
            "ready_at",
            "ended_at",
            "place_name",
            "reason",
        )


class RedemptionSerializer(serializers.Serializer[Any]):
    """A voucher handed in at a place of one's own: either what its QR carries, or its short code."""

    token = serializers.CharField(required=False, default="", help_text="The last part of the URL in the QR.")
    short_code = serializers.CharField(required=False, default="")
    sheets = serializers.IntegerField(
        required=False, min_value=1, max_value=100_000, help_text="Of copies; all that are left when none is said."
    )
    place = serializers.CharField(help_text="center:<code> or shop:<code>, one of the caller's own places.")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """This function will want exactly one of token and short code."""
        if bool(attrs["token"]) == bool(attrs["short_code"]):
            message = "token と short_code のどちらか一方を送ってください。"
            raise serializers.ValidationError(message)
        return attrs


class RedeemedSerializer(serializers.ModelSerializer[models.Voucher]):
    """What the place learns of a voucher it has taken: nothing about the person."""

    name = serializers.CharField(source="perk.name")

    class Meta:
        model = models.Voucher
        fields = ("code", "name", "sheets", "sheets_used", "worth_yen", "state", "ended_at", "place_name")
