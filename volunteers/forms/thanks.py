from collections.abc import Sequence
from typing import Any

from django import forms

from backend.common import fields
from volunteers import enums, models


class ThankingForm(forms.Form):
    """One text for everybody who came, and words of their own for some; whoever is left out is thanked another time."""

    everybody = forms.CharField(
        max_length=1000,
        required=False,
        label="みなさんへのお礼",
        help_text="下で選んだ方全員に、同じ文が届きます。1000字までです。",
        widget=forms.Textarea({"rows": 4}),
    )

    def __init__(self, *args: Any, people: Sequence[models.Assignment], **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        self._people = people
        self.fields["to"] = forms.MultipleChoiceField(
            label="お礼を送る方",
            choices=[(each.code, each.person.display_name) for each in people],
            widget=forms.CheckboxSelectMultiple,
            initial=[each.code for each in people],
            error_messages={"required": "お礼を送る方を1人以上選んでください。"},
        )
        for each in people:
            self.fields[f"words-{each.code}"] = _own_words(each)

    def clean(self) -> dict[str, Any]:
        """This function will ask for words for everybody who is chosen."""
        found = super().clean() or {}
        silent = [each for each in self._chosen() if not self._words(each)]
        if silent:
            names = "、".join(f"{each.person.display_name}さん" for each in silent)
            self.add_error(
                "everybody", f"{names}へのお礼を書いてください。全員に同じ文でも、ひとりずつでもかまいません。"
            )
        return found

    def _chosen(self) -> list[models.Assignment]:
        wanted = self.cleaned_data.get("to", [])
        return [each for each in self._people if each.code in wanted]

    def _words(self, each: models.Assignment) -> str:
        own: str = self.cleaned_data.get(f"words-{each.code}", "")
        return own or str(self.cleaned_data.get("everybody", ""))

    def words(self) -> dict[str, str]:
        """This function will give the thanks of each person who is chosen, by the code of the assignment."""
        return {each.code: self._words(each) for each in self._chosen()}


def _own_words(each: models.Assignment) -> forms.CharField:
    return forms.CharField(
        max_length=1000,
        required=False,
        label=f"{each.person.display_name}さんへのことば",
        help_text="書いたときは、みなさんへのお礼の代わりに、こちらが届きます。",
        widget=forms.Textarea({"rows": 2}),
    )


class ThanksTextForm(forms.Form):
    """Thanks in other words."""

    text = forms.CharField(
        max_length=1000, label="お礼", help_text="1000字までです。", widget=forms.Textarea({"rows": 4})
    )

    def said(self) -> dict[str, Any]:
        """This function will give what was written as an action takes it."""
        return {"text": self.cleaned_data["text"]}


class AnswerForm(forms.Form):
    """How an activity was, in a few choices and words; everything may be left out but not all."""

    impressions = forms.MultipleChoiceField(
        choices=enums.Impression.choices,
        required=False,
        label="どうでしたか",
        help_text="あてはまるものを、いくつでも選べます。点数ではありません。",
        widget=forms.CheckboxSelectMultiple,
    )
    text = forms.CharField(
        max_length=1000,
        required=False,
        label="感想・お礼のことば",
        help_text="団体の担当者だけが読みます。1000字までです。",
        widget=forms.Textarea({"rows": 5}),
    )
    city_may_read = forms.BooleanField(
        required=False,
        label="活動をよくするために、市も読んでよい",
        help_text="市には、お名前も活動の日も伝わりません。あとから変えられます。",
    )

    def clean(self) -> dict[str, Any]:
        """This function will ask for a choice or a word."""
        found = super().clean() or {}
        if not found.get("impressions") and not found.get("text", "").strip():
            self.add_error("impressions", "あてはまるものを選ぶか、ことばを書いてください。")
        return found

    def said(self) -> dict[str, Any]:
        """This function will give what was written as an action takes it."""
        return dict(self.cleaned_data)


class AdditionForm(forms.Form):
    """What is added to what was said before."""

    text = forms.CharField(
        max_length=1000, label="書き足すことば", help_text="1000字までです。", widget=forms.Textarea({"rows": 3})
    )


class ReportForm(forms.Form):
    """Why the city should look at what was said."""

    reason = forms.CharField(
        max_length=400,
        label="困っていること",
        help_text="市の担当者だけが読みます。相手の方には伝わりません。",
        widget=forms.Textarea({"rows": 4}),
    )


class DecisionForm(forms.Form):
    """What the city decides about what was reported."""

    outcome = forms.ChoiceField(choices=enums.ReportOutcome.choices, label="どうしますか", widget=forms.RadioSelect)
    note = forms.CharField(
        max_length=200,
        label="理由",
        help_text="見えなくするときは両方の方に、そのままにするときは報告した方に、このまま伝わります。",
        widget=forms.Textarea({"rows": 3}),
    )


class HintsForm(forms.Form):
    """Which fiscal year and field of activity the city looks at."""

    year = forms.TypedChoiceField(coerce=int, required=False, label="年度")
    field = fields.CodeChoiceField(
        models.Field.objects.none(),
        to_field_name="code",
        required=False,
        label="活動分野",
        empty_label="すべての分野",
    )

    def __init__(self, *args: Any, years: Sequence[int], **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        self._years = years
        self.fields["year"].choices = [(year, f"{year}年度") for year in years]  # type: ignore[attr-defined]
        self.fields["field"].queryset = models.Field.objects.order_by("position", "pk")  # type: ignore[attr-defined]

    def wanted(self) -> tuple[int, models.Field | None]:
        """This function will give the year and the field; what cannot be read is left out."""
        found = self.cleaned_data if self.is_bound and self.is_valid() else {}
        return found.get("year") or self._years[0], found.get("field")
