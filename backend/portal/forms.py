from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.forms import BoundField
from django.http import QueryDict

from backend.accounts import models as accounts
from backend.common import clock, fields
from backend.portal import actions
from bookings import models as rooms
from bookings.forms.reserving import STATUS_NOTES, PeriodsField
from bookings.queries.slots import Slot
from volunteers import actions as volunteering
from volunteers.forms.requests import RequestForm

# What somebody typed in a hurry: some of it is to be mended.
TYPED = {"purpose": "書道の練習", "headcount": "たくさん", "day_year": "2026", "day_month": "２", "day_day": "30"}


class CatalogueForm(forms.Form):
    """One field of every kind, for the page that shows the components; filled in, so that errors are shown too."""

    purpose = forms.CharField(label="利用の目的", help_text="例：書道の練習", max_length=80)
    headcount = fields.WholeNumberField(label="人数", min_value=1)
    phone = forms.CharField(
        label="電話番号",
        help_text="ハイフンはあってもなくてもかまいません。",
        widget=forms.TextInput({"type": "tel", "autocomplete": "tel"}),
    )
    day = fields.TokyoDateField(label="利用する日", help_text="例：2026 年 3 月 20 日（令和8 でもかまいません）")
    period = forms.ChoiceField(
        label="時間",
        choices=[("am", "午前（9:00〜12:30）"), ("pm", "午後（13:00〜16:30）"), ("night", "夜間（17:00〜20:50）")],
        widget=forms.RadioSelect,
    )
    equipment = forms.MultipleChoiceField(
        label="借りるもの",
        choices=[("mic", "マイク"), ("projector", "プロジェクター"), ("screen", "スクリーン")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    district = forms.ChoiceField(label="地区", choices=[("", "選んでください"), ("a", "見本地区"), ("b", "例示地区")])
    paper = forms.FileField(label="名簿", required=False, help_text="PDF か写真を付けられます。")
    note = forms.CharField(label="センターへの連絡", required=False, widget=forms.Textarea({"rows": 4}))
    agreed = forms.BooleanField(label="利用のきまりを読み、守ります")

    def __init__(self) -> None:
        super().__init__(TYPED)


class RoomChoiceForm(forms.Form):
    """In which room of which center, and on which day."""

    room = forms.ChoiceField(label="交流センターと部屋")
    day = fields.TokyoDateField(label="活動の日")

    def __init__(self, *args: Any, rooms: Iterable[rooms.Room], **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        by_center = groupby(rooms, key=lambda room: room.center.name)
        choices = [(name, [(room.code, room.name) for room in found]) for name, found in by_center]
        self.fields["room"].choices = [("", "選んでください"), *choices]  # type: ignore[attr-defined]


def instead(data: QueryDict) -> QueryDict:
    """This function will give what was sent; where an alternative was pressed, with its room, day and periods."""
    chosen = data.get("instead", "").split("|")
    if len(chosen) != len(("room", "day", "periods")):
        return data
    changed = data.copy()
    changed["room"], changed["day"] = chosen[:2]
    changed.setlist("periods", chosen[2].split(","))
    return changed


class RoomForm(forms.Form):
    """The periods of a room that are reserved, and the activity in it."""

    periods = PeriodsField(label="予約する区分", error_messages={"required": "区分を1つ以上選んでください。"})
    headcount = fields.WholeNumberField(
        min_value=1, max_value=999, label="部屋を使う人数", help_text="参加する方と担当者を合わせた人数です。"
    )
    group = forms.ModelChoiceField(
        accounts.Group.objects.none(),
        to_field_name="code",
        required=False,
        label="予約する団体",
        empty_label="個人として予約する",
    )
    starts_at = forms.TimeField(label="活動の開始", widget=forms.TimeInput({"type": "time"}, format="%H:%M"))
    ends_at = forms.TimeField(label="活動の終了", widget=forms.TimeInput({"type": "time"}, format="%H:%M"))
    capacity = fields.WholeNumberField(min_value=1, max_value=999, label="定員")
    minimum = fields.WholeNumberField(min_value=1, max_value=999, required=False, label="最少人数")
    reserve = fields.WholeNumberField(min_value=0, max_value=99, required=False, label="補欠")

    def __init__(
        self,
        *args: Any,  # noqa: ANN401
        slots: Sequence[Slot],
        groups: QuerySet[accounts.Group],
        **kwargs: Any,  # noqa: ANN401
    ) -> None:
        super().__init__(*args, **kwargs)
        self.slots = {slot.code: slot for slot in slots}
        self.fields["periods"].choices = [(slot.code, _words(slot)) for slot in slots]  # type: ignore[attr-defined]
        self.fields["group"].queryset = groups  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """This function will see that the activity lies inside the periods that are reserved."""
        found: dict[str, Any] = super().clean() or {}
        if found.get("starts_at") and found.get("ends_at"):
            self._check_times(found)
        if (found.get("minimum") or 1) > (found.get("capacity") or 999):
            self.add_error("minimum", "最少人数は、定員以下にしてください。")
        return found

    def _check_times(self, found: dict[str, Any]) -> None:
        starts, ends, chosen = found["starts_at"], found["ends_at"], self._chosen(found)
        if ends <= starts:
            self.add_error("ends_at", "終了の時刻は、開始の時刻より後にしてください。")
        elif chosen and (starts < chosen[0].starts or ends > chosen[-1].ends):
            span = f"{chosen[0].starts:%-H:%M}から{chosen[-1].ends:%-H:%M}まで"
            self.add_error("starts_at", f"活動は、予約する区分の時間（{span}）の中にしてください。")

    def _chosen(self, found: dict[str, Any]) -> list[Slot]:
        known = [self.slots[code] for code in found.get("periods", []) if code in self.slots]
        return sorted(known, key=lambda slot: slot.starts)

    def plan(self, room: rooms.Room, day: date) -> actions.RoomPlan:
        """This function will give what was written, for a room on a day."""
        found = self.cleaned_data
        return actions.RoomPlan(
            room=room,
            day=day,
            periods=found["periods"],
            headcount=found["headcount"],
            starts_at=clock.at(day, found["starts_at"]),
            ends_at=clock.at(day, found["ends_at"]),
            capacity=found["capacity"],
            minimum=found["minimum"] or 1,
            reserve=found["reserve"] or 0,
            group=found["group"],
        )


def _words(slot: Slot) -> str:
    note = "" if slot.is_free else f"：{slot.reason or STATUS_NOTES[slot.status]}"
    return f"{slot.name}（{slot.starts:%-H:%M}〜{slot.ends:%-H:%M}）{note}"


@dataclass(frozen=True)
class RoomSheet:
    """A request and its room, seen as one form by the error summary."""

    request: RequestForm
    room: RoomForm

    @classmethod
    def of(
        cls,
        data: QueryDict | None,
        *,
        organisations: QuerySet[accounts.Organisation],
        slots: Sequence[Slot],
        groups: QuerySet[accounts.Group],
    ) -> "RoomSheet":
        """This function will give the sheet; the times of what takes place in a room are always set."""
        sheet = cls(RequestForm(data, organisations=organisations), RoomForm(data, slots=slots, groups=groups))
        del sheet.request.fields["kind"]
        return sheet

    def is_valid(self) -> bool:
        """This function will tell whether everything can be understood."""
        return all([self.request.is_valid(), self.room.is_valid()])

    @property
    def errors(self) -> bool:
        """This function will tell whether the summary has something to show."""
        return bool(self.request.errors or self.room.errors)

    def non_field_errors(self) -> list[str]:
        """This function will list what is wrong with the sheet as a whole."""
        return [*self.request.non_field_errors(), *self.room.non_field_errors()]

    def visible_fields(self) -> Iterator[BoundField]:
        """This function will give every field, in the order of the sheet."""
        yield from self.request.visible_fields()
        yield from self.room.visible_fields()

    def plan(self) -> volunteering.RequestPlan:
        """This function will give what was written about the request."""
        return self.request.plan()
