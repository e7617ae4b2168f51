from typing import Any

from rest_framework import serializers

from backend.accounts import models as accounts
from backend.common import api
from points import models
from points.queries import expiring


class ReachSerializer(serializers.Serializer[Any]):
    """How many accounts, lots and points."""

    accounts = serializers.IntegerField()
    lots = serializers.IntegerField()
    points = serializers.IntegerField()


class CarryOverSerializer(serializers.ModelSerializer[models.CarryOver]):
    """A decree; the people it is for are described, not listed."""

    for_whom = serializers.CharField()

    class Meta:
        model = models.CarryOver
        fields = ("code", "document", "reason", "first", "last", "until", "for_whom", "decided_at")


class CarryOverProgressSerializer(CarryOverSerializer):
    """A decree with how far it has been carried out."""

    done = ReachSerializer()
    left = ReachSerializer()

    class Meta:
        model = models.CarryOver
        fields = (*CarryOverSerializer.Meta.fields, "done", "left")


class NewCarryOverSerializer(serializers.Serializer[Any]):
    """What a decree says: for everybody unless districts or numbers are named."""

    document = serializers.CharField(max_length=60)
    reason = serializers.CharField(max_length=200)
    first = api.DateField()
    last = api.DateField()
    until = api.DateField()
    districts = api.CodeField(slug_field="code", queryset=accounts.District.objects.all(), many=True, required=False)
    numbers = serializers.ListField(child=serializers.CharField(max_length=20), required=False, max_length=5000)

    def validate_numbers(self, numbers: list[str]) -> list[str]:
        """This function will name the numbers that no person has."""
        unknown = expiring.unknown_numbers(numbers)
        if unknown:
            raise serializers.ValidationError(f"見つからない会員番号があります: {'、'.join(unknown[:5])}")
        return numbers
