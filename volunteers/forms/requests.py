from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import QuerySet
from django.forms import BoundField
from django.forms.utils import ErrorDict
from django.http import QueryDict

from backend.accounts import models as accounts
from backend.common import clock, fields
from volunteers import actions, enums, models, queries
from volunteers.forms import conditions, windows
from volunteers.forms.board import _offer
from volunteers.forms.windows import WindowForm

MOST_ROWS = 30
PREFIX = "shifts"
WINDOW = "window"


class RequestForm(conditions.ConditionFields):
    """What an organisation writes about a request."""

    organisation = forms.ModelChoiceField(
        accounts.Organisation.objects.none(), to_field_name="code", label="募集する団体", empty_label=None
    )
    title = forms.CharField(
        max_length=60, label="募集の名前", help_text="何をするのかが分かる名前に（例：海岸の清掃を手伝ってください）。"
    )
    kind = forms.ChoiceField(
        choices=enums.RequestKind.choices,
        initial=enums.RequestKind.FIXED,
        label="日時の決め方",
        widget=forms.RadioSelect,
    )
    field = forms.ModelChoiceField(
        models.Field.objects.none(), to_field_name="code", label="活動分野", empty_label="選んでください"
    )
    tasks = forms.CharField(
        max_length=2000,
        label="してほしいこと",
        help_text="はじめての方にも分かることばで、作業の内容と体力の目安を書いてください。",
        widget=forms.Textarea({"rows": 5}),
    )
    district = forms.ModelChoiceField(
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
    policy = forms.ChoiceField(
        choices=enums.Policy.choices, initial=enums.Policy.FIRST_COME, label="参加の決め方", widget=forms.RadioSelect
    )
    has_waiting_list = forms.BooleanField(required=False, initial=True, label="定員に達したら、空き待ちを受け付ける")

    def __init__(self, *args: Any, organisations: QuerySet[accounts.Organisation], **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        _offer(self, "organisation", organisations)
        _offer(self, "field", queries.requests.fields())
        _offer(self, "district", accounts.District.objects.order_by("position", "pk"))

    def basics(self) -> list[BoundField]:
        """This function will list what every request says."""
        return [self[name] for name in self.fields if name not in conditions.ConditionFields.base_fields]

    def conditions(self) -> list[BoundField]:
        """This function will list what stands under the conditions."""
        return [self[name] for name in conditions.ConditionFields.base_fields]

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
        return actions.RequestPlan(**conditions.widening(given))


class ShiftForm(forms.Form):
    """One row: a day, its times, a place and how many people."""

    day = fields.TokyoDateField(label="日付")
    starts_at = forms.TimeField(label="開始", widget=forms.TimeInput({"type": "time"}, format="%H:%M"))
    ends_at = forms.TimeField(label="終了", widget=forms.TimeInput({"type": "time"}, format="%H:%M"))
    place = forms.CharField(max_length=120, label="場所")
    capacity = fields.WholeNumberField(min_value=1, max_value=999, label="定員")
    minimum = fields.WholeNumberField(
        min_value=1, max_value=999, required=False, label="最少人数", help_text="これより少ないと活動できない人数。"
    )
    reserve = fields.WholeNumberField(
        min_value=0,
        max_value=99,
        required=False,
        label="補欠",
        help_text="空き待ちの先頭から何人に、予定を空けておいてもらうか。",
    )
    center_code = forms.SlugField(max_length=40, required=False, widget=forms.HiddenInput)
    code = forms.CharField(max_length=16, required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """This function will compare the two times and the two numbers."""
        found: dict[str, Any] = super().clean() or {}
        starts, ends = found.get("starts_at"), found.get("ends_at")
        if starts and ends and ends <= starts:
            self.add_error("ends_at", "終了の時刻は、開始の時刻より後にしてください。")
        if (found.get("minimum") or 1) > (found.get("capacity") or 999):
            self.add_error("minimum", "最少人数は、定員以下にしてください。")
        return found

    def plan(self) -> actions.ShiftPlan:
        """This function will give the row as a shift to be."""
        found = self.cleaned_data
        return actions.ShiftPlan(
            starts_at=clock.at(found["day"], found["starts_at"]),
            ends_at=clock.at(found["day"], found["ends_at"]),
            place=found["place"],
            capacity=found["capacity"],
            minimum=found["minimum"] or 1,
            center_code=found["center_code"],
            reserve=found["reserve"] or 0,
            code=found["code"],
        )


if TYPE_CHECKING:
    _FormSet = forms.BaseFormSet[ShiftForm]
else:
    _FormSet = forms.BaseFormSet  # generic to mypy only


class _BaseShiftFormSet(_FormSet):
    def initial_form_count(self) -> int:
        """This function will let every row but the first be emptied, which takes it away."""
        return min(super().initial_form_count(), 1) if self.is_bound else super().initial_form_count()

    def add_fields(self, form: ShiftForm, index: int | None) -> None:
        """This function will number the labels, so that each control has a name of its own."""
        super().add_fields(form, index)
        for field in form.fields.values():
            field.label = f"{(index or 0) + 1}回目の{field.label}"


ShiftFormSet = forms.formset_factory(
    ShiftForm, formset=_BaseShiftFormSet, extra=0, min_num=1, max_num=MOST_ROWS, validate_max=True
)


@dataclass(frozen=True)
class RequestSheet:
    """The whole sheet: a request and the rows of its shifts, seen as one form by the error summary."""

    request: RequestForm
    shifts: "forms.BaseFormSet[ShiftForm]"
    window: WindowForm

    @classmethod
    def blank(cls, organisations: QuerySet[accounts.Organisation], *, asked: QueryDict) -> "RequestSheet":
        """This function will give an empty sheet; a link may bring day, times, place and center of the first row."""
        first = {name: asked[name] for name in ("day", "starts_at", "ends_at", "place", "center_code") if name in asked}
        chosen = {"organisation": asked.get("organisation")}
        return cls(
            RequestForm(organisations=organisations, initial=chosen),
            ShiftFormSet(prefix=PREFIX, initial=[first]),
            WindowForm(prefix=WINDOW),
        )

    @classmethod
    def copied(cls, sheet: queries.templates.Sheet, organisations: QuerySet[accounts.Organisation]) -> "RequestSheet":
        """This function will give a sheet written from a template or a copy, whose days are still to be filled in."""
        return cls(
            RequestForm(organisations=organisations, initial=sheet["request"]),
            ShiftFormSet(prefix=PREFIX, initial=sheet["shifts"]),
            WindowForm(prefix=WINDOW, initial=sheet["window"]),
        )

    @classmethod
    def of(
        cls, request: models.Request, organisations: QuerySet[accounts.Organisation], *, now: datetime
    ) -> "RequestSheet":
        """This function will give the sheet of a request that is written anew."""
        initial = {name: getattr(request, name) for name in RequestForm.base_fields} | conditions.of(request)
        initial |= {name: initial[name] and initial[name].code for name in ("organisation", "field", "district")}
        form = RequestForm(organisations=organisations, initial=initial)
        _hold(form, request)
        rows = [row(shift) | {"code": shift.code} for shift in queries.requests.changeable_shifts(request, now=now)]
        opened = queries.windows.of_request(request).first()
        return cls(
            form,
            ShiftFormSet(prefix=PREFIX, initial=rows),
            WindowForm(prefix=WINDOW, initial=windows.row(opened) if opened else {}),
        )

    @classmethod
    def sent(
        cls,
        data: QueryDict,
        organisations: QuerySet[accounts.Organisation],
        *,
        of: models.Request | None = None,
    ) -> "RequestSheet":
        """This function will give the sheet as it was sent; of rows and window, what is not meant is unjudged."""
        sheet = cls(
            RequestForm(data, organisations=organisations),
            ShiftFormSet(data, prefix=PREFIX),
            WindowForm(data, prefix=WINDOW),
        )
        if of is not None:
            _hold(sheet.request, of)
        _leave_unjudged([sheet.window] if sheet.request.has_set_times() else sheet.shifts.forms)
        return sheet

    @classmethod
    def with_another_row(
        cls,
        data: QueryDict,
        organisations: QuerySet[accounts.Organisation],
        *,
        of: models.Request | None = None,
    ) -> "RequestSheet":
        """This function will give back what was typed, unjudged, with one row more."""
        more = data.copy()
        total = f"{PREFIX}-TOTAL_FORMS"
        typed = data.get(total, "")
        more[total] = str(min(int(typed) + 1 if typed.isdigit() else 1, MOST_ROWS))
        sheet = cls.sent(more, organisations, of=of)
        _leave_unjudged([sheet.request, *sheet.shifts.forms, sheet.window])
        return sheet

    def _forms(self) -> Sequence[forms.BaseForm]:
        times = self.shifts.forms if self.request.has_set_times() else [self.window]
        return [self.request, *times]

    def is_valid(self) -> bool:
        """This function will tell whether everything can be understood."""
        times = self.shifts if self.request.has_set_times() else self.window
        return all([self.request.is_valid(), times.is_valid()])

    @property
    def errors(self) -> bool:
        """This function will tell whether the summary has something to show."""
        return any(form.errors for form in self._forms()) or any(self.non_field_errors())

    def non_field_errors(self) -> list[str]:
        """This function will list what is wrong with the sheet as a whole."""
        of_times = self.shifts.non_form_errors() if self.request.has_set_times() else self.window.non_field_errors()
        return [*self.request.non_field_errors(), *of_times]

    def visible_fields(self) -> Iterator[BoundField]:
        """This function will give every field, in the order of the sheet."""
        for form in self._forms():
            yield from form.visible_fields()

    def plan(self) -> actions.RequestPlan:
        """This function will give what was written about the request."""
        return self.request.plan()

    def shift_plans(self) -> list[actions.ShiftPlan]:
        """This function will give the rows that were filled in."""
        if not self.request.has_set_times():
            return []
        return [form.plan() for form in self.shifts.forms if form.cleaned_data.get("day")]

    def window_plans(self) -> list[actions.WindowPlan]:
        """This function will give the window where people pick the time."""
        return [] if self.request.has_set_times() else [self.window.plan()]


def _hold(form: RequestForm, request: models.Request) -> None:
    """This function will hold what cannot change any more once people have seen the request."""
    if request.is_public:
        form.initial = {**form.initial, "kind": request.kind, "organisation": request.organisation.code}
        for name in ("kind", "organisation"):
            form.fields[name].disabled = True


def _leave_unjudged(forms_shown: Sequence[forms.BaseForm]) -> None:
    for form in forms_shown:
        form._errors = ErrorDict()  # type: ignore[attr-defined]


def row(shift: models.Shift) -> dict[str, Any]:
    """This function will give a shift as a row of the sheet shows it."""
    return {
        "day": shift.day,
        "starts_at": _local(shift.starts_at),
        "ends_at": _local(shift.ends_at),
        "place": shift.place,
        "capacity": shift.capacity,
        "minimum": shift.minimum,
        "reserve": shift.reserve or None,
        "center_code": shift.center_code,
    }


def _local(instant: datetime) -> time:
    return instant.astimezone(clock.TOKYO).time()


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
