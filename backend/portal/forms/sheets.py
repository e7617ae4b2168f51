from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.forms import BoundField
from django.http import QueryDict

from backend.accounts import models as accounts
from backend.portal import actions
from backend.portal.forms.placing import GroupForm, Offered, WantFields
from bookings.queries import wants
from volunteers import enums
from volunteers.forms import rows
from volunteers.forms.sheets import RequestSheet
from volunteers.forms.shifts import ShiftForm

PARTS = ("number", "room", "day", "starts_at", "ends_at")


class PlacedShiftForm(ShiftForm, WantFields):
    """One time of a request, with the room and the equipment that it needs; the place may be the room's name."""

    field_order = ("day", "starts_at", "ends_at", "room", "headcount", "place")

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        self.fields["place"].required = False
        self.fields["place"].help_text = "部屋を選んだときは、空けてください。部屋の名前を書きます。"
        # What would become of the wish, once somebody has asked.
        self.look: wants.Look | None = None

    def clean(self) -> dict[str, Any]:
        """This function will ask for a place where no room is chosen."""
        found = super().clean()
        if not found.get("room") and not found.get("place") and "place" not in self.errors and self.has_changed():
            self.add_error("place", "場所を書くか、部屋を選んでください。")
        return found

    def placed(self, group: accounts.Group | None) -> actions.PlacedShift:
        """This function will give the row as a shift to be, with what it would like."""
        shift = self.plan()
        want = self.want(shift.starts_at, shift.ends_at, people=shift.capacity, group=group)
        return actions.PlacedShift(shift, want)


class _PlacedRows(rows.NumberedRows):
    """Rows that read the rooms and the equipment once for all."""

    counted = "回目"

    @cached_property
    def offered(self) -> Offered:
        """This function will give what can be chosen."""
        return Offered()

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        """This function will hand what can be chosen to each row."""
        return {**super().get_form_kwargs(index), "offered": self.offered}


PlacedFormSet = forms.formset_factory(
    PlacedShiftForm, formset=_PlacedRows, extra=0, min_num=1, max_num=rows.MOST_ROWS, validate_max=True
)


@dataclass(frozen=True)
class PlacedSheet(RequestSheet):
    """A request whose times have rooms and equipment of centers; the times of these are always set."""

    who: GroupForm | None = None

    @classmethod
    def shift_rows(cls, data: QueryDict | None = None, **kwargs: Any) -> "forms.BaseFormSet[Any]":  # noqa: ANN401
        """This function will give the rows of set times with their rooms."""
        return PlacedFormSet(data, prefix="shifts", **kwargs)

    def for_groups(self, groups: QuerySet[accounts.Group], data: QueryDict | None) -> "PlacedSheet":
        """This function will give the sheet with the groups in whose name somebody reserves."""
        self.request.fields["kind"].disabled = True
        self.request.fields["kind"].widget = forms.HiddenInput()
        self.request.initial["kind"] = enums.RequestKind.FIXED
        return replace(self, who=GroupForm(data, groups=groups) if groups else None)

    def _forms(self) -> Sequence[forms.BaseForm]:
        return [*super()._forms(), *([self.who] if self.who else [])]

    def is_valid(self) -> bool:
        """This function will tell whether everything can be understood."""
        return all([super().is_valid(), self.who is None or self.who.is_valid()])

    def fields_of_group(self) -> Iterator[BoundField]:
        """This function will give the field of the group, if there is a choice."""
        yield from self.who.visible_fields() if self.who else ()

    def placed(self) -> list[actions.PlacedShift]:
        """This function will give the rows that were filled in, with what they would like."""
        group = self.who.cleaned_data["group"] if self.who else None
        return [form.placed(group) for form in self.filled()]

    def filled(self) -> list[PlacedShiftForm]:
        """This function will give the rows that were filled in."""
        return [form for form in self.shifts.forms if form.cleaned_data.get("day")]

    def show(self, looks: Sequence[wants.Look]) -> None:
        """This function will put beside each row that was filled in what would become of it."""
        for form, look in zip(self.filled(), looks, strict=True):
            form.look = look


def instead(data: QueryDict) -> QueryDict:
    """This function will give what was sent; where an alternative was pressed, with its room and time in its row."""
    chosen = data.get("instead", "").split("|")
    if len(chosen) != len(PARTS) or not chosen[0].isascii() or not chosen[0].isdigit():
        return data
    changed, row = data.copy(), f"shifts-{int(chosen[0]) - 1}"
    for name, value in zip(PARTS[1:], chosen[1:], strict=True):
        changed[f"{row}-{name}"] = value
    return changed


def in_the_room(data: QueryDict) -> QueryDict:
    """This function will give what was sent; where another room was pressed, with that room."""
    if "instead" not in data:
        return data
    changed = data.copy()
    changed["room"] = data.get("instead", "")
    return changed
