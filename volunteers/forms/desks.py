"""What a desk writes down of what somebody says about their activities."""

from datetime import datetime

from django import forms
from django.http import QueryDict

from volunteers import enums, models
from volunteers.queries import desks


class DeskAnswerForm(forms.Form):
    """One activity: yes or no to what was asked, or that somebody withdraws."""

    step = forms.ChoiceField(
        label="ご本人のお返事",
        widget=forms.RadioSelect,
        error_messages={"required": "ご本人のお返事を選んでください。"},
    )
    reason = forms.CharField(max_length=200, required=False, label="団体へのひとこと（辞退のとき）")
    agrees = forms.BooleanField(
        label="電話か窓口で、ご本人に確かめました",
        error_messages={"required": "ご本人に確かめてから、印を付けてください。"},
    )

    def __init__(self, data: QueryDict | None = None, *, place: models.Assignment, now: datetime) -> None:
        is_sent = data is not None and data.get("assignment") == place.code
        super().__init__(data if is_sent else None, prefix=place.code)
        self.place = place
        steps = desks.steps_of(place, now=now)
        self.fields["step"].choices = [(one.value, one.label) for one in steps]  # type: ignore[attr-defined]
        if len(steps) == 1:
            self.fields["step"].initial = steps[0].value
        if enums.DeskStep.ACCEPT in steps:
            self.fields["agrees"].label = "募集の条件を読み上げ、ご本人に確かめました"
        if enums.DeskStep.WITHDRAW not in steps:
            del self.fields["reason"]

    @property
    def is_open(self) -> bool:
        """This function will tell whether there is anything to be said."""
        return bool(self.fields["step"].choices)  # type: ignore[attr-defined]

    def answer(self) -> dict[str, str]:
        """This function will give what answer_at_desk is told."""
        return {"step": self.cleaned_data["step"], "reason": self.cleaned_data.get("reason", "")}
