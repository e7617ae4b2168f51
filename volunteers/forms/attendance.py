"""What people write about who came and when: a number, times, minutes, reasons."""

from collections.abc import Iterable, Sequence
from datetime import datetime, time
from typing import Any, Generic, TypeVar

from django import forms
from django.http import QueryDict

from backend.common import clock, fields
from volunteers import actions, enums, models, rules
from volunteers.forms import clocks

STAYS = (1, 2, 3)
TIME = {"type": "time", "data-width": "short", "autocomplete": "off"}


class NumberForm(forms.Form):
    """Whom somebody's own number or card names, where no camera reads it."""

    code = forms.CharField(
        max_length=40,
        label="受付カードの番号",
        help_text="参加する方の受付カードにある9文字です。空白や小文字のままでもかまいません。",
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "characters", "data-width": "medium"}),
    )


class WalkInForm(NumberForm):
    """Somebody who just came: their number, and that they were asked what the request asks of people."""

    adult = forms.BooleanField(
        required=False,
        label="18歳以上と、ご本人に確かめました",
        help_text="生年月日を登録している方には、いりません。",
    )
    agrees = forms.BooleanField(
        label="募集の条件を読み上げ、あてはまることと、参加することをご本人に確かめました",
        error_messages={"required": "ご本人に確かめてから、印を付けてください。"},
    )

    def stated(self) -> list[str]:
        """This function will give what was heard of the person's age."""
        return [enums.Condition.ADULT.value] if self.cleaned_data["adult"] else []


def _time(label: str) -> clocks.ClockField:
    return clocks.ClockField(label=label, required=False, widget=forms.TimeInput(TIME, format="%H:%M"))


def _break() -> fields.WholeNumberField:
    return fields.WholeNumberField(min_value=0, max_value=600, required=False, label="休憩（分）")


class TimesForm(forms.Form):
    """When somebody was there, up to three times, and for how long they rested."""

    break_minutes = _break()

    field_order = (*(f"{name}_{n}" for n in STAYS for name in ("came", "left")), "break_minutes", "reason")

    def __init__(self, *args: Any, shift: models.Shift, **kwargs: Any) -> None:  # noqa: ANN401
        self._shift = shift
        super().__init__(*args, **kwargs)
        for n in STAYS:
            again = f"（{n}回目）" if n > 1 else ""
            self.fields[f"came_{n}"] = _time(f"来た時刻{again}")
            self.fields[f"left_{n}"] = _time(f"帰った時刻{again}")
        self.fields["left_1"].help_text = "空けると、終わりまでいたことになります。"
        self.order_fields(self.field_order)

    def clean(self) -> dict[str, Any]:
        """This function will ask when somebody came who left."""
        found: dict[str, Any] = super().clean() or {}
        for n in STAYS:
            if found.get(f"left_{n}") and not found.get(f"came_{n}"):
                self.add_error(f"came_{n}", "来た時刻も入力してください。")
            if n < max(STAYS) and found.get(f"came_{n + 1}") and not found.get(f"left_{n}"):
                self.add_error(f"left_{n}", "もう一度来たときは、その前に帰った時刻を入力してください。")
        return found

    def stays(self) -> list[rules.hours.Interval]:
        """This function will give the times as instants of the shift."""
        pairs = [(self.cleaned_data[f"came_{n}"], self.cleaned_data[f"left_{n}"]) for n in STAYS]
        return [(self._at(came), self._at(left) if left else None) for came, left in pairs if came]

    def _at(self, of_day: time) -> datetime:
        return instant_of(self._shift, of_day)


def instant_of(shift: models.Shift, of_day: time) -> datetime:
    """This function will give the instant of a time of day in a shift; one past midnight is of the next day."""
    found = clock.at(shift.day, of_day)
    return found if found >= rules.hours.check_in_opens(shift.starts_at) else found + rules.hours.DAY


def initial_times(stays: Sequence[models.Stay], *, break_minutes: int) -> dict[str, Any]:
    """This function will give what is written, for a form to begin with."""
    found: dict[str, Any] = {"break_minutes": break_minutes}
    for n, stay in zip(STAYS, stays, strict=False):
        found[f"came_{n}"] = stay.starts_at.astimezone(clock.TOKYO).time()
        found[f"left_{n}"] = stay.ends_at.astimezone(clock.TOKYO).time() if stay.ends_at else None
    return found


class CorrectionForm(TimesForm):
    """Times as they were, with why they are put right."""

    reason = forms.CharField(
        max_length=200,
        label="直す理由",
        help_text="ご本人に伝わります（例：受付が混んで、記録が遅れた）。",
    )

    def clean(self) -> dict[str, Any]:
        """This function will ask for at least one time of coming."""
        found = super().clean()
        if "came_1" not in self.errors and not found.get("came_1"):
            self.add_error("came_1", "来た時刻を入力してください。来ていないときは、受付を取り消してください。")
        return found


def _name_fields(row: forms.Form, place: models.Assignment) -> None:
    """In a table the column's head names a field to the eye; to a reader its label does, with whose it is."""
    for field in row.fields.values():
        field.column = field.label  # type: ignore[attr-defined]  # the head of the column, for the template
        field.label = f"{field.label}：{place.person.display_name}さん"


class SheetRow(forms.Form):
    """One line of the paper: came or not, from when until when, and the break."""

    came = forms.BooleanField(required=False, label="来た")
    came_at = _time("来た時刻")
    left_at = _time("帰った時刻")
    break_minutes = _break()

    def __init__(
        self,
        *args: Any,  # noqa: ANN401
        place: models.Assignment,
        shift: models.Shift,
        stays: Sequence[models.Stay] = (),
        **kwargs: Any,  # noqa: ANN401
    ) -> None:
        self.place, self._shift, self._later = place, shift, list(stays)[1:]
        super().__init__(*args, **kwargs)
        _name_fields(self, place)

    def clean(self) -> dict[str, Any]:
        """This function will ask that who has times came."""
        found: dict[str, Any] = super().clean() or {}
        if not found.get("came") and (found.get("came_at") or found.get("left_at") or found.get("break_minutes")):
            self.add_error("came", "時刻を書いた方は、「来た」に印を付けてください。")
        return found

    @property
    def has_came(self) -> bool:
        """This function will tell whether the paper says that the person came."""
        return bool(self.cleaned_data.get("came"))

    def line(self) -> actions.SheetLine:
        """This function will give the line; who has no time came at the start. Later stays remain as they are."""
        found = self.cleaned_data
        came = instant_of(self._shift, found["came_at"]) if found["came_at"] else self._shift.starts_at
        left = instant_of(self._shift, found["left_at"]) if found["left_at"] else None
        later = [stay.interval for stay in self._later]
        return actions.SheetLine(self.place.code, [(came, left), *later], found["break_minutes"] or 0)


class NoShowsForm(forms.Form):
    """Which of those who are still expected did not come; nobody is ticked beforehand."""

    assignments = forms.MultipleChoiceField(
        label="来られなかった方",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "来られなかった方を1人以上選んでください。",
            "invalid_choice": "選んだ方の中に、もう受付や記録の済んだ方がいます。一覧を確かめて、選び直してください。",
        },
    )

    def __init__(self, *args: Any, expected: Sequence[models.Assignment], **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        choices = [(each.code, _on_the_list(each)) for each in expected]
        self.fields["assignments"].choices = choices  # type: ignore[attr-defined]


def _on_the_list(place: models.Assignment) -> str:
    party = f"（{place.party}、{place.places}人）" if hasattr(place, "party") else ""
    return f"{place.person.display_name}（{place.person.furigana}）{party}"


class OwnHoursForm(forms.Form):
    """How long somebody helped, as they say themselves."""

    minutes = fields.WholeNumberField(
        min_value=1, max_value=24 * 60, label="活動した時間（分）", help_text="休憩を除いた時間です。"
    )
    note = forms.CharField(
        max_length=200, required=False, label="団体へのひとこと", help_text="例：片付けまで手伝いました。"
    )


class ObjectionForm(forms.Form):
    """What somebody says to the record that they did not come."""

    words = forms.CharField(
        max_length=200, label="団体に伝えること", help_text="例：裏の入口から入り、受付を通りませんでした。"
    )


class HoursRow(forms.Form):
    """One person of a bulk approval: yes or not yet, the minutes, and why they are other than proposed."""

    chosen = forms.BooleanField(required=False, label="認定する")
    minutes = fields.WholeNumberField(min_value=1, max_value=24 * 60, required=False, label="時間（分）")
    reason = forms.CharField(
        max_length=200, required=False, label="直した理由", widget=forms.TextInput({"data-width": "medium"})
    )

    def __init__(self, sent: QueryDict | None, *, place: models.Assignment) -> None:
        self.place = place
        begin = {"chosen": True, "minutes": place.attendance.proposed_minutes}
        super().__init__(sent, initial=begin, prefix=place.code)
        _name_fields(self, place)

    def clean(self) -> dict[str, Any]:
        """This function will ask why minutes are other than proposed."""
        found: dict[str, Any] = super().clean() or {}
        if not found.get("chosen") or "minutes" in self.errors:
            return found
        if found.get("minutes") is None:
            self.add_error("minutes", "時間を入力してください。")
        elif found["minutes"] not in self._proposed and not found.get("reason"):
            self.add_error("reason", "時間を直したときは、理由を書いてください。")
        return found

    @property
    def _proposed(self) -> set[int | None]:
        return {self.place.attendance.proposed_minutes, self.place.attendance.own_minutes}

    @property
    def is_chosen(self) -> bool:
        """This function will tell whether the person's hours are approved now."""
        return bool(self.cleaned_data.get("chosen"))

    def line(self) -> actions.HoursLine:
        """This function will give the line to approve."""
        return actions.HoursLine(self.place.code, self.cleaned_data["minutes"], self.cleaned_data["reason"])


Row = TypeVar("Row", SheetRow, HoursRow)


class Rows(Generic[Row]):
    """The rows of one page, which the summary of errors reads as one form; `refusal` is of the page as a whole."""

    def __init__(self, rows: Iterable[Row], *, beside: forms.Form | None = None) -> None:
        self.rows: list[Row] = list(rows)
        self.beside = beside
        self.refusal = ""

    def is_valid(self) -> bool:
        """This function will look at every row, so that all that is to be mended is told at once."""
        return all([*(row.is_valid() for row in self.rows), self.beside is None or self.beside.is_valid()])

    @property
    def _forms(self) -> list[forms.Form]:
        return [*self.rows, *([self.beside] if self.beside else [])]

    @property
    def errors(self) -> bool:
        """This function will tell whether there is something to mend."""
        return bool(self.refusal) or any(one.is_bound and one.errors for one in self._forms)

    def non_field_errors(self) -> list[str]:
        """This function will give what is to be mended of the page as a whole."""
        return [self.refusal] if self.refusal else []

    def visible_fields(self) -> list[forms.BoundField]:
        """This function will give every field of every row."""
        return [field for one in self._forms for field in one.visible_fields()]


class SheetReasonForm(forms.Form):
    """Why what was written before is other than the paper."""

    reason = forms.CharField(
        max_length=200,
        label="前の記録と違うときの理由",
        initial="紙の出席表のとおりに直した",
        help_text="すでに受付した方の時間を直したときだけ、ご本人に伝わります。",
    )
