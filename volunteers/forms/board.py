from django import forms

from backend.accounts import models as accounts
from backend.common import fields
from volunteers import enums, models, queries


class BoardForm(forms.Form):
    """What a visitor looks for on the board; everything may be left out."""

    district = fields.RowChoiceField(
        accounts.District.objects.none(),
        to_field_name="code",
        required=False,
        label="地区",
        empty_label="すべての地区",
    )
    field = fields.RowChoiceField(
        models.Field.objects.none(),
        to_field_name="code",
        required=False,
        label="活動分野",
        empty_label="すべての分野",
    )
    day = fields.TokyoDateField(required=False, label="活動の日")
    purpose = forms.ChoiceField(choices=[("", "すべて"), *enums.Purpose.choices], required=False, label="募集の種類")
    kind = forms.ChoiceField(choices=[("", "すべて"), *enums.RequestKind.choices], required=False, label="日時の決め方")

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        _offer(self, "district", accounts.District.objects.order_by("position", "pk"))
        _offer(self, "field", queries.requests.fields())

    def wanted(self) -> queries.requests.BoardFilter:
        """This function will give what is looked for; what cannot be read is left out."""
        found = self.cleaned_data if self.is_bound and self.is_valid() else {}
        return queries.requests.BoardFilter(
            district=found.get("district"),
            field=found.get("field"),
            day=found.get("day"),
            kind=found.get("kind", ""),
            purpose=found.get("purpose", ""),
        )


def _offer(form: forms.Form, name: str, choices: object) -> None:
    field = form.fields[name]
    assert isinstance(field, fields.CodeChoiceField | fields.CodesChoiceField)  # noqa: S101 - tells mypy what it is
    field.queryset = choices  # type: ignore[assignment]
