from typing import Any

from rest_framework import serializers

from backend.accounts import models as accounts
from volunteers import actions, enums, models
from volunteers.serializers.requests import ShiftSerializer


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
