"""What the city writes down of a campaign: its points, and more of them."""

from typing import Any

from django import forms

from backend.common import fields
from points.forms.keyed import KeptForm, KeyedForm


class CampaignForm(KeyedForm):
    """Points set aside for a purpose and a time."""

    name = forms.CharField(label="名前", max_length=80, error_messages={"required": "名前を入力してください。"})
    starts_on = fields.TokyoDateField(label="始まる日")
    ends_on = fields.TokyoDateField(label="終わる日")
    budget = fields.WholeNumberField(
        label="予算（ポイント）",
        min_value=1,
        max_value=100_000_000,
        error_messages={"required": "予算を入力してください。", "invalid": "予算を数字で入力してください。"},
    )
    returns_expired = forms.BooleanField(label="期限が切れたポイントは、キャンペーンに戻す", required=False)

    def clean(self) -> dict[str, Any]:
        """This function will want the dates in their order."""
        data = super().clean() or {}
        first, last = data.get("starts_on"), data.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", "始まる日より後の日を入力してください。")
        return data


class MorePointsForm(KeptForm):
    """More points for a campaign, and the budget that was read before: so a second press adds nothing."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    points = fields.WholeNumberField(
        label="足すポイント",
        min_value=1,
        max_value=100_000_000,
        error_messages={"required": "ポイントを入力してください。", "invalid": "ポイントを数字で入力してください。"},
    )
