"""The shapes of the desk's API. They read and check; they never save."""

from typing import Any

from rest_framework import serializers

from backend.accounts import rules as people
from backend.common import api
from bookings import enums, models
from bookings.serializers import bookings


class DeskNoteSerializer(serializers.ModelSerializer[models.DeskNote]):
    """A line that only desks read."""

    by = serializers.CharField(source="by.code", read_only=True, help_text="Code of who wrote it.")

    class Meta:
        model = models.DeskNote
        fields = ("text", "at", "by")
        read_only_fields = ("at",)


class DeskBookingSerializer(bookings.BookingSerializer):
    """A booking as the desk of its center sees it, with whom to call."""

    person = serializers.CharField(source="booked_by.code", default=None, allow_null=True)
    person_name = serializers.CharField(source="booked_by.name", default="")
    person_phone = serializers.CharField(source="booked_by.phone", default="")
    group_name = serializers.CharField(source="group.name", default="")

    class Meta(bookings.BookingSerializer.Meta):
        fields = (  # type: ignore[assignment]
            *bookings.BookingSerializer.Meta.fields,
            "channel",
            "person",
            "person_name",
            "person_phone",
            "group_name",
            "contact_name",
            "contact_kana",
            "contact_phone",
            "checked_in_at",
        )


class DeskEntrySerializer(serializers.Serializer[Any]):
    """A booking in a period of a room, what the desk may do next, and its notes."""

    booking = DeskBookingSerializer()
    next_steps = serializers.ListField(source="steps", child=serializers.ChoiceField(choices=enums.DeskStep.choices))
    notes = DeskNoteSerializer(many=True)
    is_form_overdue = serializers.BooleanField()
    is_continued = serializers.BooleanField(help_text="It began in an earlier period.")


class DeskCellSerializer(serializers.Serializer[Any]):
    """One period of a room on a desk's day."""

    code = serializers.CharField(source="period.code")
    name = serializers.CharField(source="period.name")
    starts = serializers.TimeField(source="period.starts", format="%H:%M")
    ends = serializers.TimeField(source="period.ends", format="%H:%M")
    status = serializers.ChoiceField(choices=enums.CellStatus.choices)
    reason = serializers.CharField()
    entries = DeskEntrySerializer(many=True)


class DeskRoomSerializer(serializers.Serializer[Any]):
    """One room on a desk's day."""

    room = serializers.CharField(source="room.code")
    name = serializers.CharField(source="room.name")
    periods = DeskCellSerializer(source="cells", many=True)


class DeskSearchQuerySerializer(serializers.Serializer[Any]):
    """What a desk looks for."""

    q = serializers.CharField(max_length=60, help_text="Name, furigana, phone, or a code of a booking, person, group.")


class DeskPersonSerializer(serializers.Serializer[Any]):
    """One of the center's own people."""

    code = serializers.CharField()
    name = serializers.CharField()
    furigana = serializers.CharField()
    phone = serializers.CharField()


class DeskGroupSerializer(serializers.Serializer[Any]):
    """A group that the center knows."""

    code = serializers.CharField()
    name = serializers.CharField()


class DeskFoundSerializer(serializers.Serializer[Any]):
    """What a search gives; `has_more` asks for more words."""

    kind = serializers.CharField(help_text="code, phone, name, short (too few digits) or empty.")
    people = DeskPersonSerializer(many=True)
    groups = DeskGroupSerializer(many=True)
    bookings = DeskBookingSerializer(many=True)
    has_more = serializers.BooleanField()


class _EntrySerializer(serializers.Serializer[Any]):
    room = serializers.SlugField(max_length=60)
    periods = serializers.ListField(child=serializers.SlugField(max_length=20), min_length=1, max_length=10)
    contact_name = serializers.CharField(max_length=60)
    contact_kana = serializers.CharField(max_length=60, required=False, default="", allow_blank=True)
    headcount = serializers.IntegerField(min_value=1, max_value=10000)
    activity = serializers.CharField(max_length=40, required=False, default="", allow_blank=True)
    person = serializers.CharField(max_length=16, required=False, default="", allow_blank=True)
    group = serializers.CharField(max_length=16, required=False, default="", allow_blank=True)
    with_guardian = serializers.BooleanField(required=False, default=False)

    def validate_contact_name(self, typed: str) -> str:
        """This function will put the spaces and the width of kana right, as the pages do."""
        return people.plain_name(typed)

    def validate_contact_kana(self, typed: str) -> str:
        """This function will give full-width katakana, by which the desk's search finds it."""
        kana = people.furigana(typed)
        if kana and not people.is_furigana(kana):
            raise serializers.ValidationError("ひらがなかカタカナで入力してください。")
        return kana

    def validate_contact_phone(self, typed: str) -> str:
        """This function will give a phone number in half width."""
        number = people.phone(typed)
        if number and not people.is_phone(number):
            raise serializers.ValidationError("電話番号を、市外局番から入れてください（例：0294-22-0000）。")
        return number


class ProxyBookingSerializer(_EntrySerializer):
    """The booking of somebody who called or came to the counter."""

    date = api.DateField()
    purpose = serializers.CharField(max_length=200)
    contact_phone = serializers.CharField(max_length=20)
    channel = serializers.ChoiceField(choices=["phone", "counter"], required=False, default="phone")


class WalkInSerializer(_EntrySerializer):
    """A room of today for somebody at the counter."""

    purpose = serializers.CharField(max_length=200, required=False, default="当日の利用")
    contact_phone = serializers.CharField(max_length=20, required=False, default="", allow_blank=True)
    checked_in = serializers.BooleanField(required=False, default=True)


class ClaimIssuedSerializer(serializers.Serializer[Any]):
    """A claim code, shown this once."""

    code = serializers.CharField(source="code_text")
    expires_at = serializers.DateTimeField(source="claim.expires_at")


class ClaimCodeSerializer(serializers.Serializer[Any]):
    """The code of a slip."""

    code = serializers.CharField(max_length=60)


class ClaimedSerializer(serializers.Serializer[Any]):
    """The booking that is now one's own, and the caps that it takes one past."""

    booking = bookings.BookingSerializer()
    past_caps = serializers.SerializerMethodField()

    def get_past_caps(self, claimed: Any) -> list[str]:  # noqa: ANN401 - claims.Claimable
        """This function will say which caps are passed, in Japanese sentences."""
        return [cap.sentence for cap in claimed.past_caps]
