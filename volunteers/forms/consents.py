from typing import Any

from django import forms

from backend.accounts.forms.fields import CenterField, NameField
from volunteers import actions, enums, models, rules

YES, NO = "yes", "no"


class _ScopeField(forms.ChoiceField):
    """What a consent is to, in words that name the field and the last day."""

    def __init__(self, assignment: models.Assignment) -> None:
        shift = assignment.shift
        _, last = rules.consents.validity(enums.ConsentScope.FIELD, day=shift.day, today=shift.day)
        of_field = f"「{shift.request.field.name}」の活動に、{last:%Y年%-m月%-d日}まで"
        super().__init__(
            label="同意の範囲",
            choices=[
                (enums.ConsentScope.SHIFT.value, enums.ConsentScope.SHIFT.label),
                (enums.ConsentScope.FIELD.value, of_field),
            ],
            initial=enums.ConsentScope.SHIFT,
            widget=forms.RadioSelect,
            help_text="分野への同意があると、同じ分野の次の活動では、申し込むとすぐに参加が決まります。",
        )


class ConsentRequestForm(forms.Form):
    """How a minor asks their guardian."""

    channel = forms.ChoiceField(
        label="お願いのしかた",
        choices=[(one.value, one.label) for one in (enums.ConsentChannel.MAIL, enums.ConsentChannel.PAPER)],
        initial=enums.ConsentChannel.MAIL,
        widget=forms.RadioSelect,
    )
    contact = forms.EmailField(
        label="保護者の方のメールアドレス",
        required=False,
        help_text="メールで送るときに入れます。1回のメールだけに使い、送ったあとに消します。",
        widget=forms.EmailInput({"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, assignment: models.Assignment, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        self.fields = {"scope": _ScopeField(assignment), **self.fields}

    def clean(self) -> dict[str, Any]:
        """This function will ask for the address where a mail is to be sent, and leave it out elsewhere."""
        found: dict[str, Any] = super().clean() or {}
        by_mail = found.get("channel") == enums.ConsentChannel.MAIL
        if by_mail and not found.get("contact") and "contact" not in self.errors:
            self.add_error("contact", "保護者の方のメールアドレスを入れてください。メールがないときは、紙を選べます。")
        return found if by_mail else found | {"contact": ""}


class _GuardianForm(forms.Form):
    """Who answers for a minor."""

    guardian_name = NameField(
        label="保護者の方のお名前", max_length=60, widget=forms.TextInput({"autocomplete": "name"})
    )
    relation = forms.ChoiceField(label="続柄", choices=enums.Relation.choices, widget=forms.RadioSelect)

    def guardian(self) -> actions.Guardian:
        """This function will give who answers."""
        return actions.Guardian(self.cleaned_data["guardian_name"], self.cleaned_data["relation"])


class ConsentAnswerForm(_GuardianForm):
    """A guardian's yes or no."""

    answer = forms.ChoiceField(
        label="お返事", choices=[(YES, "同意します"), (NO, "同意しません")], widget=forms.RadioSelect
    )
    is_guardian = forms.BooleanField(
        label="わたしは、この方の保護者です",
        error_messages={"required": "保護者の方がお答えください。保護者の方は、印を付けてください。"},
    )

    @property
    def gives(self) -> bool:
        """This function will tell whether the answer is yes."""
        return bool(self.cleaned_data["answer"] == YES)


class ShortCodeForm(forms.Form):
    """The number on a paper."""

    number = forms.CharField(
        label="紙に書かれた番号",
        max_length=40,
        help_text="例：K3QM9-XT2A7。大文字と小文字、ハイフンのあるなしは、どちらでもかまいません。",
        widget=forms.TextInput({"autocomplete": "off"}),
    )


class ConsentRecordSearchForm(forms.Form):
    """The number of an activity, which a guardian or a minor brought to a desk."""

    code = forms.CharField(
        label="受付番号",
        max_length=40,
        help_text="お子さんの画面か紙の番号です（活動は a-、ことばの掲載は q- で始まります）。",
    )


class QuoteConsentRecordForm(_GuardianForm):
    """What a guardian signed in front of a desk, who read a minor's words there."""

    seen = forms.BooleanField(
        label="保護者の方が、この窓口で内容を読み、署名しました",
        error_messages={"required": "署名を確かめてから、印を付けてください。"},
    )
    center_code = CenterField(label="窓口")

    def __init__(
        self,
        desks: frozenset[str] | None,
        *args: Any,  # noqa: ANN401
        **kwargs: Any,  # noqa: ANN401
    ) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["center_code"]
        assert isinstance(field, CenterField)  # noqa: S101 - tells mypy what it is
        field.required = desks is not None
        field.among(desks, none="" if desks is not None else "市の担当")


class ConsentRecordForm(QuoteConsentRecordForm):
    """What a guardian signed in front of a desk about an activity."""

    def __init__(
        self,
        *args: Any,  # noqa: ANN401
        assignment: models.Assignment,
        **kwargs: Any,  # noqa: ANN401
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields = {"scope": _ScopeField(assignment), **self.fields}

    def signed(self) -> dict[str, Any]:
        """This function will give what was signed, by whom and where."""
        found = self.cleaned_data
        return {"scope": found["scope"], "guardian": self.guardian(), "center_code": found["center_code"]}


class DeskForm(forms.Form):
    """At which of their desks somebody works just now."""

    center_code = CenterField(label="窓口")

    def __init__(self, desks: frozenset[str] | None, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        field = self.fields["center_code"]
        assert isinstance(field, CenterField)  # noqa: S101 - tells mypy what it is
        field.required = desks is not None
        field.among(desks, none="" if desks is not None else "市の担当")


class ConsentHistoryForm(forms.Form):
    """Why the city looks at what guardians said; the reason stands in the record of looks."""

    reason = forms.CharField(
        max_length=200, label="見る理由", help_text="記録に残ります（例：保護者の方からの問い合わせのため）。"
    )
