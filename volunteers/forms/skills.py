"""What a desk writes down of a proof, and the city's list of skills."""

from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict

from backend.common import directory, fields
from volunteers import enums, models, queries
from volunteers.forms import people
from volunteers.forms.board import _offer


class ProofForm(forms.Form):
    """Which skill, what was seen, and from when until when it is good."""

    skill = fields.CodeChoiceField(
        models.Skill.objects.none(), to_field_name="code", label="資格", empty_label="選んでください"
    )
    proof = forms.ChoiceField(choices=enums.SkillProof.choices, label="見た書類", widget=forms.RadioSelect)
    valid_from = fields.TokyoDateField(required=False, label="有効期間のはじめ", help_text="書いてあるときだけ。")
    valid_until = fields.TokyoDateField(required=False, label="有効期限", help_text="期限のない資格は空けます。")
    center_code = forms.ChoiceField(label="確認した窓口")

    def __init__(self, data: QueryDict | None = None, *, centers: frozenset[str] | None, today: date) -> None:
        super().__init__(data)
        self.today = today
        _offer(self, "skill", queries.held_skills.provable())
        names = directory.center_names()
        wanted = names if centers is None else {code: names.get(code, code) for code in sorted(centers)}
        self.fields["center_code"].choices = list(wanted.items())  # type: ignore[attr-defined]
        if len(wanted) == 1:
            self.fields["center_code"].initial = next(iter(wanted))
            self.fields["center_code"].widget = forms.HiddenInput()

    def clean(self) -> dict[str, Any]:
        """This function will refuse a proof that has run out, or ends before it begins."""
        found: dict[str, Any] = super().clean() or {}
        begins, ends = found.get("valid_from"), found.get("valid_until")
        if ends and ends < self.today:
            self.add_error("valid_until", "期限の切れた書類では確認できません。新しい書類をお持ちいただいてください。")
        elif begins and ends and ends < begins:
            self.add_error("valid_until", "有効期限は、有効期間のはじめより後の日にしてください。")
        return found


class SkillForm(forms.Form):
    """A skill for the city's list."""

    name = forms.CharField(max_length=40, label="できること・資格の名前", help_text="例：普通自動車免許")
    paper = forms.CharField(
        max_length=60,
        required=False,
        label="窓口で見る書類",
        help_text="例：運転免許証。書類で確かめないものは空けます。",
    )


class OfferFilterForm(forms.Form):
    """What an organiser looks for among the offers; everything may be left out."""

    KINDS = (("", "すべて"), ("person", "個人の方"), ("party", "グループ・団体"))
    kind = forms.ChoiceField(choices=KINDS, required=False, label="だれと")
    field = fields.CodeChoiceField(
        models.Field.objects.none(), to_field_name="code", required=False, label="活動分野", empty_label="すべて"
    )
    skill = fields.CodeChoiceField(
        models.Skill.objects.none(), to_field_name="code", required=False, label="できること", empty_label="すべて"
    )
    language = forms.ChoiceField(
        choices=[("", "すべて"), *enums.Language.choices], required=False, label="話せることば"
    )
    headcount = fields.WholeNumberField(min_value=1, max_value=999, required=False, label="何人以上で")

    def __init__(self, data: QueryDict | None = None) -> None:
        super().__init__(data)
        _offer(self, "field", queries.requests.fields())
        _offer(self, "skill", queries.held_skills.skills())

    def wanted(self) -> queries.matching.Wanted:
        """This function will give what is looked for; what cannot be read is left out."""
        self.is_valid()
        found = getattr(self, "cleaned_data", {})
        return queries.matching.Wanted(
            kind=found.get("kind", ""),
            field=found.get("field"),
            skill=found.get("skill"),
            language=found.get("language", ""),
            headcount=found.get("headcount"),
        )


ASKED_FOR = {
    "required": "何人で来てほしいかを、数字で入力してください。",
    "invalid": "何人で来てほしいかを、数字で入力してください。",
    "min_value": "1人以上にしてください。",
    "max_value": "登録している人数までにしてください。",
}


class OfferInvitationForm(forms.Form):
    """Whom an organiser asks: a handle that stands for one suggestion, and of a party for how many."""

    handle = forms.CharField(max_length=64, widget=forms.HiddenInput)
    people = fields.WholeNumberField(min_value=1, max_value=999, label="何人で", error_messages=ASKED_FOR)

    def __init__(self, data: QueryDict | None = None) -> None:
        super().__init__(data)
        # A person comes alone and is asked no number; of a party the field stands beside its words.
        self.fields["people"].required = "people" in self.data
        self.fields["people"].widget.attrs["id"] = f"people-{self['handle'].value() or ''}"

    def many(self) -> int:
        """This function will give how many are asked for."""
        return int(self.cleaned_data["people"] or 1)


class PartySizeForm(forms.Form):
    """With how many a party comes."""

    coming = fields.WholeNumberField(min_value=1, max_value=999, label="参加する人数（代表の方を含みます）")
    declaration = forms.CharField(
        max_length=300,
        label="参加する方について確かめたこと",
        help_text="例：全員が18歳以上です。または、18歳未満の部員の保護者全員から同意書を受け取りました。だれが、いつ書いたかも記録します。",
        widget=forms.Textarea({"rows": 3}),
    )

    def __init__(
        self,
        *args: Any,  # noqa: ANN401
        conditions: str = "",
        asks_adult: bool = False,
        **kwargs: Any,  # noqa: ANN401
    ) -> None:
        super().__init__(*args, **kwargs)
        if asks_adult:
            self.fields["adult"] = people.adult_field()
        if not conditions:
            del self.fields["declaration"]
            return
        asked = f"参加する全員について、次のことを確かめて、どう確かめたかを書いてください（{conditions}）。"
        self.fields["declaration"].error_messages["required"] = asked

    def answer(self) -> dict[str, Any]:
        """This function will give what answer_for_party is told."""
        found = {name: self.cleaned_data[name] for name in ("coming", "declaration") if name in self.cleaned_data}
        return found | {"stated": [enums.Condition.ADULT.value] if self.cleaned_data.get("adult") else []}


class PartyCountForm(forms.Form):
    """How many of a party came."""

    present = fields.WholeNumberField(min_value=1, max_value=999, label="来た人数（代表の方も入れて）")
    contact_came = forms.BooleanField(
        required=False,
        help_text="来ていないときは、印をはずしてください。ポイントは、その場にいた方だけに付きます。",
    )

    def __init__(self, *args: Any, place: models.Assignment, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        self.fields["contact_came"].label = f"{place.person.display_name}さんも来た"
