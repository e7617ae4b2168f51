"""The shapes of the bookings API. They read and check; they never save."""

from collections.abc import Iterable
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from backend.common import api
from bookings import enums, models
from bookings.queries import availability


class ComingTurnSerializer(serializers.Serializer[Any]):
    """A switch that will be turned."""

    switch = serializers.ChoiceField(choices=enums.Switch.choices)
    value = serializers.CharField(help_text="A booking mode, or on or off.")
    at = serializers.DateTimeField()


class CenterSerializer(serializers.ModelSerializer[models.Center]):
    """A center; what is not known is empty."""

    district = serializers.CharField(source="district.code", default="", help_text="Code of the district.")
    booking_mode = serializers.SerializerMethodField(help_text="What can be done online here now.")
    lottery_on = serializers.SerializerMethodField()
    fees_on = serializers.SerializerMethodField()
    open_space_on = serializers.SerializerMethodField()
    coming = serializers.SerializerMethodField(help_text="What will be switched, and from when.")

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
            "lottery_on",
            "fees_on",
            "open_space_on",
            "coming",
        )

    @extend_schema_field(serializers.ChoiceField(choices=enums.BookingMode.choices))
    def get_booking_mode(self, center: models.Center) -> str:
        """This function will give the mode that is in force."""
        return center.switches_at(self.context["now"]).booking_mode

    def get_lottery_on(self, center: models.Center) -> bool:
        """This function will tell whether contested periods are drawn by lot now."""
        return center.switches_at(self.context["now"]).lottery_on

    def get_fees_on(self, center: models.Center) -> bool:
        """This function will tell whether the service tells fees now."""
        return center.switches_at(self.context["now"]).fees_on

    def get_open_space_on(self, center: models.Center) -> bool:
        """This function will tell whether the open space is told of now."""
        return center.switches_at(self.context["now"]).open_space_on

    @extend_schema_field(ComingTurnSerializer(many=True))
    def get_coming(self, center: models.Center) -> list[dict[str, Any]]:
        """This function will list the turns that are still to come."""
        return [ComingTurnSerializer(turn).data for turn in center.turns_after(self.context["now"])]


class RoomSerializer(serializers.ModelSerializer[models.Room]):
    """A room of a center."""

    center = serializers.CharField(source="center.code", help_text="Code of the center.")
    fee_yen = serializers.SerializerMethodField(help_text="Yen for one period; 0 is free, null is told by the desk.")

    class Meta:
        model = models.Room
        fields = ("code", "name", "center", "capacity", "area_m2", "fee_yen", "is_provisional")
        extra_kwargs = {  # noqa: RUF012 - DRF reads it once
            "area_m2": {"help_text": "Square metres."},
        }

    def get_fee_yen(self, room: models.Room) -> int | None:
        """This function will give the fee, where the city has switched fees on."""
        return room.fee_yen if room.center.switches_at(self.context["now"]).fees_on else None


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

    @staticmethod
    def of(slot: availability.Slot) -> dict[str, Any]:
        """This function will give a period in this shape."""
        return api.shown(SlotSerializer, slot)


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


def room_days(days: Iterable[availability.RoomDay]) -> list[dict[str, Any]]:
    """This function will give days in the shape of RoomDaySerializer; rooms share their periods, so each is put once.

    A month of a hundred rooms is thousands of days, and field by field each would cost a tenth of a millisecond.
    """
    periods: dict[int, list[dict[str, Any]]] = {}
    found = []
    for day in days:
        if id(day.slots) not in periods:
            periods[id(day.slots)] = [dict(SlotSerializer.of(slot)) for slot in day.slots]
        found.append(_room_day(day, periods[id(day.slots)]))
    return found


def _room_day(day: availability.RoomDay, periods: list[dict[str, Any]]) -> dict[str, Any]:
    room = day.room
    return {
        "center": room.center.code,
        "center_name": room.center.name,
        "room": room.code,
        "room_name": room.name,
        "capacity": room.capacity,
        "is_provisional": room.is_provisional,
        "date": day.date.isoformat(),
        "periods": periods,
    }


class AvailabilityQuerySerializer(serializers.Serializer[Any]):
    """What to search for."""

    date = api.DateField()
    until = api.DateField(
        required=False, default=None, allow_null=True, help_text="The last day, at most 31 days in all."
    )
    period = serializers.SlugField(required=False, default="", help_text="morning, afternoon, night, …")
    headcount = serializers.IntegerField(required=False, default=None, min_value=1, max_value=10000, allow_null=True)
    district = serializers.SlugField(required=False, default="")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """This function will refuse days in the wrong order, and too many of them."""
        if attrs["until"] and not 0 <= (attrs["until"] - attrs["date"]).days < availability.MOST_DAYS:
            raise serializers.ValidationError({"until": f"date から{availability.MOST_DAYS}日以内の日にしてください。"})
        return attrs


class WeekQuerySerializer(serializers.Serializer[Any]):
    """From which day a center's week is wanted."""

    first = api.DateField(required=False, default=None, allow_null=True, help_text="Today when left out.")


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
    date = api.DateField()
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
