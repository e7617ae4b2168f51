from typing import Any

from django.conf import settings
from django.urls import reverse
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from backend.accounts import permissions as people
from backend.accounts import rules as names
from backend.common import directory
from volunteers import actions, enums, models, queries


class ConsentSerializer(serializers.ModelSerializer[models.Consent]):
    """What one's guardian was asked and said; never who they are."""

    field = serializers.CharField(source="field.code", default="", help_text="Code of the field, or empty.")
    shift = serializers.CharField(source="shift.code", default="", help_text="Code of the shift, or empty.")

    class Meta:
        model = models.Consent
        fields = (
            "code",
            "state",
            "channel",
            "field",
            "shift",
            "valid_from",
            "valid_until",
            "asked_at",
            "expires_at",
            "answered_at",
            "withdrawn_at",
        )


class ConsentHistorySerializer(ConsentSerializer):
    """What a guardian was asked and said, with who they are, to the city alone."""

    relation = serializers.ChoiceField(choices=enums.Relation.choices, help_text="Empty while nobody has answered.")

    class Meta(ConsentSerializer.Meta):
        fields = (*ConsentSerializer.Meta.fields, "guardian_name", "relation")  # type: ignore[assignment]


class ConsentReasonSerializer(serializers.Serializer[Any]):
    """Why the city looks at what guardians said; it stands in the record of looks."""

    reason = serializers.CharField(max_length=200)


class PaperSerializer(ConsentSerializer):
    """A question to the guardian; where it is on paper, with the link and the number to print, else both are empty."""

    link = serializers.SerializerMethodField()
    number = serializers.SerializerMethodField()

    class Meta(ConsentSerializer.Meta):
        fields = (*ConsentSerializer.Meta.fields, "link", "number")  # type: ignore[assignment]

    @extend_schema_field(serializers.CharField())
    def get_link(self, consent: models.Consent) -> Any:  # noqa: ANN401 - what DRF gives
        """This function will give the address that the guardian opens."""
        if consent.channel != enums.ConsentChannel.PAPER:
            return ""
        return settings.SITE_URL + reverse("volunteers:consent", args=[queries.consents.token_of(consent)])

    @extend_schema_field(serializers.CharField())
    def get_number(self, consent: models.Consent) -> Any:  # noqa: ANN401 - what DRF gives
        """This function will give the number that the guardian types."""
        return queries.consents.short_of(consent) if consent.channel == enums.ConsentChannel.PAPER else ""


class NewConsentRequestSerializer(serializers.Serializer[Any]):
    """How a guardian is asked; `contact` is their address, used for one mail and then forgotten."""

    scope = serializers.ChoiceField(choices=enums.ConsentScope.choices)
    channel = serializers.ChoiceField(choices=[enums.ConsentChannel.MAIL.value, enums.ConsentChannel.PAPER.value])
    contact = serializers.EmailField(required=False, default="", allow_blank=True)


# At a desk ------------------------------------------------------------------------------------------------------------


class AtDeskSerializer(serializers.Serializer[Any]):
    """At which desk it was; it may be left out by who works at one desk alone, and by the city's administrators."""

    center_code = serializers.CharField(max_length=40, required=False, default="", allow_blank=True)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """This function will fill in the caller's only desk, and refuse another's."""
        desks = people.desks(self.context["by"])
        if not attrs["center_code"] and desks is not None and len(desks) == 1:
            [attrs["center_code"]] = desks
        known = {"", *directory.center_names()} if desks is None else desks
        if attrs["center_code"] not in known:
            raise serializers.ValidationError({"center_code": "受け付けた窓口のコードを送ってください。"})
        return attrs


class SignedSerializer(AtDeskSerializer):
    """What a guardian read and signed in front of a desk; the paper stays with the guardian."""

    guardian_name = serializers.CharField(max_length=60)
    relation = serializers.ChoiceField(choices=enums.Relation.choices)
    signed = serializers.BooleanField(help_text="That the guardian read it and signed at this desk; true.")

    def validate_guardian_name(self, name: str) -> str:
        """This function will put the width of the letters right, as on the page."""
        return names.plain_name(name)

    def validate_signed(self, signed: bool) -> bool:
        """This function will refuse what nobody has signed."""
        if not signed:
            raise serializers.ValidationError("署名を確かめてから送ってください。")
        return signed

    def guardian(self) -> actions.Guardian:
        """This function will give who answers."""
        return actions.Guardian(self.validated_data["guardian_name"], self.validated_data["relation"])


class ConsentRecordSerializer(SignedSerializer):
    """What a guardian signed about an activity."""

    scope = serializers.ChoiceField(choices=enums.ConsentScope.choices)


class DeskCaseSerializer(serializers.Serializer[models.Assignment]):
    """An activity of somebody under 18 whose number was brought to a desk; never who the guardian is."""

    assignment = serializers.CharField(source="code")
    state = serializers.ChoiceField(choices=enums.AssignmentState.choices)
    name = serializers.CharField(source="person.display_name")
    title = serializers.CharField(source="shift.request.title")
    organisation = serializers.CharField(source="shift.request.organisation.name")
    starts_at = serializers.DateTimeField(source="shift.starts_at")
    ends_at = serializers.DateTimeField(source="shift.ends_at")
    place = serializers.CharField(source="shift.place")
    can_record = serializers.SerializerMethodField(help_text="Whether a consent is waited for.")
    consent = serializers.SerializerMethodField(help_text="The consent that covers it; null where none does.")

    @property
    def _standing(self) -> queries.consents.Standing | None:
        found: queries.consents.Standing | None = self.context["standing"]
        return found

    def get_can_record(self, assignment: models.Assignment) -> bool:
        """This function will tell whether a signature can be written down now."""
        return self._standing is not None and self._standing.can_ask

    @extend_schema_field(ConsentSerializer(allow_null=True))
    def get_consent(self, assignment: models.Assignment) -> Any:  # noqa: ANN401 - what DRF gives
        """This function will give the consent that stands, whose code takes it back."""
        given = self._standing.given if self._standing else None
        return ConsentSerializer(given).data if given else None


class QuoteCaseSerializer(serializers.Serializer[models.QuoteConsent]):
    """A minor's words in a story whose number was brought to a desk; never who the guardian is."""

    quote = serializers.CharField(source="quote.code")
    name = serializers.CharField(source="quote.feedback.assignment.person.display_name")
    story_title = serializers.CharField(source="quote.story.title")
    story_text = serializers.CharField(source="quote.story.text")
    told_by = serializers.CharField(source="quote.story.told_by")
    text = serializers.CharField(source="quote.text")
    shown_as = serializers.CharField(help_text="The name under which the words stand; empty for none.")
    state = serializers.ChoiceField(choices=enums.ConsentState.choices)
    can_record = serializers.SerializerMethodField(help_text="Whether a consent is waited for.")
    answered_at = serializers.DateTimeField(allow_null=True)
    withdrawn_at = serializers.DateTimeField(allow_null=True)

    def get_can_record(self, consent: models.QuoteConsent) -> bool:
        """This function will tell whether a signature can be written down now."""
        return consent.is_asked and consent.quote.is_open
