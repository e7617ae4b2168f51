import unicodedata
from datetime import time
from typing import Any

from django import forms


class ClockField(forms.TimeField):
    """A time of the day such as 9:30; full-width digits and colons are taken."""

    def to_python(self, value: Any) -> time | None:  # noqa: ANN401 - Django's
        """This function will give the time."""
        found: time | None = super().to_python(
            unicodedata.normalize("NFKC", value) if isinstance(value, str) else value
        )
        return found
