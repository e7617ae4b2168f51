"""Numbers of points as people type them."""

import re
import unicodedata
from typing import Any

from django.core.exceptions import ValidationError

from backend.common import fields


class PointsField(fields.WholeNumberField):
    """A number of points typed as text: full-width digits, commas between them and the unit behind are taken."""

    def __init__(self, **kwargs: Any) -> None:  # noqa: ANN401 - Django's
        words: dict[str, Any] = {
            "required": "ポイントの数を入力してください。例: 50",
            "invalid": "ポイントの数は、数字で入力してください。例: 50",
        }
        super().__init__(**({"min_value": 1, "max_value": 999_999, "error_messages": words} | kwargs))

    def to_python(self, value: Any) -> Any:  # noqa: ANN401 - Django's
        """This function will turn what was typed into a number."""
        if isinstance(value, str):
            value = unicodedata.normalize("NFKC", value).strip().replace(",", "").removesuffix("ポイント")
            if re.fullmatch(r"-?\d*\.\d+", value):
                raise ValidationError("ポイントは1ポイントずつです。小数のない数にしてください。例: 50", "fraction")
        return super().to_python(value)
