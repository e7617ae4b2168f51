from typing import Any, ClassVar

from rest_framework import serializers

from backend.accounts import models as accounts
from backend.common import api
from volunteers import actions, enums, models, rules
from volunteers.serializers.requests import ShiftSerializer
from volunteers.serializers.skills import HeldSkillSerializer


class OfferTimeSerializer(serializers.Serializer[Any]):
    """A part of the week, in Tokyo time."""

    weekday = serializers.IntegerField(min_value=1, max_value=7, help_text="1 is Monday, as in ISO 8601.")
    starts_at = serializers.TimeField(format="%H:%M")
    ends_at = serializers.TimeField(format="%H:%M", help_text="Not part of the time.")


class AwaySerializer(serializers.Serializer[Any]):
    """Days on which one cannot come, the last with them."""

    first = api.DateField()
    last = api.DateField()


class AlsoSerializer(serializers.Serializer[Any]):
    """A day on which one can come besides, in Tokyo time."""

    day = api.DateField()
    starts_at = serializers.TimeField(format="%H:%M")
    ends_at = serializers.TimeField(format="%H:%M", help_text="Not part of the time.")


class LimitsSerializer(serializers.Serializer[Any]):
    """How much one wants to do in a week (from Monday) and in a month; null is no limit."""

    times_a_week = serializers.IntegerField(min_value=1, max_value=32_767, allow_null=True, default=None)
    times_a_month = serializers.IntegerField(min_value=1, max_value=32_767, allow_null=True, default=None)
    minutes_a_week = serializers.IntegerField(min_value=1, max_value=100_000, allow_null=True, default=None)
    minutes_a_month = serializers.IntegerField(min_value=1, max_value=100_000, allow_null=True, default=None)


def _nothing() -> Any:  # noqa: ANN401 - the stubs take the default of a list for one of its items
    return []


class PartSerializer(serializers.Serializer[Any]):
    """What every offer tells, a person's or a party's."""

    fields_of_activity = api.CodeField(
        source="fields", slug_field="code", many=True, queryset=models.Field.objects.all(), default=_nothing
    )
    districts = api.CodeField(slug_field="code", many=True, queryset=accounts.District.objects.all(), default=_nothing)
    reach_steps = serializers.IntegerField(
        min_value=0, max_value=9, allow_null=True, default=None, help_text="Borders of districts crossed from home."
    )
    reach_metres = serializers.IntegerField(
        min_value=0, max_value=100_000, allow_null=True, default=None, help_text="Between the centers of districts."
    )
    times = OfferTimeSerializer(many=True, default=list)
    languages = serializers.ListField(
        child=serializers.ChoiceField(choices=enums.Language.choices), default=list, help_text="ISO 639 codes."
    )
    words = serializers.CharField(max_length=200, default="", allow_blank=True)
    is_active = serializers.BooleanField(default=True)
    away = AwaySerializer(many=True, default=list)
    also = AlsoSerializer(many=True, default=list)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """This function will take one way of telling how far."""
        told = [attrs["districts"], attrs["reach_steps"] is not None, attrs["reach_metres"] is not None]
        if sum(map(bool, told)) > 1:
            raise serializers.ValidationError({"districts": "地区、地区の数、距離は、どれか1つだけにしてください。"})
        return attrs

    def parts(self) -> dict[str, Any]:
        """This function will give what was sent, as the parts of a plan."""
        given = dict(self.validated_data)
        given["times"] = [actions.OfferTimePlan(**one) for one in given["times"]]
        given["away"] = [actions.AwayPlan(**one) for one in given["away"]]
        given["also"] = [actions.AlsoPlan(**one) for one in given["also"]]
        return given


class NewOfferSerializer(PartSerializer):
    """What one can do, when, where and how often. Without `skills` those told before stay."""

    limits = LimitsSerializer(default=dict)
    skills = api.CodeField(
        slug_field="code", many=True, queryset=models.Skill.objects.filter(is_retired=False), required=False
    )

    def plan(self) -> actions.OfferPlan:
        """This function will give what was sent as an offer to be."""
        given = self.parts()
        return actions.OfferPlan(**given | {"limits": rules.offers.Limits(**given["limits"])})


class _StoredSerializer(PartSerializer):
    away = serializers.SerializerMethodField()  # type: ignore[assignment]
    also = serializers.SerializerMethodField()  # type: ignore[assignment]
    changed_at = serializers.DateTimeField(help_text="When it was last said to be true.")

    def get_away(self, offer: models.Offer) -> list[dict[str, str]]:
        """This function will give the days on which one cannot come."""
        return [{"first": str(one.first), "last": str(one.last)} for one in offer.exceptions.all() if not one.is_free]

    def get_also(self, offer: models.Offer) -> list[dict[str, str]]:
        """This function will give the days on which one can come besides."""
        return [
            {"day": str(one.first), "starts_at": f"{one.starts_at:%H:%M}", "ends_at": f"{one.ends_at:%H:%M}"}
            for one in offer.exceptions.all()
            if one.is_free
        ]


class OfferSerializer(_StoredSerializer):
    """One's own offer as it is kept."""

    limits = LimitsSerializer(source="*")
    skills = HeldSkillSerializer(source="person.held_skills.all", many=True)


class NewPartyOfferSerializer(PartSerializer):
    """What a group or an organisation can do, with how many, and how often."""

    headcount = serializers.IntegerField(min_value=1, max_value=999)
    frequency = serializers.ChoiceField(choices=enums.PartyFrequency.choices, default=enums.PartyFrequency.OFTEN.value)

    def of(self) -> actions.PartyPlan:
        """This function will give how many come and how often."""
        return actions.PartyPlan(self.validated_data["headcount"], self.validated_data["frequency"])

    def plan(self) -> actions.OfferPlan:
        """This function will give what was sent as an offer to be."""
        given = self.parts()
        return actions.OfferPlan(
            **{name: told for name, told in given.items() if name not in {"headcount", "frequency"}}
        )


class PartyOfferSerializer(_StoredSerializer):
    """A party's offer as it is kept."""

    headcount = serializers.IntegerField()
    frequency = serializers.ChoiceField(choices=enums.PartyFrequency.choices)


class FactorSerializer(serializers.Serializer[Any]):
    """One factor of a score."""

    factor = serializers.ChoiceField(choices=enums.Factor.choices)
    points = serializers.IntegerField()


class SuggestionSerializer(serializers.Serializer[Any]):
    """A shift that is suggested, with its score and the reasons in Japanese."""

    request = serializers.CharField(source="shift.request.code", help_text="Code of the request.")
    title = serializers.CharField(source="shift.request.title")
    shift = ShiftSerializer()
    score = serializers.IntegerField(source="score.total", help_text="0 to 1000.")
    factors = FactorSerializer(source="score.parts", many=True)
    reasons = serializers.ListField(source="score.reasons", child=serializers.CharField())
    rank = serializers.IntegerField(help_text="Score × need, less with each person in talks; the list is in its order.")


class SkillMarkSerializer(serializers.Serializer[Any]):
    """A skill, and whether a desk has seen proof that is good on the day."""

    name = serializers.CharField()
    is_proved = serializers.BooleanField()


class CardSerializer(serializers.Serializer[Any]):
    """An offer as the organiser of a shift sees it: what can be done, and nothing of who can."""

    handle = serializers.CharField(source="found.handle", help_text="Stands for this offer in this shift alone.")
    who = serializers.CharField(source="card.who")
    most = serializers.IntegerField(help_text="For how many it can be asked at most.")
    fields_of_activity = serializers.ListField(source="card.fields", child=serializers.CharField())
    times = serializers.ListField(source="card.times", child=serializers.CharField())
    skills = SkillMarkSerializer(source="card.skills", many=True)
    languages = serializers.ListField(source="card.languages", child=serializers.CharField())
    reach = serializers.CharField(source="card.reach")
    limits = serializers.CharField(source="card.limits")
    words = serializers.CharField(source="card.words")
    score = serializers.IntegerField(source="found.score.total", help_text="0 to 1000.")
    reasons = serializers.ListField(source="found.score.organiser_reasons", child=serializers.CharField())


class WantedSerializer(serializers.Serializer[Any]):
    """What an organiser looks for; all of it may be left out."""

    kind = serializers.ChoiceField(choices=["person", "party"], required=False, default="")
    field = api.CodeField(slug_field="code", queryset=models.Field.objects.all(), required=False)
    skill = api.CodeField(slug_field="code", queryset=models.Skill.objects.all(), required=False)
    language = serializers.ChoiceField(choices=enums.Language.choices, required=False, default="")
    headcount = serializers.IntegerField(min_value=1, max_value=999, required=False)


class InvitationSerializer(serializers.Serializer[Any]):
    """Whom an organiser asks, and of a party for how many."""

    handle = serializers.CharField(max_length=64)
    people = serializers.IntegerField(min_value=1, max_value=999, default=1)


class AskedSerializer(serializers.Serializer[Any]):
    """That an invitation is on its way; whose it is, its answer tells."""

    invited = serializers.BooleanField(default=True)


class ComingSerializer(serializers.Serializer[Any]):
    """With how many a party comes."""

    coming = serializers.IntegerField(min_value=1, max_value=999)
    declaration = serializers.CharField(
        max_length=300,
        required=False,
        allow_blank=True,
        default="",
        help_text="How it was seen that all meet the conditions, and that guardians of minors among them consent.",
    )
    stated = serializers.ListField(
        child=serializers.ChoiceField(choices=enums.Condition.choices),
        default=list,
        help_text="`adult`, where who answers has told no date of birth and is 18 or over.",
    )


class PartyInvitationSerializer(serializers.Serializer[Any]):
    """What a party is asked to do, or has agreed to."""

    code = serializers.CharField()
    party = serializers.CharField(source="party.name")
    state = serializers.ChoiceField(choices=enums.AssignmentState.choices)
    asked = serializers.IntegerField(source="party.asked")
    places = serializers.IntegerField()
    request = serializers.CharField(source="shift.request.code")
    title = serializers.CharField(source="shift.request.title")
    starts_at = serializers.DateTimeField(source="shift.starts_at")
    ends_at = serializers.DateTimeField(source="shift.ends_at")
    place = serializers.CharField(source="shift.place")


class WarningSerializer(serializers.Serializer[Any]):
    """A limit of one's own that a shift would pass; one may apply all the same."""

    code = serializers.ChoiceField(choices=[str(enums.Reason.WEEK_LIMIT), str(enums.Reason.MONTH_LIMIT)])
    sentence = serializers.CharField()


class PartyDoneSerializer(serializers.Serializer[Any]):
    """One activity of a party: people, and the minutes of each."""

    shift = serializers.CharField(source="shift.code")
    title = serializers.CharField(source="shift.request.title")
    starts_at = serializers.DateTimeField(source="shift.starts_at")
    people = serializers.IntegerField()
    minutes = serializers.IntegerField()


class PartyRecordSerializer(serializers.Serializer[Any]):
    """What a party has done in a fiscal year; `person_minutes` is people times time."""

    year = serializers.IntegerField()
    activities = serializers.IntegerField()
    people = serializers.IntegerField()
    person_minutes = serializers.IntegerField()
    done: ClassVar[Any] = PartyDoneSerializer(many=True)


class HeadcountSerializer(serializers.Serializer[Any]):
    """How many of a party came, and whether the person who answers for it was one of them."""

    present = serializers.IntegerField(min_value=1, max_value=999)
    contact_came = serializers.BooleanField(default=True)
