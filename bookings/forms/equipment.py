"""What somebody types to borrow equipment, and what a desk writes about it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.db.models import QuerySet

from backend.accounts import models as accounts
from backend.common import clock, fields
from bookings import actions, enums, models
from bookings.forms.desk import PhoneField

# What a link to other equipment takes along of what was typed.
CARRIED = ("pieces", "day", "starts_at", "last_day", "ends_at", "purpose")


def _of_day(label: str) -> forms.TimeField:
    return forms.TimeField(label=label, widget=forms.TimeInput({"type": "time"}, format="%H:%M"))


class SearchForm(forms.Form):
    """What equipment somebody looks for, where and when; everything may be left out."""

    words = forms.CharField(
        label="備品の名前",
        required=False,
        max_length=40,
        help_text="例：プロジェクター、机",
        widget=forms.TextInput({"type": "search"}),
    )
    center = forms.ChoiceField(label="交流センター", required=False)
    day = fields.TokyoDateField(label="使う日", required=False)
    starts_at = forms.TimeField(label="始まり", required=False, widget=forms.TimeInput({"type": "time"}))
    ends_at = forms.TimeField(label="終わり", required=False, widget=forms.TimeInput({"type": "time"}))

    def __init__(self, *args: Any, centers: Iterable[models.Center], **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        choices = [(center.code, center.name) for center in centers]
        self.fields["center"].choices = [("", "すべてのセンター"), *choices]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """This function will ask for the rest of a time of which a part was written."""
        found: dict[str, Any] = super().clean() or {}
        times = ("day", "starts_at", "ends_at")
        if any(found.get(name) for name in times) and not self.errors:
            for name in times:
                if not found.get(name):
                    self.add_error(name, "使う日と、始まりと終わりの時刻を、3つとも入れてください。")
        _check_order(self, found)
        return found

    def span(self) -> tuple[datetime, datetime] | None:
        """This function will give the time for which somebody looks, or None."""
        found = self.cleaned_data if self.is_bound and self.is_valid() else {}
        if not found.get("day"):
            return None
        return clock.at(found["day"], found["starts_at"]), clock.at(found["day"], found["ends_at"])

    def wanted(self) -> dict[str, str]:
        """This function will give the words and the center."""
        found = self.cleaned_data if self.is_bound and self.is_valid() else {}
        return {"words": found.get("words", ""), "center_code": found.get("center", "")}


def _check_order(form: forms.Form, found: dict[str, Any]) -> None:
    starts, ends = found.get("starts_at"), found.get("ends_at")
    same_day = not found.get("last_day") or found.get("last_day") == found.get("day")
    if starts and ends and ends <= starts and same_day:
        form.add_error("ends_at", "終わりの時刻は、始まりより後にしてください。")


class PiecesForm(forms.Form):
    """How many of one kind."""

    pieces = fields.WholeNumberField(label="数", min_value=1, max_value=999, initial=1)


class LoanForm(PiecesForm):
    """A loan by itself: how many, from when to when, for what and for whom."""

    day = fields.TokyoDateField(label="借りる日")
    starts_at = _of_day("受け取る時刻")
    last_day = fields.TokyoDateField(label="返す日", required=False, help_text="同じ日に返すときは、空けてください。")
    ends_at = _of_day("返す時刻")
    purpose = forms.CharField(label="使う目的", max_length=200)
    group = fields.CodeChoiceField(
        accounts.Group.objects.none(),
        to_field_name="code",
        required=False,
        label="借りる団体",
        empty_label="個人として借りる",
    )

    def __init__(self, *args: Any, groups: QuerySet[accounts.Group] | None = None, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        if groups:
            self.fields["group"].queryset = groups  # type: ignore[attr-defined]
        else:
            del self.fields["group"]

    def clean(self) -> dict[str, Any]:
        """This function will compare the days and the times."""
        found: dict[str, Any] = super().clean() or {}
        if found.get("last_day") and found.get("day") and found["last_day"] < found["day"]:
            self.add_error("last_day", "返す日は、借りる日以後にしてください。")
        _check_order(self, found)
        return found

    def plan(self, equipment: models.Equipment) -> actions.LoanPlan:
        """This function will give what was written."""
        found = self.cleaned_data
        last_day = found["last_day"] or found["day"]
        return actions.LoanPlan(
            equipment=equipment,
            pieces=found["pieces"],
            starts_at=clock.at(found["day"], found["starts_at"]),
            ends_at=clock.at(last_day, found["ends_at"]),
            purpose=found["purpose"],
            group=found.get("group"),
        )

    def carried(self) -> str:
        """This function will give what was typed for the address of other equipment."""
        found = self.cleaned_data
        return urlencode({name: found[name] for name in CARRIED if found.get(name)})


class DeskLoanForm(LoanForm):
    """A loan that a desk writes down for somebody on the phone or at the counter."""

    equipment = fields.CodeChoiceField(
        models.Equipment.objects.none(), to_field_name="code", label="備品", empty_label="選んでください"
    )
    contact_name = forms.CharField(label="お名前", max_length=60)
    contact_phone = PhoneField(label="電話番号", max_length=20)
    field_order = ("equipment", "pieces", "contact_name", "contact_phone")

    def __init__(self, *args: Any, lent: QuerySet[models.Equipment], **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        self.fields["equipment"].queryset = lent  # type: ignore[attr-defined]

    def written(self) -> actions.LoanPlan:
        """This function will give what the desk wrote."""
        found, plan = self.cleaned_data, self.plan(self.cleaned_data["equipment"])
        return actions.LoanPlan(
            equipment=plan.equipment,
            pieces=plan.pieces,
            starts_at=plan.starts_at,
            ends_at=plan.ends_at,
            purpose=plan.purpose,
            by_desk=True,
            contact_name=found["contact_name"],
            contact_phone=found["contact_phone"],
        )


class BookingLoanForm(PiecesForm):
    """Equipment for the whole use of a room."""

    equipment = fields.CodeChoiceField(
        models.Equipment.objects.none(), to_field_name="code", label="備品", empty_label="選んでください"
    )
    field_order = ("equipment", "pieces")

    def __init__(self, *args: Any, lent: QuerySet[models.Equipment], **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        self.fields["equipment"].queryset = lent  # type: ignore[attr-defined]

    def plan(self, booking: models.Booking) -> actions.LoanPlan:
        """This function will give a loan for the whole use of a booking."""
        found = self.cleaned_data
        return actions.LoanPlan(
            equipment=found["equipment"],
            pieces=found["pieces"],
            starts_at=booking.starts_at,
            ends_at=booking.ends_at,
            purpose=booking.purpose,
            booking=booking,
            group=booking.group,
        )


class LoanEndForm(forms.Form):
    """Why a loan is called off, if somebody wants to say."""

    reason = forms.CharField(label="理由", max_length=200, required=False, help_text="書かなくてもかまいません。")


class ReturnForm(forms.Form):
    """In which state something came back."""

    note = forms.CharField(
        label="返ってきたときの様子", max_length=200, required=False, help_text="例：電池を替えた、ねじがゆるい"
    )


class EquipmentForm(forms.Form):
    """What a desk writes about equipment."""

    name = forms.CharField(label="備品の名前", max_length=60, help_text="例：プロジェクター、長机、刈払機")
    kana = forms.CharField(label="ふりがな", max_length=80, required=False)
    pieces = fields.WholeNumberField(
        label="使える数", min_value=1, max_value=999, help_text="ふやすと、続きの番号が付きます。"
    )
    lending = forms.ChoiceField(
        label="貸し方", choices=enums.Lending.choices, initial=enums.Lending.EITHER, widget=forms.RadioSelect
    )
    most_days = fields.WholeNumberField(label="続けて貸せる日数", min_value=1, max_value=90, initial=7)
    note = forms.CharField(
        label="使うときのお願い", max_length=200, required=False, help_text="例：燃料は借りる方がご用意ください。"
    )
    is_provisional = forms.BooleanField(label="まだ確かめていない内容（「仮データ」と表示します）", required=False)
    is_active = forms.BooleanField(label="貸し出す（外すと、一覧に出なくなります）", required=False, initial=True)

    def __init__(self, *args: Any, in_use: int = 0, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        self.in_use = in_use

    @classmethod
    def of(cls, equipment: models.Equipment, *, in_use: int) -> "EquipmentForm":
        """This function will give the form as the equipment is."""
        given = {name: getattr(equipment, name) for name in cls.base_fields if name != "pieces"}
        return cls(initial=given | {"pieces": in_use}, in_use=in_use)

    def clean_pieces(self) -> int:
        """This function will ask to take single pieces out, with a reason, where fewer are written than there are."""
        pieces: int = self.cleaned_data["pieces"]
        if pieces < self.in_use:
            raise forms.ValidationError("へらすときは、下の一覧で1台ずつ、理由を書いて外してください。")
        return pieces

    def plan(self) -> actions.EquipmentPlan:
        """This function will give what was written."""
        return actions.EquipmentPlan(**self.cleaned_data)


class PieceForm(forms.Form):
    """Why a piece goes out of use; `cancels` once the desk has seen which loans cannot be kept."""

    reason = forms.CharField(
        label="外す理由", max_length=120, help_text="例：故障、修理中、紛失。取り消しになる方にも、そのまま伝わります。"
    )
    cancels = forms.BooleanField(required=False, widget=forms.HiddenInput)
