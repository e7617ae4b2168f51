"""The shapes of the points API. They read and check; they never save."""

from typing import Any

from rest_framework import serializers

from points import enums, models


class ExpirySerializer(serializers.Serializer[Any]):
    """Points that can be used up to and including a date."""

    expires_on = serializers.DateField()
    points = serializers.IntegerField()


class BalanceSerializer(serializers.Serializer[Any]):
    """A person's points."""

    total = serializers.IntegerField(help_text="usable + held")
    held = serializers.IntegerField(help_text="Set aside for orders that were not handed over yet.")
    usable = serializers.IntegerField(help_text="What can be spent now.")
    expiries = ExpirySerializer(many=True)


class LineSerializer(serializers.Serializer[Any]):
    """A line of the statement."""

    code = serializers.CharField()
    at = serializers.DateTimeField()
    happened_on = serializers.DateField(help_text="Tokyo date of the activity.")
    kind = serializers.ChoiceField(choices=enums.PostingKind.choices)
    change = serializers.IntegerField(help_text="Signed: what came in or went out.")
    balance = serializers.IntegerField(help_text="Of the account after this line, held points included.")
    what = serializers.CharField(help_text="The rule or the perk, in Japanese.")
    note = serializers.CharField()
    expires_on = serializers.DateField(allow_null=True)
    source_code = serializers.CharField()


class CapSerializer(serializers.ModelSerializer[models.RuleCap]):
    """The most points in a window."""

    class Meta:
        model = models.RuleCap
        fields = ("span", "most")


class RuleSerializer(serializers.ModelSerializer[models.Rule]):
    """How an activity earns points: per_time + floor(per_unit × quantity)."""

    caps = CapSerializer(many=True, read_only=True)

    class Meta:
        model = models.Rule
        fields = (
            "code",
            "version",
            "name",
            "unit",
            "per_time",
            "per_unit",
            "most_per_award",
            "starts_on",
            "ends_on",
            "provisional",
            "caps",
        )


class PerkSerializer(serializers.ModelSerializer[models.Perk]):
    """What points buy."""

    left = serializers.IntegerField(allow_null=True, read_only=True, help_text="Null without a limit.")

    class Meta:
        model = models.Perk
        fields = (
            "code",
            "kind",
            "name",
            "about",
            "price",
            "yen_off",
            "percent_off",
            "sheets",
            "valid_days",
            "starts_on",
            "ends_on",
            "most_per_person",
            "left",
            "place_name",
            "provisional",
        )


class VoucherSerializer(serializers.ModelSerializer[models.Voucher]):
    """One's own voucher; `short_code` is what a desk or shop types."""

    perk = serializers.CharField(source="perk.code")
    name = serializers.CharField(source="perk.name")

    class Meta:
        model = models.Voucher
        fields = (
            "code",
            "perk",
            "name",
            "kind",
            "price",
            "yen_off",
            "percent_off",
            "state",
            "short_code",
            "ordered_at",
            "valid_until",
            "ended_at",
            "place_name",
        )


class RedemptionSerializer(serializers.Serializer[Any]):
    """A voucher handed in at a place of one's own: either what its QR carries, or its short code."""

    token = serializers.CharField(required=False, default="", help_text="The last part of the URL in the QR.")
    short_code = serializers.CharField(required=False, default="")
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
    sheets = serializers.IntegerField(source="perk.sheets", allow_null=True)

    class Meta:
        model = models.Voucher
        fields = ("code", "name", "sheets", "state", "ended_at", "place_name")


class ChainHeadSerializer(serializers.Serializer[Any]):
    """The last link of a day in the chain of postings."""

    day = serializers.DateField(help_text="Tokyo date.")
    position = serializers.IntegerField(help_text="How many postings are sealed.")
    digest = serializers.CharField(help_text="SHA-256 in hexadecimal.")
