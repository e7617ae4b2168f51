"""The shapes of applications, permits, reports and check-ins in the API."""

from typing import Any

from rest_framework import serializers

from bookings import enums, models


class UseApplicationSerializer(serializers.ModelSerializer[models.UseApplication]):
    """An application form as it was handed in."""

    class Meta:
        model = models.UseApplication
        fields = ("applicant_name", "applicant_phone", "equipment", "remarks", "on_paper", "submitted_at")


class NewUseApplicationSerializer(serializers.Serializer[Any]):
    """What an application form says; what is left out is taken from the booking and its person."""

    applicant_name = serializers.CharField(max_length=60, required=False)
    applicant_phone = serializers.CharField(max_length=20, required=False)
    purpose = serializers.CharField(max_length=200, required=False)
    headcount = serializers.IntegerField(min_value=1, max_value=2000, required=False)
    equipment = serializers.CharField(max_length=200, required=False, allow_blank=True)
    remarks = serializers.CharField(max_length=400, required=False, allow_blank=True)


class UseReportSerializer(serializers.ModelSerializer[models.UseReport]):
    """A report of a use."""

    checks = serializers.ListField(child=serializers.CharField())

    class Meta:
        model = models.UseReport
        fields = ("headcount", "checks", "trouble", "submitted_at", "room_checked_at", "room_check_note")


class NewUseReportSerializer(serializers.Serializer[Any]):
    """What a report says."""

    headcount = serializers.IntegerField(min_value=1, max_value=2000)
    checks = serializers.ListField(
        child=serializers.CharField(max_length=200),
        max_length=50,
        required=False,
        default=list,
        help_text="The texts of the room check that are done, as the rules have them.",
    )
    trouble = serializers.CharField(max_length=400, required=False, default="", allow_blank=True)


class NewPaperApplicationSerializer(serializers.Serializer[Any]):
    """That the form has come on paper, and what stands under its remarks."""

    remarks = serializers.CharField(max_length=400, required=False, default="", allow_blank=True)


class NewRoomCheckSerializer(serializers.Serializer[Any]):
    """What the desk saw in the room; empty where all was well."""

    note = serializers.CharField(max_length=400, required=False, default="", allow_blank=True)


class PermitSerializer(serializers.Serializer[Any]):
    """A permit; the PDF itself comes as base64."""

    number = serializers.CharField()
    state = serializers.ChoiceField(choices=enums.State.choices)
    verification_url = serializers.CharField(help_text="What its QR code says.")
    conditions = serializers.ListField(child=serializers.CharField())
    pdf_base64 = serializers.CharField()


class CodeSerializer(serializers.Serializer[Any]):
    """What was read or typed at a desk."""

    code = serializers.CharField(max_length=300, help_text="A permit's number, or what its QR code says.")


class CheckedInSerializer(serializers.Serializer[Any]):
    """A check-in; `already` when somebody had noted it before."""

    booking = serializers.CharField(source="booking.code")
    state = serializers.CharField(source="booking.state")
    room_name = serializers.CharField(source="booking.room.name")
    checked_in_at = serializers.DateTimeField(source="booking.checked_in_at", allow_null=True)
    already = serializers.BooleanField()


class NoShowReasonSerializer(serializers.Serializer[Any]):
    """What the desk has seen."""

    reason = serializers.CharField(max_length=200)


class ObjectionTextSerializer(serializers.Serializer[Any]):
    """What a person says against a no-show."""

    text = serializers.CharField(max_length=400)


class NewCorrectionSerializer(serializers.Serializer[Any]):
    """What a no-show really was."""

    outcome = serializers.ChoiceField(choices=enums.ObjectionOutcome.choices)
    reason = serializers.CharField(max_length=200)
