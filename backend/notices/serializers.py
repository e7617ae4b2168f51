from typing import Any, ClassVar

from rest_framework import serializers

from backend.notices import actions, enums, models


class NoticeSerializer(serializers.ModelSerializer[models.Notice]):
    """Something one was told."""

    class Meta:
        model = models.Notice
        fields: ClassVar = ["code", "subject", "body", "url", "is_urgent", "created_at", "read_at"]
        read_only_fields = fields


class WishesSerializer(serializers.Serializer[Any]):
    """How one wants to be told; everything is in the list of notices besides."""

    by_mail = serializers.BooleanField(default=True)
    by_desk = serializers.ChoiceField(
        choices=enums.DeskWay.choices, default="", help_text="A center's desk reads the notice and writes or calls."
    )
    quiet_from = serializers.TimeField(
        default=models.Preference.QUIET_FROM, help_text="Tokyo; mails wait from then on. As quiet_until for none."
    )
    quiet_until = serializers.TimeField(default=models.Preference.QUIET_UNTIL)
    urgent_passes = serializers.BooleanField(default=True, help_text="Whether what is urgent comes in quiet hours too.")

    def wishes(self) -> actions.Wishes:
        """This function will give what was sent."""
        return actions.Wishes(**self.validated_data)


class DeskNoticeSerializer(serializers.ModelSerializer[models.Delivery]):
    """Something that a desk tells one of its people by letter or phone."""

    code = serializers.CharField(source="notice.code")
    person = serializers.CharField(source="notice.user.code", help_text="Code of the person.")
    name = serializers.CharField(source="notice.user.display_name")
    subject = serializers.CharField(source="notice.subject")
    body = serializers.CharField(source="notice.body")
    created_at = serializers.DateTimeField(source="notice.created_at")

    class Meta:
        model = models.Delivery
        fields: ClassVar = ["code", "channel", "person", "name", "subject", "body", "created_at"]


class TicksSerializer(serializers.Serializer[Any]):
    """What was told, or could not be."""

    codes = serializers.ListField(child=serializers.CharField(max_length=16), min_length=1, max_length=200)
    reached = serializers.BooleanField(default=True)
    reason = serializers.CharField(
        max_length=200, default="", allow_blank=True, help_text="Why nobody was reached; needed then."
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """This function will ask why nobody was reached."""
        if not attrs["reached"] and not attrs["reason"].strip():
            raise serializers.ValidationError({"reason": "届かなかった理由を書いてください。"})
        return attrs


class TickedSerializer(serializers.Serializer[Any]):
    """How many were ticked."""

    ticked = serializers.IntegerField()
