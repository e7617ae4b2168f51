from typing import Any

from django.conf import settings
from django.urls import reverse
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from backend.accounts import models as accounts
from backend.common import api
from volunteers import actions, enums, models, queries


class ShownQuoteSerializer(serializers.ModelSerializer[models.Quote]):
    """Words of somebody who agreed to this wording under this name; gone at once when they no longer do."""

    class Meta:
        model = models.Quote
        fields = ("text", "speaker")


class StorySerializer(serializers.ModelSerializer[models.Story]):
    """A story of an activity."""

    told_by = serializers.CharField(help_text="Name of the organisation, or of the city.")
    field = serializers.CharField(source="field.code", help_text="Code of the field of activity.")
    field_label = serializers.CharField(source="field.name")
    district = serializers.CharField(source="district.code", default="", help_text="Code of the district, or empty.")
    quotes = ShownQuoteSerializer(source="shown_quotes", many=True)

    class Meta:
        model = models.Story
        fields = (
            "code",
            "title",
            "text",
            "happened_on",
            "told_by",
            "field",
            "field_label",
            "district",
            "participants",
            "status",
            "published_at",
            "changed_at",
            "quotes",
        )


class StoriesQuerySerializer(serializers.Serializer[Any]):
    """What to look for."""

    field = api.CodeField(slug_field="code", queryset=models.Field.objects.all(), required=False, default=None)
    district = api.CodeField(slug_field="code", queryset=accounts.District.objects.all(), required=False, default=None)


class StoryPlanSerializer(serializers.Serializer[Any]):
    """What is told of an activity."""

    title = serializers.CharField(max_length=60)
    text = serializers.CharField(max_length=4000)
    happened_on = api.DateField(help_text="Tokyo date.")
    field_of_activity = api.CodeField(source="field", slug_field="code", queryset=models.Field.objects.all())
    district = api.CodeField(slug_field="code", queryset=accounts.District.objects.all(), default=None, allow_null=True)
    participants = serializers.IntegerField(min_value=1, max_value=100_000, default=None, allow_null=True)
    request = api.CodeField(
        slug_field="code",
        queryset=models.Request.objects.filter(published_at__isnull=False),
        default=None,
        allow_null=True,
        help_text="The activity that was recruited for here.",
    )

    def plan(self) -> actions.stories.StoryPlan:
        """This function will give what was sent as a story to be."""
        given = dict(self.validated_data)
        given.pop("organisation", None)
        return actions.stories.StoryPlan(**given)


class NewStorySerializer(StoryPlanSerializer):
    """A story to be, and who tells it."""

    organisation = serializers.CharField(
        max_length=16, default="", allow_blank=True, help_text="Code of the organisation; empty for the city."
    )


class StoryVerdictSerializer(serializers.Serializer[Any]):
    """What the city says to a first story."""

    verdict = serializers.ChoiceField(choices=enums.Verdict.choices)
    note = serializers.CharField(max_length=200, default="", allow_blank=True)


class QuotableSerializer(serializers.Serializer[Any]):
    """An answer that a story could quote; it says not whose it is."""

    answer = serializers.CharField(source="feedback.code", help_text="Code to ask with.")
    texts = serializers.ListField(child=serializers.CharField())
    can_be_quoted = serializers.BooleanField(
        help_text="Whether its writer can be asked; of a minor, the guardian is as well."
    )
    quote = serializers.CharField(source="quote.text", default="", help_text="What is quoted, or asked for.")
    state = serializers.CharField(source="quote.state", default="", help_text="What the writer says to it.")


class NewQuoteSerializer(serializers.Serializer[Any]):
    """A passage to ask for."""

    answer = serializers.CharField(max_length=16)
    text = serializers.CharField(max_length=300, help_text="Word for word out of the answer.")


class QuoteSerializer(serializers.ModelSerializer[models.Quote]):
    """Words of one's own that stand in a story or are asked for."""

    story = serializers.CharField(source="story.code")
    story_title = serializers.CharField(source="story.title")
    told_by = serializers.CharField(source="story.told_by")
    guardian = serializers.CharField(
        source="guardian_consent.state", default="", read_only=True, help_text="What the guardian of a minor said."
    )
    guardian_link = serializers.SerializerMethodField()

    class Meta:
        model = models.Quote
        fields = (
            "code",
            "story",
            "story_title",
            "told_by",
            "text",
            "state",
            "shown_as",
            "asked_at",
            "decided_at",
            "guardian",
            "guardian_link",
        )

    @extend_schema_field(serializers.CharField())
    def get_guardian_link(self, quote: models.Quote) -> str:
        """This function will give the address that a minor shows to the guardian; empty where there is none."""
        asked = getattr(quote, "guardian_consent", None)
        if asked is None or not asked.is_asked or asked.contact_digest:
            return ""
        return settings.SITE_URL + reverse("volunteers:quote-guardian", args=[queries.quote_consents.token_of(asked)])


class QuoteAgreementSerializer(serializers.Serializer[Any]):
    """Under which name one's words may stand; empty for none."""

    shown_as = serializers.CharField(max_length=20, default="", allow_blank=True)
    contact = serializers.EmailField(
        default="",
        allow_blank=True,
        help_text="Of a minor: the guardian's address, used for one mail and forgotten; empty for a link to show.",
    )
