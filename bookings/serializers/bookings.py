"""The shapes of the bookings API. They read and check; they never save."""

from typing import Any

from rest_framework import serializers

from bookings import enums, models


class CenterSerializer(serializers.ModelSerializer[models.Center]):
    """A center; what is not known is empty."""

    district = serializers.CharField(source="district.code", default="", help_text="Code of the district.")

    class Meta:
        model = models.Center
        fields = (
            "code",
            "name",
            "kana",
            "district",
            "postal_code",
            "address",
            "phone",
            "latitude",
            "longitude",
            "url",
            "is_provisional",
            "booking_mode",
        )


class RoomSerializer(serializers.ModelSerializer[models.Room]):
    """A room of a center."""

    center = serializers.CharField(source="center.code", help_text="Code of the center.")

    class Meta:
        model = models.Room
        fields = ("code", "name", "center", "capacity", "area_m2", "fee_yen", "is_provisional")
        extra_kwargs = {  # noqa: RUF012 - DRF reads it once
            "fee_yen": {"help_text": "Yen for one period; 0 is free, null is told by the desk."},
            "area_m2": {"help_text": "Square metres."},
        }


class SlotSerializer(serializers.Serializer[Any]):
    """One period of a room on a day."""

    code = serializers.CharField()
    name = serializers.CharField()
    starts = serializers.TimeField(format="%H:%M", help_text="Tokyo time.")
    ends = serializers.TimeField(format="%H:%M")
    status = serializers.ChoiceField(choices=enums.Status.choices)
    opens_at = serializers.DateTimeField(allow_null=True, help_text="When booking opens, where it is not open yet.")
    reason = serializers.CharField(help_text="Why the period is closed, in Japanese, or empty.")
    can_wait = serializers.BooleanField(help_text="Somebody has it, and one can stand in line for it.")


class RoomDaySerializer(serializers.Serializer[Any]):
    """One room on one day."""

    center = serializers.CharField(source="room.center.code")
    center_name = serializers.CharField(source="room.center.name")
    room = serializers.CharField(source="room.code")
    room_name = serializers.CharField(source="room.name")
    capacity = serializers.IntegerField(source="room.capacity", allow_null=True)
    is_provisional = serializers.BooleanField(source="room.is_provisional")
    date = serializers.DateField()
    periods = SlotSerializer(source="slots", many=True)


class AvailabilityQuerySerializer(serializers.Serializer[Any]):
    """What to search for."""

    date = serializers.DateField()
    period = serializers.SlugField(required=False, default="", help_text="morning, afternoon, night, …")
    headcount = serializers.IntegerField(required=False, default=None, min_value=1, max_value=10000, allow_null=True)
    district = serializers.SlugField(required=False, default="")


class WeekQuerySerializer(serializers.Serializer[Any]):
    """From which day a center's week is wanted."""

    first = serializers.DateField(required=False, default=None, allow_null=True, help_text="Today when left out.")


class WeekRoomSerializer(serializers.Serializer[Any]):
    """One room of a center over some days."""

    room = RoomSerializer()
    days = serializers.SerializerMethodField()

    def get_days(self, week: Any) -> list[dict[str, Any]]:  # noqa: ANN401 - availability.RoomWeek
        """This function will list the days of the room, each with its periods."""
        return [{"date": day.date, "periods": SlotSerializer(day.slots, many=True).data} for day in week.days]


class BookingSerializer(serializers.ModelSerializer[models.Booking]):
    """A booking as its person sees it."""

    center = serializers.CharField(source="center.code")
    room = serializers.CharField(source="room.code")
    room_name = serializers.CharField(source="room.name")
    group = serializers.CharField(source="group.code", default=None, allow_null=True)
    to_pay_yen = serializers.IntegerField(allow_null=True, help_text="The fee less the coupon.")

    class Meta:
        model = models.Booking
        fields = (
            "code",
            "state",
            "center",
            "room",
            "room_name",
            "date",
            "period_codes",
            "periods_text",
            "starts_at",
            "ends_at",
            "group",
            "purpose",
            "activity",
            "headcount",
            "fee_yen",
            "discount_yen",
            "to_pay_yen",
            "form_due_at",
            "created_at",
        )


class NewBookingSerializer(serializers.Serializer[Any]):
    """What it takes to reserve a room."""

    room = serializers.SlugField(max_length=60)
    date = serializers.DateField()
    periods = serializers.ListField(child=serializers.SlugField(max_length=20), min_length=1, max_length=10)
    headcount = serializers.IntegerField(min_value=1, max_value=10000)
    purpose = serializers.CharField(max_length=200)
    activity = serializers.CharField(max_length=40, required=False, default="", allow_blank=True)
    group = serializers.CharField(max_length=16, required=False, default="", allow_blank=True)
    with_guardian = serializers.BooleanField(required=False, default=False)
    coupon = serializers.CharField(max_length=20, required=False, default="", allow_blank=True)


class BookingReasonSerializer(serializers.Serializer[Any]):
    """Why something is done."""

    reason = serializers.CharField(max_length=200, required=False, default="", allow_blank=True)
