from collections.abc import Sequence

from django import forms

from backend.common import fields
from points import queries
from points.forms.keyed import key_field


class ShortCodeForm(forms.Form):
    """The short code under the QR, typed by the person at the desk or in the shop."""

    code = forms.CharField(
        label="引換番号",
        max_length=20,
        help_text="引換券に書かれた8文字です。大文字・小文字やハイフンは気にせず入力できます。",
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
        error_messages={"required": "引換番号を入力してください。例: 4K7M-92QT"},
    )


class PlaceForm(forms.Form):
    """Where a voucher is handed in; asked only of somebody with more than one place."""

    place = forms.ChoiceField(label="引き換える場所", error_messages={"required": "引き換える場所を選んでください。"})

    def __init__(
        self, *args: object, places: Sequence[queries.Place], sheets: int | None = None, **kwargs: object
    ) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        if sheets is not None:
            self.fields["sheets"] = _sheets(sheets)
            self.fields["key"] = key_field()
        self.places = {one.value: one for one in places}
        field = self.fields["place"]
        field.choices = [(one.value, one.name) for one in places]  # type: ignore[attr-defined]
        if len(places) == 1:
            field.widget = forms.HiddenInput()
            field.initial = places[0].value

    @property
    def chosen(self) -> queries.Place:
        """This function will give the place that was chosen."""
        return self.places[self.cleaned_data["place"]]


def _sheets(left: int) -> forms.Field:
    return fields.WholeNumberField(
        label="今回使う枚数",
        min_value=1,
        max_value=left,
        initial=left,
        help_text=f"残りは{left}枚です。残った分は、次に使えます。",
        error_messages={
            "required": "使う枚数を入力してください。",
            "invalid": "使う枚数を数字で入力してください。",
            "min_value": "1枚以上を入力してください。",
            "max_value": f"残りは{left}枚です。{left}枚以下を入力してください。",
        },
    )
