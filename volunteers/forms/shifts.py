from datetime import datetime, time
from typing import Any

from django import forms

from backend.common import clock, fields
from volunteers import actions, models
from volunteers.forms import clocks, rows


class ShiftForm(forms.Form):
    """One row: a day, its times, a place and how many people."""

    day = fields.TokyoDateField(label="日付")
    starts_at = clocks.ClockField(label="開始", widget=forms.TimeInput({"type": "time"}, format="%H:%M"))
    ends_at = clocks.ClockField(label="終了", widget=forms.TimeInput({"type": "time"}, format="%H:%M"))
    place = forms.CharField(max_length=120, label="場所")
    capacity = fields.WholeNumberField(min_value=1, max_value=999, label="定員")
    minimum = fields.WholeNumberField(
        min_value=1, max_value=999, required=False, label="最少人数", help_text="これより少ないと活動できない人数。"
    )
    reserve = fields.WholeNumberField(
        min_value=0,
        max_value=99,
        required=False,
        label="補欠",
        help_text="空き待ちの先頭から何人に、予定を空けておいてもらうか。",
    )
    center_code = forms.SlugField(max_length=40, required=False, widget=forms.HiddenInput)
    code = forms.CharField(max_length=16, required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """This function will compare the two times and the two numbers."""
        found: dict[str, Any] = super().clean() or {}
        starts, ends = found.get("starts_at"), found.get("ends_at")
        if starts and ends and ends <= starts:
            self.add_error("ends_at", "終了の時刻は、開始の時刻より後にしてください。")
        if (found.get("minimum") or 1) > (found.get("capacity") or 999):
            self.add_error("minimum", "最少人数は、定員以下にしてください。")
        return found

    def plan(self) -> actions.ShiftPlan:
        """This function will give the row as a shift to be."""
        found = self.cleaned_data
        return actions.ShiftPlan(
            starts_at=clock.at(found["day"], found["starts_at"]),
            ends_at=clock.at(found["day"], found["ends_at"]),
            place=found["place"],
            capacity=found["capacity"],
            minimum=found["minimum"] or 1,
            center_code=found["center_code"],
            reserve=found["reserve"] or 0,
            code=found["code"],
        )


class _Numbered(rows.NumberedRows):
    """Rows that are read as 1回目, 2回目 and so on."""

    counted = "回目"


ShiftFormSet = forms.formset_factory(
    ShiftForm, formset=_Numbered, extra=0, min_num=1, max_num=rows.MOST_ROWS, validate_max=True
)


def row(shift: models.Shift) -> dict[str, Any]:
    """This function will give a shift as a row of the sheet shows it."""
    return {
        "day": shift.day,
        "starts_at": _local(shift.starts_at),
        "ends_at": _local(shift.ends_at),
        "place": shift.place,
        "capacity": shift.capacity,
        "minimum": shift.minimum,
        "reserve": shift.reserve or None,
        "center_code": shift.center_code,
    }


def _local(instant: datetime) -> time:
    return instant.astimezone(clock.TOKYO).time()
