from typing import Any

from rest_framework import serializers


class SeatSerializer(serializers.Serializer[Any]):
    """A center, or the city where the code is empty, for which somebody may post."""

    center_code = serializers.CharField()
    name = serializers.CharField()
    organisation = serializers.CharField(
        source="organisation.code", default="", help_text="By whose code requests are posted; empty before the first."
    )


class NewHostSerializer(serializers.Serializer[Any]):
    """Who is to post by its own name: a center by its code, the city by none."""

    center_code = serializers.CharField(max_length=40, allow_blank=True)
