"""The whole sheet of an offer: other weekly times, days away and days besides; it needs no JavaScript."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.forms import BoundField
from django.forms.utils import ErrorDict
from django.http import QueryDict

from backend.common import fields
from volunteers import actions, enums, models
from volunteers.forms import clocks, offers

MOST_ROWS = 20
MORE = ("more-times", "more-away", "more-also")
TIME = {"type": "time", "data-width": "short"}


class _Row(forms.Form):
    """A row that may stay empty; in one that does not, what it `needs` is asked for."""

    needs: tuple[str, ...] = ()

    def clean(self) -> dict[str, Any]:
        """This function will ask for what is missing, and compare the two times where there are two."""
        found: dict[str, Any] = super().clean() or {}
        for name in self.needs:
            if name not in self.errors and found.get(name) in {None, ""}:
                self.add_error(
                    name, "この行を使うときは、ここも入力してください。使わないときは、行を空にしてください。"
                )
        starts, ends = found.get("starts_at"), found.get("ends_at")
        if starts and ends and ends <= starts:
            self.add_error("ends_at", "終了の時刻は、開始の時刻より後にしてください。")
        return found


class TimeForm(_Row):
    """One weekly time besides the usual parts of the day."""

    needs = ("weekday", "starts_at", "ends_at")
    weekday = forms.TypedChoiceField(
        choices=[("", "曜日を選ぶ"), *enums.Weekday.choices], coerce=int, empty_value=None, required=False, label="曜日"
    )
    starts_at = clocks.ClockField(required=False, label="開始", widget=forms.TimeInput(TIME, format="%H:%M"))
    ends_at = clocks.ClockField(required=False, label="終了", widget=forms.TimeInput(TIME, format="%H:%M"))

    def plan(self) -> actions.OfferTimePlan:
        """This function will give the row as a time to be."""
        return actions.OfferTimePlan(**self.cleaned_data)


class AwayForm(_Row):
    """Days on which somebody cannot come; without a last day it is one."""

    needs = ("first",)
    first = fields.TokyoDateField(required=False, label="行けない日（はじめ）")
    last = fields.TokyoDateField(
        required=False, label="行けない日（おわり）", help_text="1日だけのときは空けてください。"
    )

    def clean(self) -> dict[str, Any]:
        """This function will compare the two days."""
        found = super().clean()
        if found.get("first") and found.get("last") and found["last"] < found["first"]:
            self.add_error("last", "おわりの日は、はじめの日と同じか、後の日にしてください。")
        return found

    def plan(self) -> actions.AwayPlan:
        """This function will give the row as days to be away."""
        return actions.AwayPlan(self.cleaned_data["first"], self.cleaned_data["last"] or self.cleaned_data["first"])


class AlsoForm(_Row):
    """A day on which somebody can come besides."""

    needs = ("day", "starts_at", "ends_at")
    day = fields.TokyoDateField(required=False, label="この日も行ける")
    starts_at = clocks.ClockField(required=False, label="開始", widget=forms.TimeInput(TIME, format="%H:%M"))
    ends_at = clocks.ClockField(required=False, label="終了", widget=forms.TimeInput(TIME, format="%H:%M"))

    def plan(self) -> actions.AlsoPlan:
        """This function will give the row as a day to be."""
        return actions.AlsoPlan(**self.cleaned_data)


if TYPE_CHECKING:
    _FormSet = forms.BaseFormSet[forms.Form]
else:
    _FormSet = forms.BaseFormSet  # generic to mypy only


class _Rows(_FormSet):
    """Rows of which each may stay empty; one that was there and is emptied goes away."""

    def initial_form_count(self) -> int:
        """This function will let every row be emptied."""
        return 0 if self.is_bound else super().initial_form_count()

    def add_fields(self, form: forms.Form, index: int | None) -> None:
        """This function will number the labels, so that each control has a name of its own."""
        super().add_fields(form, index)
        for field in form.fields.values():
            field.label = f"{field.label}（{(index or 0) + 1}行目）"

    @property
    def filled(self) -> list[Any]:
        """This function will give the rows in which something was written."""
        return [form for form in self.forms if form.has_changed()]


def _rows(form: type[forms.Form]) -> type[_Rows]:
    made = forms.formset_factory(form, formset=_Rows, extra=1, max_num=MOST_ROWS, validate_max=True)
    return cast("type[_Rows]", made)


TimeRows, AwayRows, AlsoRows = _rows(TimeForm), _rows(AwayForm), _rows(AlsoForm)


@dataclass(frozen=True)
class OfferSheet:
    """The whole sheet: what, the weekly times, the exceptions; seen as one form by the error summary."""

    form: offers.OfferForm
    times: _Rows
    away: _Rows
    also: _Rows

    @classmethod
    def of(cls, offer: models.Offer | None, *, party: bool = False) -> "OfferSheet":
        """This function will give the sheet of what has been told, or an empty one."""
        form = offers.PartyOfferForm if party else offers.OfferForm
        return cls(
            form(offer=offer),
            TimeRows(prefix="times", initial=[_time_row(one) for one in _unusual(offer)]),
            AwayRows(prefix="away", initial=[_away_row(one) for one in _exceptions(offer, is_free=False)]),
            AlsoRows(prefix="also", initial=[_also_row(one) for one in _exceptions(offer, is_free=True)]),
        )

    @classmethod
    def sent(cls, data: QueryDict, *, offer: models.Offer | None, party: bool = False) -> "OfferSheet":
        """This function will give the sheet as it was sent, unjudged and with one row more where that was asked."""
        asked = next((name for name in MORE if name in data), "")
        shown = _with_a_row(data, asked.removeprefix("more-")) if asked else data
        form = offers.PartyOfferForm if party else offers.OfferForm
        sheet = cls(
            form(shown, offer=offer),
            TimeRows(shown, prefix="times"),
            AwayRows(shown, prefix="away"),
            AlsoRows(shown, prefix="also"),
        )
        if asked:
            for one in sheet._forms():
                one._errors = ErrorDict()  # type: ignore[attr-defined]
        return sheet

    def _forms(self) -> Sequence[forms.BaseForm]:
        return [self.form, *self.times.forms, *self.away.forms, *self.also.forms]

    def is_valid(self) -> bool:
        """This function will tell whether everything can be understood."""
        judged = [one.is_valid() for one in (self.form, self.times, self.away, self.also)]
        return all(judged)

    @property
    def has_rows(self) -> bool:
        """This function will tell whether a row is written, so that the part of the sheet stands open."""
        return any(rows.initial or rows.is_bound for rows in (self.times, self.away, self.also))

    @property
    def errors(self) -> bool:
        """This function will tell whether the summary has something to show."""
        return any(form.errors for form in self._forms()) or any(self.non_field_errors())

    def non_field_errors(self) -> list[str]:
        """This function will list what is wrong with the sheet as a whole."""
        if not self.form.is_bound:
            return []
        of_rows = [fault for rows in (self.times, self.away, self.also) for fault in rows.non_form_errors()]
        return [*self.form.non_field_errors(), *of_rows]

    def visible_fields(self) -> Iterator[BoundField]:
        """This function will give every field, in the order of the sheet."""
        for form in self._forms():
            yield from form.visible_fields()

    def plan(self) -> actions.OfferPlan:
        """This function will give the whole sheet as an offer to be."""
        return actions.OfferPlan(
            **self.form.plan(),
            times=[*self.form.usual_times(), *(row.plan() for row in self.times.filled)],
            away=[row.plan() for row in self.away.filled],
            also=[row.plan() for row in self.also.filled],
        )

    def party_plan(self) -> actions.PartyPlan:
        """This function will give with how many a party comes, and how often."""
        found = self.form.cleaned_data
        return actions.PartyPlan(found["headcount"], found["frequency"])


def _with_a_row(data: QueryDict, prefix: str) -> QueryDict:
    more, total = data.copy(), f"{prefix}-TOTAL_FORMS"
    typed = data.get(total, "")
    more[total] = str(min(int(typed) + 1 if typed.isdigit() else 1, MOST_ROWS))
    return more


# What was told before -------------------------------------------------------------------------------------------------


def _unusual(offer: models.Offer | None) -> list[models.OfferTime]:
    return [one for one in offer.times.all() if not offers.is_usual(one)] if offer else []


def _exceptions(offer: models.Offer | None, *, is_free: bool) -> list[models.OfferException]:
    return [one for one in offer.exceptions.all() if one.is_free == is_free] if offer else []


def _time_row(one: models.OfferTime) -> dict[str, Any]:
    return {"weekday": one.weekday, "starts_at": one.starts_at, "ends_at": one.ends_at}


def _away_row(one: models.OfferException) -> dict[str, Any]:
    return {"first": one.first, "last": one.last if one.last != one.first else None}


def _also_row(one: models.OfferException) -> dict[str, Any]:
    return {"day": one.first, "starts_at": one.starts_at, "ends_at": one.ends_at}
