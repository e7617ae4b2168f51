from collections.abc import Sequence
from typing import Any

from django import forms

from backend.common import fields
from volunteers import actions, enums, models


class ApplicationForm(forms.Form):
    """A word to the organiser with an application, and what one says of oneself where the request asks for it."""

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
        **kwargs: Any,  # noqa: ANN401
    ) -> None:
        super().__init__(*args, **kwargs)
        for one in asked:
            self.fields[one.value] = forms.BooleanField(label=_statement(one, request))
            self.fields[one.value].error_messages["required"] = "条件にあてはまるときは、印を付けてください。"

    def stated(self) -> list[str]:
        """This function will give what was said."""
        return [one.value for one in enums.Condition if self.cleaned_data.get(one.value)]


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
