from typing import Any

from django import forms

from backend.common import clock, fields
from volunteers import enums, models

# Each condition, with what says why it is asked.
REASONS = {
    "guardian": "guardian_reason",
    "certificate": "certificate_reason",
    "gender": "gender_reason",
}
WHY = "応募する方にも見えます。"
MISSING = "条件を付けるときは、その理由を書いてください。"


class ConditionFields(forms.Form):
    """Who may join, from which day on others may, and what is asked of people; each condition with its reason."""

    audience = forms.ChoiceField(
        choices=enums.Audience.choices, initial=enums.Audience.EVERYONE, label="対象", widget=forms.RadioSelect
    )
    widens_at = fields.TokyoDateField(
        required=False,
        label="対象を広げる日",
        help_text="はじめは対象をしぼり、あとで広げるときだけ書いてください。",
    )
    widens_to = forms.ChoiceField(
        choices=[("", "広げません"), *enums.Audience.choices], required=False, label="広げたあとの対象"
    )
    minimum_age = fields.WholeNumberField(min_value=1, max_value=99, required=False, label="年齢の下限（何歳から）")
    maximum_age = fields.WholeNumberField(min_value=1, max_value=120, required=False, label="年齢の上限（何歳まで）")
    age_reason = forms.CharField(
        max_length=120, required=False, label="年齢の条件の理由", help_text=f"例：刃物を使うため。{WHY}"
    )
    guardian = forms.ChoiceField(
        choices=enums.Guardian.choices, required=False, label="保護者の付き添い", widget=forms.RadioSelect
    )
    guardian_reason = forms.CharField(max_length=120, required=False, label="付き添いの理由", help_text=WHY)
    certificate = forms.CharField(
        max_length=60,
        required=False,
        label="必要な資格・免許",
        help_text="例：普通自動車免許。いらないときは空けます。",
    )
    certificate_reason = forms.CharField(max_length=120, required=False, label="資格がいる理由", help_text=WHY)
    certificate_skill = fields.CodeChoiceField(
        models.Skill.objects.filter(is_retired=False).exclude(paper="").order_by("position", "pk"),
        to_field_name="code",
        required=False,
        label="資格を窓口で確認する",
        empty_label="確認しません（ご本人の申告によります）",
        help_text="選ぶと、交流センターの窓口で書類を確認した方だけが応募できます。「必要な資格・免許」には、その名前が入ります。",
    )
    insurance = forms.ChoiceField(
        choices=enums.Insurance.choices, required=False, label="保険", widget=forms.RadioSelect
    )
    insurance_reason = forms.CharField(max_length=120, required=False, label="保険がいる理由", help_text=WHY)
    gender = forms.ChoiceField(choices=enums.Gender.choices, required=False, label="性別", widget=forms.RadioSelect)
    gender_basis = forms.ChoiceField(
        choices=enums.GenderBasis.choices,
        required=False,
        label="性別の条件を付けられる場合",
        help_text="次の場合だけ付けられます。条件のある募集は、掲載の前に担当者が確認します。",
    )
    gender_reason = forms.CharField(max_length=120, required=False, label="性別の条件の理由", help_text=WHY)

    def clean(self) -> dict[str, Any]:
        """This function will ask for what each condition lacks."""
        found: dict[str, Any] = super().clean() or {}
        self._check_audience(found)
        self._check_ages(found)
        if found.get("certificate_skill") and not found.get("certificate"):
            found["certificate"] = found["certificate_skill"].name
        for condition, reason in REASONS.items():
            if found.get(condition) and not found.get(reason):
                self.add_error(reason, MISSING)
        if found.get("insurance") == enums.Insurance.OWN and not found.get("insurance_reason"):
            self.add_error("insurance_reason", MISSING)
        if found.get("gender") and not found.get("gender_basis"):
            self.add_error("gender_basis", "性別の条件を付けられる場合を選んでください。ほかの場合は付けられません。")
        return found

    def _check_audience(self, found: dict[str, Any]) -> None:
        if enums.Audience.DISTRICT in {found.get("audience"), found.get("widens_to")} and not found.get("district"):
            self.add_error("district", "地区の方を対象にするときは、地区を選んでください。")
        if bool(found.get("widens_at")) != bool(found.get("widens_to")) and "widens_at" not in self.errors:
            name = "widens_to" if found.get("widens_at") else "widens_at"
            self.add_error(name, "対象を広げる日と、広げたあとの対象は、両方書いてください。")
        elif found.get("widens_to") and found["widens_to"] == found.get("audience"):
            self.add_error("widens_to", "はじめの対象と違うものを選んでください。")
        elif found.get("widens_to") and found.get("audience") == enums.Audience.EVERYONE:
            self.add_error("widens_to", "はじめから「どなたでも」のときは、広げられません。空けておいてください。")

    def _check_ages(self, found: dict[str, Any]) -> None:
        least, most = found.get("minimum_age"), found.get("maximum_age")
        if least and most and most < least:
            self.add_error("maximum_age", "年齢の上限は、下限以上にしてください。")
        if (least or most) and not found.get("age_reason"):
            self.add_error("age_reason", MISSING)


def widening(found: dict[str, Any]) -> dict[str, Any]:
    """This function will give what was written with the day of the widening as its first instant in Tokyo."""
    day = found.get("widens_at")
    return found | {"widens_at": clock.start_of(day) if day else None}


def of(request: models.Request) -> dict[str, Any]:
    """This function will give the fields that are told otherwise in a form than in a request."""
    return {"widens_at": clock.date_of(request.widens_at) if request.widens_at else None}
