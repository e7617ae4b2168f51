from django import forms

from backend.common import fields

# What somebody typed in a hurry: some of it is to be mended.
TYPED = {"purpose": "書道の練習", "headcount": "たくさん", "day_year": "2026", "day_month": "２", "day_day": "30"}


class CatalogueForm(forms.Form):
    """One field of every kind, for the page that shows the components; filled in, so that errors are shown too."""

    purpose = forms.CharField(label="利用の目的", help_text="例：書道の練習", max_length=80)
    headcount = fields.WholeNumberField(label="人数", min_value=1)
    phone = forms.CharField(
        label="電話番号",
        help_text="ハイフンはあってもなくてもかまいません。",
        widget=forms.TextInput({"type": "tel", "autocomplete": "tel"}),
    )
    day = fields.TokyoDateField(label="利用する日", help_text="例：2026 年 3 月 20 日（令和8 でもかまいません）")
    period = forms.ChoiceField(
        label="時間",
        choices=[("am", "午前（9:00〜12:30）"), ("pm", "午後（13:00〜16:30）"), ("night", "夜間（17:00〜20:50）")],
        widget=forms.RadioSelect,
    )
    equipment = forms.MultipleChoiceField(
        label="借りるもの",
        choices=[("mic", "マイク"), ("projector", "プロジェクター"), ("screen", "スクリーン")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    district = forms.ChoiceField(label="地区", choices=[("", "選んでください"), ("a", "見本地区"), ("b", "例示地区")])
    paper = forms.FileField(label="名簿", required=False, help_text="PDF か写真を付けられます。")
    note = forms.CharField(label="センターへの連絡", required=False, widget=forms.Textarea({"rows": 4}))
    agreed = forms.BooleanField(label="利用のきまりを読み、守ります")

    def __init__(self) -> None:
        super().__init__(TYPED)
