"""What residents write when they give points, and what the city writes about giving."""

from typing import Any

from django import forms

from backend.common import fields
from points import enums
from points.actions import gift_terms, giving
from points.forms.amounts import PointsField
from points.forms.keyed import KeyedForm
from points.rules import giving as rules


class GiftCodeForm(forms.Form):
    """The receiving code that somebody showed."""

    word = forms.CharField(
        label="相手の受け取り番号",
        max_length=20,
        help_text="相手の方の画面か紙に出ている10文字です。大文字・小文字やハイフンは気にせず入力できます。",
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
        error_messages={"required": "相手の方の受け取り番号を入力してください。"},
    )


def words_field(label: str, *, required: bool) -> forms.CharField:
    """This function will give the field of the words of a gift."""
    return forms.CharField(
        label=label,
        required=required,
        max_length=rules.LONGEST_NOTE,
        help_text="200文字まで。メールアドレスや電話番号は、伏せて届きます。",
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": "言葉を書いてください。"},
    )


class GiftForm(KeyedForm):
    """How many points, and the words that go with them; its key makes a second press harmless."""

    amount = PointsField(label="贈るポイント")
    note = words_field("添える言葉", required=False)

    def plan(self, word: str) -> giving.GiftPlan:
        """This function will give what `give_gift` takes."""
        data = self.cleaned_data
        return giving.GiftPlan(word=word, amount=data["amount"], note=data["note"], key=data["key"])


class AnswerForm(forms.Form):
    """The answer to a gift."""

    text = words_field("お返事", required=True)


class AddressForm(forms.Form):
    """The name that somebody agrees to show to who knows their receiving code."""

    name_form = forms.ChoiceField(
        label="相手に見せる名前",
        choices=[(one.value, one.label) for one in (enums.GiftName.FAMILY, enums.GiftName.NICKNAME)],
        widget=forms.RadioSelect,
        initial=enums.GiftName.FAMILY,
        help_text="番号を知っている人が、贈る前にあなたを確かめるために見ます。",
        error_messages={"required": "見せる名前を選んでください。"},
    )
    nickname = forms.CharField(
        label="呼び名",
        required=False,
        max_length=20,
        help_text="「呼び名」を選んだときに入力します。お名前の全部や連絡先は使えません。",
    )


class ReasonForm(forms.Form):
    """Why words are put before the city."""

    reason = forms.CharField(
        label="困っていること",
        max_length=200,
        help_text="市の職員が読みます。相手には知らされません。",
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": "何に困っているかを書いてください。"},
    )


class DecisionForm(forms.Form):
    """Why reported words are hidden."""

    reason = forms.CharField(
        label="理由", required=False, max_length=200, help_text="見えないようにするときは必ず書いてください。"
    )


class UseForm(KeyedForm):
    """What a community uses its points for, at which center."""

    center = forms.ChoiceField(
        label="使う交流センター", error_messages={"required": "使う交流センターを選んでください。"}
    )
    amount = PointsField(label="使うポイント")
    purpose = forms.CharField(
        label="使いみち",
        max_length=120,
        help_text="例: 総会の資料のコピー代、備品の借用",
        error_messages={"required": "使いみちを書いてください。"},
    )

    def __init__(self, *args: object, centers: dict[str, str], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["center"].choices = list(centers.items())  # type: ignore[attr-defined]

    def plan(self) -> gift_terms.UsePlan:
        """This function will give what `use_for_community` takes."""
        data = self.cleaned_data
        return gift_terms.UsePlan(
            center_code=data["center"], amount=data["amount"], purpose=data["purpose"], key=data["key"]
        )


LIMITS = [
    (f"{side.value}_{span.value}", f"{side.label.replace('あなた', 'おひとり')}・{span.label}")
    for side in enums.GiftSide
    for span in (enums.Span.DAY, enums.Span.MONTH, enums.Span.FISCAL_YEAR)
]


class TermsForm(KeyedForm):
    """The limits of giving that the city publishes."""

    starts_on = fields.TokyoDateField(label="始まる日", help_text="今日か、これからの日です。")
    per_gift = PointsField(label="一度に贈れるポイント")
    minor_per_gift = PointsField(
        label="18歳未満の方が一度に贈る・受け取るポイント",
        min_value=0,
        help_text="生年月日の登録がない方も、この上限になります。0にすると贈れません。",
    )
    youngest = forms.IntegerField(label="贈れる年齢", min_value=0, max_value=30, initial=15)
    return_days = forms.IntegerField(label="返せる日数", min_value=0, max_value=60, initial=7)
    reason = forms.CharField(
        label="決めた理由", max_length=200, error_messages={"required": "決めた理由を書いてください。"}
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        for name, label in LIMITS:
            self.fields[name] = PointsField(label=label, required=False, help_text="空欄は「上限なし」です。")

    def clean(self) -> dict[str, Any]:
        """This function will want a minor's gift no larger than another's."""
        data = super().clean() or {}
        small, large = data.get("minor_per_gift"), data.get("per_gift")
        if small is not None and large is not None and small > large:
            self.add_error("minor_per_gift", "一度に贈れるポイント以下にしてください。")
        return data

    def plan(self) -> gift_terms.GiftTermsPlan:
        """This function will give what `publish_gift_terms` takes."""
        return gift_terms.GiftTermsPlan(**{name: value for name, value in self.cleaned_data.items() if name != "key"})
