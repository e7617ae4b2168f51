"""Codes on paper."""

from collections.abc import Iterable
from typing import Any

from rest_framework import serializers

from points import models


class BookletSerializer(serializers.ModelSerializer[models.Booklet]):
    """A booklet of codes on paper, without the codes."""

    class Meta:
        model = models.Booklet
        fields = ("code", "issued_at", "valid_until", "blocked_at")


class BookletLineSerializer(serializers.Serializer[Any]):
    """One code of a booklet, and the payment for which it was used; empty while it can be used."""

    position = serializers.IntegerField()
    short_code = serializers.CharField()
    payment = serializers.CharField(allow_blank=True)


def lines(found: Iterable[tuple[models.PaymentCode, models.Payment | None]]) -> list[dict[str, Any]]:
    """This function will shape the codes of a booklet."""
    return [
        {"position": line.position, "short_code": line.short_code, "payment": paid.code if paid else ""}
        for line, paid in found
    ]


class NewDeskBookletSerializer(serializers.Serializer[Any]):
    """Whom a desk has before it, and how it knew."""

    person = serializers.CharField(max_length=40, help_text="The member's number.")
    seen = serializers.CharField(max_length=100, help_text="In Japanese; it stands in the log.")


class BookletSheetSerializer(BookletSerializer):
    """A booklet with its codes, for printing."""

    lines = BookletLineSerializer(many=True)

    class Meta(BookletSerializer.Meta):
        fields = (*BookletSerializer.Meta.fields, "lines")  # type: ignore[assignment]
