from typing import Any

from rest_framework import serializers

from backend.common import api
from points import enums, models
from points.queries import perks as queries


class StepSerializer(serializers.ModelSerializer[models.PerkStep]):
    """A line of a table; without `to_points` it holds for all that is more."""

    class Meta:
        model = models.PerkStep
        fields = ("from_points", "to_points", "worth")


class PerkSerializer(serializers.ModelSerializer[models.Perk]):
    """What points buy. Days of a season are month * 100 + day; weekdays count from 0, Monday."""

    left = serializers.IntegerField(allow_null=True, read_only=True, help_text="Null without a limit.")
    steps = serializers.SerializerMethodField(help_text="Empty where the price is fixed.")

    class Meta:
        model = models.Perk
        fields = (
            "code",
            "kind",
            "name",
            "about",
            "price",
            "steps",
            "yen_off",
            "percent_off",
            "sheets",
            "valid_days",
            "starts_on",
            "ends_on",
            "sale_from",
            "sale_to",
            "use_starts_on",
            "use_ends_on",
            "use_from",
            "use_to",
            "pickup_weekdays",
            "lead_days",
            "pickup_hours",
            "most_per_person",
            "person_span",
            "most_in_span",
            "total_span",
            "by_delivery",
            "left",
            "place_name",
            "provisional",
        )

    def get_steps(self, perk: models.Perk) -> list[dict[str, Any]]:
        """This function will give the lines of the table in force."""
        return list(StepSerializer(queries.steps_of(perk), many=True).data)


class OrderSerializer(serializers.Serializer[Any]):
    """What somebody chooses with an order; only what the perk leaves open is needed."""

    brought = serializers.IntegerField(required=False, min_value=1, max_value=1_000_000)
    pickup_on = api.DateField(required=False)
    community = serializers.CharField(required=False, max_length=40, default="")


class SupportCommunitySerializer(serializers.ModelSerializer[models.SupportCommunity]):
    """A community and what it does with points."""

    class Meta:
        model = models.SupportCommunity
        fields = ("organisation_code", "name", "about", "accepts")
        read_only_fields = ("organisation_code", "name")


class PlanStepSerializer(serializers.Serializer[Any]):
    """A line of a table as it is written."""

    from_points = serializers.IntegerField(min_value=1, max_value=1_000_000)
    to_points = serializers.IntegerField(min_value=1, max_value=1_000_000, required=False, allow_null=True)
    worth = serializers.IntegerField(min_value=1, max_value=1_000_000)


def _days(**more: Any) -> serializers.IntegerField:  # noqa: ANN401 - options of a field
    return serializers.IntegerField(required=False, allow_null=True, min_value=101, max_value=1231, **more)


def _count(least: int = 1) -> serializers.IntegerField:
    return serializers.IntegerField(required=False, allow_null=True, min_value=least, max_value=1_000_000)


class PlanSerializer(serializers.Serializer[Any]):
    """A perk as the city writes it down; `code` and `revision` name the one that is changed, for the preview."""

    kind = serializers.ChoiceField(choices=enums.PerkKind.choices)
    name = serializers.CharField(max_length=80)
    about = serializers.CharField(required=False, allow_blank=True, max_length=500, default="")
    price = _count()
    steps = PlanStepSerializer(many=True, required=False)
    keeps_rest = serializers.BooleanField(default=True)
    yen_off = _count()
    percent_off = serializers.IntegerField(required=False, allow_null=True, min_value=1, max_value=100)
    sheets = serializers.IntegerField(required=False, allow_null=True, min_value=1, max_value=1000)
    place = serializers.CharField(
        required=False, allow_blank=True, default="", help_text="center:<code> or shop:<code>"
    )
    pickup_hours = serializers.CharField(required=False, allow_blank=True, max_length=200, default="")
    starts_on = api.DateField()
    ends_on = api.DateField(required=False, allow_null=True)
    sale_from = _days()
    sale_to = _days()
    use_starts_on = api.DateField(required=False, allow_null=True)
    use_ends_on = api.DateField(required=False, allow_null=True)
    use_from = _days()
    use_to = _days()
    valid_days = serializers.IntegerField(min_value=1, max_value=1000)
    pickup_weekdays = serializers.ListField(child=serializers.IntegerField(min_value=0, max_value=6), required=False)
    lead_days = serializers.IntegerField(required=False, min_value=0, max_value=60, default=0)
    most_per_person = _count()
    person_span = serializers.ChoiceField(choices=enums.Span.choices, required=False, allow_blank=True, default="")
    most_in_span = _count()
    total_span = serializers.ChoiceField(choices=enums.Span.choices, required=False, allow_blank=True, default="")
    stock = _count(0)
    by_delivery = serializers.BooleanField(default=False)
    arrival_words = serializers.CharField(required=False, allow_blank=True, max_length=100, default="")
    provisional = serializers.BooleanField(default=False)
    code = serializers.CharField(required=False, max_length=16, default="")
    revision = serializers.IntegerField(required=False, default=0)


class PlannedSerializer(PerkSerializer):
    """A perk as the city sees it."""

    class Meta(PerkSerializer.Meta):
        fields = (  # type: ignore[assignment]
            *PerkSerializer.Meta.fields,
            "place_kind",
            "place_code",
            "stock",
            "taken",
            "arrived",
            "readied",
            "arrival_words",
            "revision",
            "withdrawn_at",
            "withdrawn_for",
        )


class PerkLineSerializer(serializers.Serializer[Any]):
    """A line that people read."""

    label = serializers.CharField()  # type: ignore[assignment]
    text = serializers.CharField()


class DifferenceSerializer(serializers.Serializer[Any]):
    """A line before and after."""

    label = serializers.CharField()  # type: ignore[assignment]
    before = serializers.CharField()
    after = serializers.CharField()


class ShownSerializer(serializers.Serializer[Any]):
    """A plan as people would read it, what differs from today, and the orders that wait."""

    lines = PerkLineSerializer(many=True)
    differences = DifferenceSerializer(many=True)
    waiting = serializers.IntegerField()


class SupplySerializer(serializers.ModelSerializer[models.PerkSupply]):
    """A change of how many there are; the numbers after it are answered."""

    stock_change = serializers.IntegerField(required=False, default=0, min_value=-100_000, max_value=100_000)
    arrived_change = serializers.IntegerField(required=False, default=0, min_value=-100_000, max_value=100_000)

    class Meta:
        model = models.PerkSupply
        fields = ("seq", "stock_change", "arrived_change", "stock_after", "arrived_after", "reason", "at")
        read_only_fields = ("seq", "stock_after", "arrived_after", "at")


class LastDaySerializer(serializers.Serializer[Any]):
    """The last day of orders."""

    ends_on = api.DateField()


class PerkReasonSerializer(serializers.Serializer[Any]):
    """Why something is withdrawn or cancelled; the people concerned read it."""

    reason = serializers.CharField(max_length=200)


class PickupSerializer(serializers.ModelSerializer[models.Voucher]):
    """An order that waits to be handed over: nothing about the person."""

    perk = serializers.CharField(source="perk.code")
    name = serializers.CharField(source="perk.name")
    ready = serializers.SerializerMethodField()

    class Meta:
        model = models.Voucher
        fields = (
            "code",
            "perk",
            "name",
            "worth_yen",
            "state",
            "ready",
            "ordered_at",
            "usable_from",
            "valid_until",
            "pickup_on",
        )

    def get_ready(self, voucher: models.Voucher) -> bool:
        """This function will tell whether it can be handed over."""
        return voucher.ready_at is not None


class HandoverSerializer(serializers.Serializer[Any]):
    """What shows that somebody is the one who ordered: the short code, or at a desk the name that was checked."""

    short_code = serializers.CharField(required=False, default="", max_length=20)
    name_checked = serializers.BooleanField(default=False)
