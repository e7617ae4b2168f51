from datetime import timedelta
from typing import Any

from django import forms

from backend.accounts import enums, queries, rules
from backend.accounts.forms.fields import CenterField, PersonCodeField
from backend.accounts.forms.profile import ProfileForm
from backend.common import clock, codes, fields
from backend.common import models as common


class _AtDesk(forms.Form):
    """A form that somebody fills in at one of their desks."""

    center_code = CenterField(label="窓口")

    def __init__(self, desks: frozenset[str] | None, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - Django's
        super().__init__(*args, **kwargs)
        field = self.fields["center_code"]
        assert isinstance(field, CenterField)  # noqa: S101 - tells mypy
        field.required = desks is not None
        field.among(desks, none="" if desks is not None else "市の担当")


class PresentationForm(_AtDesk):
    """The code which somebody presents at a desk."""

    code = forms.CharField(
        label="会員番号", max_length=40, help_text="ご本人の画面か会員カードにある、u- で始まる番号です。"
    )

    def clean_code(self) -> str:
        """This function will take full width too."""
        return rules.half_width(self.cleaned_data["code"])


class DeskPersonForm(_AtDesk, ProfileForm):
    """Somebody without an address, whom a desk registers; what the person cannot tell may be left out."""

    date_of_birth = fields.TokyoDateField(label="生年月日", required=False, help_text="本人確認をするときに必要です。")
    field_order = ("name", "furigana", "phone", "date_of_birth", "district", "connections", "language", "center_code")


class ProofForm(_AtDesk):
    """What a desk saw when it confirmed an identity."""

    proof = forms.ChoiceField(label="確かめた書類", choices=enums.Proof.choices, widget=forms.RadioSelect)


class RoleForm(forms.Form):
    """A role for a person: at a center, or for the city."""

    code = PersonCodeField(label="会員番号", max_length=40)
    kind = forms.ChoiceField(label="役割", choices=enums.StaffKind.choices)
    center_code = CenterField(label="センター", required=False, help_text="センター職員のときに選びます。")

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - Django's
        super().__init__(*args, **kwargs)
        field = self.fields["center_code"]
        assert isinstance(field, CenterField)  # noqa: S101 - tells mypy
        field.among(None, none="市全体")

    def clean(self) -> dict[str, Any]:
        """This function will refuse a desk without its center, and a center for a role of the city."""
        given = super().clean() or {}
        at_desk = given.get("kind") == enums.StaffKind.CENTER_STAFF
        if at_desk != bool(given.get("center_code")):
            self.add_error("center_code", "センター職員にはセンターを選び、市の役割では「市全体」を選んでください。")
        return given


class LogForm(forms.Form):
    """What an administrator looks for in the audit log."""

    person = forms.CharField(label="会員番号（した人・された人）", required=False, max_length=40)
    kind = forms.ChoiceField(label="種類", required=False, choices=[("", "すべて"), *common.AuditEntry.Kind.choices])
    center = forms.CharField(label="センターのコード", required=False, max_length=40)
    first = fields.TokyoDateField(label="この日から", required=False)
    last = fields.TokyoDateField(label="この日まで", required=False)

    def wanted(self) -> queries.LogFilter:
        """This function will give the search; both days count whole."""
        given = self.cleaned_data
        first, last = given["first"], given["last"]
        return queries.LogFilter(
            person_code=codes.normal(given["person"]) if given["person"] else "",
            center_code=given["center"],
            kind=given["kind"],
            since=clock.start_of(first) if first else None,
            until=clock.start_of(last + timedelta(days=1)) if last else None,
        )
