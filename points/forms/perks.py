"""Orders of perks, and what happens to them at a desk or in a shop."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from backend.common import fields
from points import actions, models
from points.forms.keyed import KeyedForm
from points.queries import perk_words
from points.rules import seasons


class OrderForm(KeyedForm):
    """The confirmation of an order; its key makes a second press of the button harmless.

    It asks only for what the perk leaves open: the points that somebody brings, the day of pick-up, the community.
    """

    def __init__(
        self,
        *args: object,
        perk: models.Perk,
        steps: Sequence[models.PerkStep],
        days: Sequence[date],
        communities: Sequence[models.SupportCommunity],
        **kwargs: object,
    ) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        if perk.stepped or perk.is_support:
            self.fields["brought"] = _brought(perk, steps)
        if perk.pickup_weekdays:
            self.fields["pickup_on"] = _choice("受け取る日", [(str(day), _day(day)) for day in days])
        if perk.is_support:
            named = [(one.organisation_code, f"{one.name}（{one.about}）") for one in communities]
            self.fields["community"] = _choice("応援する団体", named)

    @property
    def asks(self) -> bool:
        """This function will tell whether anything is left to choose."""
        return len(self.fields) > 1

    def wish(self) -> actions.Wish:
        """This function will give what was chosen."""
        data = self.cleaned_data
        day = data.get("pickup_on")
        return actions.Wish(
            brought=data.get("brought"),
            pickup_on=date.fromisoformat(day) if day else None,
            community=data.get("community", ""),
        )


def _brought(perk: models.Perk, steps: Sequence[models.PerkStep]) -> forms.Field:
    table = "、".join(perk_words.step_words(perk.kind, step) for step in steps)
    return fields.WholeNumberField(
        label="使うポイント",
        min_value=perk.price,
        max_value=1_000_000,
        help_text=f"{table}。" if table else f"{perk.price:,}ポイント以上で、好きなだけ入力できます。",
        error_messages={
            "required": "使うポイントの数を入力してください。",
            "invalid": "ポイントの数を数字で入力してください。",
            "min_value": f"{perk.price:,}ポイント以上を入力してください。",
            "max_value": "ポイントの数をお確かめください。",
        },
    )


def _choice(label: str, choices: list[tuple[str, str]]) -> forms.Field:
    return forms.ChoiceField(
        label=label,
        choices=choices,
        widget=forms.RadioSelect,
        error_messages={"required": f"{label}を選んでください。", "invalid_choice": f"{label}を選び直してください。"},
    )


def _day(day: date) -> str:
    return f"{day:%-m月%-d日}（{seasons.WEEKDAYS[day.weekday()]}）"


class CancellationForm(forms.Form):
    """Why somebody's order is cancelled for them."""

    reason = forms.CharField(
        label="理由",
        max_length=200,
        help_text="申し込んだ方へ、このままお知らせします。",
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": "理由を入力してください。"},
    )


class HandoverForm(forms.Form):
    """What shows that somebody is the one who ordered: the short code, or at a desk the name that was checked."""

    code = forms.CharField(
        label="引換番号",
        max_length=20,
        required=False,
        help_text="引換券に書かれた8文字です。",
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )

    def __init__(self, *args: object, at_desk: bool, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        if at_desk:
            self.fields["checked"] = forms.BooleanField(
                label="ご本人（またはご家族）のお名前を確かめました",
                required=False,
                help_text="引換番号が分からないときに使います。確かめた方のお名前が記録に残ります。",
            )

    def clean(self) -> dict[str, Any]:
        """This function will want the code, or the mark of the desk."""
        data = super().clean() or {}
        if not data.get("code") and not data.get("checked"):
            asked = "引換番号を入力するか、お名前を確かめた印を付けてください。"
            self.add_error("code", asked if "checked" in self.fields else "引換番号を入力してください。")
        return data


class SupportForm(forms.Form):
    """Whether a community takes points from its supporters, and what it does with them."""

    about = forms.CharField(
        label="ポイントの使いみち",
        max_length=200,
        help_text="応援する方が読みます。例: 夏祭りと見守り活動に使います",
        widget=forms.Textarea({"rows": 2}),
        error_messages={"required": "ポイントの使いみちを入力してください。"},
    )
