"""What the city writes down of a rule by which points are earned."""

import itertools
import re
import unicodedata
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.http import QueryDict

from backend.accounts import models as accounts
from backend.common import fields
from points import actions, enums, models, queries
from points.forms import grouped
from points.forms.records import WeightField, weight_fields
from points.rules import bounds

CAPS = [(subject, span) for subject in enums.CapSubject for span in enums.Span]


def _whole(label: str, **more: Any) -> fields.WholeNumberField:  # noqa: ANN401 - options of a field
    errors = {"invalid": f"{label}を数字で入力してください。", "min_value": "0以上の数を入力してください。"}
    return fields.WholeNumberField(
        label=label, required=False, min_value=0, max_value=1_000_000, error_messages=errors, **more
    )


class RuleForm(forms.Form):
    """One version of a rule as it is drafted."""

    name = forms.CharField(label="名前", max_length=80, error_messages={"required": "名前を入力してください。"})
    way = forms.ChoiceField(label="方法", choices=enums.RuleWay.choices, initial=enums.RuleWay.ATTENDANCE)
    about = forms.CharField(
        label="説明",
        max_length=300,
        required=False,
        help_text="何をするとポイントが付くか、住民の方が読みます。",
        widget=forms.Textarea({"rows": 2}),
    )
    starts_on = fields.TokyoDateField(label="始める日", help_text="今の版は、この日の前の日で終わります。")
    ends_on = fields.TokyoDateField(label="終わる日", required=False, help_text="決まっていなければ空けておきます。")
    unit = forms.ChoiceField(label="数え方", choices=enums.RuleUnit.choices)
    per_time = _whole("1回のポイント")
    per_unit = WeightField(
        label="1単位のポイント",
        required=False,
        min_value=Decimal(0),
        max_value=Decimal(100_000),
        decimal_places=3,
        help_text="1時間、1単位につき。小数も使えます。",
    )
    most_per_award = _whole("1回の上限")
    table = forms.CharField(
        label="品目の表（清掃だけ）",
        required=False,
        max_length=2000,
        help_text="1行に1品目。品目の名前と、1kgあたりのポイント。例: 空き缶 20",
        widget=forms.Textarea({"rows": 4}),
    )
    first_factor = WeightField(
        label="初めてのときの倍率",
        required=False,
        min_value=bounds.LEAST_FACTOR,
        max_value=bounds.MOST_FACTOR,
        decimal_places=2,
    )
    streak_factor = WeightField(
        label="続けたときの倍率",
        required=False,
        min_value=bounds.LEAST_FACTOR,
        max_value=bounds.MOST_FACTOR,
        decimal_places=2,
    )
    streak_length = _whole("何回続けたら", help_text="2〜60。")
    streak_span = forms.ChoiceField(
        label="続け方", required=False, choices=[("", "なし"), ("day", "毎日"), ("week", "毎週"), ("month", "毎月")]
    )
    seasons = forms.CharField(
        label="期間中の倍率",
        required=False,
        max_length=1000,
        help_text="1行に1つ。始まりの日、終わりの日、倍率。例: 2026/7/1 2026/8/31 2",
        widget=forms.Textarea({"rows": 3}),
    )
    age_from = _whole("何歳から")
    age_to = _whole("何歳まで")
    residence = forms.ChoiceField(label="お住まい", required=False, choices=enums.Residence.choices)
    districts = fields.CodesChoiceField(
        label="地区",
        queryset=accounts.District.objects.order_by("position", "code"),
        to_field_name="code",
        required=False,
        help_text="選ばなければ、すべての地区です。",
        widget=forms.CheckboxSelectMultiple,
    )
    reviewed = forms.BooleanField(label="報告は、職員が確認してから付ける", required=False, initial=True)
    report_days = _whole("何日前まで報告できるか")
    four_eyes_above = _whole("職員2人の確認が要るポイント数", help_text="職員による付与で、これを超えるとき。")
    most_per_staff_day = _whole("職員1人の1日の上限", help_text="職員による付与だけ。")
    expiry_kind = forms.ChoiceField(
        label="有効期限の決め方", choices=enums.ExpiryKind.choices, initial=enums.ExpiryKind.FISCAL_YEAR_END
    )
    expiry_amount = _whole(
        "有効期限の数",
        help_text="日数なら何日後、月末なら何か月後（0はその月の末日）、年度末なら何回目の3月31日か（1は次の3月31日）。",
    )
    campaign = forms.ChoiceField(label="キャンペーン", required=False)
    provisional = forms.BooleanField(label="仮の数字である（仮データと示す）", required=False)

    def __init__(self, *args: object, campaigns: Iterable[models.Campaign], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.campaigns = {one.code: one for one in campaigns}
        none = ("", "なし（予算を限らない）")
        self.fields["campaign"].choices = [none, *((code, one.name) for code, one in self.campaigns.items())]  # type: ignore[attr-defined]
        for subject, span in CAPS:
            self.fields[f"cap_{subject}_{span}"] = _whole(f"{subject.label}の{span.label}の上限")

    def groups(self) -> list[grouped.Group]:
        """This function will give the fields in the groups in which they are read."""
        return grouped.groups(self, grouped.RULE)

    def clean_table(self) -> list[actions.ItemPlan]:
        """This function will read an item and its points on each line; an item that was there keeps its code."""
        items = dict[str, Decimal]()
        for number, line in _lines(self.cleaned_data["table"]):
            name, per_kg = _item(number, line)
            if name in items:
                raise forms.ValidationError(f"{number}行目「{name}」は、上の行にもあります。1つにまとめてください。")
            items[name] = per_kg
        known: dict[str, str] = self.initial.get("item_codes", {})
        fresh = (code for code in map("item-{}".format, itertools.count(1)) if code not in known.values())
        return [
            actions.ItemPlan(code=known.get(name) or next(fresh), name=name, per_kg=per_kg)
            for name, per_kg in items.items()
        ]

    def clean_seasons(self) -> list[actions.MultiplierPlan]:
        """This function will read a season and its factor on each line."""
        return [_season(number, line) for number, line in _lines(self.cleaned_data["seasons"])]

    def clean_streak_length(self) -> int | None:
        """This function will take a streak of 2 to 60."""
        found: int | None = self.cleaned_data["streak_length"]
        if found is not None and not bounds.LEAST_STREAK <= found <= bounds.MOST_STREAK:
            raise forms.ValidationError("2から60までの数を入力してください。")
        return found

    def clean(self) -> dict[str, Any]:
        """This function will ask for the parts that belong together."""
        data = super().clean() or {}
        parts = ("streak_factor", "streak_length", "streak_span")
        if any(data.get(name) for name in parts):
            for name in parts:
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, "倍率・長さ・続け方は、組で入力してください。")
        for name, sentence in bounds.faults(data).items():
            if name not in self.errors:
                self.add_error(name, sentence)
        return data

    def plan(self, code: str) -> actions.RulePlan:
        """This function will give what `actions.draft_rule` takes."""
        data = self.cleaned_data
        same = ("name", "about", "starts_on", "ends_on", "most_per_award", "age_from", "age_to", "reviewed")
        staff = ("four_eyes_above", "most_per_staff_day", "provisional")
        return actions.RulePlan(
            **{name: data[name] for name in (*same, *staff)},
            code=code,
            way=enums.RuleWay(data["way"]),
            unit=enums.RuleUnit(data["unit"]),
            per_time=data["per_time"] or 0,
            per_unit=data["per_unit"] or Decimal(0),
            expiry_kind=enums.ExpiryKind(data["expiry_kind"]),
            expiry_amount=data["expiry_amount"] or 0,
            residence=enums.Residence(data["residence"]),
            districts=[one.code for one in data["districts"]],
            report_days=7 if data["report_days"] is None else data["report_days"],
            campaign=self.campaigns.get(data["campaign"]),
            caps=self._own_caps(),
            shared_caps=self._shared_caps(),
            multipliers=self._multipliers(),
            items=data["table"],
        )

    def _own_caps(self) -> dict[enums.Span, int]:
        told = {span: self.cleaned_data[f"cap_{enums.CapSubject.PERSON}_{span}"] for span in enums.Span}
        return {span: most for span, most in told.items() if most is not None}

    def _shared_caps(self) -> list[actions.CapPlan]:
        told = [(subject, span, self.cleaned_data[f"cap_{subject}_{span}"]) for subject, span in CAPS]
        return [
            actions.CapPlan(subject=subject, span=span, most=most)
            for subject, span, most in told
            if subject != enums.CapSubject.PERSON and most is not None
        ]

    def _multipliers(self) -> list[actions.MultiplierPlan]:
        data, kinds = self.cleaned_data, enums.MultiplierKind
        told = [
            (kinds.FIRST_TIME, data["first_factor"], {}),
            (kinds.STREAK, data["streak_factor"], {"span": data["streak_span"], "length": data["streak_length"]}),
        ]
        plans = [actions.MultiplierPlan(kind=kind, factor=factor, **more) for kind, factor, more in told if factor]
        return [*plans, *data["seasons"]]


def _lines(text: str) -> list[tuple[int, str]]:
    lines = [line.strip() for line in unicodedata.normalize("NFKC", text).splitlines()]
    return [(number, line) for number, line in enumerate(lines, 1) if line]


def _item(number: int, line: str) -> tuple[str, Decimal]:
    match = re.fullmatch(r"(.+?)[\s,、]+(\d{1,5}(?:\.\d{1,2})?)", line)
    if match is None or Decimal(match[2]) <= 0:
        message = f"{number}行目「{line[:20]}」を読み取れません。例: 空き缶 20"
        raise forms.ValidationError(message)
    return match[1][:40], Decimal(match[2])


_DAY = r"([12]\d{3})\D(\d{1,2})\D(\d{1,2})"
_SEASON = re.compile(rf"{_DAY}\D+{_DAY}\D+(\d{{1,2}}(?:\.\d{{1,2}})?)倍?")


def _season(number: int, line: str) -> actions.MultiplierPlan:
    match = _SEASON.fullmatch(line)
    if match is None:
        raise forms.ValidationError(f"{number}行目「{line[:30]}」を読み取れません。例: 2026/7/1 2026/8/31 2")
    try:
        first, last = date(*map(int, match.group(1, 2, 3))), date(*map(int, match.group(4, 5, 6)))
    except ValueError as fault:
        raise forms.ValidationError(f"{number}行目「{line[:30]}」に、ない日付があります。") from fault
    if last < first:
        raise forms.ValidationError(f"{number}行目の終わりの日が、始まりの日より前です。")
    if not bounds.LEAST_FACTOR <= Decimal(match[7]) <= bounds.MOST_FACTOR:
        raise forms.ValidationError(f"{number}行目の倍率は、1.01から10までの数を入力してください。")
    kind = enums.MultiplierKind.SEASONAL
    return actions.MultiplierPlan(kind=kind, factor=Decimal(match[7]), starts_on=first, ends_on=last)


class NewRuleForm(RuleForm):
    """The first version of a rule, with the code by which other parts of the service name it."""

    code = forms.RegexField(
        bounds.CODE,
        label="記号",
        max_length=40,
        help_text="半角の英小文字・数字・ハイフン。後から変えられません。例: radio-taiso",
        error_messages={
            "required": "記号を入力してください。",
            "invalid": "半角の英小文字・数字・ハイフンで入力してください。",
        },
    )
    field_order = ("code", "name")

    def clean_code(self) -> str:
        """This function will want a code that no rule has."""
        code = str(self.cleaned_data["code"])
        if queries.rule_versions(code).exists():
            raise forms.ValidationError("この記号の決まりは、すでにあります。別の記号にしてください。")
        return code


def initial_of(rule: models.Rule) -> dict[str, Any]:
    """This function will give what a form shows for the next version of a rule: what this one says."""
    told: dict[str, Any] = {
        name: getattr(rule, name) for name in RuleForm.base_fields if hasattr(rule, name) and name != "campaign"
    }
    told["districts"] = rule.districts
    told["campaign"] = rule.campaign.code if rule.campaign else ""
    told |= {f"cap_{cap.subject}_{cap.span}": cap.most for cap in rule.caps.all()}
    items = list(rule.items.all())
    told["table"] = "\n".join(f"{item.name} {item.per_kg.normalize():f}" for item in items)
    told["item_codes"] = {item.name: item.code for item in items}
    seasons = []
    for one in rule.multipliers.all():
        if one.kind == enums.MultiplierKind.FIRST_TIME:
            told["first_factor"] = one.factor
        elif one.kind == enums.MultiplierKind.STREAK:
            told |= {"streak_factor": one.factor, "streak_length": one.length, "streak_span": one.span}
        else:
            seasons.append(f"{one.starts_on:%Y/%-m/%-d} {one.ends_on:%Y/%-m/%-d} {one.factor.normalize():f}")
    told["seasons"] = "\n".join(seasons)
    return told


# What of an activity a rule counts: its name and a hint.
BY_WAY: dict[str, tuple[str, str]] = {
    enums.RuleWay.MANUAL: ("付けるポイント", ""),
}
BY_UNIT: dict[str, tuple[str, str]] = {
    enums.RuleUnit.TIME: ("量", "「1回のポイント」だけの決まりでは、1のままにします。"),
    enums.RuleUnit.HOUR: ("時間", "1時間30分なら、1.5です。"),
    enums.RuleUnit.PIECE: ("数", "何単位か。"),
}


class TrialForm(forms.Form):
    """What a draft is tried with: how much, how often, by whom."""

    quantity = WeightField(label="量", initial=Decimal(1), min_value=Decimal(0), max_value=Decimal(10_000))
    times = fields.WholeNumberField(label="続けて何回", initial=3, min_value=1, max_value=40)
    number = forms.CharField(
        label="会員番号",
        required=False,
        max_length=20,
        help_text="空けておくと、条件のない架空の人で試します。",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, rule: models.Rule, **kwargs: Any) -> None:  # noqa: ANN401 - as Django has them
        super().__init__(*args, **kwargs)
        label, hint = BY_WAY.get(rule.way) or BY_UNIT[rule.unit]
        self.fields["quantity"].label, self.fields["quantity"].help_text = label, hint

    @property
    def cases(self) -> list[tuple[Decimal, dict[str, Decimal] | None, int]]:
        """This function will give the quantity, the kilograms and the people present of each time."""
        return [(self.cleaned_data["quantity"], None, 1)] * int(self.cleaned_data["times"])


class SheetTrialForm(forms.Form):
    """What a clean-up's draft is tried with: kilograms by the items of its table, and how many were present."""

    present = fields.WholeNumberField(
        label="参加した人数",
        initial=10,
        min_value=1,
        max_value=bounds.MOST_PRESENT,
        help_text="みんなに同じ割合で分けます。",
    )
    number = forms.CharField(
        label="参加した人のうち1人の会員番号",
        required=False,
        max_length=20,
        help_text="書くと、1人目をその方の条件と上限で試します。空けておくと、条件のない架空の人だけで試します。",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, rule: models.Rule, **kwargs: Any) -> None:  # noqa: ANN401 - as Django has them
        super().__init__(*args, **kwargs)
        self.weights = weight_fields(rule)
        self.fields = self.weights | self.fields

    def clean(self) -> dict[str, Any]:
        """This function will want a table, and something to be weighed."""
        data = super().clean() or {}
        if not self.weights:
            self.add_error("present", "この版には品目の表がないため、試せません。表のある版を作ってください。")
        elif not self.errors and not any(data[name] for name in self.weights):
            self.add_error(next(iter(self.weights)), "集めた重さを、1品目以上に入力してください。例: 2.5")
        return data

    @property
    def cases(self) -> list[tuple[Decimal, dict[str, Decimal] | None, int]]:
        """This function will give the one clean-up that is tried."""
        weighed = {name.removeprefix("kg_"): self.cleaned_data[name] or Decimal(0) for name in self.weights}
        return [(Decimal(0), weighed, self.cleaned_data["present"])]


def trial_form(rule: models.Rule, data: QueryDict) -> TrialForm | SheetTrialForm:
    """This function will ask what a version is tried with, and read what was typed when something was."""
    shape = SheetTrialForm if rule.way == enums.RuleWay.CLEAN_UP else TrialForm
    typed = data if {"quantity", "present"} & data.keys() else None
    return shape(typed, rule=rule)


class EndingForm(forms.Form):
    """The last day of a rule."""

    ends_on = fields.TokyoDateField(label="最後の日")


__all__ = ["EndingForm", "NewRuleForm", "RuleForm", "SheetTrialForm", "TrialForm", "initial_of", "trial_form"]
