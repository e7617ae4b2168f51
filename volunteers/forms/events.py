from datetime import timedelta
from typing import Any

from django import forms

from backend.accounts.forms.fields import PersonCodeField
from backend.common import clock, fields
from volunteers import enums, models, rules


class EventFields(forms.Form):
    """What a request says that looks for people who take part in an event."""

    party_limit = fields.WholeNumberField(
        min_value=1,
        max_value=rules.events.MOST_IN_A_PARTY,
        required=False,
        label="1回の申込みで参加できる人数",
        help_text="ご家族などで申し込める、ご本人を入れた人数です。空けると1人です。同伴する方のお名前は聞きません。",
    )
    fee_note = forms.CharField(
        max_length=200, required=False, label="参加費", help_text="例：材料費として1人300円を、当日、受付で集めます。"
    )
    opens_at = fields.TokyoDateField(
        required=False, label="申込みの受付を始める日", help_text="空けると、掲載と同時に始まります。"
    )
    closes_at = fields.TokyoDateField(
        required=False, label="申込みの締切日", help_text="この日いっぱい受け付けます。空けると、開始の時刻までです。"
    )

    def clean(self) -> dict[str, Any]:
        """This function will compare the days, and refuse what goes with events alone."""
        found: dict[str, Any] = super().clean() or {}
        if found.get("opens_at") and found.get("closes_at") and found["closes_at"] < found["opens_at"]:
            self.add_error("closes_at", "締切日は、受付を始める日以後にしてください。")
        if found.get("purpose") == enums.Purpose.EVENT:
            if found.get("kind") and found["kind"] != enums.RequestKind.FIXED:
                self.add_error("kind", "イベントの募集では、「日時が決まっている」を選んでください。")
            return found
        for name in ("party_limit", "fee_note"):
            if found.get(name) and found[name] != 1:
                self.add_error(name, "イベントの参加者を募集するときだけ書けます。募集の種類を確かめてください。")
        return found


def window(found: dict[str, Any]) -> dict[str, Any]:
    """This function will give what was written with the days of the window as instants, and what is left out."""
    first, last = found.get("opens_at"), found.get("closes_at")
    return found | {
        "purpose": found.get("purpose") or enums.Purpose.ACTIVITY,
        "party_limit": found.get("party_limit") or 1,
        "opens_at": clock.start_of(first) if first else None,
        "closes_at": clock.start_of(last + timedelta(days=1)) if last else None,
    }


def of(request: models.Request) -> dict[str, Any]:
    """This function will give the fields that are told otherwise in a form than in a request."""
    closes = request.closes_at
    return {
        "opens_at": clock.date_of(request.opens_at) if request.opens_at else None,
        "closes_at": clock.date_of(closes - timedelta(microseconds=1)) if closes else None,
        "party_limit": request.party_limit if request.is_event else None,
    }


def party_field(limit: int, *, label: str = "参加する人数") -> fields.WholeNumberField:
    """This function will give the field for how many come by one application."""
    return fields.WholeNumberField(
        min_value=1,
        max_value=limit,
        initial=1,
        label=label,
        help_text=f"ご本人を入れて{limit}人まで。同伴する方のお名前はいりません。",
    )


class PartyForm(forms.Form):
    """How many come."""

    def __init__(self, *args: Any, limit: int, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        self.fields["party"] = party_field(limit)


class DeskApplicationForm(forms.Form):
    """For whom a desk applies, who asked it to."""

    person = PersonCodeField(
        label="会員番号", max_length=40, help_text="u- で始まる番号です。まだの方は、先に利用者として登録してください。"
    )
    message = forms.CharField(max_length=200, required=False, label="団体へのひとこと")
    adult = forms.BooleanField(
        required=False,
        label="18歳以上と、ご本人に確かめました",
        help_text=(
            "生年月日が登録されている方には、いりません。18歳未満で、まだ登録のない方は、先に登録内容に生年月日を"
            "書いてください。保護者の同意が必要なためです。"
        ),
    )
    agrees = forms.BooleanField(
        label="募集の条件をご本人に読み上げ、あてはまることと、申し込むことを確かめました",
        error_messages={"required": "ご本人に確かめてから、印を付けてください。"},
    )

    def __init__(self, *args: Any, limit: int, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        if limit > 1:
            self.fields["party"] = party_field(limit)

    def stated(self) -> list[str]:
        """This function will give what the desk heard of the person's age."""
        return [enums.Condition.ADULT.value] if self.cleaned_data.get("adult") else []
