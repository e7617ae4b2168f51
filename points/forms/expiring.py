"""What the city says when it lets points be used longer (繰越の告示)."""

import re
import unicodedata
from typing import Any

from django import forms

from backend.accounts import models as accounts
from backend.common import fields
from points import actions
from points.forms import records
from points.forms.keyed import KeyedForm
from points.queries import expiring

ALL, SOME = "all", "some"


class CarryOverForm(KeyedForm):
    """Which points, until when, for whom, and by which document; its key makes a second press harmless."""

    document = forms.CharField(
        label="文書番号",
        max_length=60,
        help_text="例：令和9年告示第1号",
        error_messages={"required": "決定した文書の番号を入れてください。"},
    )
    reason = forms.CharField(
        label="理由",
        max_length=200,
        help_text="対象の方へ、このままお知らせします。",
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": "期限を延ばす理由を書いてください。"},
    )
    first = fields.TokyoDateField(label="はじめの期限", help_text="この日から「終わりの期限」までのものが対象です。")
    last = fields.TokyoDateField(label="終わりの期限")
    until = fields.TokyoDateField(label="新しい期限", help_text="この日まで使えるようになります。")
    whom = forms.ChoiceField(
        label="対象の方",
        choices=[(ALL, "すべての方"), (SOME, "地区や会員番号で選ぶ")],
        widget=forms.RadioSelect,
        initial=ALL,
        error_messages={"required": "対象の方を選んでください。"},
    )
    districts = fields.CodesChoiceField(
        label="お住まいの地区",
        queryset=accounts.District.objects.order_by("position", "code"),
        to_field_name="code",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    numbers = forms.CharField(
        label="会員番号",
        required=False,
        max_length=20_000,
        help_text="1行に1つ。ハイフンは入れても入れなくても読み取ります。",
        widget=forms.Textarea({"rows": 4}),
    )

    def clean_numbers(self) -> list[str]:
        """This function will read the numbers, one on a line, and name the lines that nobody has."""
        typed = re.split(r"[\s,、]+", unicodedata.normalize("NFKC", self.cleaned_data["numbers"]).strip())
        found = [records.member_number(one) for one in typed if one]
        unknown = expiring.unknown_numbers(found)
        if unknown:
            lines = "、".join(f"{found.index(one) + 1}番目の{one}" for one in unknown[: expiring.NAMED])
            raise forms.ValidationError(f"見つからない会員番号があります（{lines}）。番号を確かめてください。")
        return found

    def clean(self) -> dict[str, Any]:
        """This function will ask for a district or a number where not everybody is meant."""
        data = super().clean() or {}
        chosen = data.get("districts") or data.get("numbers")
        if data.get("whom") == SOME and not chosen and "numbers" not in self.errors:
            self.add_error("districts", "地区か会員番号のどちらかを選んでください。")
        return data

    def plan(self) -> actions.CarryOverPlan:
        """This function will give what `actions.decree_carry_over` takes."""
        data = self.cleaned_data
        facts = {name: data[name] for name in ("document", "reason", "first", "last", "until")}
        if data["whom"] == ALL:
            return actions.CarryOverPlan(**facts)
        chosen: dict[str, Any] = {"districts": list(data["districts"]), "numbers": data["numbers"]}
        owners = expiring.owners_chosen(**chosen)
        return actions.CarryOverPlan(**facts, owners=tuple(owners), of_whom=expiring.described(**chosen))
