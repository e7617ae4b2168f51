"""What the city takes back of slips that it paid."""

from typing import Any

from rest_framework import serializers

from points import models


class NewSlipReturnSerializer(serializers.Serializer[Any]):
    """Why what was paid is to be taken back."""

    reason = serializers.CharField(max_length=200, help_text="Who decides and the shop read it.")


class SlipReturnDecisionSerializer(serializers.Serializer[Any]):
    """The decision of a second person; a no has its reason."""

    approve = serializers.BooleanField()
    reason = serializers.CharField(max_length=200, required=False, default="", allow_blank=True)


class SlipReturnSerializer(serializers.ModelSerializer[models.SlipReturn]):
    """What was asked back, and what came of it; `posting` is the adjustment that took it."""

    slip = serializers.CharField(source="slip.code")
    points = serializers.IntegerField(source="slip.amount")
    posting = serializers.CharField(source="posting.code", allow_null=True, default=None)

    class Meta:
        model = models.SlipReturn
        fields = (
            "code",
            "slip",
            "points",
            "reason",
            "state",
            "posting",
            "asked_at",
            "asked_by_code",
            "decided_at",
            "decided_by_code",
            "note",
        )
