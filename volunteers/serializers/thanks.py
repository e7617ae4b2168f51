from typing import Any

from rest_framework import serializers

from backend.common import api
from volunteers import enums, models, queries


class FeedbackAdditionSerializer(serializers.ModelSerializer[models.FeedbackAddition]):
    """What was added later."""

    class Meta:
        model = models.FeedbackAddition
        fields = ("text", "written_at")


class FeedbackSerializer(serializers.Serializer[Any]):
    """What one side said to the other after an activity; what the city has hidden has no words."""

    code = serializers.CharField(source="feedback.code")
    way = serializers.ChoiceField(source="feedback.way", choices=enums.FeedbackWay.choices)
    text = serializers.SerializerMethodField()
    impressions = serializers.ListField(source="feedback.impressions", child=serializers.CharField())
    city_may_read = serializers.BooleanField(source="feedback.city_may_read")
    written_at = serializers.DateTimeField(source="feedback.written_at")
    changed_at = serializers.DateTimeField(source="feedback.changed_at")
    additions = serializers.SerializerMethodField()
    can_edit = serializers.BooleanField(help_text="Until the other side has read it, and within a day.")
    hidden_reason = serializers.CharField(source="feedback.hidden_reason", help_text="Why the city hid it, or empty.")

    def get_text(self, said: queries.thanks.Said) -> str:
        """This function will give the words, unless they are hidden."""
        return "" if said.feedback.is_hidden else said.feedback.text

    def get_additions(self, said: queries.thanks.Said) -> list[dict[str, Any]]:
        """This function will give what was added, unless it is hidden."""
        return [] if said.feedback.is_hidden else list(FeedbackAdditionSerializer(said.additions, many=True).data)


class ExchangeSerializer(serializers.Serializer[Any]):
    """Both sides of one assignment; null where nothing was said."""

    assignment = serializers.CharField(source="assignment.code", help_text="Code of the assignment.")
    thanks = FeedbackSerializer(allow_null=True)
    answer = FeedbackSerializer(allow_null=True)


class ThanksLineSerializer(serializers.Serializer[Any]):
    """Thanks to one person."""

    assignment = serializers.CharField(max_length=16, help_text="Code of the assignment.")
    text = serializers.CharField(max_length=1000)


class ThanksSerializer(serializers.Serializer[Any]):
    """Thanks to several people, all or none."""

    thanks = ThanksLineSerializer(many=True, allow_empty=False)

    def words(self) -> dict[str, str]:
        """This function will give the words by the code of the assignment."""
        return {one["assignment"]: one["text"] for one in self.validated_data["thanks"]}


class SayingSerializer(serializers.Serializer[Any]):
    """What somebody says of an activity: a choice, or words, or both. Thanks are words alone."""

    text = serializers.CharField(max_length=1000, default="", allow_blank=True)
    impressions = serializers.ListField(child=serializers.ChoiceField(choices=enums.Impression.choices), default=list)
    city_may_read = serializers.BooleanField(default=False, help_text="The city is told neither name nor day.")


class FeedbackWordsSerializer(serializers.Serializer[Any]):
    """What is added."""

    text = serializers.CharField(max_length=1000)


class FeedbackCitySerializer(serializers.Serializer[Any]):
    """Whether the city may read an answer."""

    allowed = serializers.BooleanField()


class NewFeedbackReportSerializer(serializers.Serializer[Any]):
    """Why the city should look at what was said."""

    reason = serializers.CharField(max_length=400)


class FeedbackReportSerializer(serializers.ModelSerializer[models.FeedbackReport]):
    """That something was reported; whose words they are and what they say stands in the report itself."""

    class Meta:
        model = models.FeedbackReport
        fields = ("code", "reported_at", "outcome", "decided_at", "note")


class FeedbackReportDetailSerializer(FeedbackReportSerializer):
    """What was reported, for the city; each look is recorded."""

    way = serializers.ChoiceField(source="feedback.way", choices=enums.FeedbackWay.choices)
    text = serializers.CharField(source="feedback.text")
    additions = FeedbackAdditionSerializer(source="feedback.additions", many=True)
    written_by = serializers.CharField(source="feedback.by.display_name")
    activity = serializers.CharField(source="feedback.assignment.shift.request.title")

    class Meta:
        model = models.FeedbackReport
        fields = (*FeedbackReportSerializer.Meta.fields, "reason", "way", "text", "additions", "written_by", "activity")


class FeedbackDecisionSerializer(serializers.Serializer[Any]):
    """What the city decides."""

    outcome = serializers.ChoiceField(choices=enums.ReportOutcome.choices)
    note = serializers.CharField(max_length=200, help_text="The people concerned read it.")


class HintsQuerySerializer(serializers.Serializer[Any]):
    """Which fiscal year, and which field of activity."""

    year = serializers.IntegerField(
        required=False, default=None, min_value=2000, max_value=2999, help_text="This fiscal year unless given."
    )
    field = api.CodeField(slug_field="code", queryset=models.Field.objects.all(), required=False, default=None)


class HintSerializer(serializers.Serializer[Any]):
    """How many chose something."""

    impression = serializers.CharField()
    words = serializers.CharField(source="impression.label")
    is_improvable = serializers.BooleanField(help_text="Whether it says what would help next time.")
    count = serializers.IntegerField(allow_null=True, help_text="Null where fewer than five chose it.")


class HintsSerializer(serializers.Serializer[Any]):
    """What would help activities."""

    year = serializers.IntegerField()
    answers = serializers.IntegerField(allow_null=True, help_text="Null where there are fewer than five.")
    hints = HintSerializer(many=True)
    words = serializers.SerializerMethodField(help_text="Words that the city may read, without a name or a day.")

    def get_words(self, hints: queries.thanks.Hints) -> list[str]:
        """This function will give the words alone."""
        return [one.text for one in hints.words]
