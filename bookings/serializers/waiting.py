"""The shapes of the waiting list, of offers and of public use in the API."""

from typing import Any

from rest_framework import serializers

from backend.common import api
from bookings import models


class WaitingEntrySerializer(serializers.ModelSerializer[models.WaitingEntry]):
    """A place in line for a taken period."""

    center = serializers.CharField(source="room.center.code")
    room = serializers.CharField(source="room.code")
    room_name = serializers.CharField(source="room.name")
    group = serializers.CharField(source="group.code", default=None, allow_null=True)
    offer = serializers.CharField(
        source="offer.code", default=None, allow_null=True, help_text="Code of the booking that is held, once offered."
    )
    place = serializers.IntegerField(help_text="1 is the next in line; meaningful while the entry stands.")

    class Meta:
        model = models.WaitingEntry
        fields = (
            "code",
            "state",
            "place",
            "center",
            "room",
            "room_name",
            "date",
            "period_codes",
            "periods_text",
            "group",
            "purpose",
            "activity",
            "headcount",
            "offer",
            "joined_at",
            "ended_at",
        )


class NewWaitingEntrySerializer(serializers.Serializer[Any]):
    """What it takes to stand in line."""

    room = serializers.SlugField(max_length=60)
    date = api.DateField()
    periods = serializers.ListField(child=serializers.SlugField(max_length=20), min_length=1, max_length=10)
    headcount = serializers.IntegerField(min_value=1, max_value=10000)
    purpose = serializers.CharField(max_length=200)
    activity = serializers.CharField(max_length=40, required=False, default="", allow_blank=True)
    group = serializers.CharField(max_length=16, required=False, default="", allow_blank=True)
    with_guardian = serializers.BooleanField(required=False, default=False)


class AcceptanceSerializer(serializers.Serializer[Any]):
    """With which coupon an offer is taken, if any."""

    coupon = serializers.CharField(max_length=20, required=False, default="", allow_blank=True)


class NewPublicUseSerializer(serializers.Serializer[Any]):
    """What it takes to use a room for the public; `displacing` names every booking that was seen to give way."""

    room = serializers.SlugField(max_length=60)
    date = api.DateField()
    periods = serializers.ListField(child=serializers.SlugField(max_length=20), min_length=1, max_length=10)
    user_class = serializers.SlugField(max_length=40)
    contact_name = serializers.CharField(max_length=60)
    contact_phone = serializers.CharField(max_length=20)
    headcount = serializers.IntegerField(min_value=1, max_value=10000)
    purpose = serializers.CharField(max_length=200)
    activity = serializers.CharField(max_length=40, required=False, default="", allow_blank=True)
    reason = serializers.CharField(max_length=200, required=False, default="", allow_blank=True)
    displacing = serializers.ListField(
        child=serializers.CharField(max_length=16), required=False, default=list, max_length=50
    )


class DeclinedSerializer(serializers.Serializer[Any]):
    """What came of declining all alternatives."""

    released = serializers.IntegerField(help_text="How many rooms were held.")
