from collections.abc import Sequence

from django import forms

from backend.common import codes
from points import queries


def order_key() -> str:
    """This function will make the key that lets an order form be sent twice and count once."""
    return codes.random_part(20)


class OrderForm(forms.Form):
    """The confirmation of an order; its key makes a second press of the button harmless."""

    key = forms.CharField(max_length=40, widget=forms.HiddenInput, initial=order_key)


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

    def __init__(self, *args: object, places: Sequence[queries.Place], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
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
