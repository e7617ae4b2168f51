from typing import Any

from django import forms

from backend.accounts import models as accounts
from backend.common import clock, fields
from volunteers import actions, enums, models, rules

HIDDEN_CONTACTS = "メールアドレスや電話番号を書いても、相手には伏せて届きます。"


class QuestionForm(forms.Form):
    """A question that everybody reads, and the name beside it."""

    text = forms.CharField(
        label="質問",
        max_length=500,
        widget=forms.Textarea({"rows": 4}),
        help_text="質問と答えは、このページを見るどなたでも読めます。500字までです。",
    )
    name_form = forms.ChoiceField(
        label="お名前の出し方", choices=enums.NameForm.choices, widget=forms.RadioSelect, initial=enums.NameForm.NONE
    )
    nickname = forms.CharField(
        label="ニックネーム",
        max_length=20,
        required=False,
        help_text="「ニックネーム」を選んだときに書いてください。お名前の全部は書けません。",
    )

    def __init__(self, *args: Any, person: accounts.User, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        self._person = person

    def clean(self) -> dict[str, Any]:
        """This function will ask for the nickname that was chosen, and refuse one that gives the name away."""
        sent: dict[str, Any] = super().clean() or {}
        nickname = sent.get("nickname", "")
        if sent.get("name_form") == enums.NameForm.NICKNAME and not nickname:
            self.add_error("nickname", "ニックネームを書くか、ほかの出し方を選んでください。")
        if rules.contact.is_full_name(nickname, name=self._person.name):
            self.add_error("nickname", "どなたでも読めるページです。お名前の全部は入れないでください。")
        return sent


class AnswerForm(forms.Form):
    """The organisation's answer to a question."""

    text = forms.CharField(
        label="答え",
        max_length=1000,
        widget=forms.Textarea({"rows": 5}),
        help_text="団体の名前で、どなたでも読めるページに載ります。1000字までです。",
    )


class HidingForm(forms.Form):
    """Why something is hidden from everybody."""

    reason = forms.CharField(
        label="見えなくする理由",
        max_length=200,
        help_text="記録に残ります（例：個人のことが書かれているため）。元には戻せません。",
    )


class MessageForm(forms.Form):
    """What one side of a thread writes to the other."""

    text = forms.CharField(
        label="メッセージ",
        max_length=rules.contact.LONGEST,
        widget=forms.Textarea({"rows": 6}),
        help_text=HIDDEN_CONTACTS,
    )


class _WordsForm(forms.Form):
    """What is announced. `key` makes sending the page again harmless."""

    title = forms.CharField(label="件名", max_length=60)
    text = forms.CharField(
        label="内容", max_length=2000, widget=forms.Textarea({"rows": 8}), help_text="2000字までです。"
    )
    key = forms.CharField(max_length=40, widget=forms.HiddenInput)

    def words(self) -> actions.announcements.Words:
        """This function will give what was written."""
        sent = self.cleaned_data
        return actions.announcements.Words(sent["title"], sent["text"], sent["to"], sent["key"])


class AnnouncementForm(_WordsForm):
    """An organiser's word to those who joined."""

    shift = forms.ChoiceField(label="どの回の方に", required=False)
    to = forms.MultipleChoiceField(
        label="送る相手",
        choices=[("confirmed", "参加が決まった方"), ("waiting", "空き待ちの方"), ("applied", "返事待ちの方")],
        widget=forms.CheckboxSelectMultiple,
        initial=["confirmed"],
        error_messages={"required": "送る相手を1つ以上選んでください。"},
    )
    field_order = ("shift", "to", "title", "text")

    def __init__(self, *args: Any, shifts: list[models.Shift], **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        self._shifts = {shift.code: shift for shift in shifts}
        each = [(code, _when(shift)) for code, shift in self._shifts.items()]
        self.fields["shift"].choices = [("", "これからのすべての回"), *each]  # type: ignore[attr-defined]
        self.fields["text"].help_text = f"2000字までです。{HIDDEN_CONTACTS}"

    def shift_chosen(self) -> models.Shift | None:
        """This function will give the time that was chosen; None for all that are to come."""
        return self._shifts.get(self.cleaned_data["shift"])


def _when(shift: models.Shift) -> str:
    starts = shift.starts_at.astimezone(clock.TOKYO)
    return f"{starts:%-m月%-d日 %-H:%M}から　{shift.place}{'（中止）' if shift.is_called_off else ''}"


class CityAnnouncementForm(_WordsForm):
    """The city's word to the people of a district."""

    district = fields.CodeChoiceField(
        label="地区", queryset=accounts.District.objects.order_by("position", "pk"), empty_label="選んでください"
    )
    to = forms.MultipleChoiceField(
        label="送る相手",
        choices=enums.CityAudience.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "送る相手を1つ以上選んでください。"},
    )
    field_order = ("district", "to", "title", "text")
