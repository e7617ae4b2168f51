"""Corrections of paper slips."""

from rest_framework import serializers

from points import models
from points.serializers.tills import NewSlipSerializer


class NewSlipCorrectionSerializer(NewSlipSerializer):
    """A slip as it should have been noted, and why it was not; what is right already is sent as it is."""

    reason = serializers.CharField(max_length=150, help_text="The resident and the shop read it.")


class SlipCorrectionSerializer(serializers.ModelSerializer[models.SlipCorrection]):
    """What was put right: points that went back, or another slip, which was taken or is a case."""

    given_back = serializers.IntegerField(source="refund.amount", default=0)
    made = serializers.CharField(source="made.code", allow_null=True, default=None)
    made_state = serializers.CharField(source="made.state", allow_blank=True, default="")

    class Meta:
        model = models.SlipCorrection
        fields = ("code", "written_code", "amount", "noted_at", "reason", "given_back", "made", "made_state", "at")
