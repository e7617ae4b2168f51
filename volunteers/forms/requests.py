from typing import Any

from django import forms
from django.db.models import QuerySet
from django.forms import BoundField

from backend.accounts import models as accounts
from backend.common import fields
from volunteers import actions, enums, models, queries, rules
from volunteers.forms import conditions, events, lines
from volunteers.forms.board import _offer

# What a request keeps as a row of its own, and the sheet as its code.
OF_CODES = ("organisation", "field", "district", "certificate_skill")

# What the sheet asks for as long as it may become the one or the other.
EITHER = "してほしいこと（イベントのときは、その内容）"
OF_AN_EVENT = "はじめての方にも分かることばで、何をするか、どう進むか、体力の目安を書いてください。"


class RequestForm(conditions.ConditionFields, events.EventFields, lines.LineFields):
    """What an organisation writes about a request."""

    organisation = fields.CodeChoiceField(
        accounts.Organisation.objects.none(), to_field_name="code", label="募集する団体", empty_label=None
    )
    title = forms.CharField(
        max_length=60, label="募集の名前", help_text="何をするのかが分かる名前に（例：海岸の清掃を手伝ってください）。"
    )
    purpose = forms.ChoiceField(
        choices=enums.Purpose.choices,
        initial=enums.Purpose.ACTIVITY,
        required=False,
        label="募集の種類",
        widget=forms.RadioSelect,
    )
    kind = forms.ChoiceField(
        choices=enums.RequestKind.choices,
        initial=enums.RequestKind.FIXED,
        label="日時の決め方",
        widget=forms.RadioSelect,
    )
    field = fields.CodeChoiceField(
        models.Field.objects.none(), to_field_name="code", label="活動分野", empty_label="選んでください"
    )
    tasks = forms.CharField(
        max_length=2000,
        label="してほしいこと",
        help_text="はじめての方にも分かることばで、作業の内容と体力の目安を書いてください。",
        widget=forms.Textarea({"rows": 5}),
    )
    district = fields.CodeChoiceField(
        accounts.District.objects.none(),
        to_field_name="code",
        required=False,
        label="地区",
        empty_label="市内全域",
    )
    meeting_point = forms.CharField(max_length=120, label="集合場所")
    belongings = forms.CharField(
        max_length=200, required=False, label="持ち物・服装", help_text="例：軍手、飲み物、動きやすい服"
    )
    contact = forms.CharField(
        max_length=120,
        label="当日の連絡先",
        help_text="参加が決まった方だけに見えます。お名前と電話番号を書いてください。",
    )
    weather_rule = forms.CharField(
        max_length=200,
        required=False,
        label="天候が悪いとき",
        help_text="例：雨のときは中止。当日の朝7時までに、この画面とメールでお知らせします。",
    )
    wanted_skills = fields.CodesChoiceField(
        models.Skill.objects.filter(is_retired=False).order_by("position", "pk"),
        to_field_name="code",
        required=False,
        label="あると助かるできること・資格",
        help_text="なくても応募できます。登録している方に、先に案内します。",
        widget=forms.CheckboxSelectMultiple,
    )
    languages = forms.MultipleChoiceField(
        choices=enums.Language.choices,
        required=False,
        label="使うことば",
        help_text="日本語のほかに必要なことばがあるときだけ選びます。どれかを話せる方に案内します。",
        widget=forms.CheckboxSelectMultiple,
    )
    policy = forms.ChoiceField(
        choices=enums.Policy.choices, initial=enums.Policy.FIRST_COME, label="参加の決め方", widget=forms.RadioSelect
    )
    has_waiting_list = forms.BooleanField(required=False, initial=True, label="定員に達したら、空き待ちを受け付ける")

    def __init__(self, *args: Any, organisations: QuerySet[accounts.Organisation], **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        _offer(self, "organisation", organisations)
        _offer(self, "field", queries.requests.fields())
        _offer(self, "district", accounts.District.objects.order_by("position", "pk"))
        self._speak()

    def _speak(self) -> None:
        """This function will call what is written as it is called on the board; at an event nobody wants help."""
        self.fields["tasks"].label = EITHER
        if self.is_of_an_event():
            self.fields["tasks"].label = rules.events.words(enums.Purpose.EVENT).tasks
            self.fields["tasks"].help_text = OF_AN_EVENT

    def basics(self) -> list[BoundField]:
        """This function will list what every request says."""
        kinds = (conditions.ConditionFields, events.EventFields, lines.LineFields)
        parts = {name for kind in kinds for name in kind.base_fields}
        return [self[name] for name in self.fields if name not in parts]

    def conditions(self) -> list[BoundField]:
        """This function will list what stands under the conditions."""
        return [self[name] for name in conditions.ConditionFields.base_fields]

    def of_events(self) -> list[BoundField]:
        """This function will list what only a request for people who take part says."""
        return [self[name] for name in events.EventFields.base_fields]

    def is_of_an_event(self) -> bool:
        """This function will tell whether an event is written of, so that its part of the sheet stands open."""
        return bool(self["purpose"].value() == enums.Purpose.EVENT)

    def has_conditions(self) -> bool:
        """This function will tell whether a condition is written, so that the part of the sheet stands open."""
        plain = {"audience": enums.Audience.EVERYONE}
        return any(field.value() not in {None, "", plain.get(field.name)} for field in self.conditions())

    def has_set_times(self) -> bool:
        """This function will tell whether the rows of times are meant, and not the window."""
        return self["kind"].value() not in {enums.RequestKind.FLEXIBLE, enums.RequestKind.OPEN_ENDED}

    def plan(self) -> actions.RequestPlan:
        """This function will give what was written."""
        given = {name: value for name, value in self.cleaned_data.items() if name != "organisation"}
        given["wanted_skills"] = [skill.code for skill in given["wanted_skills"]]
        return actions.RequestPlan(**lines.filled(conditions.widening(events.window(given))))


class ReviewForm(forms.Form):
    """What the reviewer decides, and what the organisation is told."""

    verdict = forms.ChoiceField(
        choices=enums.Verdict.choices,
        label="確認の結果",
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        max_length=200,
        required=False,
        label="団体に伝えること",
        help_text="見送るときは、どこを直せばよいかを書いてください。",
        widget=forms.Textarea({"rows": 3}),
    )

    def clean(self) -> dict[str, Any]:
        """This function will ask for words where a request is sent back."""
        found: dict[str, Any] = super().clean() or {}
        if found.get("verdict") == enums.Verdict.REFUSE and not found.get("note"):
            self.add_error("note", "見送るときは、団体に伝わる理由を書いてください。")
        return found
