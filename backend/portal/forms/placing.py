"""What an activity would like of a center: a room, equipment or both; for one time, or for each of several."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from itertools import groupby
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.forms import BoundField

from backend.accounts import models as accounts
from backend.common import fields
from bookings import models
from bookings.queries import centers, wants
from bookings.queries import equipment as lent
from volunteers.forms import RecurrenceForm

# How many kinds of equipment one sheet takes at once; more are added afterwards.
KINDS = (1, 2)
Choices = list[tuple[str, str | list[tuple[str, str]]]]


@dataclass(frozen=True)
class Offered:
    """The rooms and the equipment that can be chosen, read once for all rows of a sheet."""

    @cached_property
    def rooms(self) -> dict[str, models.Room]:
        """This function will give the rooms by their codes, center by center."""
        return {room.code: room for room in centers.rooms()}

    @cached_property
    def equipment(self) -> dict[str, models.Equipment]:
        """This function will give what is lent by its code, center by center."""
        return {one.code: one for one in lent.lendable()}

    @cached_property
    def room_choices(self) -> Choices:
        """This function will give the rooms as a form lists them."""
        return [("", "部屋はいりません"), *_by_center(self.rooms.values())]

    @cached_property
    def equipment_choices(self) -> Choices:
        """This function will give what is lent as a form lists it."""
        return [("", "いりません"), *_by_center(self.equipment.values())]


def _by_center(things: Iterable[Any]) -> Choices:
    grouped = groupby(things, key=lambda thing: thing.center.name)
    return [(name, [(thing.code, thing.name) for thing in found]) for name, found in grouped]


class WantFields(forms.Form):
    """A room with the people in it, and equipment with its numbers; everything may be left out."""

    room = forms.ChoiceField(
        required=False, label="部屋", help_text="選ぶと、活動の時間がおさまる区分を、いっしょに予約します。"
    )
    headcount = fields.WholeNumberField(
        min_value=1,
        max_value=999,
        required=False,
        label="部屋を使う人数",
        help_text="担当者も合わせた人数です。空けると、定員と同じにします。",
    )
    equipment_1 = forms.ChoiceField(required=False, label="備品")
    pieces_1 = fields.WholeNumberField(min_value=1, max_value=999, required=False, label="備品の数")
    equipment_2 = forms.ChoiceField(required=False, label="もう1つの備品")
    pieces_2 = fields.WholeNumberField(min_value=1, max_value=999, required=False, label="もう1つの備品の数")

    def __init__(self, *args: Any, offered: Offered, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        self.offered = offered
        self.fields["room"].choices = offered.room_choices  # type: ignore[attr-defined]
        for kind in KINDS:
            self.fields[f"equipment_{kind}"].choices = offered.equipment_choices  # type: ignore[attr-defined]

    def pieces(self) -> tuple[wants.Pieces, ...]:
        """This function will give the equipment that was chosen; one piece where no number was written."""
        found = self.cleaned_data
        return tuple(
            wants.Pieces(self.offered.equipment[found[f"equipment_{kind}"]], found[f"pieces_{kind}"] or 1)
            for kind in KINDS
            if found.get(f"equipment_{kind}")
        )

    def want(
        self, starts_at: datetime, ends_at: datetime, *, people: int, group: accounts.Group | None = None
    ) -> wants.Want:
        """This function will give what was chosen for a time; `people` come where no number was written."""
        found = self.cleaned_data
        return wants.Want(
            starts_at=starts_at,
            ends_at=ends_at,
            room=self.offered.rooms.get(found.get("room", "")),
            headcount=found.get("headcount") or people,
            group=group,
            pieces=self.pieces(),
        )


class GroupForm(forms.Form):
    """In whose name rooms and equipment are reserved."""

    group = fields.CodeChoiceField(
        accounts.Group.objects.none(),
        to_field_name="code",
        required=False,
        label="予約する団体",
        empty_label="個人として予約する",
        help_text="部屋と備品を、この名前で予約します。",
    )

    def __init__(self, *args: Any, groups: QuerySet[accounts.Group], **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        self.fields["group"].queryset = groups  # type: ignore[attr-defined]


class PlaceForm(WantFields, GroupForm):
    """What somebody would like for a shift that stands already."""

    renames = forms.BooleanField(
        required=False,
        initial=True,
        label="活動の場所を、この部屋に変える",
        help_text="参加する方に、新しい場所をお知らせします。",
    )
    field_order = ("room", "headcount", "renames")


class RecurrencePlaceForm(WantFields, GroupForm):
    """What each of recurring shifts would like; it begins with the room of the shift before, where that has one."""

    @classmethod
    def after(cls, before: models.Booking | None, *, groups: QuerySet[accounts.Group]) -> "RecurrencePlaceForm":
        """This function will give the form with the room, and in whose name it was reserved."""
        group = before.group.code if before and before.group else ""
        given = {"room": before.room.code, "headcount": before.headcount, "group": group} if before else {}
        return cls(initial=given, offered=Offered(), groups=groups)

    @property
    def begins_with_room(self) -> bool:
        """This function will tell whether something stands on the sheet that somebody should see."""
        return bool(self.is_bound or self.initial)


NO_ROOM = (
    "この部屋は予約しません。下の「部屋や備品も、いっしょに予約する」で部屋を選ぶか、別の場所を書いてください。"
    "もう予約してあるときは、そのことを書き足してください（例：見本交流センター　会議室（予約ずみ））。"
)


@dataclass(frozen=True)
class RecurrenceSheet:
    """A rule and what each of its shifts would like, seen as one form by the error summary."""

    rule: RecurrenceForm
    place: RecurrencePlaceForm
    # Where the request's own shifts have a room reserved: the name alone reserves nothing.
    reserved: Collection[str] = ()

    def is_valid(self) -> bool:
        """This function will tell whether everything can be understood, and no room is named without being wanted."""
        if not all([self.rule.is_valid(), self.place.is_valid()]):
            return False
        if not self.place.cleaned_data["room"] and self.rule.cleaned_data["place"] in self.reserved:
            self.rule.add_error("place", NO_ROOM)
        return not self.errors

    @property
    def errors(self) -> bool:
        """This function will tell whether the summary has something to show."""
        return bool(self.rule.errors or self.place.errors)

    def non_field_errors(self) -> list[str]:
        """This function will list what is wrong with the sheet as a whole."""
        return [*self.rule.non_field_errors(), *self.place.non_field_errors()]

    def visible_fields(self) -> Iterator[BoundField]:
        """This function will give every field, in the order of the sheet."""
        yield from self.rule.visible_fields()
        yield from self.place.visible_fields()

    def want(self, now: datetime) -> wants.Want:
        """This function will give what each of the shifts would like, whenever it is."""
        people, group = self.rule.cleaned_data["capacity"], self.place.cleaned_data["group"]
        return self.place.want(now, now, people=people, group=group)
