from django import forms

from backend.accounts import enums, models
from backend.accounts.forms.fields import FuriganaField, PersonCodeField
from backend.common import fields


class OrganisationForm(forms.Form):
    """An organisation that wants to post requests or take vouchers."""

    name = forms.CharField(label="団体・お店の名前", max_length=80)
    kana = FuriganaField(label="ふりがな", max_length=120, required=False)
    kind = forms.ChoiceField(label="種類", choices=enums.OrganisationKind.choices)
    district = fields.CodeChoiceField(
        label="地区",
        queryset=models.District.objects.order_by("position", "pk"),
        required=False,
        empty_label="地区に限らない",
    )
    about = forms.CharField(
        label="紹介",
        required=False,
        widget=forms.Textarea({"rows": 4}),
        help_text="どのような活動をしているか、はじめての方に伝わるように書きます。",
    )


class OrganisationMemberForm(forms.Form):
    """Somebody for an organisation, by the code which they told."""

    code = PersonCodeField(label="会員番号", max_length=40, help_text="加える方から聞いた、u- で始まる番号です。")
    role = forms.ChoiceField(label="役割", choices=enums.OrganisationRole.choices)
