"""The shapes of usage rules in the API. They read and check; they never save."""

from typing import Any

from rest_framework import serializers

from backend.common import api
from bookings import enums, models


class ParagraphSerializer(serializers.Serializer[Any]):
    """One clause as residents read it."""

    kind = serializers.CharField(help_text="The name of the clause in `content`.")
    heading = serializers.CharField()
    text = serializers.CharField(help_text="The center's own sentence, or one made from the data.")
    meaning = serializers.CharField(help_text="What the data rules, where `text` is the center's own sentence.")
    source = serializers.CharField()  # type: ignore[assignment]  # the clause's word; we never read .source
    examples = serializers.ListField(child=serializers.CharField(), help_text="Concrete dates.")


class RoomRulesSerializer(serializers.Serializer[Any]):
    """What rooms with the same rules of their own add."""

    room_names = serializers.CharField()
    paragraphs = ParagraphSerializer(many=True)


class VersionSerializer(serializers.ModelSerializer[models.UsageRules]):
    """A version or a draft of usage rules."""

    center = serializers.CharField(source="center.code", default=None, allow_null=True)
    room = serializers.CharField(source="room.code", default=None, allow_null=True)
    scope = serializers.CharField(source="scope_text")
    valid_from = serializers.DateField(source="valid.lower")
    valid_until = serializers.DateField(source="valid.upper", allow_null=True, help_text="The day after the last one.")

    class Meta:
        model = models.UsageRules
        fields = ("code", "scope", "center", "room", "valid_from", "valid_until", "note", "created_at", "published_at")


class DraftSerializer(serializers.ModelSerializer[models.UsageRules]):
    """A draft with its content, and the digest by which a change says what it was made on."""

    center = serializers.CharField(source="center.code", default=None, allow_null=True)
    room = serializers.CharField(source="room.code", default=None, allow_null=True)
    scope = serializers.CharField(source="scope_text")
    valid_from = serializers.DateField(source="valid.lower")
    digest = serializers.CharField()

    class Meta:
        model = models.UsageRules
        fields = ("code", "scope", "center", "room", "valid_from", "note", "created_at", "digest", "content")


class CenterRulesSerializer(serializers.Serializer[Any]):
    """The usage rules of a center on a date."""

    date = serializers.DateField()
    content = serializers.DictField(help_text="The rules in force as data, the city's and the center's laid together.")
    paragraphs = ParagraphSerializer(many=True)
    rooms = RoomRulesSerializer(many=True)
    versions = VersionSerializer(many=True)


class RulesDateSerializer(serializers.Serializer[Any]):
    """For which date of use."""

    on = api.DateField(required=False, default=None, allow_null=True, help_text="Today when left out.")


class ComparisonQuerySerializer(RulesDateSerializer):
    """Which centers to compare."""

    center = serializers.ListField(child=serializers.SlugField(), required=False, help_text="All when left out.")


class ComparisonCellSerializer(serializers.Serializer[Any]):
    """What one column rules; equal letters rule the same."""

    text = serializers.CharField()
    letter = serializers.CharField()
    is_usual = serializers.BooleanField(help_text="As the first column, the city's default.")


class ComparisonLineSerializer(serializers.Serializer[Any]):
    """One thing ruled, over all columns."""

    heading = serializers.CharField()
    label = serializers.CharField(  # type: ignore[assignment]  # the table's word; we never read .label
        help_text="Which of several under the heading, or empty."
    )
    ways = serializers.IntegerField(help_text="In how many different ways it is ruled.")
    cells = ComparisonCellSerializer(many=True)


class ComparisonSerializer(serializers.Serializer[Any]):
    """Rules side by side."""

    date = serializers.DateField()
    columns = serializers.ListField(child=serializers.CharField())
    lines = ComparisonLineSerializer(many=True)


class NewDraftSerializer(serializers.Serializer[Any]):
    """What a draft begins with."""

    center = serializers.SlugField(required=False, default="", allow_blank=True, help_text="Empty: the city's default.")
    room = serializers.SlugField(required=False, default="", allow_blank=True)
    valid_from = api.DateField()
    content = serializers.DictField()
    note = serializers.CharField(max_length=200, required=False, default="", allow_blank=True)


class DraftChangeSerializer(serializers.Serializer[Any]):
    """A draft's new content; `digest` is that of the content the change was made on."""

    digest = serializers.CharField()
    content = serializers.DictField()
    valid_from = api.DateField(required=False)
    note = serializers.CharField(max_length=200, required=False, allow_blank=True)


class PublicationSerializer(serializers.Serializer[Any]):
    """From which date of use a draft rules."""

    valid_from = api.DateField()


class PublishedSerializer(serializers.Serializer[Any]):
    """What came of publishing."""

    version = VersionSerializer()
    told = serializers.IntegerField(
        help_text="How many people were told that the new rules concern a booking of theirs."
    )
    to_phone = serializers.IntegerField(help_text="How many bookings are of people without an account.")


class NewReplaySerializer(serializers.Serializer[Any]):
    """Which dates of use to replay."""

    first = api.DateField()
    last = api.DateField()


class ShareSerializer(serializers.Serializer[Any]):
    """How many of some bookings would have been refused."""

    name = serializers.CharField()
    refused = serializers.IntegerField()
    total = serializers.IntegerField()


class ReplaySerializer(serializers.ModelSerializer[models.RulesReplay]):
    """How far a replay is."""

    draft = serializers.CharField(source="draft.code")
    state = serializers.ChoiceField(choices=enums.ReplayState.choices)

    class Meta:
        model = models.RulesReplay
        fields = (
            "code",
            "draft",
            "first",
            "last",
            "state",
            "total",
            "done",
            "refused",
            "requested_at",
            "finished_at",
            "problem",
        )


class ReplayResultSerializer(serializers.Serializer[Any]):
    """How far a replay is, and what it has found so far."""

    replay = ReplaySerializer()
    by_rule = ShareSerializer(many=True)
    by_class = ShareSerializer(many=True)
    by_group = ShareSerializer(many=True)
    by_center = ShareSerializer(many=True)
