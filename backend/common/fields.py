"""Form fields that take what people write: full-width or half-width digits, years of an era or of our own count."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar, TypeAlias

from django import forms
from django.core import validators
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.datastructures import MultiValueDict

from backend.common import clock

Data: TypeAlias = Mapping[str, Any]
Files: TypeAlias = "MultiValueDict[str, UploadedFile[Any]]"

# The year before the first year of each era.
_ERAS = {"令和": 2018, "R": 2018, "平成": 1988, "H": 1988, "昭和": 1925, "S": 1925, "大正": 1911, "T": 1911}
_ERA_YEAR = re.compile(r"(令和|平成|昭和|大正|R|H|S|T)(元|\d{1,2})")
_PARTS = {"year": ("年", 5), "month": ("月", 2), "day": ("日", 2)}


class WholeNumberField(forms.IntegerField):
    """A whole number typed as text: full-width digits are taken, and what is wrong stays to be mended."""

    widget = forms.TextInput

    def __init__(self, **kwargs: Any) -> None:  # noqa: ANN401 - Django's
        super().__init__(**kwargs)
        for validator in self.validators:
            if isinstance(validator, validators.MinValueValidator):
                validator.message = "%(limit_value)s以上の数にしてください。"
            elif isinstance(validator, validators.MaxValueValidator):
                validator.message = "%(limit_value)s以下の数にしてください。"

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """This function will ask a phone for its number keys."""
        return super().widget_attrs(widget) | {"inputmode": "numeric", "data-width": "short", "autocomplete": "off"}


class _Rows(forms.models.ModelChoiceIterator):  # type: ignore[type-arg]  # Django cannot say of what
    def __iter__(self) -> Iterator[tuple[Any, Any]]:
        if self.field.empty_label is not None:
            yield "", self.field.empty_label
        for row in self.queryset.all():
            yield self.choice(row)


class CodeChoiceField(forms.ModelChoiceField):  # type: ignore[type-arg]  # noqa: TID251 - the one that is safe
    """A choice among rows by their codes. A NUL, which PostgreSQL takes in no text, is in no code of ours."""

    def to_python(self, value: Any) -> Any:  # noqa: ANN401 - Django's
        """This function will find the row, or refuse."""
        if "\x00" in str(value):
            raise ValidationError(self.error_messages["invalid_choice"], code="invalid_choice", params={"value": ""})
        return super().to_python(value)


class CodesChoiceField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]  # noqa: TID251 - the one that is safe
    """A choice of several rows by their codes, none of which has a NUL in it."""

    def clean(self, value: Any) -> Any:  # noqa: ANN401 - Django's
        """This function will find the rows, or refuse."""
        if isinstance(value, list | tuple) and any("\x00" in str(one) for one in value):
            raise ValidationError(self.error_messages["invalid_choice"], code="invalid_choice", params={"value": ""})
        return super().clean(value)


class RowChoiceField(CodeChoiceField):
    """A choice among few rows, read by one statement: Django's own opens a cursor of the server, which costs four."""

    iterator = _Rows


_HOURS = re.compile(r"(\d{1,5}(?:\.\d{1,2})?)(?:時間)?|(?:(\d{1,5})(?:時間|:(?=\d\d$)))?(\d{1,6})分?")


def hours_text(minutes: int | None) -> str:
    """This function will write minutes as HoursField reads them: whole hours as a bare number, else 1時間30分."""
    if not minutes:
        return ""
    hours, rest = divmod(minutes, 60)
    return (f"{hours}時間" if hours else "") + f"{rest}分" if rest else str(hours)


class HoursField(forms.CharField):
    """A length of time, written 20, 1.5, 1:30 or 1時間30分; what is read is minutes, so that none is rounded away."""

    default_error_messages: ClassVar = {
        "unreadable": "「20」「1.5」「1時間30分」のように、時間で書いてください。",
        "too_long": "%(most)s時間までにしてください。",
    }

    def __init__(self, *, most: int, **kwargs: Any) -> None:  # noqa: ANN401 - Django's
        super().__init__(max_length=20, empty_value=None, **kwargs)
        self.most = most

    def to_python(self, value: Any) -> int | None:  # type: ignore[override]  # noqa: ANN401 - Django's
        """This function will give the minutes of what was typed; None where nothing was."""
        typed = unicodedata.normalize("NFKC", super().to_python(value) or "").replace(" ", "")
        return _minutes_of(typed, self) if typed else None

    def run_validators(self, value: Any) -> None:  # noqa: ANN401 - Django's
        """This function will refuse what is longer than the most; the texts' own checks read no number."""
        if value is not None and value > self.most * 60:
            raise ValidationError(self.error_messages["too_long"], code="too_long", params={"most": self.most})

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """This function will keep the input short."""
        return super().widget_attrs(widget) | {"data-width": "short", "autocomplete": "off"}


def _minutes_of(typed: str, field: HoursField) -> int:
    found = _HOURS.fullmatch(typed)
    if found is None:
        raise ValidationError(field.error_messages["unreadable"], code="unreadable")
    hours, whole, rest = found.groups()
    minutes = Decimal(hours) * 60 if hours else Decimal(int(whole or 0) * 60 + int(rest))
    if minutes < 1 or minutes != int(minutes):
        raise ValidationError(field.error_messages["unreadable"], code="unreadable")
    return int(minutes)


class TokyoDateWidget(forms.MultiWidget):
    """Three inputs for year, month and day; js/date_field.js puts a calendar beside them."""

    template_name = "components/date_field.html"

    def __init__(self, attrs: dict[str, Any] | None = None, autocomplete: str = "") -> None:
        super().__init__({part: _part(part, autocomplete) for part in _PARTS}, attrs)

    def decompress(self, value: date | str | None) -> list[str]:
        """This function will give the texts of the three inputs for a date, or for a date written YYYY-MM-DD."""
        if not value:
            return ["", "", ""]
        parts = str(value).split("-", 2)
        return [part.lstrip("0") for part in (*parts, "", "")[:3]]

    def value_from_datadict(self, data: Data, files: Files, name: str) -> list[str]:
        """This function will read the three inputs, or one value YYYY-MM-DD as links carry it."""
        if name in data:
            return self.decompress(data[name])
        found: list[str | None] = super().value_from_datadict(data, files, name)
        return [part or "" for part in found]

    def value_omitted_from_data(self, data: Data, files: Files, name: str) -> bool:
        """This function will tell whether neither form of the date was sent."""
        return name not in data and super().value_omitted_from_data(data, files, name)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:  # noqa: ANN401 - Django's
        """This function will put beside each input the unit that labels it."""
        context = super().get_context(name, value, attrs)
        for part, (unit, _) in zip(context["widget"]["subwidgets"], _PARTS.values(), strict=True):
            part["unit"] = unit
        return context


def _part(name: str, autocomplete: str) -> forms.TextInput:
    _, length = _PARTS[name]
    return forms.TextInput(
        {
            "inputmode": "numeric" if name != "year" else "text",
            "maxlength": length,
            "data-part": name,
            "autocomplete": f"{autocomplete}-{name}" if autocomplete else "off",
        }
    )


class TokyoDateField(forms.Field):
    """A date as people in Japan write it; the value is a date, or None when it may be left out."""

    widget = TokyoDateWidget
    default_error_messages: ClassVar[dict[str, Any]] = {
        "required": "日付を入力してください。",
        "incomplete": "年・月・日を、すべて数字で入力してください。",
        "far_year": "%(year)s年の日付は使えません。西暦は4桁で、年をお確かめください。",
        "missing_day": "%(year)s年%(month)s月%(day)s日という日はありません。日付をお確かめください。",
    }

    def to_python(self, value: Any) -> date | None:  # noqa: ANN401 - Django's
        """This function will turn the three texts into a date."""
        if isinstance(value, date) or value in self.empty_values:
            return value or None
        parts = [_half_width(part) for part in value]
        if not any(parts):
            return None
        year, month, day = (_year(parts[0]), *map(_number, parts[1:]))
        if year is None and re.fullmatch(r"\d{4}年?", parts[0]):
            raise ValidationError(self.error_messages["far_year"], code="far_year", params={"year": parts[0][:4]})
        if year is None or month is None or day is None:
            raise ValidationError(self.error_messages["incomplete"], code="incomplete")
        return self._date(year, month, day)

    def _date(self, year: int, month: int, day: int) -> date:
        try:
            return date(year, month, day)
        except ValueError as fault:
            data = {"year": year, "month": month, "day": day}
            raise ValidationError(self.error_messages["missing_day"], code="missing_day", params=data) from fault


def _half_width(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip().upper()


def _number(text: str) -> int | None:
    return int(text) if re.fullmatch(r"\d{1,2}", text) else None


def _year(text: str) -> int | None:
    if match := _ERA_YEAR.fullmatch(text.removesuffix("年")):
        era, year = match.groups()
        return _ERAS[era] + (1 if year == "元" else int(year))
    # Of a year far off a day has no start that the database can hold.
    return int(text) if re.fullmatch(r"\d{4}", text) and int(text) in clock.YEARS else None
