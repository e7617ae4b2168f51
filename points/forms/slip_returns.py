"""What the city types to take back what it paid for a slip by mistake."""

from django import forms

from points.forms.keyed import KeyedForm


class AskBackForm(KeyedForm):
    """Why what was paid is to be taken back."""

    reason = forms.CharField(
        label="取り戻す理由",
        max_length=200,
        help_text="確認する職員とお店が読みます。例: 別のお店の伝票と取り違えて支払った",
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": "取り戻す理由を書いてください。"},
    )
