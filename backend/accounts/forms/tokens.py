from django import forms

from backend.accounts import enums

DAYS = [(30, "30日"), (90, "90日"), (365, "1年")]


class TokenForm(forms.Form):
    """What a token is for, what it allows and for how long."""

    name = forms.CharField(label="名前", max_length=60, help_text="何に使うか、あとでわかる名前。例：地域のカレンダー")
    scopes = forms.MultipleChoiceField(
        label="許可すること", choices=enums.Scope.choices, widget=forms.CheckboxSelectMultiple
    )
    days = forms.TypedChoiceField(label="有効期限", choices=DAYS, coerce=int, initial=90)
