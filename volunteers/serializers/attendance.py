from typing import Any, ClassVar

from rest_framework import serializers

from backend.common import api
from volunteers import actions, enums, models

# What a device can tell by itself; the code at the venue is read by the person's own.
TOLD = [(one.value, one.label) for one in enums.CheckInMethod if one != enums.CheckInMethod.QR]


class AttendanceSerializer(serializers.ModelSerializer[models.Attendance]):
    """That a person came, and what became of the hours."""

    class Meta:
        model = models.Attendance
        fields = (
            "checked_in_at",
            "checked_out_at",
            "method",
            "break_minutes",
            "proposed_minutes",
            "own_minutes",
            "approved_minutes",
            "approved_at",
            "points",
        )


class OwnAttendanceSerializer(AttendanceSerializer):
    """The same to the person themselves: what was left of their limits is nobody else's business."""

    points_said = serializers.CharField(help_text="Which limit cut or refused the points; empty where none did.")

    class Meta:
        model = models.Attendance
        fields = (*AttendanceSerializer.Meta.fields, "points_said")


class ShiftLimitSerializer(serializers.Serializer[Any]):
    """A limit of the rule as it stands for oneself on the day of the shift."""

    subject = serializers.CharField()
    span = serializers.CharField()
    most = serializers.IntegerField()
    used = serializers.IntegerField()
    left = serializers.IntegerField()


class ForetoldSerializer(serializers.Serializer[Any]):
    """What being there to the end would give, as one's limits stand now; nothing where no rule is in force that day."""

    points = serializers.IntegerField(default=0)
    asked = serializers.IntegerField(default=0, help_text="What the rule gives before limits.")
    said = serializers.CharField(default="", help_text="In Japanese: which limit would cut or refuse; else empty.")
    expires_on = serializers.DateField(default=None, allow_null=True)
    limits = ShiftLimitSerializer(many=True, default=())


class TokenSerializer(serializers.Serializer[Any]):
    """What the code at the venue says after `/check-ins/`."""

    token = serializers.CharField(max_length=200)


class PresenceSerializer(serializers.Serializer[Any]):
    """How one person with a place stands to the shift on the day; a device that keeps the roster knows the names."""

    code = serializers.CharField(help_text="Of the assignment.")
    presence = serializers.ChoiceField(choices=enums.Presence.choices)
    came_at = api.DateTimeField(allow_null=True)
    left_at = api.DateTimeField(allow_null=True)


def _of_somebody(attrs: dict[str, Any]) -> dict[str, Any]:
    if not attrs["who"] and not attrs["card"]:
        raise serializers.ValidationError({"who": "番号か、読み取ったカードのどちらかを送ってください。"})
    return attrs


class EventSerializer(serializers.Serializer[Any]):
    """One check-in or check-out as a device saw it; `id` is made by the device and counts once, however often sent."""

    id = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=enums.EventKind.choices)
    method = serializers.ChoiceField(choices=TOLD)
    at = api.DateTimeField(help_text="When it happened, by the device's clock.")
    who = serializers.CharField(
        max_length=40, required=False, allow_blank=True, default="", help_text="The number of the place or the person."
    )
    card = serializers.CharField(
        max_length=300, required=False, allow_blank=True, default="", help_text="What the person's own code said."
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """This function will ask for a number or a card."""
        return _of_somebody(attrs)


class EventsSerializer(serializers.Serializer[Any]):
    """What a device sends at once; `sent_at` is its clock as it sends, by which a wrong clock is put right."""

    sent_at = api.DateTimeField(required=False)
    events = serializers.ListField(child=EventSerializer(), max_length=300)

    def lines(self) -> list[actions.EventLine]:
        """This function will give the events as the action takes them."""
        return [
            actions.EventLine(
                client_id=one["id"],
                kind=enums.EventKind(one["kind"]),
                method=enums.CheckInMethod(one["method"]),
                told_at=one["at"],
                who=one["who"],
                card=one["card"],
            )
            for one in self.validated_data["events"]
        ]


class EventAnswerSerializer(serializers.Serializer[Any]):
    """What became of one event. A refusal has a code, and a sentence that says what to do."""

    id = serializers.UUIDField(source="client_id")
    outcome = serializers.ChoiceField(choices=enums.EventOutcome.choices)
    assignment = serializers.CharField(source="assignment_code")
    code = serializers.CharField()
    detail = serializers.CharField(source="sentence")


class EventAnswersSerializer(serializers.Serializer[Any]):
    """What became of each event, in the order in which they were sent."""

    results: ClassVar[Any] = EventAnswerSerializer(many=True)


class AdmissionSerializer(serializers.Serializer[Any]):
    """Who came, by their number or by what their own code said, and what they said of themselves when asked."""

    who = serializers.CharField(max_length=40, required=False, allow_blank=True, default="")
    card = serializers.CharField(max_length=300, required=False, allow_blank=True, default="")
    stated = serializers.ListField(child=serializers.ChoiceField(choices=enums.Condition.choices), default=list)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """This function will ask for a number or a card."""
        return _of_somebody(attrs)

    def shown(self) -> actions.Shown:
        """This function will give what the person showed."""
        return actions.Shown(number=self.validated_data["who"], card=self.validated_data["card"])


class AdmittedSerializer(serializers.Serializer[models.Attendance]):
    """The place that somebody was given, and when they were checked in."""

    assignment = serializers.CharField(source="assignment.code")
    checked_in_at = serializers.DateTimeField()


class HoursLineSerializer(serializers.Serializer[Any]):
    """The hours of one person: as proposed, or other minutes with a reason."""

    assignment_code = serializers.CharField(max_length=16)
    minutes = serializers.IntegerField(min_value=1, max_value=1440, required=False)
    reason = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")


class HoursSerializer(serializers.Serializer[Any]):
    """Whose hours of a shift are approved at once, all or none."""

    lines = serializers.ListField(child=HoursLineSerializer(), max_length=500, allow_empty=False)


class NoShowsSerializer(serializers.Serializer[Any]):
    """Who of a shift did not come."""

    assignment_codes = serializers.ListField(
        child=serializers.CharField(max_length=16), max_length=500, allow_empty=False
    )


class NoShowsRecordedSerializer(serializers.Serializer[actions.NoShowsRecorded]):
    """Of whom it is recorded that they did not come, and who was left out for having been checked in."""

    recorded = serializers.ListField(child=serializers.CharField(), help_text="Codes of assignments.")
    came = serializers.ListField(child=serializers.CharField(), help_text="Codes of assignments.")


class OwnHoursSerializer(serializers.Serializer[Any]):
    """How long somebody says they helped."""

    minutes = serializers.IntegerField(min_value=1, max_value=1440)
    note = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")


class WordsSerializer(serializers.Serializer[Any]):
    """A reason, or what somebody has to say; the other side reads it."""

    reason = serializers.CharField(max_length=200)
