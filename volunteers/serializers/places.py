from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from backend.common import api
from volunteers import enums, models, queries, rules
from volunteers.serializers.attendance import OwnAttendanceSerializer


class AskedChangeSerializer(serializers.Serializer[queries.changes.Asked]):
    """A change that one was asked about; it is answered by change-acceptance (stays) or change-departure (left)."""

    code = serializers.CharField(source="change.code")
    made_at = serializers.DateTimeField(source="change.made_at")
    lines = serializers.SerializerMethodField(help_text="What was and what is, in words.")
    answer = serializers.ChoiceField(choices=enums.Answer.choices, help_text="Empty while no answer was given.")
    answered_at = serializers.DateTimeField(allow_null=True)

    @extend_schema_field(serializers.ListField(child=serializers.DictField(child=serializers.CharField())))
    def get_lines(self, asked: queries.changes.Asked) -> Any:  # noqa: ANN401 - what DRF gives
        """This function will give label, old and new of each line."""
        return [{name: line[name] for name in ("label", "old", "new")} for line in asked.lines]


class AssignmentSerializer(serializers.ModelSerializer[models.Assignment]):
    """How one stands to one shift."""

    shift = serializers.CharField(source="shift.code", help_text="Code of the shift.")
    request = serializers.CharField(source="shift.request.code", help_text="Code of the request.")
    title = serializers.CharField(source="shift.request.title")
    starts_at = serializers.DateTimeField(source="shift.starts_at")
    ends_at = serializers.DateTimeField(source="shift.ends_at")
    place = serializers.CharField(source="shift.place")
    answer_due_at = serializers.DateTimeField(
        allow_null=True, help_text="Until when a place is kept for an answer or a consent."
    )
    invitation_due_at = serializers.DateTimeField(allow_null=True, help_text="When an invitation ends.")
    place_in_line = serializers.SerializerMethodField()
    changes = serializers.SerializerMethodField(help_text="Changes of time or place that one was asked about.")
    attendance = serializers.SerializerMethodField()

    class Meta:
        model = models.Assignment
        fields = (
            "code",
            "state",
            "shift",
            "request",
            "title",
            "starts_at",
            "ends_at",
            "place",
            "places",
            "created_at",
            "answer_due_at",
            "invitation_due_at",
            "short_notice",
            "place_in_line",
            "changes",
            "attendance",
        )

    @extend_schema_field(serializers.IntegerField(allow_null=True))
    def get_place_in_line(self, assignment: models.Assignment) -> Any:  # noqa: ANN401 - what DRF gives
        """This function will give how manyth one is by the order of the request; null in a list, and out of line."""
        if self.root is not self or not assignment.is_waiting:
            return None
        return queries.lines.place_in_line(assignment)

    @extend_schema_field(AskedChangeSerializer(many=True))
    def get_changes(self, assignment: models.Assignment) -> Any:  # noqa: ANN401 - what DRF gives
        """This function will give the changes that one was asked about, with one's answers, the latest first."""
        return [api.shown(AskedChangeSerializer, one) for one in queries.changes.asked_of(assignment)]

    @extend_schema_field(OwnAttendanceSerializer(allow_null=True))
    def get_attendance(self, assignment: models.Assignment) -> Any:  # noqa: ANN401 - what DRF gives
        """This function will give the attendance, once the person has been checked in."""
        if not queries.assignments.came(assignment):
            return None
        return OwnAttendanceSerializer(assignment.attendance).data


class NewApplicationSerializer(serializers.Serializer[Any]):
    """An application."""

    message = serializers.CharField(max_length=200, required=False, default="", allow_blank=True)
    stated = serializers.ListField(
        child=serializers.ChoiceField(choices=enums.Condition.choices),
        default=list,
        help_text=(
            "What the person says of themselves; a request's `asks` lists what is needed. `adult` is needed of whoever"
            " told no date of birth; it says that they are 18 or over. No gender is kept."
        ),
    )
    short_notice = serializers.BooleanField(
        default=False, help_text="In line: a place that comes free when nobody is asked any more is mine at once."
    )


class ShortNoticeSerializer(serializers.Serializer[Any]):
    """Whether somebody in line comes at short notice."""

    short_notice = serializers.BooleanField()


class EventApplicationSerializer(NewApplicationSerializer):
    """An application to a shift; of an event, `party` people come, the caller among them."""

    party = serializers.IntegerField(min_value=1, max_value=20, default=1)


class DeskApplicationSerializer(EventApplicationSerializer):
    """An application of somebody who came or called, to whom the desk has read the conditions.

    Either `agrees` is true, or `stated` names each condition that the person said they meet.
    """

    person = serializers.CharField(max_length=40, help_text="The member's own number.")
    agrees = serializers.BooleanField(
        default=False,
        help_text=(
            "That the person was read the conditions of the request and meets each: all that it `asks` is stated by it."
            " `adult` is none of them: of whoever told no date of birth it stands in `stated`. Of what is neither"
            " agreed to nor stated, the answer is 422 with `data.missing`."
        ),
    )


class PartySerializer(serializers.Serializer[Any]):
    """How many come by one application."""

    party = serializers.IntegerField(min_value=1, max_value=20)


class StatementSerializer(serializers.Serializer[Any]):
    """What the person says of themselves when they accept an invitation, or a place that waits for their age."""

    stated = serializers.ListField(child=serializers.ChoiceField(choices=enums.Condition.choices), default=list)


class PickSerializer(NewApplicationSerializer):
    """A time that somebody picks in a window."""

    short_notice = None  # type: ignore[assignment]  # nobody stands in line for a time of their own

    starts_at = api.DateTimeField()
    ends_at = api.DateTimeField()


class ReasonSerializer(serializers.Serializer[Any]):
    """Why, if one wants to say."""

    reason = serializers.CharField(max_length=200, required=False, default="", allow_blank=True)


class HeardWithdrawalSerializer(serializers.Serializer[Any]):
    """Who told the organiser that somebody does not come, and why; the person reads both."""

    said_by = serializers.ChoiceField(choices=enums.SaidBy.choices)
    reason = serializers.CharField(max_length=200)


class WaveSerializer(serializers.Serializer[Any]):
    """How many people are invited at once, for how many days, and whether the next follow as they say no."""

    people = serializers.IntegerField(min_value=1, max_value=20)
    days = serializers.IntegerField(min_value=1, max_value=14, default=rules.lines.INVITATION_DAYS)
    goes_on = serializers.BooleanField(default=True)


class WaitingInvitationSerializer(serializers.ModelSerializer[models.Assignment]):
    """An invitation that waits for an answer; who was invited is for nobody to see before they accept."""

    class Meta:
        model = models.Assignment
        fields = ("invited_at", "invitation_due_at", "invites_next")
