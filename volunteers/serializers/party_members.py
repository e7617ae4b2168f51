from typing import Any

from rest_framework import serializers

from volunteers import enums, models


class PartyMemberSerializer(serializers.Serializer[Any]):
    """Whom a party named; the name is known once they have agreed, and empty before."""

    code = serializers.CharField()
    state = serializers.ChoiceField(choices=enums.MemberState.choices)
    name = serializers.SerializerMethodField()

    def get_name(self, member: models.PartyMember) -> str:
        """This function will give the name of who agreed."""
        return member.person.display_name if member.is_agreed else ""


class NewPartyMemberSerializer(serializers.Serializer[Any]):
    """The number of somebody who comes as one of a party."""

    who = serializers.CharField(max_length=40)


class MemberAnswerSerializer(serializers.Serializer[models.PartyMember]):
    """What became of one's answer; `assignment` is one's own place, empty where there is none."""

    code = serializers.CharField()
    state = serializers.ChoiceField(choices=enums.MemberState.choices)
    assignment = serializers.CharField(source="place.code", default="")
