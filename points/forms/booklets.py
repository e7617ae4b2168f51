"""What a desk types when somebody at the counter needs codes on paper."""

from django import forms

from points.forms.keyed import KeyedForm
from points.forms.records import member_number

SEEN = [
    ("本人確認の書類を見た", "本人確認の書類（健康保険証・運転免許証など）を見た"),
    ("受付カードを見た", "受付カードを見て、お名前を言っていただいた"),
]


class MemberForm(forms.Form):
    """Whose booklets."""

    number = forms.CharField(
        label="会員番号",
        max_length=20,
        help_text="ご本人に見せてもらいます。例: u-7K3QM9XT2",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": "会員番号を入力してください。"},
    )

    def clean_number(self) -> str:
        """This function will give the member's number that was meant."""
        return member_number(self.cleaned_data["number"])


class DeskBookletForm(KeyedForm):
    """How the desk knew who it is."""

    seen = forms.ChoiceField(
        label="ご本人をどう確かめましたか",
        choices=SEEN,
        widget=forms.RadioSelect,
        error_messages={"required": "ご本人をどう確かめたかを選んでください。"},
    )
