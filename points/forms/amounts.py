"""Numbers of points as people type them."""

import unicodedata
from typing import Any

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
        return super().to_python(value)
