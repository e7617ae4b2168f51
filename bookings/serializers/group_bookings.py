from rest_framework import serializers

from bookings import models


class GroupBookingSerializer(serializers.ModelSerializer[models.Booking]):
    """A booking as every member of its group may see it: where, when and how far, not whose phone it is."""

    center = serializers.CharField(source="center.code")
    room = serializers.CharField(source="room.code")
    room_name = serializers.CharField(source="room.name")

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
            "purpose",
            "headcount",
        )
