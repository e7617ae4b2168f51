from datetime import time
from typing import Any

from django import forms
from django.http import QueryDict

from backend.accounts import models as accounts
from volunteers import actions, enums, models, queries
from volunteers.forms.board import _offer

# The parts of a day that people speak of.
PARTS = {
    "午前": (time(9), time(12)),
    "午後": (time(13), time(17)),
    "夜": (time(18), time(21)),
}
Times = tuple[int, time, time]


class OfferForm(forms.Form):
    """What a person can do, when and where."""

    activities = forms.ModelMultipleChoiceField(
        models.Field.objects.none(),
        to_field_name="code",
        required=False,
        label="協力したい活動",
        widget=forms.CheckboxSelectMultiple,
    )
    times = forms.MultipleChoiceField(
        required=False,
        label="空いている曜日と時間",
        help_text="毎週でなくてもかまいません。午前は9時〜12時、午後は13時〜17時、夜は18時〜21時です。",
        widget=forms.CheckboxSelectMultiple,
    )
    districts = forms.ModelMultipleChoiceField(
        accounts.District.objects.none(),
        to_field_name="code",
        required=False,
        label="行ける地区",
        help_text="選ばないときは、お住まいの地区になります。",
        widget=forms.CheckboxSelectMultiple,
    )
    words = forms.CharField(
        max_length=200,
        required=False,
        label="できること・経験",
        help_text="例：草刈り機が使えます。お名前や住所は書かないでください（団体が読みます）。",
        widget=forms.Textarea({"rows": 3}),
    )
    is_active = forms.BooleanField(
        required=False, initial=True, label="この内容をもとに、活動のご案内とお誘いを受け取る"
    )

    def __init__(self, data: QueryDict | None = None, *, offer: models.Offer | None) -> None:
        super().__init__(data, initial=_initial(offer))
        _offer(self, "activities", queries.requests.fields())
        _offer(self, "districts", accounts.District.objects.order_by("position", "pk"))
        self.fields["times"].choices = _choices(offer)  # type: ignore[attr-defined]

    def plan(self) -> actions.OfferPlan:
        """This function will give what was chosen."""
        found = self.cleaned_data
        return actions.OfferPlan(
            fields=list(found["activities"]),
            districts=list(found["districts"]),
            times=[actions.OfferTimePlan(*_read(one)) for one in found["times"]],
            words=found["words"],
            is_active=found["is_active"],
        )


def _initial(offer: models.Offer | None) -> dict[str, Any]:
    if offer is None:
        return {}
    return {
        "activities": [field.code for field in offer.fields.all()],
        "times": [_written(_times(one)) for one in offer.times.all()],
        "districts": [district.code for district in offer.districts.all()],
        "words": offer.words,
        "is_active": offer.is_active,
    }


def _choices(offer: models.Offer | None) -> list[tuple[str, list[tuple[str, str]]]]:
    """This function will give the parts of every day, and beside them other times that the person has told."""
    usual = {(day.value, *part): name for day in enums.Weekday for name, part in PARTS.items()}
    told = {_times(one): _spoken(one) for one in offer.times.all()} if offer else {}
    words = told | usual
    return [
        (day.label, [(_written(one), words[one]) for one in sorted(words) if one[0] == day.value])
        for day in enums.Weekday
    ]


def _times(one: models.OfferTime) -> Times:
    return one.weekday, one.starts_at, one.ends_at


def _spoken(one: models.OfferTime) -> str:
    return f"{one.starts_at:%-H:%M}〜{one.ends_at:%-H:%M}"


def _written(times: Times) -> str:
    weekday, starts, ends = times
    return f"{weekday}/{starts:%H:%M}/{ends:%H:%M}"


def _read(written: str) -> Times:
    weekday, starts, ends = written.split("/")
    return int(weekday), time.fromisoformat(starts), time.fromisoformat(ends)
