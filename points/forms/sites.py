"""What the city writes down of a site: where it is, and when its code counts."""

from collections.abc import Iterable
from datetime import date, time
from typing import Any

from django import forms

from backend.common import fields
from points import actions, models, queries
from points.forms.keyed import KeyedForm
from points.forms.records import HourField
from points.rules import seasons


class WindowForm(KeyedForm):
    """When a site's code counts."""

    starts_on = fields.TokyoDateField(label="はじめの日")
    ends_on = fields.TokyoDateField(label="終わりの日")
    weekdays = forms.MultipleChoiceField(
        label="曜日",
        choices=[(str(number), f"{name}曜") for number, name in enumerate(seasons.WEEKDAYS)],
        initial=[str(number) for number in range(7)],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "曜日を1つ以上選んでください。"},
    )
    opens_at = HourField(
        label="何時から",
        widget=forms.TextInput(attrs={"data-width": "short", "placeholder": "6:15"}),
        error_messages={"required": "時刻を入力してください。", "invalid": "時刻は 6:15 のように入力してください。"},
    )
    closes_at = HourField(
        label="何時まで",
        widget=forms.TextInput(attrs={"data-width": "short", "placeholder": "6:45"}),
        error_messages={"required": "時刻を入力してください。", "invalid": "時刻は 6:45 のように入力してください。"},
    )

    def clean(self) -> dict[str, Any]:
        """This function will want dates and hours in their order."""
        data = super().clean() or {}
        for first, last in (("starts_on", "ends_on"), ("opens_at", "closes_at")):
            if data.get(first) and data.get(last) and _wrong_way(data[first], data[last]):
                self.add_error(last, "始まりより後にしてください。")
        return data

    def window(self) -> actions.WindowPlan:
        """This function will give the window that was typed."""
        data = self.cleaned_data
        return actions.WindowPlan(
            starts_on=data["starts_on"],
            ends_on=data["ends_on"],
            weekdays=tuple(int(day) for day in data["weekdays"]),
            opens_at=data["opens_at"],
            closes_at=data["closes_at"],
        )


def _wrong_way(first: date | time, last: date | time) -> bool:
    if isinstance(first, date) and isinstance(last, date):
        return last < first
    return isinstance(first, time) and isinstance(last, time) and last <= first


class SiteForm(WindowForm):
    """A site with its first window."""

    name = forms.CharField(
        label="会場の名前", max_length=80, error_messages={"required": "会場の名前を入力してください。"}
    )
    about = forms.CharField(label="説明", max_length=300, required=False, widget=forms.Textarea({"rows": 2}))
    rule = forms.ChoiceField(label="決まり", error_messages={"required": "決まりを選んでください。"})
    center_code = forms.ChoiceField(label="担当の交流センター", required=False)
    asks_word = forms.BooleanField(
        label="会場の4桁の番号もたずねる",
        required=False,
        help_text="QRコードの写真だけでは受け付けなくなります。会場に画面か係の人が要ります。",
    )
    field_order = ("name", "about", "rule", "center_code", "asks_word")

    def __init__(self, *args: object, rules: Iterable[models.Rule], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["rule"].choices = [(rule.code, rule.name) for rule in rules]  # type: ignore[attr-defined]
        self.fields["center_code"].choices = [("", "市が担当"), *queries.center_names().items()]  # type: ignore[attr-defined]

    def plan(self) -> actions.SitePlan:
        """This function will give what `actions.open_site` takes."""
        data = self.cleaned_data
        facts = {name: data[name] for name in ("name", "about", "center_code", "asks_word")}
        return actions.SitePlan(**facts, rule_code=data["rule"])
