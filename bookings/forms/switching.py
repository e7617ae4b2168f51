"""Turning a switch of a center."""

import datetime
from typing import Any

from django import forms

from backend.common import clock, fields
from bookings import enums

NOW, LATER = "now", "later"
_ON_OFF = enums.SwitchValue.choices
TURNS = [
    (
        str(enums.Switch.BOOKING_MODE.label),
        [(f"booking_mode:{mode}", name) for mode, name in enums.BookingMode.choices],
    ),
    *[
        (str(switch.label), [(f"{switch}:{value}", f"{switch.label}：{name}") for value, name in _ON_OFF])
        for switch in (enums.Switch.LOTTERY, enums.Switch.FEES, enums.Switch.OPEN_SPACE)
    ],
]


class SwitchForm(forms.Form):
    """What a center switches to, from when, and why."""

    turn = forms.ChoiceField(
        label="切り替える内容",
        choices=[("", "選んでください"), *TURNS],
        error_messages={"required": "切り替える内容を選んでください。"},
    )
    when = forms.ChoiceField(
        label="いつから",
        choices=[(NOW, "今すぐ"), (LATER, "日時を決めて切り替える")],
        widget=forms.RadioSelect,
        initial=NOW,
        error_messages={"required": "いつからかを選んでください。"},
    )
    date = fields.TokyoDateField(label="切り替える日", required=False)
    time = forms.TimeField(
        label="切り替える時刻",
        required=False,
        initial=datetime.time(),
        input_formats=["%H:%M"],
        help_text="入れないときは、その日の0時です。例：9:00",
        error_messages={"invalid": "時刻を、9:00 のように入れてください。"},
        widget=forms.TimeInput({"data-width": "short", "autocomplete": "off"}, format="%H:%M"),
    )
    reason = forms.CharField(
        label="理由",
        max_length=200,
        help_text="センターの職員にお知らせし、記録に残ります。",
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": "切り替える理由を書いてください。"},
    )

    def clean(self) -> dict[str, Any]:
        """This function will ask for the day of a later turn."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("when") == LATER and not cleaned.get("date") and "date" not in self.errors:
            self.add_error("date", "切り替える日を入れてください。")
        return cleaned

    def turned(self) -> dict[str, Any]:
        """This function will give what `actions.switch_center` takes."""
        data = self.cleaned_data
        switch, _, value = data["turn"].partition(":")
        later = data["when"] == LATER
        return {
            "switch": enums.Switch(switch),
            "value": value,
            "reason": data["reason"],
            "takes_effect_at": clock.at(data["date"], data["time"] or datetime.time()) if later else None,
        }
