"""What a reservation needs to say."""

import datetime
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.utils.html import format_html

from backend.accounts import models as accounts
from backend.common import fields
from bookings import models
from bookings.queries import availability
from points import queries as points

STATUS_NOTES = {"taken": "予約あり", "closed": "休館", "not_open_yet": "受付前", "too_late": "受付終了", "past": "終了"}


@dataclass(frozen=True)
class Options:
    """What can be chosen: the periods of the day, kinds of activity, groups one books for, and one's coupons.

    `slots` is called when the periods are drawn; a form that is sent and accepted never asks. `for_oneself` tells
    whether the center takes bookings of persons online, and not of groups alone.
    """

    room: models.Room
    date: datetime.date
    slots: Callable[[], Sequence[availability.Slot]]
    activities: Sequence[models.Activity]
    groups: Sequence[accounts.Group] = ()
    coupons: Sequence[points.Coupon] = ()
    needs_guardian: bool = False
    for_oneself: bool = True


# What a link to something else takes along, so that nobody types it twice.
CARRIED = ("headcount", "activity", "purpose")


class PeriodsField(forms.MultipleChoiceField):
    """Periods of a room's day. Whether the room has them is for the action to say, which looks under its locks."""

    widget = forms.CheckboxSelectMultiple

    def valid_value(self, value: str) -> bool:
        """This function will take any code that could be one of a period."""
        return re.fullmatch(r"[-\w]{1,20}", value, re.ASCII) is not None


class WishForm(forms.Form):
    """What every reservation says: when, how many people, and what for."""

    periods = PeriodsField(
        label="時間",
        error_messages={"required": "利用する時間を1つ以上選んでください。"},
    )
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
        self.fields["periods"].choices = self._period_choices  # type: ignore[attr-defined]
        self._offer("activity", [("", "選んでください"), *((one.code, one.name) for one in options.activities)])
        if not options.activities:
            del self.fields["activity"]

    def _period_choices(self) -> list[tuple[str, str]]:
        return [(slot.code, _slot_text(slot)) for slot in self.options.slots()]

    def _offer(self, name: str, choices: Iterable[tuple[str, str]]) -> None:
        self.fields[name].choices = list(choices)  # type: ignore[attr-defined]

    def wish(self) -> dict[str, Any]:
        """This function will give what `actions.reserve_room` and `reserve_by_proxy` both take."""
        data = self.cleaned_data
        return {
            "date": self.options.date,
            "periods": data["periods"],
            "headcount": data["headcount"],
            "activity": data.get("activity", ""),
            "purpose": data["purpose"],
            "with_guardian": data.get("with_guardian", False),
        }

    def carried(self) -> str:
        """This function will give what was typed as a query, for links to what can be reserved instead."""
        return urlencode({name: self.data[name] for name in CARRIED if self.data.get(name)})


class ReservationForm(WishForm):
    """A reservation by a person, for themselves or a group of theirs."""

    applicant = forms.ChoiceField(
        label="申し込む人",
        required=False,
        widget=forms.RadioSelect,
        error_messages={"required": "この施設は、登録団体の予約だけを受け付けています。団体を選んでください。"},
    )
    with_guardian = forms.BooleanField(label="保護者がいっしょに利用します", required=False)
    coupon = forms.ChoiceField(label="施設優待券", required=False, widget=forms.RadioSelect)
    agreed = forms.BooleanField(
        label="「利用のきまり」を読みました",
        error_messages={"required": "「利用のきまり」を読んで、印をつけてください。"},
    )
    field_order = ("applicant", "periods", "headcount", "activity", "purpose", "with_guardian", "coupon", "agreed")

    def __init__(self, *args: Any, options: Options, rules_url: str, person_name: str, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, options=options, **kwargs)
        groups = [(group.code, f"{group.name}（団体）") for group in options.groups]
        oneself = [("", f"{person_name}（個人）")] if options.for_oneself or not groups else []
        self._offer("applicant", [*oneself, *groups])
        self.fields["applicant"].required = not oneself
        fee = options.room.fee_yen or 0
        coupons = [(one.code, coupon_text(one, fee)) for one in options.coupons]
        self._offer("coupon", [("", "使わない"), *coupons])
        self.fields["agreed"].help_text = format_html('<a href="{}">利用のきまりを読む</a>', rules_url)
        for name, is_offered in (
            ("applicant", groups),
            ("with_guardian", options.needs_guardian),
            ("coupon", options.coupons and options.room.fee_yen),
        ):
            if not is_offered:
                del self.fields[name]

    def group_code(self) -> str:
        """This function will give the code of the group for which the room is wanted, or an empty text."""
        code: str = self.cleaned_data.get("applicant", "")
        return code

    def coupon_code(self) -> str:
        """This function will give the code of the coupon to use, or an empty text."""
        code: str = self.cleaned_data.get("coupon", "")
        return code


def coupon_text(coupon: points.Coupon, fee: int) -> str:
    """This function will write what a coupon makes of the fee of one period, and until when it can be used."""
    until = f"{coupon.valid_until.year}年{coupon.valid_until.month}月{coupon.valid_until.day}日まで"
    after = fee - coupon.discount_yen(fee)
    return f"{coupon.name}：1区分 {fee:,}円 → {after:,}円（{until}）"


def _slot_text(slot: availability.Slot) -> str:
    note = STATUS_NOTES.get(slot.status, "")
    if slot.opens_at:
        note = f"{note}・{slot.opens_at.month}月{slot.opens_at.day}日から"
    return f"{slot.name}（{slot.starts:%-H:%M}〜{slot.ends:%-H:%M}）{f'　{note}' if note else ''}"
