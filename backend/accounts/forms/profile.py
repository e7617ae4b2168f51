from datetime import date
from typing import Any

from django import forms
from django.http import HttpRequest

from backend.accounts import enums, models, rules
from backend.accounts.forms.fields import FuriganaField, NameField
from backend.common import clock, fields

CONNECTIONS = [("lives", "市内に住んでいる"), ("works", "市内で働いている"), ("studies", "市内の学校に通っている")]


class ProfileForm(forms.Form):
    """What a person tells about themselves; full and half width, hiragana and katakana are taken."""

    name = NameField(
        label="お名前", max_length=60, help_text="例：見本 花子", widget=forms.TextInput({"autocomplete": "name"})
    )
    furigana = FuriganaField(label="ふりがな", max_length=80, help_text="ひらがなでもカタカナでもかまいません。")
    date_of_birth = fields.TokyoDateField(
        label="生年月日",
        help_text="年は「1980」でも「昭和55」でもかまいません。",
        widget=fields.TokyoDateWidget(autocomplete="bday"),
    )
    district = fields.CodeChoiceField(
        label="お住まいの地区",
        queryset=models.District.objects.order_by("position", "pk"),
        required=False,
        empty_label="市外、またはわからない",
    )
    connections = forms.MultipleChoiceField(
        label="市とのつながり",
        choices=CONNECTIONS,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="あてはまるものをすべて選んでください。",
    )
    language = forms.ChoiceField(label="お知らせの言葉", choices=enums.Language.choices, initial=enums.Language.JA)
    phone = forms.CharField(
        label="電話番号",
        max_length=20,
        required=False,
        widget=forms.TextInput({"type": "tel", "autocomplete": "tel"}),
        help_text="施設から急ぎの連絡をするときにだけ使います。",
    )

    def clean_date_of_birth(self) -> date | None:
        """This function will refuse a day on which nobody alive was born."""
        born: date | None = self.cleaned_data["date_of_birth"]
        if born and not rules.is_birthday_of_somebody(born, clock.today()):
            raise forms.ValidationError("生年月日をお確かめください。")
        return born

    def clean_phone(self) -> str:
        """This function will give half-width digits and hyphens, and refuse anything else."""
        number = rules.phone(self.cleaned_data["phone"])
        if number and not rules.is_phone(number):
            raise forms.ValidationError("電話番号は、市外局番から数字で入力してください。例：0294-00-0000")
        return number

    def profile(self) -> dict[str, Any]:
        """This function will give the fields of `actions.update_profile` that were asked for."""
        given = {name: value for name, value in self.cleaned_data.items() if name in _FIELDS}
        chosen = self.cleaned_data["connections"]
        return given | {f"{key}_in_city": key in chosen for key, _ in CONNECTIONS}

    @classmethod
    def initial_of(cls, person: models.User) -> dict[str, Any]:
        """This function will give what the form shows of a person at first."""
        ticked = [key for key, _ in CONNECTIONS if getattr(person, f"{key}_in_city")]
        return {name: getattr(person, name) for name in _FIELDS} | {"connections": ticked}


_FIELDS = ("name", "furigana", "date_of_birth", "district", "language", "phone")


class SignupFields(ProfileForm):
    """The part of the sign-up form that is ours; allauth puts its own fields into a subclass."""

    phone = None  # type: ignore[assignment]  # asked for on the profile, when it is needed

    def signup(self, request: HttpRequest, user: models.User) -> None:
        """This function will do nothing, for allauth which wants it: the adapter fills the person before saving."""
