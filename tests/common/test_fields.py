from datetime import date
from typing import Any

import pytest
from django import forms

from backend.common import fields
from tests.support import html


class DayForm(forms.Form):
    """A day that must be given, one that may, and a number."""

    day = fields.TokyoDateField(label="利用する日", help_text="例：2026 年 3 月 20 日")
    born = fields.TokyoDateField(label="生年月日", required=False, widget=fields.TokyoDateWidget(autocomplete="bday"))
    headcount = fields.WholeNumberField(label="人数", min_value=1, required=False)


class LengthForm(forms.Form):
    """A length of time that may be given."""

    length = fields.HoursField(label="必要な時間", most=100, required=False)


@pytest.mark.parametrize(
    ("typed", "minutes"),
    [
        ("20", 1200),
        ("２０時間", 1200),
        ("1.5", 90),
        ("0.25", 15),
        ("1:30", 90),
        ("1時間40分", 100),
        ("１時間 ５分", 65),
        ("100分", 100),
        ("", None),
    ],
)
def test_a_length_is_understood_as_people_write_it(typed: str, minutes: int | None) -> None:
    form = LengthForm({"length": typed})
    assert (form.is_valid(), form.cleaned_data["length"]) == (True, minutes)


@pytest.mark.parametrize("typed", ["0", "-1", "1.33", "1:5", "ながく", "1時", "101", "100時間1分", "99999999"])
def test_a_length_that_is_none_or_too_long_is_refused_and_stays(typed: str) -> None:
    form = LengthForm({"length": typed})
    assert (form.is_valid(), typed in str(form)) == (False, True)


@pytest.mark.parametrize("minutes", [1, 59, 60, 61, 100, 1200, 5999])
def test_a_length_is_written_so_that_it_is_read_again_as_it_was(minutes: int) -> None:
    form = LengthForm({"length": fields.hours_text(minutes)})
    assert (form.is_valid(), form.cleaned_data["length"], fields.hours_text(None)) == (True, minutes, "")


def _day(year: str, month: str, day: str) -> DayForm:
    return DayForm({"day_year": year, "day_month": month, "day_day": day})


@pytest.mark.parametrize(
    ("year", "month", "day"),
    [
        ("2026", "3", "20"),
        ("２０２６", "０３", "２０"),
        (" 2026 ", "03", " 20"),
        ("令和8", "3", "20"),
        ("令和８年", "3", "20"),
        ("R8", "3", "20"),
        ("r８", "3", "20"),
    ],
)
def test_a_day_is_understood_as_people_write_it(year: str, month: str, day: str) -> None:
    form = _day(year, month, day)
    assert form.is_valid()
    assert form.cleaned_data["day"] == date(2026, 3, 20)


@pytest.mark.parametrize("value", ["nonsense", "2026", "2026-3", "2026-3-20-4", "---", "\x00"])
def test_a_day_in_one_value_that_is_none_is_refused_in_plain_words(value: str) -> None:
    assert DayForm({"day": value}).errors["day"] == ["年・月・日を、すべて数字で入力してください。"]


@pytest.mark.parametrize(
    ("year", "meant"),
    [
        ("昭和15", 1940),
        ("S64", 1989),
        ("平成元", 1989),
        ("H31", 2019),
        ("大正12", 1923),
        ("T1", 1912),
        ("令和元", 2019),
    ],
)
def test_a_year_of_an_era_is_understood(year: str, meant: int) -> None:
    assert fields.TokyoDateField().clean([year, "1", "2"]) == date(meant, 1, 2)


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        (("", "", ""), "日付を入力してください。"),
        (("2026", "", "20"), "年・月・日を、すべて数字で入力してください。"),
        (("2026", "三", "20"), "年・月・日を、すべて数字で入力してください。"),
        (("26", "3", "20"), "年・月・日を、すべて数字で入力してください。"),
        (("0001", "1", "1"), "0001年の日付は使えません。西暦は4桁で、年をお確かめください。"),
        (("9999", "12", "31"), "9999年の日付は使えません。西暦は4桁で、年をお確かめください。"),
        (("慶応3", "3", "20"), "年・月・日を、すべて数字で入力してください。"),
        (("2026", "2", "30"), "2026年2月30日という日はありません。日付をお確かめください。"),
        (("2026", "13", "1"), "2026年13月1日という日はありません。日付をお確かめください。"),
    ],
)
def test_a_day_that_cannot_be_is_refused_in_plain_words(parts: tuple[str, str, str], words: str) -> None:
    assert _day(*parts).errors["day"] == [words]


def test_a_day_that_may_be_left_out_is_none() -> None:
    assert fields.TokyoDateField(required=False).clean(["", "", ""]) is None


def test_a_link_may_carry_the_day_in_one() -> None:
    form = DayForm({"day": "2026-03-05"})
    assert form.is_valid()
    assert form.cleaned_data["day"] == date(2026, 3, 5)
    assert _values(form) == {"id_day_0": "2026", "id_day_1": "3", "id_day_2": "5"}


def test_a_date_is_shown_in_three_parts() -> None:
    assert _values(DayForm(initial={"day": date(2026, 3, 5)})) == {"id_day_0": "2026", "id_day_1": "3", "id_day_2": "5"}


def test_what_was_typed_stays_to_be_mended() -> None:
    assert _values(_day("令和8", "３", "")) == {"id_day_0": "令和8", "id_day_1": "３", "id_day_2": None}


def test_nothing_sent_is_told_from_something_empty() -> None:
    widget = fields.TokyoDateWidget()
    assert widget.value_omitted_from_data({}, _no_files(), "day")
    assert not widget.value_omitted_from_data({"day": ""}, _no_files(), "day")
    assert not widget.value_omitted_from_data({"day_year": ""}, _no_files(), "day")


def test_a_change_is_told_from_the_same_day_again() -> None:
    same = {"day_year": "２０２６", "day_month": "3", "day_day": "5"}
    assert DayForm(same, initial={"day": date(2026, 3, 5)}).changed_data == []
    assert DayForm(same, initial={"day": date(2026, 3, 6)}).changed_data == ["day"]


def test_a_birthday_lets_the_browser_fill_it_in() -> None:
    page = html.parse(str(DayForm()["born"]))
    assert [part.get("autocomplete") for part in page.find("input")] == ["bday-year", "bday-month", "bday-day"]


def test_a_number_takes_full_width_digits_and_keeps_what_is_wrong() -> None:
    assert fields.WholeNumberField().clean("１２") == 12
    page = html.parse(str(DayForm({"headcount": "たくさん"})["headcount"]))
    (control,) = page.find("input")
    assert (control.get("type"), control.get("inputmode"), control.get("value")) == ("text", "numeric", "たくさん")


def _values(form: DayForm) -> dict[str, Any]:
    return {part.get("id", ""): part.get("value") for part in html.parse(str(form["day"])).find("input")}


def _no_files() -> Any:  # noqa: ANN401 - any mapping does
    return {}


@pytest.mark.parametrize(
    ("typed", "words"), [("0", "1以上の数にしてください。"), ("１０", "9以下の数にしてください。")]
)
def test_a_number_beyond_its_bounds_is_refused_in_plain_words(typed: str, words: str) -> None:
    with pytest.raises(forms.ValidationError) as refused:
        fields.WholeNumberField(min_value=1, max_value=9).clean(typed)
    assert refused.value.messages == [words]
