"""Form fields that take what people write: full-width or half-width digits, years of an era or of our own count."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar, TypeAlias

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.datastructures import MultiValueDict

Data: TypeAlias = Mapping[str, Any]
Files: TypeAlias = "MultiValueDict[str, UploadedFile[Any]]"

# The year before the first year of each era.
_ERAS = {"令和": 2018, "R": 2018, "平成": 1988, "H": 1988, "昭和": 1925, "S": 1925, "大正": 1911, "T": 1911}
_ERA_YEAR = re.compile(r"(令和|平成|昭和|大正|R|H|S|T)(元|\d{1,2})")
_PARTS = {"year": ("年", 5), "month": ("月", 2), "day": ("日", 2)}


class WholeNumberField(forms.IntegerField):
    """A whole number typed as text: full-width digits are taken, and what is wrong stays to be mended."""

    widget = forms.TextInput

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """This function will ask a phone for its number keys."""
        return super().widget_attrs(widget) | {"inputmode": "numeric", "data-width": "short", "autocomplete": "off"}


class TokyoDateWidget(forms.MultiWidget):
    """Three inputs for year, month and day; js/date_field.js puts a calendar beside them."""

    template_name = "components/date_field.html"

    def __init__(self, attrs: dict[str, Any] | None = None, autocomplete: str = "") -> None:
        super().__init__({part: _part(part, autocomplete) for part in _PARTS}, attrs)

    def decompress(self, value: date | str | None) -> list[str]:
        """This function will give the texts of the three inputs for a date, or for a date written YYYY-MM-DD."""
        if not value:
            return ["", "", ""]
        return [part.lstrip("0") for part in str(value).split("-")]

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
    return int(text) if re.fullmatch(r"\d{4}", text) else None
