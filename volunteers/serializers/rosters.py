from typing import Any

from rest_framework import serializers

from backend.common import api
from volunteers import enums, models, queries


class RosterRowSerializer(serializers.ModelSerializer[models.Assignment]):
    """Somebody who stands to a shift, by name, to those who keep its roster; looks are recorded."""

    name = serializers.CharField(source="person.display_name")
    furigana = serializers.CharField(source="person.furigana")
    party = serializers.SerializerMethodField(help_text="The group or organisation that comes as one; else empty.")
    attendance = serializers.SerializerMethodField(help_text="When they came and left; null while they have not come.")

    class Meta:
        model = models.Assignment
        fields = (
            "code",
            "state",
            "name",
            "furigana",
            "party",
            "places",
            "message",
            "created_at",
            "answer_due_at",
            "short_notice",
            "attendance",
        )

    def get_party(self, row: models.Assignment) -> str:
        """This function will name the party."""
        return row.party.name if hasattr(row, "party") else ""

    def get_attendance(self, row: models.Assignment) -> dict[str, Any] | None:
        """This function will give what was written of who came."""
        return CameSerializer(row.attendance).data if queries.assignments.came(row) else None


class CameSerializer(serializers.ModelSerializer[models.Attendance]):
    """When somebody came and left, and their hours."""

    class Meta:
        model = models.Attendance
        fields = ("checked_in_at", "checked_out_at", "proposed_minutes", "own_minutes", "approved_minutes")


class HeardSerializer(serializers.Serializer[Any]):
    """That somebody said, as by phone, that they do not come: who said it, where it was heard, and when."""

    code = serializers.CharField(source="withdrawal.assignment.code", help_text="Of the assignment.")
    name = serializers.CharField(source="withdrawal.assignment.person.display_name")
    said_by = serializers.ChoiceField(source="withdrawal.said_by", choices=enums.SaidBy.choices)
    reason = serializers.CharField(source="withdrawal.reason", help_text="Empty where a desk heard none.")
    at_desk = serializers.BooleanField(source="withdrawal.at_desk", help_text="False where the organisation heard it.")
    seat = serializers.CharField(help_text="Who wrote it down: the organisation, or the desk, by name.")
    noted_at = serializers.DateTimeField(source="withdrawal.noted_at")


class StaySerializer(serializers.Serializer[Any]):
    """From when until when somebody was there; who has not left has no end."""

    starts_at = api.DateTimeField()
    ends_at = api.DateTimeField(allow_null=True, required=False, default=None)


class CorrectionSerializer(serializers.Serializer[Any]):
    """The times of somebody as they were, and why they are put right; both sides read the reason."""

    stays = serializers.ListField(child=StaySerializer(), min_length=1, max_length=10)
    break_minutes = serializers.IntegerField(min_value=0, max_value=1440, required=False, default=0)
    reason = serializers.CharField(max_length=200)


class ChangeSerializer(serializers.Serializer[models.AttendanceChange]):
    """What was put right, approved, taken back or crossed out, by whom and why."""

    kind = serializers.ChoiceField(choices=enums.ChangeKind.choices)
    made_by = serializers.CharField(source="made_by.display_name")
    made_at = serializers.DateTimeField()
    reason = serializers.CharField()
    before = serializers.CharField()
    after = serializers.CharField()


class HistorySerializer(serializers.Serializer[queries.attendance.History]):
    """All that is written of somebody's attendance, and what was written before."""

    stays = StaySerializer(many=True)
    changes = ChangeSerializer(many=True)


# Several at once ------------------------------------------------------------------------------------------------------


class WaitingHoursSerializer(serializers.Serializer[models.Assignment]):
    """Somebody's hours that wait for the caller's approval."""

    code = serializers.CharField(help_text="Of the assignment.")
    shift = serializers.CharField(source="shift.code", help_text="Code of the shift.")
    title = serializers.CharField(source="shift.request.title")
    starts_at = serializers.DateTimeField(source="shift.starts_at")
    ends_at = serializers.DateTimeField(source="shift.ends_at")
    name = serializers.CharField(source="person.display_name")
    furigana = serializers.CharField(source="person.furigana")
    party = serializers.SerializerMethodField(help_text="The group or organisation that came as one; else empty.")
    attendance = CameSerializer()

    def get_party(self, row: models.Assignment) -> str:
        """This function will name the party."""
        return row.party.name if hasattr(row, "party") else ""


class PaperLineSerializer(serializers.Serializer[Any]):
    """What the paper says of one person who came; an end that is left out is the shift's."""

    assignment_code = serializers.CharField(max_length=16)
    stays = serializers.ListField(child=StaySerializer(), min_length=1, max_length=10)
    break_minutes = serializers.IntegerField(min_value=0, max_value=600, required=False, default=0)


class PaperSheetSerializer(serializers.Serializer[Any]):
    """What was ticked on paper, and why times that were written before are other than on it."""

    lines = serializers.ListField(child=PaperLineSerializer(), max_length=300, allow_empty=False)
    reason = serializers.CharField(max_length=200, required=False, default="", allow_blank=True)

    def validate_lines(self, lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """This function will refuse two lines of one person."""
        if len({line["assignment_code"] for line in lines}) < len(lines):
            raise serializers.ValidationError("同じ方の行が2つあります。1人1行にしてください。")
        return lines


class PaperEnteredSerializer(serializers.Serializer[Any]):
    """Of how many people a record was made or changed; who stood there as on the paper is not counted."""

    entered = serializers.IntegerField()
