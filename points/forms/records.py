"""What residents and organisers write down: visits, reports, households and clean-up sheets."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import time
from decimal import Decimal
from typing import Any, ClassVar

from django import forms

from backend.common import codes, fields
from points import actions, enums, models, queries
from points.forms.keyed import KeptForm, KeyedForm


class WeightField(forms.DecimalField):
    """A number with decimals typed as text, full-width digits taken."""

    widget = forms.TextInput
    default_error_messages: ClassVar[dict[str, Any]] = {
        "min_value": "%(limit_value)s以上の数にしてください。",
        "max_value": "%(limit_value)s以下の数にしてください。",
    }

    def to_python(self, value: Any) -> Any:  # noqa: ANN401 - Django's
        """This function will turn what was typed into a number."""
        return super().to_python(unicodedata.normalize("NFKC", value) if isinstance(value, str) else value)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """This function will ask a phone for its number keys."""
        return super().widget_attrs(widget) | {"inputmode": "decimal", "data-width": "short", "autocomplete": "off"}


class HourField(forms.TimeField):
    """A time of day, full-width digits and colons taken."""

    def to_python(self, value: Any) -> time | None:  # noqa: ANN401 - Django's
        """This function will turn what was typed into a time."""
        return super().to_python(unicodedata.normalize("NFKC", value) if isinstance(value, str) else value)


class VisitForm(forms.Form):
    """The four digits that a site shows; asked only where the site has some."""

    word = forms.CharField(
        label="会場の4桁の番号",
        max_length=8,
        help_text="会場の画面や係の人が示している、今の番号です。5分ごとに変わります。",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "data-width": "short"}),
        error_messages={"required": "会場に示されている4桁の番号を入力してください。"},
    )

    def __init__(self, *args: object, site: models.Site, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        if not site.asks_word:
            del self.fields["word"]

    @property
    def typed(self) -> str:
        """This function will give the digits in half width."""
        return unicodedata.normalize("NFKC", self.cleaned_data.get("word", "")).strip()


class ReportForm(KeptForm):
    """What a person did, and when."""

    rule = forms.ChoiceField(
        label="取り組み", widget=forms.RadioSelect, error_messages={"required": "取り組みを選んでください。"}
    )
    happened_on = fields.TokyoDateField(label="取り組んだ日")
    quantity = WeightField(
        label="量",
        required=False,
        min_value=Decimal("0.01"),
        max_value=Decimal(10_000),
        decimal_places=2,
        help_text="時間や回数で付くポイントのときだけ入力します。",
        error_messages={
            "invalid": "数字で入力してください。例: 1.5",
            "min_value": "0より大きい数を入力してください。",
        },
    )
    words = forms.CharField(
        label="どんなことをしたか",
        max_length=300,
        required=False,
        help_text="確認する職員が読みます。お名前や住所は書かないでください。",
        widget=forms.Textarea({"rows": 3}),
    )

    def __init__(self, *args: object, rules: Iterable[models.Rule], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.rules = {rule.code: rule for rule in rules}
        if all(rule.unit == enums.RuleUnit.TIME for rule in self.rules.values()):
            del self.fields["quantity"]
        self.fields["rule"].choices = [(code, rule.name) for code, rule in self.rules.items()]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """This function will ask for a quantity where the rule counts one."""
        data = super().clean() or {}
        rule = self.rules.get(data.get("rule", ""))
        counted = rule is not None and rule.unit != enums.RuleUnit.TIME
        if counted and data.get("quantity") is None and "quantity" not in self.errors:
            self.add_error("quantity", "量を数字で入力してください。例: 1.5")
        return data

    def plan(self) -> actions.ReportPlan:
        """This function will give what `actions.report` takes."""
        data = self.cleaned_data
        return actions.ReportPlan(
            rule_code=data["rule"],
            happened_on=data["happened_on"],
            quantity=data.get("quantity") or Decimal(1),
            words=data["words"],
        )


class HouseholdWordForm(forms.Form):
    """The word that somebody at home gave."""

    word = forms.CharField(
        label="合い言葉",
        max_length=20,
        help_text="いっしょに住んでいる人の画面に出ている8文字です。",
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
        error_messages={"required": "合い言葉を入力してください。"},
    )


class ReasonForm(forms.Form):
    """Why something is taken back or turned down."""

    reason = forms.CharField(
        label="理由",
        max_length=200,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": "理由を入力してください。"},
    )


class DecisionForm(forms.Form):
    """Yes, or no with a reason; the button that was pressed says which. `told` hears the reason."""

    reason = forms.CharField(
        label="理由",
        max_length=200,
        required=False,
        widget=forms.Textarea({"rows": 3}),
    )

    def __init__(self, *args: Any, told: str = "ご本人", **kwargs: Any) -> None:  # noqa: ANN401 - as a form takes them
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = f"見送るときは必ず書きます。{told}に、このままお知らせします。"

    @property
    def approves(self) -> bool:
        """This function will tell whether the button for yes was pressed."""
        return "approve" in self.data

    def clean(self) -> dict[str, Any]:
        """This function will want a reason for a no."""
        data = super().clean() or {}
        if not self.approves and not data.get("reason", "").strip():
            self.add_error("reason", "見送る理由を書いてください。")
        return data


def weight_fields(rule: models.Rule) -> dict[str, forms.Field]:
    """This function will ask for the kilograms of each item of a table, in its order."""
    return {
        f"kg_{item.code}": WeightField(
            label=f"{item.name}（kg）",
            required=False,
            min_value=Decimal(0),
            max_value=Decimal(50_000),
            decimal_places=2,
            error_messages={"invalid": "重さを数字で入力してください。例: 2.5"},
        )
        for item in sorted(rule.items.all(), key=lambda one: one.position)
    }


class CleanUpForm(KeyedForm):
    """An organiser's sheet: kilograms by the table's items, and who was there, a member's number on a line."""

    organiser = forms.ChoiceField(label="行った団体", error_messages={"required": "団体を選んでください。"})
    name = forms.CharField(
        label="清掃の名前",
        max_length=80,
        help_text="例: 海岸の清掃",
        error_messages={"required": "清掃の名前を入力してください。"},
    )
    happened_on = fields.TokyoDateField(label="行った日")
    people = forms.CharField(
        label="参加した人の会員番号",
        max_length=20_000,
        help_text="1行に1人。長くいた人に多く分けるときは、番号の後に割合（1〜10）を書きます。例: u-7K3QM9XT2 2",
        widget=forms.Textarea({"rows": 6}),
        error_messages={"required": "参加した人の会員番号を、1行に1人ずつ入力してください。"},
    )

    def __init__(self, *args: object, rule: models.Rule, organisers: Sequence[queries.Place], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.rule, self.organisers = rule, {one.value: one for one in organisers}
        self.fields["organiser"].choices = [(one.value, one.name) for one in organisers]  # type: ignore[attr-defined]
        people = self.fields.pop("people")
        self.fields |= weight_fields(rule)
        self.fields["people"] = people

    def clean_people(self) -> dict[str, int]:
        """This function will read a number and a share on each line, and name the line that says something else."""
        found: dict[str, int] = {}
        for number, line in enumerate(unicodedata.normalize("NFKC", self.cleaned_data["people"]).splitlines(), 1):
            match = re.fullmatch(r"\s*(\S+)(?:[\s,、]+(\d{1,2}))?\s*", line)
            if not line.strip():
                continue
            weight = int(match[2] or 1) if match else 0
            if match is None or not 1 <= weight <= 10:
                message = (
                    f"{number}行目「{line.strip()[:20]}」を読み取れません。会員番号と、1〜10の割合を書いてください。"
                )
                raise forms.ValidationError(message)
            person = member_number(match[1])
            if person in found:
                message = f"{number}行目の「{person}」は、前の行にもあります。1人は1行にまとめてください。"
                raise forms.ValidationError(message)
            found[person] = weight
        return found

    def plan(self) -> actions.CleanUpPlan:
        """This function will give what `actions.enter_clean_up` takes."""
        data = self.cleaned_data
        organiser = self.organisers[data["organiser"]]
        is_center = organiser.kind == enums.AccountKind.CENTER
        return actions.CleanUpPlan(
            name=data["name"],
            rule_code=self.rule.code,
            happened_on=data["happened_on"],
            kilograms={item.code: data[f"kg_{item.code}"] or Decimal(0) for item in self.rule.items.all()},
            people=data["people"],
            key=data["key"],
            organisation_code="" if is_center else organiser.code,
            center_code=organiser.code if is_center else "",
        )


class ManualAwardForm(KeyedForm):
    """Points by hand: for whom, how many, why."""

    number = forms.CharField(
        label="会員番号",
        max_length=20,
        help_text="ご本人に見せてもらいます。例: u-7K3QM9XT2",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": "会員番号を入力してください。"},
    )
    rule = forms.ChoiceField(label="決まり", error_messages={"required": "決まりを選んでください。"})
    points = fields.WholeNumberField(
        label="ポイント",
        min_value=1,
        max_value=100_000,
        error_messages={"required": "ポイントを入力してください。", "invalid": "ポイントを数字で入力してください。"},
    )
    reason = forms.CharField(
        label="理由",
        max_length=200,
        help_text="ご本人に、このままお知らせします。記録にも残ります。",
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": "理由を入力してください。"},
    )

    def __init__(self, *args: object, rules: Iterable[models.Rule], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["rule"].choices = [(rule.code, rule.name) for rule in rules]  # type: ignore[attr-defined]

    def clean_number(self) -> str:
        """This function will give the member's number that was meant."""
        return member_number(self.cleaned_data["number"])


def member_number(typed: str) -> str:
    """This function will give the member's number that somebody meant, with or without its prefix or its hyphen.

    No letter after the prefix is a U, so one at the beginning is the prefix.
    """
    normal = codes.normal(unicodedata.normalize("NFKC", typed))
    return normal if "-" in normal else f"u-{normal.removeprefix('U')}"
