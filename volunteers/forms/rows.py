"""Rows of a sheet, of which there are as many as somebody needs, without JavaScript: a button gives one more."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.forms.utils import ErrorDict
from django.http import QueryDict

MOST_ROWS = 30
# What a button "one more" is called, by the prefix of its rows.
MORE = {"shifts": "add-shift", "windows": "add-window"}

if TYPE_CHECKING:
    _FormSet = forms.BaseFormSet[forms.Form]
else:
    _FormSet = forms.BaseFormSet  # generic to mypy only


class NumberedRows(_FormSet):
    """Rows whose labels are numbered, so that each control has a name of its own."""

    counted: ClassVar[str] = "つ目"

    def initial_form_count(self) -> int:
        """This function will let every row but the first be emptied, which takes it away."""
        return min(super().initial_form_count(), 1) if self.is_bound else super().initial_form_count()

    def add_fields(self, form: forms.Form, index: int | None) -> None:
        """This function will number the labels."""
        super().add_fields(form, index)
        for field in form.fields.values():
            field.label = f"{(index or 0) + 1}{self.counted}の{field.label}"


def asks_for_more(data: QueryDict) -> bool:
    """This function will tell whether a button for one more row was pressed."""
    return any(button in data for button in MORE.values())


def with_more(data: QueryDict) -> QueryDict:
    """This function will give what was sent, with one row more where it was asked for."""
    more = data.copy()
    for prefix, button in MORE.items():
        if button in data:
            more[f"{prefix}-TOTAL_FORMS"] = str(min(_count(data, prefix) + 1, MOST_ROWS))
    return more


def counted(data: QueryDict, prefix: str) -> QueryDict:
    """This function will give what was sent with at least one row, also where a sheet brought none of the kind."""
    if f"{prefix}-TOTAL_FORMS" in data:
        return data
    more = data.copy()
    more[f"{prefix}-TOTAL_FORMS"], more[f"{prefix}-INITIAL_FORMS"] = "1", "0"
    return more


def _count(data: QueryDict, prefix: str) -> int:
    typed = data.get(f"{prefix}-TOTAL_FORMS", "")
    return int(typed) if typed.isascii() and typed.isdigit() else 0


def leave_unjudged(forms_shown: Sequence[Any]) -> None:
    """This function will show forms as they were typed, without a word on what is missing."""
    for form in forms_shown:
        form._errors = ErrorDict()
