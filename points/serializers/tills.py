from datetime import datetime
from typing import Any

from rest_framework import serializers

from points import models
from points.actions import slips


class PaymentCodeSerializer(serializers.ModelSerializer[models.PaymentCode]):
    """One's own code to pay with, once; `token` is what the QR carries."""

    token = serializers.CharField(help_text="For the QR.")

    class Meta:
        model = models.PaymentCode
        fields = ("code", "short_code", "token", "issued_at", "expires_at")


class PaymentSerializer(serializers.ModelSerializer[models.Payment]):
    """A payment; nothing in it says who paid."""

    till = serializers.CharField(source="till.code")
    place_name = serializers.CharField(source="till.place_name")

    class Meta:
        model = models.Payment
        fields = ("code", "till", "place_name", "way", "amount", "refunded", "day", "number", "at")


class TakenSerializer(serializers.Serializer[Any]):
    """Points for a code that a resident shows: either what its QR carries, or its short code."""

    token = serializers.CharField(required=False, default="", help_text="The last part of the URL in the QR.")
    short_code = serializers.CharField(required=False, default="")
    amount = serializers.IntegerField(min_value=1, max_value=999_999)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """This function will want exactly one of token and short code."""
        if bool(attrs["token"]) == bool(attrs["short_code"]):
            message = "token と short_code のどちらか一方を送ってください。"
            raise serializers.ValidationError(message)
        return attrs


class AmountSerializer(serializers.Serializer[Any]):
    """How many points."""

    amount = serializers.IntegerField(min_value=1, max_value=999_999)


class NewRefundSerializer(AmountSerializer):
    """How many points go back, and why; the city always says why."""

    reason = serializers.CharField(required=False, default="", max_length=200, allow_blank=True)


class RefundSerializer(serializers.ModelSerializer[models.Refund]):
    """Points that went back."""

    payment = serializers.CharField(source="payment.code")

    class Meta:
        model = models.Refund
        fields = ("code", "payment", "amount", "reason", "by_city", "at")


class ShopSerializer(serializers.ModelSerializer[models.Till]):
    """A place at which one takes points."""

    class Meta:
        model = models.Till
        fields = ("code", "place_kind", "place_code", "place_name")


class NewSlipSerializer(serializers.Serializer[Any]):
    """A slip as it was noted on paper; sent again it is the same slip."""

    short_code = serializers.CharField(max_length=20)
    amount = serializers.IntegerField(min_value=1, max_value=999_999)
    noted_at = serializers.DateTimeField()

    def validate_noted_at(self, noted_at: datetime) -> datetime:
        """This function will want an instant of this century."""
        if noted_at.year // 100 != 20:
            raise serializers.ValidationError("日時をお確かめください。")
        return noted_at


class SlipSerializer(serializers.ModelSerializer[models.Slip]):
    """A slip and what became of it; `reason` says why it was no payment at once.

    `taken_back` says that the city took back what it paid for it; the same paper sent again names that slip.
    """

    payment = serializers.CharField(source="payment.code", allow_null=True, default=None)
    taken_back = serializers.BooleanField()
    again_of = serializers.CharField(
        source="again_of.code", allow_null=True, default=None, help_text="The slip of which this is the same paper."
    )

    class Meta:
        model = models.Slip
        fields = (
            "code",
            "written_code",
            "amount",
            "noted_at",
            "source",
            "sent_at",
            "state",
            "reason",
            "payment",
            "note",
            "taken_back",
            "again_of",
        )


class SlipDecisionSerializer(serializers.Serializer[Any]):
    """What becomes of a case."""

    decision = serializers.ChoiceField(choices=[slips.PAY, slips.REFUSE, slips.TAKE])
    note = serializers.CharField(required=False, default="", max_length=200, allow_blank=True)


class SettlementSerializer(serializers.ModelSerializer[models.Settlement]):
    """A closed month; `yen` is rounded down."""

    till = serializers.CharField(source="till.code")
    place_name = serializers.CharField(source="till.place_name")
    document = serializers.CharField()

    class Meta:
        model = models.Settlement
        fields = (
            "code",
            "document",
            "till",
            "place_name",
            "month",
            "taken",
            "refunded",
            "adjusted",
            "points",
            "yen",
            "closed_at",
        )
