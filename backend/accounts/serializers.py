from typing import Any, ClassVar

from rest_framework import serializers

from backend.accounts import models
from backend.common import api


class MeSerializer(serializers.ModelSerializer[models.User]):
    """What the service knows of oneself."""

    district = api.CodeField(slug_field="code", read_only=True)
    identity_confirmed = serializers.BooleanField(source="is_identity_confirmed", read_only=True)

    class Meta:
        model = models.User
        fields: ClassVar = [
            "code",
            "email",
            "name",
            "furigana",
            "date_of_birth",
            "phone",
            "district",
            "lives_in_city",
            "works_in_city",
            "studies_in_city",
            "language",
            "identity_confirmed",
        ]
        read_only_fields = fields


class GroupSerializer(serializers.ModelSerializer[models.Group]):
    """A group in which one is, or whose desk one works at."""

    class Meta:
        model = models.Group
        fields: ClassVar = [
            "code",
            "name",
            "kana",
            "purpose",
            "center_code",
            "status",
            "user_class",
            "valid_until",
            "review_note",
        ]
        read_only_fields = fields


class GroupMemberSerializer(serializers.ModelSerializer[models.GroupMember]):
    """One on the list of a group."""

    number = serializers.IntegerField(source="pk", help_text="Names the row in writes; it is no public code.")
    has_account = serializers.SerializerMethodField()

    class Meta:
        model = models.GroupMember
        fields: ClassVar = ["number", "name", "furigana", "role", "has_account"]
        read_only_fields = fields

    def get_has_account(self, member: models.GroupMember) -> bool:
        """This function will tell whether the member has an account."""
        return member.user_id is not None


class GroupRegistrationSerializer(serializers.ModelSerializer[models.GroupRegistration]):
    """One application of a group and what became of it."""

    class Meta:
        model = models.GroupRegistration
        fields: ClassVar = [
            "status",
            "valid_from",
            "valid_until",
            "user_class",
            "member_count",
            "submitted_at",
            "reviewed_at",
            "review_note",
        ]
        read_only_fields = fields


class NewMemberSerializer(serializers.Serializer[Any]):
    """Somebody for a list: the code of an account, or a name with its furigana."""

    code = serializers.CharField(max_length=40, required=False, default="", allow_blank=True)
    name = serializers.CharField(max_length=60, required=False, default="", allow_blank=True)
    furigana = serializers.CharField(max_length=80, required=False, default="", allow_blank=True)


class NewGroupSerializer(serializers.Serializer[Any]):
    """A group to register; `members` is its list as one would paste it, one to a line."""

    name = serializers.CharField(max_length=80)
    kana = serializers.CharField(max_length=120, required=False, default="", allow_blank=True)
    purpose = serializers.CharField(max_length=200)
    center_code = serializers.CharField(max_length=40)
    members = serializers.CharField(
        required=False, default="", allow_blank=True, help_text="One to a line: name, furigana, code, 副代表."
    )


class RenewalSerializer(serializers.Serializer[Any]):
    """A group once more: who stays (by number), who joins (lines)."""

    purpose = serializers.CharField(max_length=200)
    staying = serializers.ListField(child=serializers.IntegerField(), max_length=200)
    members = serializers.CharField(required=False, default="", allow_blank=True)


class MemberNumberSerializer(serializers.Serializer[Any]):
    """Which row of the list is meant."""

    member = serializers.IntegerField()


class MemberRoleSerializer(MemberNumberSerializer):
    """What a member is to be."""

    role = serializers.ChoiceField(choices=["deputy", "member"])


class AppointmentSerializer(MemberNumberSerializer):
    """Whom a desk makes the representative, and why."""

    reason = serializers.CharField(max_length=200)


class PairSerializer(serializers.Serializer[Any]):
    """Somebody who stands in both lists, as the group's own list writes them."""

    mine = serializers.CharField(source="mine.name")
    how = serializers.CharField(help_text="By what the two are taken for one, in Japanese.")


class OverlapSerializer(serializers.Serializer[Any]):
    """Another group with several of the same people."""

    group = serializers.CharField(source="other.code")
    name = serializers.CharField(source="other.name")
    center = serializers.CharField(help_text="Name of the other group's center.")
    count = serializers.IntegerField()
    people = PairSerializer(source="pairs", many=True)


class OverlapsSerializer(serializers.Serializer[Any]):
    """The overlaps of a group; `seen` goes into the decision that is taken in view of them."""

    seen = serializers.CharField()
    overlaps = OverlapSerializer(many=True)


class GroupApprovalSerializer(serializers.Serializer[Any]):
    """How a desk classes a group, and why it approves although others' lists hold the same people."""

    user_class = serializers.CharField(max_length=40, required=False, default="", allow_blank=True)
    overlap_reason = serializers.CharField(max_length=200, required=False, default="", allow_blank=True)
    seen = serializers.CharField(required=False, default="", allow_blank=True)


class GroupReasonSerializer(serializers.Serializer[Any]):
    """Why something is done."""

    reason = serializers.CharField(max_length=200)
