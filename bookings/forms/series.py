"""What a series needs to say, which of its dates somebody means, and what is to change."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict
from django.urls import reverse

from backend.accounts import models as accounts
from backend.common import fields
from bookings import actions, enums, models
from bookings.forms import reserving
from bookings.queries import calendars, named_slots, planning, wishes
from bookings.rules import repetition as repetitions

WEEKDAYS = [(str(number), f"{name}曜日") for number, name in enumerate(repetitions.WEEKDAYS)]
MONTHLY = [(f"monthly-{nth}", f"毎月第{nth}") for nth in range(1, repetitions.LAST)]
REPETITIONS = [
    ("weekly", "毎週"),
    ("fortnightly", "1週おき"),
    *MONTHLY,
    (f"monthly-{repetitions.LAST}", "毎月最後"),
]
UNCHANGED = [("", "変えない")]


@dataclass(frozen=True)
class Options:
    """What can be chosen for a series in a room: groups, periods, kinds of activity."""

    room: models.Room
    groups: Sequence[accounts.Group]
    periods: Sequence[calendars.PeriodTime]
    activities: Sequence[models.Activity]
    today: datetime.date


def period_choices(periods: Iterable[calendars.PeriodTime]) -> list[tuple[str, str]]:
    """This function will name periods with their times."""
    return [(one.code, f"{one.name}（{one.starts:%-H:%M}〜{one.ends:%-H:%M}）") for one in periods]


class SeriesForm(forms.Form):
    """A series as a group wishes it."""

    group = forms.ChoiceField(label="団体", error_messages={"required": "どの団体で使うかを選んでください。"})
    repetition = forms.ChoiceField(label="くり返し", choices=REPETITIONS, initial="weekly")
    weekday = forms.ChoiceField(label="曜日", choices=WEEKDAYS)
    first = fields.TokyoDateField(label="始まりの日")
    last = fields.TokyoDateField(label="終わりの日", help_text="始まりの日から1年先まで。")
    periods = reserving.PeriodsField(label="時間", error_messages={"required": "利用する時間を1つ以上選んでください。"})
    headcount = fields.WholeNumberField(
        label="人数",
        min_value=1,
        max_value=2000,
        error_messages={"required": "利用する人数を入れてください。", "min_value": "1人以上の人数を入れてください。"},
    )
    activity = forms.ChoiceField(
        label="活動の種類",
        error_messages={"required": "活動の種類を選んでください。当てはまらないときは「そのほか」です。"},
    )
    purpose = forms.CharField(
        label="利用の目的",
        max_length=200,
        help_text="例：書道の練習、町内会の役員会",
        error_messages={"required": "何に使うかを、ひとことで書いてください。"},
    )

    def __init__(self, *args: Any, options: Options, **kwargs: Any) -> None:  # noqa: ANN401 - Django's
        super().__init__(*args, **kwargs)
        self.options = options
        groups = [(one.code, one.name) for one in options.groups]
        # Who books for one group need not choose it.
        self._offer("group", groups if len(groups) == 1 else [("", "選んでください"), *groups])
        self._offer("periods", period_choices(options.periods))
        self._offer("activity", [("", "選んでください"), *((one.code, one.name) for one in options.activities)])
        if not options.activities:
            del self.fields["activity"]

    def _offer(self, name: str, choices: Iterable[tuple[str, str]]) -> None:
        self.fields[name].choices = list(choices)  # type: ignore[attr-defined]

    def clean_first(self) -> datetime.date:
        """This function will refuse a term that begins in the past."""
        first: datetime.date = self.cleaned_data["first"]
        if first < self.options.today:
            raise forms.ValidationError("過ぎた日です。今日からあとの日を入れてください。")
        return first

    def clean(self) -> dict[str, Any]:
        """This function will refuse a term that ends before it begins, or is longer than a year."""
        data = super().clean() or self.cleaned_data
        first, last = data.get("first"), data.get("last")
        if first and last and last < first:
            self.add_error("last", "終わりの日が、始まりの日より前です。終わりの日を直してください。")
        elif first and last and last > first + repetitions.LONGEST:
            self.add_error("last", "1度に申し込めるのは1年までです。終わりの日を早くしてください。")
        elif first and last and not self.errors and not repetitions.dates_of(self.pattern(), first, last):
            self.add_error("last", f"この期間には、{self.pattern().text}がありません。期間を長くしてください。")
        return data

    def pattern(self) -> repetitions.Repetition:
        """This function will give how the dates follow one another."""
        kind, _, nth = self.cleaned_data["repetition"].partition("-")
        weekday = int(self.cleaned_data["weekday"])
        return repetitions.Repetition(kind=kind, weekday=weekday, nth=int(nth) if nth else None)

    def chosen_group(self) -> accounts.Group:
        """This function will give the group for which the series is."""
        return next(group for group in self.options.groups if group.code == self.cleaned_data["group"])

    def plan(self, *, person: accounts.User, by_desk: bool) -> planning.Plan:
        """This function will give the plan of the series."""
        data = self.cleaned_data
        wish = wishes.Wish(
            room=self.options.room,
            date=data["first"],
            periods=tuple(data["periods"]),
            headcount=data["headcount"],
            activity=data.get("activity", ""),
            person=person,
            group=self.chosen_group(),
            by_desk=by_desk,
        )
        return planning.Plan(
            wish=wish, pattern=self.pattern(), first=data["first"], last=data["last"], purpose=data["purpose"]
        )


def chosen_in(sent: QueryDict) -> dict[datetime.date, named_slots.Slot]:
    """This function will read what is ticked on a dry run: `on-<date>` names the slot for each planned date."""
    found = {}
    for name in sent:
        slot = named_slots.slot_from(str(sent[name]))
        planned = _date(name.removeprefix("on-"))
        if name.startswith("on-") and slot and planned:
            found[planned] = slot
    return found


def _date(text: str) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        return None


class RoomChoiceForm(forms.Form):
    """In which room a series is wished."""

    room = forms.ChoiceField(label="部屋", error_messages={"required": "部屋を選んでください。"})

    def __init__(self, *args: Any, rooms: Iterable[models.Room], **kwargs: Any) -> None:  # noqa: ANN401 - Django's
        super().__init__(*args, **kwargs)
        by_center: dict[str, list[tuple[str, str]]] = {}
        for room in rooms:
            by_center.setdefault(room.center.name, []).append((room.code, room.name))
        self.fields["room"].choices = [("", "選んでください"), *by_center.items()]  # type: ignore[attr-defined]

    def address(self) -> str:
        """This function will give where the series of the chosen room begins."""
        return reverse("bookings:series-new", args=[self.cleaned_data["room"]])


class ScopeForm(forms.Form):
    """Which dates of a series somebody means."""

    scope = forms.ChoiceField(label="どの日を", choices=enums.Scope.choices, widget=forms.RadioSelect, initial="all")
    start = forms.ChoiceField(
        label="日",
        required=False,
        help_text="「この日だけ」「この日からあと」のときに選んでください。",
    )

    def __init__(self, *args: Any, ahead: Sequence[models.Booking], **kwargs: Any) -> None:  # noqa: ANN401 - Django's
        super().__init__(*args, **kwargs)
        days = [(one.code, f"{one.date:%Y年%-m月%-d日}　{one.periods_text}") for one in ahead]
        self.fields["start"].choices = [("", "選んでください"), *days]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """This function will ask for the day where one is meant."""
        data = super().clean() or self.cleaned_data
        if data.get("scope") in (enums.Scope.ONE, enums.Scope.FOLLOWING) and not data.get("start"):
            self.add_error("start", "どの日からかを選んでください。")
        return data

    @property
    def scope_value(self) -> enums.Scope:
        """This function will give the scope that was chosen."""
        return enums.Scope(self.cleaned_data["scope"])


class SeriesChangeForm(ScopeForm):
    """Which dates of a series are to change, and how; what is left empty stays as it is."""

    room = forms.ChoiceField(label="部屋", required=False)
    weekday = forms.ChoiceField(
        label="曜日",
        required=False,
        choices=UNCHANGED + WEEKDAYS,
        help_text="それぞれの日を、同じ週の別の曜日に移します。",
    )
    periods = reserving.PeriodsField(label="時間", required=False, help_text="変えないときは、印をつけないでください。")
    headcount = fields.WholeNumberField(label="人数", required=False, min_value=1, max_value=2000)
    purpose = forms.CharField(label="利用の目的", max_length=200, required=False)

    def __init__(
        self,
        *args: Any,  # noqa: ANN401 - Django's
        rooms: Iterable[models.Room],
        periods: Iterable[calendars.PeriodTime],
        is_monthly: bool,
        **kwargs: Any,  # noqa: ANN401 - Django's
    ) -> None:
        super().__init__(*args, **kwargs)
        self.rooms = {room.code: room for room in rooms}
        named = [(room.code, room.name) for room in self.rooms.values()]
        self.fields["room"].choices = UNCHANGED + named  # type: ignore[attr-defined]
        self.fields["periods"].choices = period_choices(periods)  # type: ignore[attr-defined]
        if is_monthly:
            del self.fields["weekday"]  # the second Wednesday of a month is not in the week of its second Thursday

    def clean(self) -> dict[str, Any]:
        """This function will ask what is to change."""
        data = super().clean()
        named = ("room", "weekday", "periods", "headcount", "purpose")
        if not self.errors and not any(data.get(name) for name in named):
            raise forms.ValidationError("変えるところを1つ以上選んでください。")
        return data

    def change(self) -> actions.SeriesChange:
        """This function will give what is to be different."""
        data = self.cleaned_data
        return actions.SeriesChange(
            room=self.rooms.get(data["room"]),
            weekday=int(data["weekday"]) if data.get("weekday") else None,
            periods=tuple(data["periods"]) or None,
            headcount=data["headcount"],
            purpose=data["purpose"] or None,
        )


class MoveForm(forms.Form):
    """Where one booking is to go, and what it is to say."""

    room = forms.ChoiceField(label="部屋")
    date = fields.TokyoDateField(label="利用する日")
    periods = reserving.PeriodsField(label="時間", error_messages={"required": "利用する時間を1つ以上選んでください。"})
    headcount = fields.WholeNumberField(
        label="人数", min_value=1, max_value=2000, error_messages={"required": "利用する人数を入れてください。"}
    )
    purpose = forms.CharField(
        label="利用の目的", max_length=200, error_messages={"required": "何に使うかを、ひとことで書いてください。"}
    )

    def __init__(
        self,
        *args: Any,  # noqa: ANN401 - Django's
        rooms: Iterable[models.Room],
        periods: Iterable[calendars.PeriodTime],
        **kwargs: Any,  # noqa: ANN401 - Django's
    ) -> None:
        super().__init__(*args, **kwargs)
        self.rooms = {room.code: room for room in rooms}
        self.fields["room"].choices = [(room.code, room.name) for room in self.rooms.values()]  # type: ignore[attr-defined]
        self.fields["periods"].choices = period_choices(periods)  # type: ignore[attr-defined]

    def change(self) -> dict[str, Any]:
        """This function will give what `actions.move_booking` takes."""
        data = self.cleaned_data
        return {
            "room": self.rooms[data["room"]],
            "date": data["date"],
            "periods": data["periods"],
            "headcount": data["headcount"],
            "purpose": data["purpose"],
        }
