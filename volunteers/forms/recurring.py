from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import uuid4

from django import forms

from backend.common import fields
from volunteers import actions, enums, models, queries, rules
from volunteers.forms.shifts import row
from volunteers.forms.windows import WEEKDAYS, clock_time

NTH = [("1", "第1"), ("2", "第2"), ("3", "第3"), ("4", "第4"), (str(rules.repetition.LAST), "最後の")]


class RecurrenceForm(forms.Form):
    """A rule, and what each shift of it is."""

    frequency = forms.ChoiceField(choices=enums.Frequency.choices, label="くり返し方", widget=forms.RadioSelect)
    weekdays = forms.MultipleChoiceField(choices=WEEKDAYS, label="曜日", widget=forms.CheckboxSelectMultiple)
    nth = forms.ChoiceField(choices=NTH, required=False, label="毎月のとき、第何曜日か")
    first = fields.TokyoDateField(label="最初の日")
    last = fields.TokyoDateField(label="最後の日")
    starts_at = clock_time("開始")
    ends_at = clock_time("終了")
    place = forms.CharField(max_length=120, label="場所")
    capacity = fields.WholeNumberField(min_value=1, max_value=999, label="定員")
    minimum = fields.WholeNumberField(min_value=1, max_value=999, required=False, label="最少人数")
    reserve = fields.WholeNumberField(min_value=0, max_value=99, required=False, label="補欠")
    center_code = forms.SlugField(max_length=40, required=False, widget=forms.HiddenInput)
    key = forms.CharField(max_length=40, widget=forms.HiddenInput)

    @classmethod
    def after(cls, pattern: models.Shift | None) -> "RecurrenceForm":
        """This function will give the form with what the latest shift of the request was."""
        given = row(pattern) if pattern else {}
        given.pop("day", None)
        return cls(initial={**given, "frequency": enums.Frequency.WEEKLY, "key": uuid4().hex})

    def clean(self) -> dict[str, Any]:
        """This function will compare the days, the times and the numbers."""
        found: dict[str, Any] = super().clean() or {}
        if found.get("starts_at") and found.get("ends_at") and found["ends_at"] <= found["starts_at"]:
            self.add_error("ends_at", "終了の時刻は、開始の時刻より後にしてください。")
        if found.get("first") and found.get("last") and found["last"] < found["first"]:
            self.add_error("last", "最後の日は、最初の日以後にしてください。")
        if (found.get("minimum") or 1) > (found.get("capacity") or 999):
            self.add_error("minimum", "最少人数は、定員以下にしてください。")
        return found

    def repetition(self) -> rules.repetition.Repetition:
        """This function will give the rule."""
        found = self.cleaned_data
        return rules.repetition.Repetition(
            frequency=found["frequency"],
            first=found["first"],
            last=found["last"],
            weekdays=[int(day) for day in found["weekdays"]],
            nth=int(found["nth"] or 1),
        )

    def pattern(self) -> queries.recurring.Pattern:
        """This function will give the times and the place of each shift."""
        found = self.cleaned_data
        return queries.recurring.Pattern(found["starts_at"], found["ends_at"], found["place"])

    def plan(self, *, days: Sequence[date], known: Sequence[date]) -> actions.RecurrencePlan:
        """This function will give the whole, with the dates that were ticked and those whose conflicts were shown."""
        found = self.cleaned_data
        return actions.RecurrencePlan(
            repetition=self.repetition(),
            pattern=self.pattern(),
            days=days,
            known=known,
            capacity=found["capacity"],
            minimum=found["minimum"] or 1,
            reserve=found["reserve"] or 0,
            center_code=found["center_code"],
        )


class TickedForm(forms.Form):
    """The dates of a dry run that somebody wants made; those shown with a conflict come along as `known`."""

    days = forms.MultipleChoiceField(required=False)
    known = forms.MultipleChoiceField(required=False)

    def __init__(self, *args: Any, run: Sequence[queries.recurring.Planned], **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        choices = [(one.day.isoformat(), one.day.isoformat()) for one in run]
        for name in ("days", "known"):
            self.fields[name].choices = choices  # type: ignore[attr-defined]

    def dates(self, name: str) -> list[date]:
        """This function will give the dates of one of the two lists."""
        return [date.fromisoformat(day) for day in self.cleaned_data[name]]
