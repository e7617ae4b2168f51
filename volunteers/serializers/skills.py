"""The city's list of skills, and what desks have seen of who has which."""

from typing import Any

from rest_framework import serializers

from backend.accounts import permissions as people
from backend.common import api, directory
from volunteers import enums, models


class SkillSerializer(serializers.ModelSerializer[models.Skill]):
    """A skill of the city's list; `paper` is what a desk looks at, empty where there is nothing to be seen."""

    class Meta:
        model = models.Skill
        fields = ("code", "name", "paper")


class HeldSkillSerializer(serializers.ModelSerializer[models.HeldSkill]):
    """A skill that one says one has, and what a desk saw of it."""

    skill = serializers.CharField(source="skill.code", help_text="Code of the skill.")
    name = serializers.CharField(source="skill.name")

    class Meta:
        model = models.HeldSkill
        fields = ("skill", "name", "is_confirmed", "proof", "valid_from", "valid_until")


class NewSkillSerializer(serializers.Serializer[Any]):
    """A skill for the city's list."""

    name = serializers.CharField(max_length=40)
    paper = serializers.CharField(max_length=60, allow_blank=True, default="")


class RetirementSerializer(serializers.Serializer[Any]):
    """Whether a skill is off the list of those that are asked for."""

    is_retired = serializers.BooleanField()


class SeenSkillSerializer(HeldSkillSerializer):
    """A skill of somebody as their desk sees it; `code` names it for taking a confirmation back."""

    class Meta(HeldSkillSerializer.Meta):
        fields = ("code", *HeldSkillSerializer.Meta.fields)  # type: ignore[assignment]


class WhySerializer(serializers.Serializer[Any]):
    """Why a confirmation is taken back; the person reads it."""

    reason = serializers.CharField(max_length=200)


class ProofSerializer(serializers.Serializer[Any]):
    """Which paper was seen at which desk; `center_code` may be left out by who works at one desk alone."""

    skill = api.CodeField(slug_field="code", queryset=models.Skill.objects.all())
    proof = serializers.ChoiceField(choices=enums.SkillProof.choices)
    valid_from = api.DateField(allow_null=True, default=None)
    valid_until = api.DateField(allow_null=True, default=None)
    center_code = serializers.CharField(max_length=40, default="")

    def validate_skill(self, skill: models.Skill) -> models.Skill:
        """This function will refuse a skill that is not asked for any more."""
        if skill.is_retired:
            raise serializers.ValidationError("この資格は、いまは一覧にありません。")
        return skill

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """This function will fill in the caller's only desk, and refuse another's."""
        desks = people.desks(self.context["by"])
        if not attrs["center_code"] and desks is not None and len(desks) == 1:
            [attrs["center_code"]] = desks
        known = directory.center_names() if desks is None else desks
        if attrs["center_code"] not in known:
            raise serializers.ValidationError({"center_code": "確認した窓口のコードを送ってください。"})
        return attrs
