"""What a desk types: for somebody on the phone, for somebody at the counter, about a booking, and what it looks for."""

import datetime
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django import forms

from backend.accounts import models as accounts
from backend.accounts import rules as people
from backend.common import fields
from bookings import enums, models
from bookings.forms import reserving

BEING_CALLED = {"type": "tel", "autocomplete": "off"}
CONTACT = ("contact_name", "contact_kana", "contact_phone")
# What a refused call takes along to an alternative: everything but when and where.
KEPT = ("channel", *CONTACT, "headcount", "activity", "purpose", "with_guardian")


class SearchForm(forms.Form):
    """What a desk looks for: one box for all."""

    q = forms.CharField(
        label="名前・ふりがな・電話番号・予約番号・会員番号",
        required=False,
        max_length=60,
        widget=forms.TextInput({"type": "search", "autocomplete": "off"}),
    )


class DayChoiceForm(forms.Form):
    """Another day."""

    date = fields.TokyoDateField(label="日にち", required=False)


class RoomAndDayForm(forms.Form):
    """Which room on which day somebody on the phone would like."""

    room = forms.ChoiceField(label="部屋")
    date = fields.TokyoDateField(label="利用する日")

    def __init__(self, *args: Any, rooms: Iterable[models.Room], today: datetime.date, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["room"].choices = [(room.code, room.name) for room in rooms]  # type: ignore[attr-defined]

    def clean_date(self) -> datetime.date:
        """This function will refuse a day that has passed."""
        day: datetime.date = self.cleaned_data["date"]
        if day < self.today:
            raise forms.ValidationError("過ぎた日です。今日からあとの日を入れてください。")
        return day


class _NameField(forms.CharField):
    """A name as the people pages take it: kanji as typed, one space between the parts."""

    def clean(self, value: Any) -> str:  # noqa: ANN401 - Django's
        """This function will give the name."""
        return people.plain_name(super().clean(value))


class _KanaField(forms.CharField):
    """Furigana in any kana of any width; the value is full-width katakana."""

    def clean(self, value: Any) -> str:  # noqa: ANN401 - Django's
        """This function will give katakana, and refuse kanji."""
        kana = people.furigana(super().clean(value))
        if kana and not people.is_furigana(kana):
            raise forms.ValidationError("ひらがなかカタカナで入力してください。")
        return kana


class PhoneField(forms.CharField):
    """A phone number in any width with any hyphens."""

    widget = forms.TextInput(BEING_CALLED)

    def clean(self, value: Any) -> str:  # noqa: ANN401 - Django's
        """This function will give the number in half width, or say how it should look."""
        number = people.phone(super().clean(value))
        if number and not people.is_phone(number):
            raise forms.ValidationError("電話番号を、市外局番から入れてください（例：0294-22-0000）。")
        return number


class _Contact(forms.Form):
    """Whom the desk serves."""

    contact_name = _NameField(
        label="お名前", max_length=60, error_messages={"required": "利用する方のお名前を入れてください。"}
    )
    contact_kana = _KanaField(
        label="ふりがな", max_length=60, required=False, help_text="次に電話があったとき、ふりがなでさがせます。"
    )
    contact_phone = PhoneField(
        label="電話番号",
        max_length=20,
        help_text="予約が変わるときに、ここへ電話します。",
        error_messages={"required": "連絡のつく電話番号を入れてください。"},
    )

    def contact(self) -> dict[str, Any]:
        """This function will give who the booking is for."""
        return {name: self.cleaned_data[name] for name in CONTACT}


class ProxyReservationForm(_Contact, reserving.WishForm):
    """A reservation which the desk writes down for somebody on the phone or at the counter."""

    channel = forms.ChoiceField(
        label="受け付けた方法",
        choices=[(enums.Channel.PHONE.value, "電話"), (enums.Channel.COUNTER.value, "窓口")],
        initial=enums.Channel.PHONE.value,
        required=False,
        widget=forms.RadioSelect,
    )
    with_guardian = forms.BooleanField(label="保護者がいっしょに利用します", required=False)
    field_order = ("channel", *CONTACT, "periods", "headcount", "activity", "purpose", "with_guardian")

    def call(self) -> dict[str, Any]:
        """This function will give who called, and how."""
        return {**self.contact(), "channel": enums.Channel(self.cleaned_data["channel"] or enums.Channel.PHONE)}

    def kept(self) -> Iterator[tuple[str, str]]:
        """This function will give what was typed, for a button which sends it once more with another room or time."""
        return ((name, self.data[name]) for name in KEPT if self.data.get(name))


def typed(data: Any) -> dict[str, Any]:  # noqa: ANN401 - a QueryDict
    """This function will give what somebody typed so far as a form's initial values, so that nothing is lost."""
    return {"periods": data.getlist("periods"), **{name: data.get(name, "") for name in KEPT}}


class WalkInForm(_Contact):
    """Somebody at the counter who would like a room now: what is free today, who, how many, what for."""

    slots = forms.MultipleChoiceField(
        label="部屋と時間",
        widget=forms.CheckboxSelectMultiple,
        help_text="続けて使うときは、同じ部屋の時間をいくつか選びます。",
        error_messages={"required": "部屋と時間を選んでください。", "invalid_choice": "その時間はもう空いていません。"},
    )
    headcount = fields.WholeNumberField(
        label="人数", min_value=1, max_value=2000, error_messages={"required": "利用する人数を入れてください。"}
    )
    activity = forms.ChoiceField(label="活動の種類", required=False)
    purpose = forms.CharField(label="利用の目的", max_length=200, initial="当日の利用")
    stays = forms.BooleanField(
        label="このまま受付を済ませる（利用を始める）",
        required=False,
        initial=True,
        help_text="外すと、許可だけをして、時間になってから受け付けます。始まっている時間は、いつも受付を済ませます。",
    )
    field_order = ("slots", *CONTACT, "headcount", "activity", "purpose", "stays")

    def __init__(
        self,
        *args: Any,  # noqa: ANN401 - Django's
        slots: Sequence[tuple[str, str]],
        activities: Iterable[models.Activity],
        group: accounts.Group | None = None,
        **kwargs: Any,  # noqa: ANN401 - Django's
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["slots"].choices = slots  # type: ignore[attr-defined]
        kinds = [(one.code, one.name) for one in activities]
        self.fields["activity"].choices = [("", "選ばない"), *kinds]  # type: ignore[attr-defined]
        self.fields["contact_phone"].required = False
        self.fields["contact_phone"].help_text = "忘れ物などがあったときに電話します。"
        if group is not None:
            self.fields["contact_name"].label = "来た方のお名前"
            self.fields["contact_name"].required = False
        if not kinds:
            del self.fields["activity"]

    def clean_slots(self) -> list[str]:
        """This function will refuse times of two rooms at once."""
        chosen: list[str] = self.cleaned_data["slots"]
        if len({slot.partition("/")[0] for slot in chosen}) > 1:
            raise forms.ValidationError("部屋は1つだけ選んでください。ほかの部屋は、もう一度入れてください。")
        return chosen

    def room_code(self) -> str:
        """This function will give the code of the room that was chosen."""
        code: str = self.cleaned_data["slots"][0]
        return code.partition("/")[0]

    def wish(self) -> dict[str, Any]:
        """This function will give what `actions.take_walk_in` takes besides who and where."""
        data = self.cleaned_data
        return {
            "periods": [slot.partition("/")[2] for slot in data["slots"]],
            "headcount": data["headcount"],
            "activity": data.get("activity", ""),
            "purpose": data["purpose"],
            "checked_in": data["stays"],
        }


class NoteForm(forms.Form):
    """What a desk writes down about a booking for itself."""

    text = forms.CharField(
        label="メモ",
        max_length=500,
        widget=forms.Textarea({"rows": 3}),
        help_text="窓口だけが読みます。あとから直したり消したりはできません。",
        error_messages={"required": "メモの内容を書いてください（500文字まで）。"},
    )


class ClaimForm(forms.Form):
    """The code on the slip of a desk."""

    code = forms.CharField(
        label="受取番号",
        max_length=60,
        help_text="紙にある12文字の番号です。ハイフンや小文字は気にしなくてかまいません。",
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
        error_messages={"required": "紙にある受取番号を入れてください。"},
    )
