from collections.abc import Sequence
from datetime import date
from typing import Any, ClassVar

from django import forms

from backend.accounts import models as accounts
from backend.accounts import rules as people_rules
from backend.common import fields
from volunteers import actions, enums, models, queries, rules
from volunteers.forms.events import party_field

TICK = "条件にあてはまるときは、印を付けてください。"
AGE = "18歳以上のときは、印を付けてください。18歳未満のときは、生年月日を書いてください。"
GUARDIAN = enums.Condition.GUARDIAN.value


class ApplicationForm(forms.Form):
    """A word to the organiser with an application, and what one says of oneself where the request asks for it."""

    leading: ClassVar[list[str]] = []
    message = forms.CharField(
        max_length=200,
        required=False,
        label="団体へのひとこと",
        help_text="伝えておきたいことがあれば書いてください。200字までです。",
        widget=forms.Textarea({"rows": 3}),
    )

    def __init__(
        self,
        *args: Any,  # noqa: ANN401
        request: models.Request | None = None,
        asked: Sequence[enums.Condition] = (),
        asks_short_notice: bool = False,
        age: queries.people.AskedAge | None = None,
        **kwargs: Any,  # noqa: ANN401
    ) -> None:
        super().__init__(*args, **kwargs)
        if request is not None and request.party_limit > 1 and "message" in self.fields:
            self.fields["party"] = party_field(request.party_limit)
            self.order_fields(["party"])
        for one in asked:
            self.fields[one.value] = forms.BooleanField(label=_statement(one, request))
            self.fields[one.value].error_messages["required"] = TICK
        self.age = age
        if age is not None:
            self.fields["date_of_birth"] = _birth_field(age)
            if age.adult_is_enough:
                self.fields["adult"] = adult_field()
            if age.adult_is_enough and GUARDIAN in self.fields:
                self.fields[GUARDIAN].required = False
            self.order_fields([*self.leading, "adult", "date_of_birth", "party"])
        if asks_short_notice:
            self.fields["short_notice"] = forms.BooleanField(
                required=False,
                label="直前でも参加できます",
                help_text="始まりが近くなってから空きが出たときは、お返事を待たずに参加が決まります。あとから変えられます。",
            )

    def clean_date_of_birth(self) -> date | None:
        """This function will refuse a day on which nobody alive was born."""
        born: date | None = self.cleaned_data["date_of_birth"]
        if born and (self.age is None or not people_rules.is_birthday_of_somebody(born, self.age.today)):
            raise forms.ValidationError("生年月日をお確かめください。")
        return born

    def clean(self) -> dict[str, Any]:
        """This function will ask who is not known to be 18 for the date of birth, and for what goes with it."""
        found: dict[str, Any] = super().clean() or {}
        if self.age is None or not self.age.adult_is_enough or "date_of_birth" in self.errors:
            return found
        born, says_adult = found.get("date_of_birth"), found.get("adult")
        age = accounts.User(date_of_birth=born).age_on(self.age.today)
        is_young = age is not None and age < rules.conditions.MAJORITY
        if not born and not says_adult:
            self.add_error("adult", AGE)
        elif says_adult and is_young:
            self.add_error("adult", "生年月日では18歳未満です。生年月日を確かめるか、印をはずしてください。")
        elif is_young and GUARDIAN in self.fields and not found.get(GUARDIAN):
            self.add_error(GUARDIAN, TICK)
        return found

    def party(self) -> int:
        """This function will give how many come."""
        return int(self.cleaned_data.get("party") or 1)

    def born(self) -> date | None:
        """This function will give the date of birth, where it was asked for and told."""
        born: date | None = self.cleaned_data.get("date_of_birth")
        return born

    def stated(self) -> list[str]:
        """This function will give what was said."""
        return [one.value for one in enums.Condition if self.cleaned_data.get(one.value)]

    def application(self) -> dict[str, Any]:
        """This function will give what apply_for_shift is told."""
        short_notice = bool(self.cleaned_data.get("short_notice"))
        said = {"message": self.cleaned_data["message"], "stated": self.stated(), "short_notice": short_notice}
        return said | {"party": self.party()}


def adult_field() -> forms.BooleanField:
    """This function will give the field by which somebody says that they are 18 or over."""
    return forms.BooleanField(
        required=False,
        label=enums.Condition.ADULT.label,
        help_text="18歳以上の方は、印を付けるだけでかまいません。生年月日はいりません。",
    )


def _birth_field(age: queries.people.AskedAge) -> fields.TokyoDateField:
    why = (
        "この募集には年齢か保護者の付き添いの条件があるため、活動の日の年齢を確かめます。"
        if age.has_conditions
        else "18歳未満の方の参加には、保護者の同意が必要です。申し込むと、同意をお願いする画面に進めます。"
    )
    return fields.TokyoDateField(
        required=not age.adult_is_enough,
        label="生年月日（18歳未満の方）" if age.adult_is_enough else "生年月日",
        help_text=f"{why}プロフィールに登録し、団体には伝えません。年は「1980」でも「昭和55」でもかまいません。",
        widget=fields.TokyoDateWidget(autocomplete="bday"),
    )


def _statement(condition: enums.Condition, request: models.Request | None) -> str:
    if request is not None and condition == enums.Condition.CERTIFICATE:
        return f"「{request.certificate}」を持っています"
    if request is not None and condition == enums.Condition.GENDER:
        return f"この募集の対象（{request.get_gender_display()}）にあてはまります（性別は記録しません）"
    return str(condition.label)


class AcceptanceForm(ApplicationForm):
    """What one says of oneself when one accepts an invitation; there is no message."""

    message = None  # type: ignore[assignment]  # how Django leaves a parent's field out


class CallOffForm(forms.Form):
    """Why an activity does not take place."""

    reason = forms.CharField(
        max_length=200,
        label="中止の理由",
        initial="天候のため、中止にします。",
        help_text="参加する方全員に、このまま伝わります。",
    )


class ReasonForm(forms.Form):
    """Why something is taken back; people read it."""

    reason = forms.CharField(max_length=200, label="理由", help_text="ご本人に伝わります。200字までです。")


class WithdrawalForm(forms.Form):
    """A word to the organiser from somebody who steps back; a reason is never asked for."""

    reason = forms.CharField(
        max_length=200,
        required=False,
        label="団体へのひとこと",
        help_text="理由を書く必要はありません。伝えたいことがあれば書いてください。",
    )


class HeardWithdrawalForm(forms.Form):
    """Who told an organiser that somebody does not come, and why."""

    said_by = forms.ChoiceField(
        choices=enums.SaidBy.choices,
        initial=enums.SaidBy.SELF,
        widget=forms.RadioSelect,
        label="だれから聞きましたか",
        error_messages={"required": "だれから聞いたかを選んでください。"},
    )
    reason = forms.CharField(
        max_length=200,
        label="うかがった理由",
        help_text="ご本人に、このまま伝わります（例：熱が出た）。くわしい病名などは書かないでください。",
        error_messages={
            "required": "うかがった理由を書いてください。言われなかったときは「理由は聞いていない」と書いてください。"
        },
    )


class ThanksForm(forms.Form):
    """A word to somebody whose application is not accepted."""

    reason = forms.CharField(
        max_length=200,
        required=False,
        label="ご本人へのことば",
        help_text="お礼に添えて伝わります（例：経験のある方にお願いすることになりました）。",
    )


class InvitationForm(forms.Form):
    """Whom an organiser asks: a handle that stands for one suggestion."""

    handle = forms.CharField(max_length=64, widget=forms.HiddenInput)


class HoursForm(forms.Form):
    """Minutes to approve, and why they are other than proposed."""

    minutes = fields.WholeNumberField(
        min_value=1, max_value=24 * 60, label="活動時間（分）", help_text="休憩を除いた時間です。"
    )
    reason = forms.CharField(
        max_length=200,
        required=False,
        label="直した理由",
        help_text="提案された時間から直したときに書いてください（例：雨のため30分早く終わった）。",
    )


class _OnTheRoster(forms.CheckboxSelectMultiple):
    """The boxes stand in the rows of the roster, which draws them; an error leads to the list."""

    use_fieldset = False

    def id_for_label(self, id_: str, index: str | None = None) -> str:
        """This function will give the id of the list's heading."""
        return "confirmed"


class SelectionForm(forms.Form):
    """The people of a roster whose hours are approved as proposed."""

    assignments = forms.MultipleChoiceField(label="認定する方", widget=_OnTheRoster)

    def __init__(self, *args: Any, awaiting: list[models.Assignment], **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        choices = [(each.code, each.person.display_name) for each in awaiting]
        self.fields["assignments"].choices = choices  # type: ignore[attr-defined]
        self.fields["assignments"].error_messages["required"] = "認定する方を1人以上選んでください。"

    def lines(self) -> list[actions.HoursLine]:
        """This function will give the chosen people's hours, as proposed."""
        return [actions.HoursLine(code) for code in self.cleaned_data["assignments"]]
