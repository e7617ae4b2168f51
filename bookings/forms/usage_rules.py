"""What drafts of usage rules, replays and comparisons need to be told."""

import json
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from django import forms

from backend.common import fields
from bookings import models, rules
from bookings.queries import usage_rules

YEAR = timedelta(days=364)
LARGEST = 200_000
START_IN_FORCE, START_EMPTY, START_FILE = "in_force", "empty", "file"


class NewDraftForm(forms.Form):
    """For what, from when, and from which beginning a draft is made."""

    scope = forms.ChoiceField(label="どのきまりの案ですか")
    valid_from = fields.TokyoDateField(label="いつの利用から", help_text="公開するときに変えられます。")
    start = forms.ChoiceField(
        label="はじめの内容",
        widget=forms.RadioSelect,
        choices=[
            (START_IN_FORCE, "今のきまりを写してはじめる"),
            (START_EMPTY, "何もないところからはじめる"),
            (START_FILE, "ほかの市などのファイル（JSON）を読み込む"),
        ],
        initial=START_IN_FORCE,
    )
    file = forms.FileField(
        label="ファイル", required=False, help_text="「ファイルを読み込む」を選んだときだけ使います。"
    )
    note = forms.CharField(label="この案のおぼえ", max_length=200, required=False, help_text="例：夏からの回数の見直し")

    def __init__(self, *args: Any, scopes: Sequence[usage_rules.Scope], today: date, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        self.scopes = {scope.code: scope for scope in scopes}
        self.fields["scope"].choices = [(code, scope.name) for code, scope in self.scopes.items()]  # type: ignore[attr-defined]
        self.initial.setdefault("valid_from", today.replace(day=1) + timedelta(days=62))

    def clean(self) -> dict[str, Any]:
        """This function will read the file where it is the beginning, and tell every problem at its field."""
        data = super().clean() or {}
        if data.get("start") == START_FILE and "file" not in self.errors:
            try:
                data["content"] = _read(data.get("file"))
            except forms.ValidationError as fault:
                self.add_error("file", fault)
        return data

    @property
    def chosen(self) -> usage_rules.Scope:
        """This function will give the scope that was chosen."""
        return self.scopes[self.cleaned_data["scope"]]


def _read(file: Any) -> dict[str, Any]:  # noqa: ANN401 - an uploaded file, or None
    if file is None:
        raise forms.ValidationError("読み込むファイルを選んでください。")
    if file.size > LARGEST:
        raise forms.ValidationError("ファイルが大きすぎます。「利用のきまり」のファイルか、お確かめください。")
    try:
        content: dict[str, Any] = json.loads(file.read().decode("utf-8-sig"))
        rules.read(rules.combined(content))
    except (UnicodeDecodeError, json.JSONDecodeError, AttributeError) as fault:
        raise forms.ValidationError("「利用のきまり」のファイルとして読み取れません。") from fault
    except rules.InvalidRules as fault:
        raise forms.ValidationError([forms.ValidationError(problem) for problem in fault.problems]) from fault
    return content


class PlanForm(forms.Form):
    """From when a draft is meant to hold, and what it is about."""

    valid_from = fields.TokyoDateField(label="いつの利用から")
    note = forms.CharField(label="この案のおぼえ", max_length=200, required=False)


class ReplayForm(forms.Form):
    """Which days' bookings are held against the draft: the last twelve months, unless somebody says otherwise."""

    first = fields.TokyoDateField(label="この日の利用から")
    last = fields.TokyoDateField(label="この日の利用まで")

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:  # noqa: ANN401 - Django's
        yesterday = today - timedelta(days=1)
        kwargs["initial"] = {"first": yesterday - YEAR, "last": yesterday}
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        """This function will refuse days that are not in order."""
        data = super().clean() or {}
        if data.get("first") and data.get("last") and data["last"] < data["first"]:
            self.add_error("last", "「この日の利用から」よりあとの日を入れてください。")
        return data


class PublicationForm(forms.Form):
    """From which date of use the draft becomes the rule."""

    valid_from = fields.TokyoDateField(label="いつの利用から")
    sure = forms.BooleanField(
        label="公開すると書き換えられないことを確かめました",
        error_messages={"required": "公開した版は書き換えられません。確かめて、印をつけてください。"},
    )


class ComparisonForm(forms.Form):
    """Which centers are compared, and for which date of use."""

    center = forms.MultipleChoiceField(label="くらべるセンター", required=False, widget=forms.CheckboxSelectMultiple)
    on = fields.TokyoDateField(label="いつの利用のきまりか", required=False)

    def __init__(self, *args: Any, centers: Iterable[models.Center], **kwargs: Any) -> None:  # noqa: ANN401 - Django's
        super().__init__(*args, **kwargs)
        self.fields["center"].choices = [(center.code, center.name) for center in centers]  # type: ignore[attr-defined]


class RulesDateForm(forms.Form):
    """The date of use whose rules somebody wants to read."""

    on = fields.TokyoDateField(label="いつの利用のきまりか", required=False)

    def date(self, *, today: date) -> date:
        """This function will give the date that was asked for, or today."""
        asked: date | None = self.cleaned_data.get("on") if self.is_bound and self.is_valid() else None
        return asked or today
