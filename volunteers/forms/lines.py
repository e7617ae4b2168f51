from typing import Any

from django import forms
from django.forms import BoundField

from backend.common import fields
from volunteers import actions, enums, rules

USUAL = actions.RequestPlan.__dataclass_fields__
DEFAULTS = {name: USUAL[name].default for name in ("line_order", "answer_hours", "cutoff_hours")}


class LineFields(forms.Form):
    """How those who wait for a place are asked; what is left empty is as usual."""

    line_order = forms.ChoiceField(
        choices=enums.LineOrder.choices,
        initial=DEFAULTS["line_order"],
        required=False,
        label="空きをご案内する順番",
        help_text="空き待ちの方に、このことばのまま見えます。",
        widget=forms.RadioSelect,
    )
    answer_hours = fields.WholeNumberField(
        min_value=1,
        max_value=336,
        required=False,
        initial=DEFAULTS["answer_hours"],
        label="返事を待つ時間（時間）",
        help_text="空きをご案内した方に、席を取っておく時間です。ふつうは24時間。過ぎると、次の方にご案内します。",
    )
    cutoff_hours = fields.WholeNumberField(
        min_value=0,
        max_value=336,
        required=False,
        initial=DEFAULTS["cutoff_hours"],
        label="ご案内を終える時（開始の何時間前）",
        help_text="ふつうは12時間前。これより後に空いた席は、順番にご案内せず、先に申し込んだ方の参加が決まります。",
    )
    confirms_late = forms.BooleanField(
        required=False,
        initial=True,
        label="ご案内を終えたあとの空きは、「直前でも参加できる」と答えた方の参加をすぐに決める",
        help_text="答えた方がいないときと、印を外したときは、先着順で受け付けます。",
    )

    def clean(self) -> dict[str, Any]:
        """This function will ask for the district by which the line is ordered."""
        found: dict[str, Any] = super().clean() or {}
        if found.get("line_order") == enums.LineOrder.DISTRICT and not found.get("district"):
            self.add_error("district", "地区の方から空きをご案内するときは、地区を選んでください。")
        return found

    def lines(self) -> list[BoundField]:
        """This function will list what stands under the waiting list."""
        return [self[name] for name in LineFields.base_fields]

    def has_own_lines(self) -> bool:
        """This function will tell whether something is other than usual, so that the part of the sheet stands open."""
        usual = {**DEFAULTS, "confirms_late": True}
        return any(str(field.value()) not in {str(usual[field.name]), "", "None", "on"} for field in self.lines())


def filled(found: dict[str, Any]) -> dict[str, Any]:
    """This function will put what is usual where nothing was written."""
    return found | {name: usual for name, usual in DEFAULTS.items() if found.get(name) in {None, ""}}


class WaveForm(forms.Form):
    """How many people an organiser invites at once, for how long, and whether others follow."""

    people = fields.WholeNumberField(
        min_value=1,
        max_value=20,
        initial=3,
        label="お誘いする人数",
        help_text="この回に合う順に、まだお誘いしていない方へ送ります。空いている人数より多くは送りません。",
    )
    days = fields.WholeNumberField(
        min_value=1,
        max_value=14,
        initial=rules.lines.INVITATION_DAYS,
        label="返事を待つ日数（日）",
        help_text="お誘いには、返事の期限が書かれます。長くても、活動が始まるまでです。",
    )
    goes_on = forms.BooleanField(
        required=False,
        initial=True,
        label="断られたとき、期限が過ぎたときは、次の方を自動でお誘いする",
        help_text="空きがうまるか、お誘いできる方がいなくなると終わります。断った方が不利になることはありません。",
    )
