from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from backend.accounts import models as accounts
from backend.common import api
from volunteers import enums, models, queries


class ShiftSerializer(serializers.ModelSerializer[models.Shift]):
    """One time and place of a request."""

    free = serializers.IntegerField(help_text="Places left.")

    class Meta:
        model = models.Shift
        fields = (
            "code",
            "starts_at",
            "ends_at",
            "place",
            "center_code",
            "capacity",
            "minimum",
            "reserve",
            "taken",
            "free",
            "called_off_at",
            "call_off_reason",
        )


class WindowSerializer(serializers.ModelSerializer[models.Window]):
    """When somebody can pick a time of a flexible or open-ended request; days and hours are Tokyo's."""

    weekdays = serializers.ListField(child=serializers.IntegerField(), help_text="1 is Monday, as in ISO 8601.")
    minutes_left = serializers.IntegerField(allow_null=True, help_text="Null where as many as come are welcome.")

    class Meta:
        model = models.Window
        fields = (
            "code",
            "first",
            "last",
            "weekdays",
            "opens_at",
            "closes_at",
            "shortest_minutes",
            "capacity",
            "place",
            "center_code",
            "minutes_needed",
            "minutes_left",
        )


class RequestSerializer(serializers.ModelSerializer[models.Request]):
    """A request that everybody may read; on the board with the shifts to come."""

    organisation = serializers.CharField(source="organisation.name")
    field = serializers.CharField(source="field.code", help_text="Code of the field of activity.")
    field_label = serializers.CharField(source="field.name")
    district = serializers.CharField(source="district.code", default="", help_text="Code of the district, or empty.")
    needs_proof = serializers.BooleanField(help_text="Whether the certificate counts only as a desk has seen it.")
    asks = serializers.SerializerMethodField()
    shifts = serializers.SerializerMethodField()
    windows = serializers.SerializerMethodField()

    class Meta:
        model = models.Request
        fields = (
            "code",
            "purpose",
            "kind",
            "title",
            "organisation",
            "field",
            "field_label",
            "tasks",
            "district",
            "meeting_point",
            "belongings",
            "weather_rule",
            "audience",
            "widens_at",
            "widens_to",
            "minimum_age",
            "maximum_age",
            "age_reason",
            "guardian",
            "guardian_reason",
            "certificate",
            "certificate_reason",
            "needs_proof",
            "wanted_skills",
            "languages",
            "insurance",
            "insurance_reason",
            "gender",
            "gender_basis",
            "gender_reason",
            "asks",
            "policy",
            "has_waiting_list",
            "line_order",
            "answer_hours",
            "cutoff_hours",
            "confirms_late",
            "party_limit",
            "fee_note",
            "opens_at",
            "closes_at",
            "status",
            "call_off_reason",
            "shifts",
            "windows",
        )

    @extend_schema_field(serializers.ListField(child=serializers.ChoiceField(choices=enums.Condition.choices)))
    def get_asks(self, request: models.Request) -> Any:  # noqa: ANN401 - what DRF gives
        """This function will give what applications must state."""
        return sorted(queries.people.asks(request))

    @extend_schema_field(ShiftSerializer(many=True))
    def get_shifts(self, request: models.Request) -> Any:  # noqa: ANN401 - what DRF gives
        """This function will give the shifts that came with the request."""
        shifts = getattr(request, "open_shifts", None)
        # The times that people picked are theirs.
        found = queries.requests.shifts_of(request).filter(window=None) if shifts is None else shifts
        return [api.shown(ShiftSerializer, one) for one in found]

    @extend_schema_field(WindowSerializer(many=True))
    def get_windows(self, request: models.Request) -> Any:  # noqa: ANN401 - what DRF gives
        """This function will give the windows in which a time can be picked."""
        if request.has_set_times:
            return []
        windows = getattr(request, "open_windows", None)
        found = queries.windows.of_request(request) if windows is None else windows
        return [api.shown(WindowSerializer, one) for one in found]


class CallOffSerializer(serializers.Serializer[Any]):
    """Why an activity does not take place; everybody who wanted to come reads it."""

    reason = serializers.CharField(max_length=200)


class BoardQuerySerializer(serializers.Serializer[Any]):
    """What to look for on the board."""

    district = api.CodeField(slug_field="code", queryset=accounts.District.objects.all(), required=False, default=None)
    field = api.CodeField(slug_field="code", queryset=models.Field.objects.all(), required=False, default=None)
    day = api.DateField(required=False, default=None, help_text="Tokyo date.")
    kind = serializers.ChoiceField(choices=enums.RequestKind.choices, required=False, default="")
    purpose = serializers.ChoiceField(choices=enums.Purpose.choices, required=False, default="")

    def wanted(self) -> queries.requests.BoardFilter:
        """This function will give what is looked for."""
        return queries.requests.BoardFilter(**self.validated_data)
