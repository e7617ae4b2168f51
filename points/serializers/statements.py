from typing import Any

from rest_framework import serializers

from points import enums


class ExpirySerializer(serializers.Serializer[Any]):
    """Points that can be used up to and including a date."""

    expires_on = serializers.DateField()
    points = serializers.IntegerField()


class BalanceSerializer(serializers.Serializer[Any]):
    """A person's points."""

    total = serializers.IntegerField(help_text="usable + held")
    held = serializers.IntegerField(help_text="Set aside for orders that were not handed over yet.")
    usable = serializers.IntegerField(help_text="What can be spent now.")
    expiries = ExpirySerializer(many=True)


class LineSerializer(serializers.Serializer[Any]):
    """A line of the statement."""

    code = serializers.CharField()
    at = serializers.DateTimeField()
    happened_on = serializers.DateField(help_text="Tokyo date of the activity.")
    kind = serializers.ChoiceField(choices=enums.PostingKind.choices)
    change = serializers.IntegerField(help_text="Signed: what came in or went out.")
    balance = serializers.IntegerField(help_text="Of the account after this line, held points included.")
    what = serializers.CharField(help_text="The rule or the perk, in Japanese.")
    words = serializers.CharField(help_text="What it did, in Japanese, for people to read.")
    note = serializers.CharField()
    expires_on = serializers.DateField(allow_null=True)
    source_code = serializers.CharField()


class ChainHeadSerializer(serializers.Serializer[Any]):
    """The last link of a day in the chain of postings."""

    day = serializers.DateField(help_text="Tokyo date.")
    position = serializers.IntegerField(help_text="How many postings are sealed.")
    digest = serializers.CharField(help_text="SHA-256 in hexadecimal.")
