from typing import Any

from django import forms

from backend.accounts import enums, models, rules
from backend.accounts.actions import NewMember
from backend.accounts.forms.fields import CenterField, FuriganaField, NameField, PersonCodeField
from backend.common import fields

MOST = 200


class GroupForm(forms.Form):
    """A group with its list of members, one to a line."""

    name = forms.CharField(label="団体の名前", max_length=80)
    kana = FuriganaField(label="団体の名前のふりがな", max_length=120, required=False)
    purpose = forms.CharField(label="おもな活動", max_length=200, help_text="例：健康体操、書道の練習")
    center_code = CenterField(label="登録するセンター", help_text="このセンターの窓口が確認します。")
    members = forms.CharField(
        label="会員の名簿",
        required=False,
        widget=forms.Textarea({"rows": 8}),
        help_text="代表者（あなた）のほかの会員を、1行に1人書きます。例：見本 太郎、ミホン タロウ",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - Django's
        super().__init__(*args, **kwargs)
        field = self.fields["center_code"]
        assert isinstance(field, CenterField)  # noqa: S101 - tells mypy
        field.among(None)

    def clean_members(self) -> list[NewMember]:
        """This function will read the list, and name the first line that cannot be read."""
        lines = [line for line in self.cleaned_data["members"].splitlines() if line.strip()]
        if len(lines) > MOST:
            raise forms.ValidationError(f"名簿は{MOST}人までです。多いときは窓口にご相談ください。")
        return [_member(number, line) for number, line in enumerate(lines, start=1)]

    def registration(self) -> dict[str, Any]:
        """This function will give the fields of `actions.register_group`."""
        return dict(self.cleaned_data)


def _member(number: int, line: str) -> NewMember:
    name, kana = rules.name_and_furigana(line)
    if len(name) > 60 or not rules.is_furigana(kana or "ア"):
        raise forms.ValidationError(
            f"名簿の{number}行目を読み取れません。「見本 太郎、ミホン タロウ」のように書いてください。"
        )
    return NewMember(name, kana)


class MemberForm(forms.Form):
    """Somebody for a group's list: a name, or the code of somebody with an account."""

    code = PersonCodeField(
        label="会員番号", required=False, max_length=40, help_text="会員登録のある方は、番号だけで加えられます。"
    )
    name = NameField(label="お名前", required=False, max_length=60)
    furigana = FuriganaField(label="ふりがな", required=False, max_length=80)

    def clean(self) -> dict[str, Any]:
        """This function will take the name from the account, or want one."""
        given = super().clean() or {}
        if person := given.get("code"):
            given["name"], given["furigana"] = person.display_name, person.furigana
        elif not given.get("name") and "code" not in self.errors:
            self.add_error("name", "会員番号か、お名前のどちらかを入力してください。")
        return given

    def person(self) -> models.User | None:
        """This function will give the account, if a code was told."""
        found: models.User | None = self.cleaned_data["code"]
        return found


class GroupRoleForm(forms.Form):
    """Deputy or member."""

    role = forms.ChoiceField(
        label="役割", choices=[(r.value, r.label) for r in enums.GroupRole if r != enums.GroupRole.REPRESENTATIVE]
    )


class ApprovalForm(forms.Form):
    """How a desk classes a group, and until when the registration counts."""

    user_class = forms.CharField(
        label="利用者区分",
        required=False,
        max_length=40,
        help_text="利用のきまりにある区分です。なければ空のままにします。",
    )
    valid_until = fields.TokyoDateField(label="登録の期限", required=False)


class RefusalForm(forms.Form):
    """Why a registration is refused."""

    reason = forms.CharField(
        label="見送る理由",
        max_length=200,
        widget=forms.Textarea({"rows": 3}),
        help_text="申請した方にそのまま届きます。",
    )
