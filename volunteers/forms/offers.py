"""What a person or a party can do, at which usual times, where and how often."""

from datetime import time
from typing import Any

from django import forms
from django.forms import BoundField
from django.http import QueryDict

from backend.accounts import models as accounts
from backend.common import fields
from volunteers import actions, enums, models, queries, rules
from volunteers.forms.board import _offer

# The parts of a day that people speak of.
PARTS = {
    "午前": (time(9), time(12)),
    "午後": (time(13), time(17)),
    "夜": (time(18), time(21)),
}
Times = tuple[int, time, time]
TWO_ANSWERS = (
    "地区に印が付いていますが、「{reach}」が選ばれています。印を付けた地区だけに行くときは「行ける地区を選ぶ」を選び、"
    "そうでないときは地区の印を外してください。"
)
STEP_WORDS = {0: "お住まいの地区だけ", 1: "となりの地区まで", 2: "となりの、となりの地区まで"}


class OfferForm(forms.Form):
    """What a person can do, the usual times, where, and how often."""

    activities = fields.CodesChoiceField(
        models.Field.objects.none(),
        to_field_name="code",
        required=False,
        label="協力したい活動",
        widget=forms.CheckboxSelectMultiple,
    )
    skills = fields.CodesChoiceField(
        models.Skill.objects.none(),
        to_field_name="code",
        required=False,
        label="できること・資格",
        help_text="書類のある資格は、交流センターの窓口で書類を見せると「確認ずみ」になります。写しは取りません。",
        widget=forms.CheckboxSelectMultiple,
    )
    words = forms.CharField(
        max_length=200,
        required=False,
        label="ほかにできること・経験",
        help_text="例：草刈り機が使えます。お名前や連絡先は書かないでください（参加が決まる前に、団体が読みます）。",
        widget=forms.Textarea({"rows": 3}),
    )
    languages = forms.MultipleChoiceField(
        choices=enums.Language.choices,
        required=False,
        label="話せることば",
        widget=forms.CheckboxSelectMultiple,
    )
    times = forms.MultipleChoiceField(
        required=False,
        label="空いている曜日と時間",
        help_text="毎週でなくてもかまいません。午前は9時〜12時、午後は13時〜17時、夜は18時〜21時です。",
        widget=forms.CheckboxSelectMultiple,
    )
    reach = forms.ChoiceField(label="行ける場所", widget=forms.RadioSelect, initial="anywhere")
    districts = fields.CodesChoiceField(
        accounts.District.objects.none(),
        to_field_name="code",
        required=False,
        label="行ける地区",
        help_text="「行ける地区を選ぶ」にしたときだけ、印を付けてください。",
        widget=forms.CheckboxSelectMultiple,
    )
    times_a_week = fields.WholeNumberField(min_value=1, max_value=21, required=False, label="1週間に何回まで")
    hours_a_week = fields.HoursField(most=1_666, required=False, label="1週間に何時間まで")
    times_a_month = fields.WholeNumberField(min_value=1, max_value=90, required=False, label="1か月に何回まで")
    hours_a_month = fields.HoursField(most=1_666, required=False, label="1か月に何時間まで")
    is_active = forms.BooleanField(
        required=False, initial=True, label="この内容をもとに、活動のご案内とお誘いを受け取る"
    )

    LIMITS: tuple[str, ...] = ("times_a_week", "hours_a_week", "times_a_month", "hours_a_month")

    def __init__(self, data: QueryDict | None = None, *, offer: models.Offer | None) -> None:
        super().__init__(data, initial=_initial(offer))
        _offer(self, "activities", queries.requests.fields())
        _offer(self, "districts", accounts.District.objects.order_by("position", "pk"))
        self.fields["times"].choices = _choices()  # type: ignore[attr-defined]
        self.fields["reach"].choices = _reaches(offer)  # type: ignore[attr-defined]
        if "skills" in self.fields:
            _offer(self, "skills", queries.held_skills.open_to(offer))

    def named(self, *names: str) -> list[BoundField]:
        """This function will give some of the fields, for a part of the page."""
        return [self[name] for name in names if name in self.fields]

    def what(self) -> list[BoundField]:
        """This function will list what the sheet asks first: how many, what they can do, and in which languages."""
        return self.named("headcount", "frequency", "activities", "skills", "words", "languages")

    def chooses_districts(self) -> bool:
        """This function will tell whether districts are chosen one by one, so that their list stands open."""
        return str(self["reach"].value()) == "chosen" or bool(self["districts"].value())

    def how_often(self) -> list[BoundField]:
        """This function will list the limits."""
        return self.named(*self.LIMITS)

    def clean(self) -> dict[str, Any]:
        """This function will ask for districts where they are to be chosen, and for a choice where both are told."""
        found: dict[str, Any] = super().clean() or {}
        reach, ticked = found.get("reach"), found.get("districts")
        if reach == "chosen" and not ticked:
            self.add_error("districts", "行ける地区を1つ以上選ぶか、「行ける場所」でほかの答えを選んでください。")
        elif reach and reach != "chosen" and ticked:
            self.add_error("reach", TWO_ANSWERS.format(reach=dict(self.fields["reach"].choices)[reach]))  # type: ignore[attr-defined]
        return found

    def plan(self) -> dict[str, Any]:
        """This function will give what was chosen, as the parts of a plan."""
        found = self.cleaned_data
        kind, _, far = found["reach"].partition("-")
        return {
            "fields": list(found["activities"]),
            "skills": list(found["skills"]) if "skills" in found else None,
            "languages": found["languages"],
            "districts": list(found["districts"]),
            "reach_steps": int(far) if kind == "steps" else None,
            "reach_metres": int(far) if kind == "metres" else None,
            "words": found["words"],
            "is_active": found["is_active"],
            "limits": rules.offers.Limits(
                found.get("times_a_week"),
                found.get("times_a_month"),
                found.get("hours_a_week"),
                found.get("hours_a_month"),
            ),
        }

    def usual_times(self) -> list[actions.OfferTimePlan]:
        """This function will give the parts of days that were ticked."""
        return [actions.OfferTimePlan(*_read(one)) for one in self.cleaned_data["times"]]


class PartyOfferForm(OfferForm):
    """What a group or an organisation can do: with how many, and how often; skills and hours are people's own."""

    headcount = fields.WholeNumberField(min_value=1, max_value=999, label="参加できる人数（最大）")
    frequency = forms.ChoiceField(
        choices=enums.PartyFrequency.choices, label="参加できる回数", widget=forms.RadioSelect
    )
    skills = None  # type: ignore[assignment]  # how Django leaves a parent's field out
    times_a_week = None  # type: ignore[assignment]
    hours_a_week = None  # type: ignore[assignment]
    times_a_month = None  # type: ignore[assignment]
    hours_a_month = None  # type: ignore[assignment]
    LIMITS = ()


# What was told before -------------------------------------------------------------------------------------------------


def _initial(offer: models.Offer | None) -> dict[str, Any]:
    if offer is None:
        return {}
    return {
        "headcount": offer.headcount,
        "frequency": offer.frequency,
        "activities": [field.code for field in offer.fields.all()],
        "skills": [one.skill.code for one in offer.person.held_skills.all()],
        "languages": offer.languages,
        "times": [_written(_times(one)) for one in offer.times.all() if is_usual(one)],
        "reach": _reach_of(offer),
        "districts": [district.code for district in offer.districts.all()],
        "words": offer.words,
        "is_active": offer.is_active,
        "times_a_week": offer.times_a_week,
        "times_a_month": offer.times_a_month,
        "hours_a_week": fields.hours_text(offer.minutes_a_week),
        "hours_a_month": fields.hours_text(offer.minutes_a_month),
    }


def _reach_of(offer: models.Offer) -> str:
    if offer.reach_steps is not None:
        return f"steps-{offer.reach_steps}"
    if offer.reach_metres is not None:
        return f"metres-{offer.reach_metres}"
    return "chosen" if offer.districts.all() else "anywhere"


def _reaches(offer: models.Offer | None) -> list[tuple[str, str]]:
    """This function will give how far one can say to go: by what the city knows, and what was told before."""
    far = [f"steps-{steps}" for steps in rules.offers.STEPS if steps == 0 or queries.distances.knows_steps()]
    if queries.distances.knows_metres():
        far += [f"metres-{metres}" for metres in rules.offers.METRES]
    told = _reach_of(offer) if offer else ""
    known = [*far, *([told] if told not in {*far, "chosen", "anywhere", ""} else [])]
    choices = [(one, _spoken_reach(one)) for one in known]
    return [("anywhere", "市内どこでも（近くを先に案内します）"), *choices, ("chosen", "行ける地区を選ぶ")]


def _spoken_reach(written: str) -> str:
    kind, _, far = written.partition("-")
    if kind == "metres":
        return f"お住まいの地区から{int(far) // 1000}kmまで（交流センターどうしの距離）"
    return STEP_WORDS.get(int(far), f"お住まいの地区から{far}つ先の地区まで")


def _choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """This function will give the parts of every day."""
    return [
        (day.label, [(_written((day.value, *part)), name) for name, part in PARTS.items()]) for day in enums.Weekday
    ]


def is_usual(one: models.OfferTime) -> bool:
    """This function will tell whether a time is one of the parts of a day that people speak of."""
    return (one.starts_at, one.ends_at) in PARTS.values()


def _times(one: models.OfferTime) -> Times:
    return one.weekday, one.starts_at, one.ends_at


def _written(times: Times) -> str:
    weekday, starts, ends = times
    return f"{weekday}/{starts:%H:%M}/{ends:%H:%M}"


def _read(written: str) -> Times:
    weekday, starts, ends = written.split("/")
    return int(weekday), time.fromisoformat(starts), time.fromisoformat(ends)
