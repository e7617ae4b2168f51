"""The shapes of the volunteers API. They read and check; they never save."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from backend.accounts import models as accounts
from volunteers import actions, enums, models, queries


class ShiftSerializer(serializers.ModelSerializer[models.Shift]):
    """One time and place of a request."""

    free = serializers.IntegerField(help_text="Places left.")

    class Meta:
        model = models.Shift
        fields = ("code", "starts_at", "ends_at", "place", "center_code", "capacity", "minimum", "taken", "free")


class RequestSerializer(serializers.ModelSerializer[models.Request]):
    """A request that everybody may read; on the board with the shifts to come."""

    organisation = serializers.CharField(source="organisation.name")
    field = serializers.CharField(source="field.code", help_text="Code of the field of activity.")
    field_label = serializers.CharField(source="field.name")
    district = serializers.CharField(source="district.code", default="", help_text="Code of the district, or empty.")
    shifts = serializers.SerializerMethodField()

    class Meta:
        model = models.Request
        fields = (
            "code",
            "title",
            "organisation",
            "field",
            "field_label",
            "tasks",
            "district",
            "meeting_point",
            "belongings",
            "audience",
            "minimum_age",
            "policy",
            "has_waiting_list",
            "status",
            "shifts",
        )

    @extend_schema_field(ShiftSerializer(many=True))
    def get_shifts(self, request: models.Request) -> Any:  # noqa: ANN401 - what DRF gives
        """This function will give the shifts that came with the request."""
        shifts = getattr(request, "open_shifts", None)
        found = queries.requests.shifts_of(request) if shifts is None else shifts
        return ShiftSerializer(found, many=True).data


class BoardQuerySerializer(serializers.Serializer[Any]):
    """What to look for on the board."""

    district = serializers.SlugRelatedField(
        slug_field="code", queryset=accounts.District.objects.all(), required=False, default=None
    )
    field = serializers.SlugRelatedField(
        slug_field="code", queryset=models.Field.objects.all(), required=False, default=None
    )
    day = serializers.DateField(required=False, default=None, help_text="Tokyo date.")

    def wanted(self) -> queries.requests.BoardFilter:
        """This function will give what is looked for."""
        return queries.requests.BoardFilter(**self.validated_data)


class AttendanceSerializer(serializers.ModelSerializer[models.Attendance]):
    """That a person came, and what became of the hours."""

    class Meta:
        model = models.Attendance
        fields = ("checked_in_at", "method", "proposed_minutes", "approved_minutes", "approved_at", "points")


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


class ReasonSerializer(serializers.Serializer[Any]):
    """Why, if one wants to say."""

    reason = serializers.CharField(max_length=200, required=False, default="", allow_blank=True)


class TokenSerializer(serializers.Serializer[Any]):
    """What the code at the venue says after `/check-ins/`."""

    token = serializers.CharField(max_length=200)


class OfferTimeSerializer(serializers.Serializer[Any]):
    """A part of the week, in Tokyo time."""

    weekday = serializers.IntegerField(min_value=1, max_value=7, help_text="1 is Monday, as in ISO 8601.")
    starts_at = serializers.TimeField(format="%H:%M")
    ends_at = serializers.TimeField(format="%H:%M", help_text="Not part of the time.")


def _nothing() -> Any:  # noqa: ANN401 - the stubs take the default of a list for one of its items
    return []


class OfferSerializer(serializers.Serializer[Any]):
    """What one can do, when and where."""

    fields_of_activity = serializers.SlugRelatedField(
        source="fields", slug_field="code", many=True, queryset=models.Field.objects.all(), default=_nothing
    )
    districts = serializers.SlugRelatedField(
        slug_field="code", many=True, queryset=accounts.District.objects.all(), default=_nothing
    )
    times = OfferTimeSerializer(many=True, default=list)
    words = serializers.CharField(max_length=200, default="", allow_blank=True)
    is_active = serializers.BooleanField(default=True)

    def plan(self) -> actions.OfferPlan:
        """This function will give what was sent as an offer to be."""
        given = dict(self.validated_data)
        times = [actions.OfferTimePlan(**one) for one in given.pop("times")]
        return actions.OfferPlan(times=times, **given)


class FactorSerializer(serializers.Serializer[Any]):
    """One factor of a score."""

    factor = serializers.ChoiceField(choices=enums.Factor.choices)
    points = serializers.IntegerField()


class SuggestionSerializer(serializers.Serializer[Any]):
    """A shift that is suggested, with its score and the reasons in Japanese."""

    request = serializers.CharField(source="shift.request.code", help_text="Code of the request.")
    title = serializers.CharField(source="shift.request.title")
    shift = ShiftSerializer()
    score = serializers.IntegerField(source="score.total", help_text="0 to 1000.")
    factors = FactorSerializer(source="score.parts", many=True)
    reasons = serializers.ListField(source="score.reasons", child=serializers.CharField())
    rank = serializers.IntegerField(help_text="Score × need, less with each person in talks; the list is in its order.")
