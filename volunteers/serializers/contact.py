from typing import Any

from rest_framework import serializers

from backend.common import api
from volunteers import actions, enums, models, queries, rules


class QuestionAnswerSerializer(serializers.ModelSerializer[models.QuestionAnswer]):
    """What the organisation answered."""

    class Meta:
        model = models.QuestionAnswer
        fields = ("code", "text", "answered_at")


class QuestionSerializer(serializers.ModelSerializer[models.Question]):
    """A question that everybody reads, under the name that its writer chose."""

    answers = QuestionAnswerSerializer(source="read_answers", many=True, default=[])

    class Meta:
        model = models.Question
        fields = ("code", "shown_name", "text", "asked_at", "answers")


class NewQuestionSerializer(serializers.Serializer[Any]):
    """A question, and the name beside it."""

    text = serializers.CharField(max_length=500)
    name_form = serializers.ChoiceField(choices=enums.NameForm.choices, default=enums.NameForm.NONE)
    nickname = serializers.CharField(max_length=20, default="", allow_blank=True)


class AnswerTextSerializer(serializers.Serializer[Any]):
    """The organisation's answer."""

    text = serializers.CharField(max_length=1000)


class HidingSerializer(serializers.Serializer[Any]):
    """Why something is hidden; it is kept."""

    reason = serializers.CharField(max_length=200)


class HiddenSerializer(serializers.Serializer[Any]):
    """That something is hidden."""

    code = serializers.CharField()
    hidden_at = serializers.DateTimeField()


class MessageSerializer(serializers.ModelSerializer[models.Message]):
    """One message; who of an organisation wrote it is not told."""

    class Meta:
        model = models.Message
        fields = ("code", "side", "text", "is_masked", "way", "sent_at")


class ThreadLineSerializer(serializers.Serializer[Any]):
    """A thread in a list."""

    code = serializers.CharField(source="thread.code")
    request = serializers.CharField(source="thread.request.code", help_text="Code of the request.")
    title = serializers.CharField(source="thread.request.title")
    side = serializers.ChoiceField(choices=enums.Side.choices, help_text="On which side the caller is.")
    other_name = serializers.CharField(help_text="The other side, never by an address.")
    last_at = serializers.DateTimeField(source="thread.last_at")


class ThreadSerializer(ThreadLineSerializer):
    """What two sides wrote to each other."""

    closes_at = serializers.DateTimeField(help_text="From then on no message is taken.")
    is_closed = serializers.BooleanField()
    messages = MessageSerializer(many=True)


class TextSerializer(serializers.Serializer[Any]):
    """A message; addresses and phone numbers in it are masked."""

    text = serializers.CharField(max_length=rules.contact.LONGEST)


class DayContactSerializer(serializers.Serializer[Any]):
    """Whom to call on the day."""

    contact = serializers.CharField(help_text="Empty unless one has a place and it is the day.", allow_blank=True)


class PhoneSerializer(serializers.Serializer[Any]):
    """The number that a volunteer shares on the day."""

    phone = serializers.CharField(allow_blank=True)


class SharingSerializer(serializers.Serializer[Any]):
    """Whether the organisers of an activity see one's number on its day."""

    shared = serializers.BooleanField()


class _WordsSerializer(serializers.Serializer[Any]):
    title = serializers.CharField(max_length=60)
    text = serializers.CharField(max_length=2000)
    preview = serializers.BooleanField(default=False, help_text="Only tell how many people it would reach.")

    def words(self, key: str) -> actions.announcements.Words:
        """This function will give what was written; `key` makes sending it again harmless."""
        sent = self.validated_data
        return actions.announcements.Words(sent["title"], sent["text"], sorted(set(sent["to"])), key)


class AnnouncementSerializer(_WordsSerializer):
    """An organiser's word to those who joined."""

    shift = api.CodeField(
        slug_field="code",
        queryset=models.Shift.objects.all(),
        required=False,
        default=None,
        allow_null=True,
        help_text="Code of one time; all that are to come without it.",
    )
    to = serializers.ListField(
        child=serializers.ChoiceField(choices=[(name, name) for name in queries.announcements.STATES]), min_length=1
    )


class CityAnnouncementSerializer(_WordsSerializer):
    """The city's word to the people of a district."""

    to = serializers.ListField(child=serializers.ChoiceField(choices=enums.CityAudience.choices), min_length=1)


class ReachedSerializer(serializers.Serializer[Any]):
    """How many people it reached, or would; no code in a preview."""

    code = serializers.CharField(allow_blank=True)
    reached = serializers.IntegerField()
