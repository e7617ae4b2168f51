from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from django import forms
from django.db.models import QuerySet
from django.forms import BoundField
from django.http import QueryDict

from backend.accounts import models as accounts
from volunteers import actions, enums, models, queries, rules
from volunteers.forms import conditions, events, pages, rows, shifts, windows
from volunteers.forms.requests import OF_CODES, RequestForm

SHIFTS, WINDOWS = "shifts", "windows"
# What a link may bring for the first row.
CARRIED = ("day", "starts_at", "ends_at", "place", "center_code")


@dataclass(frozen=True)
class RequestSheet:
    """The whole sheet: a request and the rows of its times, seen as one form by the error summary."""

    request: RequestForm
    shifts: "forms.BaseFormSet[Any]"
    windows: "forms.BaseFormSet[Any]"

    @classmethod
    def shift_rows(cls, data: QueryDict | None = None, **kwargs: Any) -> "forms.BaseFormSet[Any]":  # noqa: ANN401
        """This function will give the rows of set times."""
        return shifts.ShiftFormSet(data, prefix=SHIFTS, **kwargs)

    @classmethod
    def window_rows(cls, data: QueryDict | None = None, **kwargs: Any) -> "forms.BaseFormSet[Any]":  # noqa: ANN401
        """This function will give the rows of windows."""
        return windows.WindowFormSet(data, prefix=WINDOWS, **kwargs)

    @classmethod
    def blank(cls, organisations: QuerySet[accounts.Organisation], *, asked: QueryDict) -> Self:
        """This function will give an empty sheet; a link may bring day, times, place and center of the first row."""
        chosen = {"organisation": asked.get("organisation")}
        if asked.get("purpose") in enums.Purpose:
            chosen["purpose"] = asked.get("purpose")
        first = {name: asked[name] for name in CARRIED if name in asked}
        return cls(
            RequestForm(organisations=organisations, initial=chosen),
            cls.shift_rows(initial=[first]),
            cls.window_rows(),
        )

    @classmethod
    def copied(cls, sheet: queries.templates.Sheet, organisations: QuerySet[accounts.Organisation]) -> Self:
        """This function will give a sheet written from a template or a copy, whose days are still to be filled in."""
        return cls(
            RequestForm(organisations=organisations, initial=sheet["request"]),
            cls.shift_rows(initial=sheet["shifts"]),
            cls.window_rows(initial=sheet["windows"]),
        )

    @classmethod
    def of(cls, request: models.Request, organisations: QuerySet[accounts.Organisation], *, now: datetime) -> Self:
        """This function will give the sheet of a request that is written anew."""
        initial = {name: getattr(request, name) for name in RequestForm.base_fields} | conditions.of(request)
        initial |= events.of(request)
        initial |= {name: initial[name] and initial[name].code for name in OF_CODES}
        form = RequestForm(organisations=organisations, initial=initial)
        _hold(form, request)
        set_times = queries.requests.changeable_shifts(request, now=now)
        opened = queries.windows.of_request(request)
        return cls(
            form,
            cls.shift_rows(initial=[shifts.row(shift) | {"code": shift.code} for shift in set_times]),
            cls.window_rows(initial=[windows.row(window) | {"code": window.code} for window in opened]),
        )

    @classmethod
    def sent(
        cls,
        data: QueryDict,
        organisations: QuerySet[accounts.Organisation],
        *,
        of: models.Request | None = None,
    ) -> Self:
        """This function will give the sheet as it was sent; with a row more, where that was asked for, all unjudged.

        Of set times and windows, what is not meant is unjudged always.
        """
        asks = rows.asks_for_more(data)
        given = rows.with_more(rows.counted(rows.counted(data, SHIFTS), WINDOWS)) if asks else data
        sheet = cls(
            RequestForm(given, organisations=organisations),
            cls.shift_rows(rows.counted(given, SHIFTS)),
            cls.window_rows(rows.counted(given, WINDOWS)),
        )
        if of is not None:
            _hold(sheet.request, of)
        rows.leave_unjudged(sheet._others().forms)
        if asks:
            rows.leave_unjudged(sheet._forms())
        return sheet

    def _times(self) -> "forms.BaseFormSet[Any]":
        return self.shifts if self.request.has_set_times() else self.windows

    def _others(self) -> "forms.BaseFormSet[Any]":
        return self.windows if self.request.has_set_times() else self.shifts

    def _forms(self) -> Sequence[forms.BaseForm]:
        return [self.request, *self._times().forms]

    def is_valid(self) -> bool:
        """This function will tell whether everything can be understood."""
        return all([self.request.is_valid(), self._times().is_valid()])

    @property
    def errors(self) -> bool:
        """This function will tell whether the summary has something to show."""
        return any(form.errors for form in self._forms()) or any(self.non_field_errors())

    def non_field_errors(self) -> list[str]:
        """This function will list what is wrong with the sheet as a whole."""
        of_times = self._times().non_form_errors() if self._times().is_bound else []
        return [*self.request.non_field_errors(), *of_times]

    def visible_fields(self) -> Iterator[BoundField]:
        """This function will give every field, in the order of the sheet."""
        for form in self._forms():
            yield from form.visible_fields()

    @property
    def page_key(self) -> str:
        """This function will give the page's own key."""
        return pages.page_key(self.request.data)

    def sent_key(self) -> str:
        """This function will give the key of the page with all that was typed; empty where it has none of its own."""
        return pages.sent_key(self.request.data)

    def plan(self) -> actions.RequestPlan:
        """This function will give what was written about the request."""
        return self.request.plan()

    def shift_plans(self) -> list[actions.ShiftPlan]:
        """This function will give the rows of set times that were filled in."""
        if not self.request.has_set_times():
            return []
        return [form.plan() for form in self.shifts.forms if form.cleaned_data.get("day")]

    def window_plans(self) -> list[actions.WindowPlan]:
        """This function will give the rows of windows that were filled in, where people pick the time."""
        if self.request.has_set_times():
            return []
        return [form.plan() for form in self.windows.forms if form.cleaned_data.get("first")]


def _hold(form: RequestForm, request: models.Request) -> None:
    """This function will hold what cannot change any more once people have seen the request."""
    if request.is_public:
        form.initial = {
            **form.initial,
            "kind": request.kind,
            "purpose": request.purpose,
            "organisation": request.organisation.code,
        }
        for name in ("kind", "purpose", "organisation"):
            form.fields[name].disabled = True
        form.fields["tasks"].label = rules.events.words(request.purpose).tasks
