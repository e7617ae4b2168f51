from typing import Any

from rest_framework import serializers

from points import models


class HouseholdInvitationSerializer(serializers.ModelSerializer[models.HouseholdInvitation]):
    """A word that one gave to somebody at home, and who has entered it."""

    class Meta:
        model = models.HouseholdInvitation
        fields = ("word", "expires_at", "entered_by_code", "entered_at")


class HouseholdSerializer(serializers.Serializer[Any]):
    """With how many people one counts as a household; no names, no address."""

    members = serializers.IntegerField(help_text="Oneself too; 0 in no household.")
    leaves_on = serializers.DateField(allow_null=True, help_text="The first day on which one counts there no more.")
    waiting = serializers.BooleanField(help_text="One has entered a word that nobody has answered yet.")
    invitations = HouseholdInvitationSerializer(many=True)


class WordSerializer(serializers.Serializer[Any]):
    """The word that somebody at home gave."""

    word = serializers.CharField(max_length=20)


class AnswerSerializer(serializers.Serializer[Any]):
    """Whether the one who has entered the word lives here."""

    confirm = serializers.BooleanField()
