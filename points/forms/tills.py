"""What residents, shops and the city type about payments, slips and contracts."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django import forms

from backend.common import clock, fields
from points import enums, models, queries, rules
from points.actions import slips, tills
from points.forms.amounts import PointsField
from points.forms.keyed import KeptForm, KeyedForm
from points.forms.records import WeightField

MOST_LINES = 500
FILE_BYTES = 200_000


class TakeForm(KeyedForm):
    """The code that a resident shows, and how much."""

    code = forms.CharField(
        label="支払いコード",
        max_length=20,
        help_text="お客さまの画面か、紙のつづりの8文字です。",
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
        error_messages={"required": "支払いコードの8文字を入れてください。例: 4K7M-92QT"},
    )
    amount = PointsField(label="受け取るポイント")


class ScanForm(KeyedForm):
    """How much, where a code was read by a camera; the place is asked only of somebody with more than one."""

    till = forms.ChoiceField(label="受け取るところ", error_messages={"required": "受け取るところを選んでください。"})
    amount = PointsField(label="受け取るポイント")

    def __init__(self, *args: object, tills: Sequence[models.Till], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.tills = {one.code: one for one in tills}
        field = self.fields["till"]
        field.choices = [(one.code, one.place_name) for one in tills]  # type: ignore[attr-defined]
        if len(tills) == 1:
            field.widget, field.initial = forms.HiddenInput(), tills[0].code

    @property
    def chosen(self) -> models.Till:
        """This function will give the till that was chosen."""
        return self.tills[self.cleaned_data["till"]]


class PayForm(KeyedForm):
    """How much somebody pays by a shop's printed code."""

    amount = PointsField(label="使うポイント", help_text="伝えられた数と同じかを確かめてください。")


class RefundForm(KeyedForm):
    """How much goes back, and why."""

    amount = PointsField(label="返すポイント")
    reason = forms.CharField(label="理由", max_length=200, required=False, help_text="お客さまへのお知らせに載ります。")


class KeyForm(KeyedForm):
    """Nothing but the key of a button."""


class SlipForm(KeptForm):
    """One slip, as it stands on paper."""

    code = forms.CharField(
        label="支払いコード", max_length=20, error_messages={"required": "伝票の8文字を入れてください。"}
    )
    amount = PointsField(label="ポイント")
    day = fields.TokyoDateField(label="書いた日")
    at = forms.TimeField(
        label="書いた時刻",
        input_formats=["%H:%M", "%H：%M"],
        help_text="例: 14:30",
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off", "data-width": "short"}),
        error_messages={
            "required": "時刻を入れてください。例: 14:30",
            "invalid": "時刻は 14:30 のように入れてください。",
        },
    )

    def plan(self) -> slips.SlipPlan:
        """This function will give what `slips.send_slip` takes."""
        data = self.cleaned_data
        return slips.SlipPlan(
            written_code=data["code"], amount=data["amount"], noted_at=clock.at(data["day"], data["at"])
        )


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line of a file that cannot be used, with its number in the file and the reason."""

    number: int
    why: str


class SlipFileForm(forms.Form):
    """Slips in a CSV file: 支払いコード, ポイント, 日時."""

    file = forms.FileField(
        label="CSVファイル",
        help_text="1行に「支払いコード,ポイント,日時」。例: 4K7M-92QT,120,2026-11-20 14:30",
        widget=forms.FileInput({"accept": ".csv,text/csv"}),
        error_messages={"required": "CSVファイルを選んでください。", "empty": "このファイルは空です。"},
    )

    def clean_file(self) -> list[list[str]]:
        """This function will read the lines, whether saved as UTF-8 or by an older Excel."""
        data = self.cleaned_data["file"].read(FILE_BYTES + 1)
        if len(data) > FILE_BYTES:
            raise forms.ValidationError("ファイルが大きすぎます。200キロバイトまでに分けてください。")
        try:
            # Some spreadsheets end a line by a carriage return alone.
            rows = list(csv.reader(io.StringIO(_text(data), newline="")))
        except csv.Error as fault:
            raise forms.ValidationError("ファイルを読み取れません。CSV UTF-8の形式で保存してください。") from fault
        if len(rows) > MOST_LINES + 1:
            raise forms.ValidationError(f"一度に送れるのは{MOST_LINES}行までです。分けて送ってください。")
        return rows

    def read(self, now: datetime) -> tuple[list[slips.SlipPlan], list[BadLine]]:
        """This function will give the slips of the lines that can be used, and the others with their reasons."""
        good, bad = [], []
        for number, row in enumerate(self.cleaned_data["file"], start=1):
            if not any(cell.strip() for cell in row) or (number == 1 and rules.tills.amount(_cell(row, 1)) is None):
                continue
            found = _plan(row, now)
            if isinstance(found, str):
                bad.append(BadLine(number, found))
            else:
                good.append(found)
        return good, bad


def _text(data: bytes) -> str:
    for encoding in ("utf-8-sig", "cp932"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise forms.ValidationError("ファイルの文字を読み取れません。CSV UTF-8の形式で保存してください。")


def _cell(row: Sequence[str], number: int) -> str:
    return row[number].strip() if len(row) > number else ""


def _plan(row: Sequence[str], now: datetime) -> slips.SlipPlan | str:
    if len(row) < 3:
        return "「支払いコード,ポイント,日時」の3つがそろっていません。"
    code, amount, noted = rules.short_code(_cell(row, 0)), rules.tills.amount(_cell(row, 1)), _instant(_cell(row, 2))
    if len(code) != rules.SHORT_CODE_LENGTH:
        return "支払いコードが8文字ではありません。"
    if amount is None:
        return "ポイントが1以上の数字ではありません。"
    if noted is None:
        return "日時は 2026-11-20 14:30 のように書いてください。"
    if noted > now:
        return "日時が、今より後になっています。"
    return slips.SlipPlan(written_code=code, amount=amount, noted_at=noted)


def _instant(text: str) -> datetime | None:
    for shape in ("%Y-%m-%d %H:%M", "%Y/%m/%d %H:%M", "%Y-%m-%dT%H:%M", "%Y/%m/%d %H:%M:%S", "%Y-%m-%d %H:%M:%S"):
        try:
            # Written by hand in Tokyo's time.
            read = datetime.strptime(text, shape).replace(tzinfo=clock.TOKYO)
        except ValueError:
            continue
        return read if read.year // 100 == 20 else None
    return None


class SlipDecisionForm(forms.Form):
    """What becomes of a case."""

    decision = forms.ChoiceField(
        label="どうしますか",
        choices=[
            (slips.PAY, "市が調整してお店に支払う（お客さまのポイントは減りません）"),
            (slips.REFUSE, "支払わない"),
            (slips.TAKE, "もう一度、お客さまのポイントから受け取る"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "どうするかを選んでください。"},
    )
    note = forms.CharField(
        label="理由",
        max_length=200,
        required=False,
        help_text="お店へのお知らせに載ります。支払うときと支払わないときは必ず書いてください。",
        widget=forms.Textarea({"rows": 3}),
    )


class ContractForm(KeyedForm):
    """The terms of a shop or center."""

    place = forms.ChoiceField(label="お店・センター", error_messages={"required": "お店かセンターを選んでください。"})
    document = forms.CharField(
        label="契約の番号", max_length=60, error_messages={"required": "契約書の番号を入れてください。"}
    )
    starts_on = fields.TokyoDateField(label="始まりの日")
    ends_on = fields.TokyoDateField(label="終わりの日", required=False, help_text="決まっていなければ空けておきます。")
    yen_per_point = WeightField(
        label="1ポイントの金額（円）",
        min_value=0,
        max_digits=6,
        decimal_places=2,
        initial="1",
        error_messages={"required": "金額を入れてください。", "invalid": "金額は数字で入れてください。例: 1"},
    )
    most_per_payment = PointsField(label="1回の上限（ポイント）", initial="500")
    most_per_person_day = PointsField(label="おひとり1日の上限（ポイント）", initial="1000")
    most_per_day = PointsField(label="お店全体の1日の上限（ポイント）", initial="10000")
    refund_days = fields.WholeNumberField(label="お店が返せる日数", min_value=0, max_value=90, initial=7)
    slip_days = fields.WholeNumberField(label="紙の伝票を送れる日数", min_value=0, max_value=90, initial=14)
    mails_daily = forms.BooleanField(
        label="前の日の受け取りを、毎朝お知らせする",
        required=False,
        help_text="画面を使わないお店のためのものです。お客さまのお名前は載りません。",
    )

    def __init__(self, *args: object, places: Sequence[queries.Place], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.places = {one.value: one for one in places}
        self.fields["place"].choices = [  # type: ignore[attr-defined]
            (one.value, f"{enums.AccountKind(one.kind).label}　{one.name}") for one in places
        ]

    def plan(self) -> tills.ContractPlan:
        """This function will give what `tills.agree_contract` takes."""
        place = self.places[self.cleaned_data["place"]]
        terms = {name: value for name, value in self.cleaned_data.items() if name not in {"key", "place"}}
        return tills.ContractPlan(place_kind=place.kind, place_code=place.code, place_name=place.name, **terms)


class ContractEndForm(forms.Form):
    """The last day of a contract."""

    ends_on = fields.TokyoDateField(label="終わりの日")


class MonthForm(forms.Form):
    """A month, written YYYY-MM; without one the month that is meant by default."""

    month = forms.CharField(label="月", required=False, max_length=7)

    def first(self, otherwise: date) -> date:
        """This function will give the first day of the month."""
        return rules.tills.month(self.data.get("month", "")) or otherwise
