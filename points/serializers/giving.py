from typing import Any

from rest_framework import serializers

from points import enums, models


class GiftWordsSerializer(serializers.Serializer[Any]):
    """The words of one side; the text is empty where the city has hidden it."""

    side = serializers.ChoiceField(choices=enums.NoteSide.choices)
    text = serializers.CharField()
    is_hidden = serializers.BooleanField()
    is_masked = serializers.BooleanField(help_text="Addresses or phone numbers were taken out.")


class GiftSerializer(serializers.Serializer[Any]):
    """A gift as one of its two sides sees it."""

    code = serializers.CharField(source="gift.code")
    is_sent = serializers.BooleanField()
    other_name = serializers.CharField(help_text="The name that the other side shows; never the full one of a person.")
    taker_kind = serializers.ChoiceField(source="gift.taker_kind", choices=["person", "community"])
    amount = serializers.IntegerField(source="gift.amount")
    given_at = serializers.DateTimeField(source="gift.given_at")
    return_until = serializers.DateTimeField(source="gift.return_until", allow_null=True)
    returned_at = serializers.DateTimeField(source="gift.returned_at", allow_null=True)
    note = GiftWordsSerializer(allow_null=True)
    answer = GiftWordsSerializer(allow_null=True)


class NewGiftSerializer(serializers.Serializer[Any]):
    """Points for the owner of a receiving code."""

    to = serializers.CharField(max_length=20, help_text="The receiving code that the other showed.")
    amount = serializers.IntegerField(min_value=1, max_value=1_000_000)
    note = serializers.CharField(required=False, default="", allow_blank=True, max_length=200)
    dry_run = serializers.BooleanField(required=False, default=False)


class GiftGivenSerializer(serializers.Serializer[Any]):
    """What a gift did, or with `dry_run` would do."""

    code = serializers.CharField(allow_blank=True, help_text="Empty for a dry run.")
    to_name = serializers.CharField()
    amount = serializers.IntegerField()
    balance = serializers.IntegerField(help_text="Of the giver's account after it, held points included.")
    return_until = serializers.DateTimeField(allow_null=True)


class GiftAnswerSerializer(serializers.Serializer[Any]):
    """The answer to a gift."""

    text = serializers.CharField(max_length=200)


class AddressSerializer(serializers.ModelSerializer[models.GiftAddress]):
    """One's own receiving code."""

    class Meta:
        model = models.GiftAddress
        fields = ("word", "name_form", "nickname", "made_at", "expires_at")


class NewAddressSerializer(serializers.Serializer[Any]):
    """The name that one agrees to show to who knows the code."""

    name_form = serializers.ChoiceField(choices=["family", "nickname"])
    nickname = serializers.CharField(required=False, default="", allow_blank=True, max_length=20)


class GiftLimitSerializer(serializers.Serializer[Any]):
    """A limit of gifts with what it leaves."""

    side = serializers.ChoiceField(choices=enums.GiftSide.choices)
    span = serializers.ChoiceField(choices=enums.Span.choices)
    most = serializers.IntegerField()
    left = serializers.IntegerField(allow_null=True, help_text="Null where it is another's to know.")


class TermsSerializer(serializers.ModelSerializer[models.GiftTerms]):
    """The limits of giving from a day on; null does not limit."""

    class Meta:
        model = models.GiftTerms
        exclude = ("id", "scope", "key", "decided_on", "decided_by")


class CommunitySerializer(serializers.Serializer[Any]):
    """A community that accepts gifts, with its receiving code."""

    code = serializers.CharField()
    name = serializers.CharField()
    kind = serializers.CharField()
    word = serializers.CharField()


class BlockSerializer(serializers.Serializer[Any]):
    """Somebody whose gifts are not wanted; `owner` is the person or the community that wants none."""

    owner = serializers.CharField()
    other_name = serializers.CharField(help_text="Never the full name of a person.")
    since = serializers.DateTimeField()
    gift = serializers.CharField(help_text="The latest gift of theirs: DELETE its block to lift this.")


class GiftReasonSerializer(serializers.Serializer[Any]):
    """Why."""

    reason = serializers.CharField(max_length=200)


class ReportedSerializer(serializers.ModelSerializer[models.GiftNoteReport]):
    """Words that were put before the city; `outcome` is empty until it decides."""

    gift = serializers.CharField(source="note.gift.code")
    side = serializers.ChoiceField(source="note.side", choices=enums.NoteSide.choices)

    class Meta:
        model = models.GiftNoteReport
        fields = ("code", "gift", "side", "reason", "reported_at", "outcome", "decided_at")


class ReportedWordsSerializer(ReportedSerializer):
    """A report with the words, without names."""

    text = serializers.CharField(source="note.text")

    class Meta(ReportedSerializer.Meta):
        fields = (*ReportedSerializer.Meta.fields, "text")  # type: ignore[assignment]


class ReportDecisionSerializer(serializers.Serializer[Any]):
    """What becomes of reported words; who hides some says why."""

    hide = serializers.BooleanField()
    reason = serializers.CharField(required=False, default="", allow_blank=True, max_length=200)


class NewTermsSerializer(serializers.ModelSerializer[models.GiftTerms]):
    """The limits of giving from a day on; null does not limit."""

    class Meta:
        model = models.GiftTerms
        exclude = ("id", "scope", "key", "decided_on", "decided_at", "decided_by")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """This function will want a minor's gift no larger than another's."""
        if attrs["minor_per_gift"] > attrs["per_gift"]:
            raise serializers.ValidationError({"minor_per_gift": "per_gift 以下にしてください。"})
        return attrs


class BooksSerializer(serializers.Serializer[Any]):
    """The points of a community, for those who act for it."""

    code = serializers.CharField()
    name = serializers.CharField()
    usable = serializers.IntegerField()
    expires_on = serializers.DateField(allow_null=True, help_text="Of the points that expire first.")
    word = serializers.CharField(allow_blank=True, help_text="The receiving code; empty while it takes no gifts.")


class UseSerializer(serializers.ModelSerializer[models.CommunityUse]):
    """What a community used points for at a center."""

    center = serializers.CharField(source="center_code")

    class Meta:
        model = models.CommunityUse
        fields = ("code", "center", "purpose", "amount", "used_at")


class NewUseSerializer(serializers.Serializer[Any]):
    """Points of a community that are used at a center."""

    center = serializers.CharField(max_length=40, help_text="The code of the center.")
    amount = serializers.IntegerField(min_value=1, max_value=1_000_000)
    purpose = serializers.CharField(max_length=120)
