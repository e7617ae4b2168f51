from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from backend.accounts import models as accounts
from volunteers import models, queries


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
