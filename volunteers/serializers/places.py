from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from volunteers import enums, models, queries
from volunteers.serializers.attendance import AttendanceSerializer


class AssignmentSerializer(serializers.ModelSerializer[models.Assignment]):
    """How one stands to one shift."""

    shift = serializers.CharField(source="shift.code", help_text="Code of the shift.")
    request = serializers.CharField(source="shift.request.code", help_text="Code of the request.")
    title = serializers.CharField(source="shift.request.title")
    starts_at = serializers.DateTimeField(source="shift.starts_at")
    ends_at = serializers.DateTimeField(source="shift.ends_at")
    place = serializers.CharField(source="shift.place")
    attendance = serializers.SerializerMethodField()

    class Meta:
        model = models.Assignment
        fields = (
            "code",
            "state",
            "shift",
            "request",
            "title",
            "starts_at",
            "ends_at",
            "place",
            "created_at",
            "attendance",
        )

    @extend_schema_field(AttendanceSerializer(allow_null=True))
    def get_attendance(self, assignment: models.Assignment) -> Any:  # noqa: ANN401 - what DRF gives
        """This function will give the attendance, once the person has been checked in."""
        if not queries.assignments.came(assignment):
            return None
        return AttendanceSerializer(assignment.attendance).data


class NewApplicationSerializer(serializers.Serializer[Any]):
    """An application."""

    message = serializers.CharField(max_length=200, required=False, default="", allow_blank=True)
    stated = serializers.ListField(
        child=serializers.ChoiceField(choices=enums.Condition.choices),
        default=list,
        help_text="What the person says of themselves; a request's `asks` lists what is needed. No gender is kept.",
    )


class StatementSerializer(serializers.Serializer[Any]):
    """What the person says of themselves when they accept an invitation."""

    stated = serializers.ListField(child=serializers.ChoiceField(choices=enums.Condition.choices), default=list)


class PickSerializer(NewApplicationSerializer):
    """A time that somebody picks in a window."""

    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()


class ReasonSerializer(serializers.Serializer[Any]):
    """Why, if one wants to say."""

    reason = serializers.CharField(max_length=200, required=False, default="", allow_blank=True)
