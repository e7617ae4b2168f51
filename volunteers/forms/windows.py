from datetime import datetime
from typing import Any, ClassVar

from django import forms

from backend.common import clock, fields
from volunteers import actions, enums, models
from volunteers.forms import clocks, rows
from volunteers.forms.people import ApplicationForm

WEEKDAYS = [(str(value), label) for value, label in enums.Weekday.choices]


def clock_time(label: str) -> clocks.ClockField:
    """This function will give a field for a time of the day."""
    return clocks.ClockField(label=label, widget=forms.TimeInput({"type": "time"}, format="%H:%M"))


class WindowForm(forms.Form):
    """When people can pick a time."""

    first = fields.TokyoDateField(label="期間の最初の日")
    last = fields.TokyoDateField(
        required=False, label="期間の最後の日", help_text="期限を決めない募集では、空けてください。"
    )
    weekdays = forms.MultipleChoiceField(choices=WEEKDAYS, label="曜日", widget=forms.CheckboxSelectMultiple)
    opens_at = clock_time("時間帯の始まり")
    closes_at = clock_time("時間帯の終わり")
    hours_needed = fields.HoursField(
        most=10_000,
        required=False,
        label="必要な時間の合計（時間）",
        help_text="参加する方の時間を足した合計です（例：20、1時間30分）。期限を決めない募集では、空けてください。",
    )
    shortest_minutes = fields.WholeNumberField(min_value=10, max_value=480, initial=30, label="1回の最短（分）")
    capacity = fields.WholeNumberField(min_value=1, max_value=99, initial=1, label="同時に活動できる人数")
    place = forms.CharField(max_length=120, label="活動の場所")
    code = forms.CharField(max_length=16, required=False, widget=forms.HiddenInput)

    def has_changed(self) -> bool:
        """This function will tell whether more was written than the numbers that stand there from the beginning."""
        return bool(set(self.changed_data) - {"shortest_minutes", "capacity"})

    def clean(self) -> dict[str, Any]:
        """This function will compare the days and the hours."""
        found: dict[str, Any] = super().clean() or {}
        if found.get("last") and found.get("first") and found["last"] < found["first"]:
            self.add_error("last", "最後の日は、最初の日以後にしてください。")
        if found.get("closes_at") and found.get("opens_at") and found["closes_at"] <= found["opens_at"]:
            self.add_error("closes_at", "時間帯の終わりは、始まりより後にしてください。")
        if "last" not in self.errors and bool(found.get("last")) != bool(found.get("hours_needed")):
            name = "hours_needed" if found.get("last") else "last"
            self.add_error(name, "期間を決めた募集では、最後の日と必要な時間の両方を書いてください。")
        return found

    def plan(self) -> actions.WindowPlan:
        """This function will give what was written."""
        found = self.cleaned_data
        return actions.WindowPlan(
            first=found["first"],
            last=found["last"],
            weekdays=[int(day) for day in found["weekdays"]],
            opens_at=found["opens_at"],
            closes_at=found["closes_at"],
            capacity=found["capacity"],
            place=found["place"],
            minutes_needed=found["hours_needed"],
            shortest_minutes=found["shortest_minutes"],
            code=found["code"],
        )


WindowFormSet = forms.formset_factory(
    WindowForm, formset=rows.NumberedRows, extra=0, min_num=1, max_num=rows.MOST_ROWS, validate_max=True
)


def row(window: models.Window) -> dict[str, Any]:
    """This function will give a window as the form shows it."""
    names = ("first", "last", "opens_at", "closes_at", "shortest_minutes", "capacity", "place")
    return {name: getattr(window, name) for name in names} | {
        "weekdays": [str(day) for day in window.weekdays],
        "hours_needed": fields.hours_text(window.minutes_needed),
    }


class PickForm(ApplicationForm):
    """The time that somebody picks in a window, with what an application says."""

    day = fields.TokyoDateField(label="手伝う日")
    starts_at = clock_time("開始")
    ends_at = clock_time("終了")
    leading: ClassVar[list[str]] = ["day", "starts_at", "ends_at"]
    field_order = leading

    def clean(self) -> dict[str, Any]:
        """This function will compare the two times."""
        found: dict[str, Any] = super().clean() or {}
        starts, ends = found.get("starts_at"), found.get("ends_at")
        if starts and ends and ends <= starts:
            self.add_error("ends_at", "終了の時刻は、開始の時刻より後にしてください。")
        return found

    def time(self) -> dict[str, datetime]:
        """This function will give the two instants."""
        found = self.cleaned_data
        return {name: clock.at(found["day"], found[name]) for name in ("starts_at", "ends_at")}
