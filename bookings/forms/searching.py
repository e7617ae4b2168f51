"""What people look for: centers, a center's week, and rooms on a day."""

import datetime
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django import forms

from backend.accounts import models as accounts
from backend.common import fields
from bookings.queries import availability, centers

# Further ahead no center opens its bookings.
FURTHEST = timedelta(days=366)


def _district_choices(districts: Iterable[accounts.District]) -> list[tuple[str, str]]:
    return [("", "すべての地区"), *((district.code, district.name) for district in districts)]


class CenterSearchForm(forms.Form):
    """Centers by words and district."""

    words = forms.CharField(
        label="名前・住所・部屋", required=False, max_length=60, widget=forms.TextInput({"type": "search"})
    )
    district = forms.ChoiceField(label="地区", required=False)

    def __init__(self, *args: Any, districts: Iterable[accounts.District], **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        self.fields["district"].choices = _district_choices(districts)  # type: ignore[attr-defined]


class WeekForm(forms.Form):
    """From which day on a week is shown; without one, or a day that has passed, from today."""

    first = forms.DateField(required=False, input_formats=["%Y-%m-%d"])

    def first_day(self, *, today: datetime.date) -> datetime.date:
        """This function will give the first day of the week to show."""
        wanted = self.cleaned_data.get("first") if self.is_valid() else None
        return min(max(wanted or today, today), today + FURTHEST)


class DayForm(forms.Form):
    """The day that a link to a reservation carries."""

    date = forms.DateField(input_formats=["%Y-%m-%d"])

    def day(self, *, today: datetime.date) -> datetime.date | None:
        """This function will give the day, or None for one that is missing, past or too far ahead."""
        wanted: datetime.date | None = self.cleaned_data["date"] if self.is_valid() else None
        return wanted if wanted and today <= wanted <= today + FURTHEST else None


class RoomSearchForm(forms.Form):
    """Rooms that are free on a day."""

    date = fields.TokyoDateField(label="利用する日")
    until = fields.TokyoDateField(
        label="いつまで",
        required=False,
        help_text="何日かをまとめてさがすときに入れてください（31日まで）。1日だけのときは、空けておきます。",
    )
    period = forms.ChoiceField(label="時間", required=False)
    headcount = fields.WholeNumberField(label="人数", required=False, min_value=1, max_value=2000)
    district = forms.ChoiceField(label="地区", required=False)

    def __init__(
        self,
        *args: Any,  # noqa: ANN401 - Django's
        districts: Iterable[accounts.District],
        periods: Iterable[centers.PeriodName],
        today: datetime.date,
        **kwargs: Any,  # noqa: ANN401 - Django's
    ) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["district"].choices = _district_choices(districts)  # type: ignore[attr-defined]
        named = [(period.code, period.name) for period in periods]
        self.fields["period"].choices = [("", "いつでも"), *named]  # type: ignore[attr-defined]

    def clean_date(self) -> datetime.date:
        """This function will refuse a day on which nothing can be reserved any more, or not for long."""
        day: datetime.date = self.cleaned_data["date"]
        if day < self.today:
            raise forms.ValidationError("過ぎた日です。今日からあとの日を入れてください。")
        if day > self.today + FURTHEST:
            raise forms.ValidationError("1年より先の日は、まだ調べられません。")
        return day

    def clean_until(self) -> datetime.date | None:
        """This function will refuse a last day before the first one, and one too far from it."""
        first, last = self.cleaned_data.get("date"), self.cleaned_data["until"]
        if first and last and last < first:
            raise forms.ValidationError("「利用する日」と同じか、あとの日を入れてください。")
        if first and last and (last - first).days >= availability.MOST_DAYS:
            raise forms.ValidationError(f"まとめてさがせるのは{availability.MOST_DAYS}日までです。")
        return last  # type: ignore[no-any-return]
