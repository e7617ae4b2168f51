"""The shapes of series and moves in the API. They read and check; they never save."""

from typing import Any

from rest_framework import serializers

from backend.common import api
from bookings import enums, models
from bookings.queries import named_slots, planning
from bookings.rules import repetition as repetitions
from bookings.serializers import bookings

Code = serializers.SlugField


def _periods(**more: Any) -> serializers.ListField:  # noqa: ANN401 - DRF's own options
    return serializers.ListField(child=Code(max_length=20), min_length=1, max_length=10, **more)


class SeriesWishSerializer(serializers.Serializer[Any]):
    """A series as a group wishes it."""

    group = serializers.CharField(max_length=16)
    repetition = serializers.ChoiceField(choices=enums.Repetition.choices)
    weekday = serializers.IntegerField(min_value=0, max_value=6, help_text="0 is Monday.")
    nth = serializers.IntegerField(
        min_value=1,
        max_value=repetitions.LAST,
        required=False,
        default=None,
        allow_null=True,
        help_text="With monthly: 1 to 4, or 5 for the last such weekday of the month.",
    )
    first = api.DateField()
    last = api.DateField(help_text="At most a year after the first.")
    periods = _periods()
    headcount = serializers.IntegerField(min_value=1, max_value=10000)
    purpose = serializers.CharField(max_length=200)
    activity = serializers.CharField(max_length=40, required=False, default="", allow_blank=True)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """This function will ask for the nth weekday with a monthly repetition, and with no other."""
        if (attrs["repetition"] == enums.Repetition.MONTHLY) != (attrs["nth"] is not None):
            raise serializers.ValidationError({"nth": "Give nth with monthly, and with nothing else."})
        return attrs


class ChosenDateSerializer(serializers.Serializer[Any]):
    """What to take for one date of a series: the date itself or one that stands for it."""

    planned = api.DateField(help_text="The date of the series.")
    room = Code(max_length=60)
    date = api.DateField(help_text="The planned date, or one at most three days from it.")
    periods = _periods()


class NewSeriesSerializer(SeriesWishSerializer):
    """A series with the dates to take: all of them or none."""

    room = Code(max_length=60)
    dates = serializers.ListField(child=ChosenDateSerializer(), min_length=1, max_length=60)

    def chosen(self) -> planning.Chosen:
        """This function will give the slots by the dates that they stand for."""
        return {
            one["planned"]: named_slots.Slot(one["room"], one["date"], tuple(one["periods"]))
            for one in self.validated_data["dates"]
        }


class BrokenSerializer(serializers.Serializer[Any]):
    """A usage rule that speaks against a date."""

    code = serializers.CharField()
    sentence = serializers.CharField()
    paragraph = serializers.CharField()
    source = serializers.CharField()  # type: ignore[assignment]  # the field of the rule; we never read .source
    possible_from = serializers.DateTimeField(allow_null=True)
    use_from = serializers.DateField(allow_null=True)


class FitSerializer(serializers.Serializer[Any]):
    """One judged date."""

    date = serializers.DateField(source="wish.date")
    room = serializers.CharField(source="wish.room.code")
    periods = serializers.ListField(child=serializers.CharField(), source="wish.periods")
    verdict = serializers.ChoiceField(choices=enums.Verdict.choices)
    sentences = serializers.ListField(child=serializers.CharField())
    broken = BrokenSerializer(many=True)


class PlannedDateSerializer(serializers.Serializer[Any]):
    """One date of a dry run."""

    date = serializers.DateField()
    fit = FitSerializer()
    alternatives = FitSerializer(many=True)


class SeriesSerializer(serializers.ModelSerializer[models.Series]):
    """A series of a group."""

    room = serializers.CharField(source="room.code")
    center = serializers.CharField(source="room.center.code")
    group = serializers.CharField(source="group.code")
    text = serializers.CharField(source="pattern.text", help_text="The repetition in Japanese.")

    class Meta:
        model = models.Series
        fields: tuple[str, ...] = (
            "code",
            "center",
            "room",
            "group",
            "repetition",
            "weekday",
            "nth",
            "text",
            "period_codes",
            "first",
            "last",
            "headcount",
            "purpose",
            "activity",
            "created_at",
        )


class SeriesWithDatesSerializer(SeriesSerializer):
    """A series with its bookings."""

    bookings = serializers.SerializerMethodField()

    class Meta(SeriesSerializer.Meta):
        fields = (*SeriesSerializer.Meta.fields, "bookings")

    def get_bookings(self, series: models.Series) -> list[dict[str, Any]]:
        """This function will list the dates of the series, those that ended as well."""
        return list(bookings.BookingSerializer(self.context["bookings"], many=True).data)


class NamedBookingsSerializer(serializers.Serializer[Any]):
    """Which dates of a series are meant, by the codes of their bookings."""

    bookings = serializers.ListField(child=serializers.CharField(max_length=16), min_length=1, max_length=400)


class SeriesCancellationSerializer(NamedBookingsSerializer):
    """Dates of a series to give back."""

    reason = serializers.CharField(max_length=200, required=False, default="", allow_blank=True)


class CancelledSerializer(serializers.Serializer[Any]):
    """What became of them: `kept` are those for which it was too late."""

    cancelled = bookings.BookingSerializer(many=True)
    kept = serializers.SerializerMethodField()

    def get_kept(self, done: Any) -> list[dict[str, str]]:  # noqa: ANN401 - actions.series.Cancelled
        """This function will list the dates past the center's deadline, each with the deadline."""
        return [{"booking": one.booking.code, "due": one.due_text} for one in done.kept]


class SeriesChangeSerializer(NamedBookingsSerializer):
    """What is to change on dates of a series; what is left out stays."""

    room = Code(max_length=60, required=False, default="")
    weekday = serializers.IntegerField(min_value=0, max_value=6, required=False, default=None, allow_null=True)
    periods = _periods(required=False, default=None)
    headcount = serializers.IntegerField(min_value=1, max_value=10000, required=False, default=None, allow_null=True)
    purpose = serializers.CharField(max_length=200, required=False, default=None, allow_null=True)
    from_now_on = serializers.BooleanField(
        required=False, default=False, help_text="Whether the series itself says so as well."
    )


class MoveSerializer(serializers.Serializer[Any]):
    """Where a booking is to go, and what it is to say; what is left out stays."""

    room = Code(max_length=60, required=False, default="")
    date = api.DateField(required=False, default=None, allow_null=True)
    periods = _periods(required=False, default=None)
    headcount = serializers.IntegerField(min_value=1, max_value=10000, required=False, default=None, allow_null=True)
    purpose = serializers.CharField(max_length=200, required=False, default=None, allow_null=True)
    activity = serializers.CharField(max_length=40, required=False, default=None, allow_null=True)
