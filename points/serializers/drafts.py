"""Rules as the city writes them: what a version says, a trial of it, and what ends it."""

from decimal import Decimal
from typing import Any

from rest_framework import serializers

from backend.accounts import models as accounts
from backend.common import api
from points import actions, enums, models, queries
from points.rules import bounds
from points.serializers.earning import RuleSerializer


class RuleVersionSerializer(RuleSerializer):
    """A version of a rule, a draft until `published_at`."""

    campaign = serializers.CharField(source="campaign.code", default="", help_text="The campaign's code, or empty.")

    class Meta:
        model = models.Rule
        fields = (
            *RuleSerializer.Meta.fields,
            "four_eyes_above",
            "most_per_staff_day",
            "campaign",
            "published_at",
        )


class NewCapSerializer(serializers.Serializer[Any]):
    """The most points in a window."""

    subject = serializers.ChoiceField(choices=enums.CapSubject.choices, default=enums.CapSubject.PERSON)
    span = serializers.ChoiceField(choices=enums.Span.choices)
    most = serializers.IntegerField(min_value=0, max_value=bounds.MOST_POINTS)


class NewMultiplierSerializer(serializers.Serializer[Any]):
    """What points are multiplied by: `span` and `length` of a streak, `starts_on` and `ends_on` of a season."""

    kind = serializers.ChoiceField(choices=enums.MultiplierKind.choices)
    factor = serializers.DecimalField(
        max_digits=4, decimal_places=2, min_value=bounds.LEAST_FACTOR, max_value=bounds.MOST_FACTOR
    )
    span = serializers.ChoiceField(choices=enums.Span.choices, required=False, help_text="Not a fiscal year.")
    length = serializers.IntegerField(
        min_value=bounds.LEAST_STREAK, max_value=bounds.MOST_STREAK, required=False, allow_null=True
    )
    starts_on = api.DateField(required=False, allow_null=True)
    ends_on = api.DateField(required=False, allow_null=True)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """This function will ask for what belongs to the kind, and for nothing else."""
        wanted = bounds.PARTS_OF_A_MULTIPLIER[attrs["kind"]]
        told = {name for name in ("span", "length", "starts_on", "ends_on") if attrs.get(name)}
        if told != wanted or attrs.get("span") == enums.Span.FISCAL_YEAR:
            raise serializers.ValidationError(
                "続けたときは span と length、期間中は starts_on と ends_on を、組で入れてください。"
            )
        if "ends_on" in wanted and attrs["ends_on"] < attrs["starts_on"]:
            raise serializers.ValidationError({"ends_on": "始まる日より後の日を入れてください。"})
        return attrs


class NewItemSerializer(serializers.Serializer[Any]):
    """A line of a clean-up's table."""

    code = serializers.SlugField(max_length=20)
    name = serializers.CharField(max_length=40)
    per_kg = serializers.DecimalField(max_digits=7, decimal_places=2, min_value=Decimal("0.01"))


class NewRuleVersionSerializer(serializers.Serializer[Any]):
    """The next version of a rule. Sent again for the same code, it replaces the draft that there is."""

    code = serializers.RegexField(bounds.CODE, max_length=40, help_text="Of the rule: lower case, digits, hyphens.")
    name = serializers.CharField(max_length=80)
    way = serializers.ChoiceField(choices=enums.RuleWay.choices, default=enums.RuleWay.ATTENDANCE)
    about = serializers.CharField(max_length=300, required=False, default="", allow_blank=True)
    starts_on = api.DateField(help_text="Tokyo date; the version in force ends the day before.")
    ends_on = api.DateField(required=False, allow_null=True, default=None)
    unit = serializers.ChoiceField(choices=enums.RuleUnit.choices, default=enums.RuleUnit.TIME)
    per_time = serializers.IntegerField(min_value=0, max_value=bounds.MOST_POINTS, default=0)
    per_unit = serializers.DecimalField(
        max_digits=9, decimal_places=3, min_value=0, max_value=100_000, default=Decimal(0)
    )
    most_per_award = serializers.IntegerField(
        min_value=0, max_value=bounds.MOST_POINTS, required=False, allow_null=True, default=None
    )
    expiry_kind = serializers.ChoiceField(choices=enums.ExpiryKind.choices, default=enums.ExpiryKind.FISCAL_YEAR_END)
    expiry_amount = serializers.IntegerField(
        min_value=0, max_value=bounds.MOST_DAYS, default=2, help_text="Days, months, or which 31 March (1: the next)."
    )
    age_from = serializers.IntegerField(
        min_value=0, max_value=bounds.OLDEST, required=False, allow_null=True, default=None
    )
    age_to = serializers.IntegerField(
        min_value=0, max_value=bounds.OLDEST, required=False, allow_null=True, default=None
    )
    residence = serializers.ChoiceField(choices=enums.Residence.choices, default=enums.Residence.ANY)
    districts = api.CodeField(slug_field="code", queryset=accounts.District.objects.all(), many=True, required=False)
    reviewed = serializers.BooleanField(default=True, help_text="Of reports: staff look before points come.")
    report_days = serializers.IntegerField(min_value=0, max_value=bounds.MOST_REPORT_DAYS, default=7)
    four_eyes_above = serializers.IntegerField(
        min_value=0, max_value=bounds.MOST_POINTS, required=False, allow_null=True, default=None
    )
    most_per_staff_day = serializers.IntegerField(
        min_value=0, max_value=bounds.MOST_POINTS, required=False, allow_null=True, default=None
    )
    campaign = serializers.CharField(required=False, default="", allow_blank=True, help_text="A campaign's code.")
    provisional = serializers.BooleanField(default=False)
    caps = NewCapSerializer(many=True, required=False, default=list)
    multipliers = NewMultiplierSerializer(many=True, required=False, default=list)
    items = NewItemSerializer(many=True, required=False, default=list)

    def validate_caps(self, caps: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """This function will want each subject and window once."""
        return _once(caps, ("subject", "span"), "同じ上限が2度あります。")

    def validate_multipliers(self, multipliers: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """This function will want one of the first time and one of a streak; of seasons there may be many."""
        _once([one for one in multipliers if one["kind"] != "seasonal"], ("kind",), "同じ倍率が2度あります。")
        return multipliers

    def validate_items(self, items: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """This function will want each item once."""
        return _once(items, ("code",), "同じ品目が2度あります。")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """This function will want what belongs together."""
        faults = bounds.faults(attrs)
        if faults:
            raise serializers.ValidationError(faults)
        return attrs


def _once(rows: list[dict[str, Any]], names: tuple[str, ...], sentence: str) -> list[dict[str, Any]]:
    if len({tuple(row[name] for name in names) for row in rows}) < len(rows):
        raise serializers.ValidationError(sentence)
    return rows


def plan(sent: dict[str, Any], campaign: models.Campaign | None) -> actions.RulePlan:
    """This function will give what `actions.draft_rule` takes."""
    caps = [actions.CapPlan(**cap) for cap in sent.pop("caps")]
    multipliers = [actions.MultiplierPlan(**one) for one in sent.pop("multipliers")]
    items = [actions.ItemPlan(**item) for item in sent.pop("items")]
    districts = [one.code for one in sent.pop("districts", [])]
    own = enums.CapSubject.PERSON
    return actions.RulePlan(
        **{**sent, "campaign": campaign},
        districts=districts,
        caps={enums.Span(cap.span): cap.most for cap in caps if cap.subject == own},
        shared_caps=[cap for cap in caps if cap.subject != own],
        multipliers=multipliers,
        items=items,
    )


class CaseSerializer(serializers.Serializer[Any]):
    """What somebody might do."""

    quantity = serializers.DecimalField(max_digits=9, decimal_places=2, min_value=0, default=Decimal(1))
    happened_on = api.DateField()
    person_code = serializers.CharField(
        required=False, default="", allow_blank=True, help_text="Empty: somebody of whom nothing is asked."
    )
    kilograms = serializers.DictField(
        child=serializers.DecimalField(max_digits=7, decimal_places=2, min_value=0, max_value=50_000),
        required=False,
        help_text="Of a clean-up: by the items of the rule's table. `quantity` then counts for nothing.",
    )
    present = serializers.IntegerField(
        min_value=1,
        max_value=bounds.MOST_PRESENT,
        required=False,
        help_text="Of a clean-up: how many were there, 1 when it is left out. The person is the first of them.",
    )

    def validate_person_code(self, number: str) -> str:
        """This function will want the number of a member."""
        if number and queries.person(number) is None:
            raise serializers.ValidationError("この会員番号の方は見つかりません。")
        return number


class TrialSerializer(serializers.Serializer[Any]):
    """Cases, in the order in which they happen."""

    cases = serializers.ListField(child=CaseSerializer(), allow_empty=False, max_length=200)

    def validate_cases(self, cases: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """This function will want no more awards of a call than an event has."""
        if sum(case.get("present", 1) for case in cases) > bounds.MOST_PRESENT:
            raise serializers.ValidationError(f"参加した人は、全部で{bounds.MOST_PRESENT}人までにしてください。")
        return cases


def cases(sent: dict[str, Any], rule: models.Rule) -> list[actions.Case]:
    """This function will give what `actions.try_draft` takes, and want kilograms of a clean-up and of nothing else."""
    is_clean_up = rule.way == enums.RuleWay.CLEAN_UP
    said = (
        "清掃の決まりです。kilograms に、品目ごとの重さを入れてください。"
        if is_clean_up
        else "kilograms と present は、清掃の決まりだけで使います。"
    )
    faults = [
        {} if is_fit else {"kilograms": [said]}
        for case in sent["cases"]
        for is_fit in ["kilograms" in case if is_clean_up else not {"kilograms", "present"} & case.keys()]
    ]
    if any(faults):
        raise serializers.ValidationError({"cases": faults})
    return [actions.Case(**case) for case in sent["cases"]]


class TriedSerializer(serializers.Serializer[Any]):
    """What the version would give for a case; of a clean-up, for each who was there."""

    person_code = serializers.CharField(source="case.person_code")
    happened_on = serializers.DateField(source="case.happened_on")
    quantity = serializers.DecimalField(
        max_digits=9, decimal_places=2, source="case.quantity", help_text="Of a clean-up: the part of its points."
    )
    points = serializers.IntegerField(source="amount")
    asked = serializers.IntegerField(help_text="What the rule gives before limits.")
    expires_on = serializers.DateField(allow_null=True, help_text="The last day of the points.")
    refusal = serializers.SerializerMethodField(help_text="In Japanese; empty where points would be given.")
    said = serializers.CharField(help_text="In Japanese: the limit that cut or refused; empty where none did.")

    def get_refusal(self, tried: actions.Tried) -> str:
        """This function will say what would stand in the way."""
        return tried.refusal.sentence if tried.refusal else ""


class EndingSerializer(serializers.Serializer[Any]):
    """The last day of a version."""

    ends_on = api.DateField()


class NewCampaignSerializer(serializers.Serializer[Any]):
    """Points set aside for a purpose and a time."""

    name = serializers.CharField(max_length=80)
    starts_on = api.DateField()
    ends_on = api.DateField()
    budget = serializers.IntegerField(min_value=1, max_value=bounds.MOST_BUDGET)
    returns_expired = serializers.BooleanField(default=False, help_text="What expires goes back into the budget.")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """This function will want the dates in their order."""
        if attrs["ends_on"] < attrs["starts_on"]:
            raise serializers.ValidationError({"ends_on": "始まる日より後の日を入れてください。"})
        return attrs


class MorePointsSerializer(serializers.Serializer[Any]):
    """More points for a campaign."""

    points = serializers.IntegerField(min_value=1, max_value=bounds.MOST_BUDGET)


class DrawnSerializer(serializers.Serializer[Any]):
    """What a campaign gave in a month, by a rule; without one, what expired and came back."""

    month = serializers.DateField(help_text="The first day of the month.")
    rule_code = serializers.CharField(help_text="Empty: points that expired and went back into the budget.")
    points = serializers.IntegerField()
    people = serializers.IntegerField()
