from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict

from backend.accounts import enums, models, rules
from backend.accounts.actions import NewMember
from backend.accounts.forms.fields import CenterField, FuriganaField, NameField, PersonCodeField
from backend.common import codes

# A list of the most people that one may have, in any encoding, is far smaller.
LARGEST_FILE = 200_000
ENCODINGS = ("utf-8-sig", "cp932")


class MemberListForm(forms.Form):
    """A list of members, pasted one to a line or sent as a CSV file; both may be given.

    Where a line cannot be taken, everything that was sent stands in the text field, with every such line named.
    """

    members = forms.CharField(
        label="会員の名簿",
        required=False,
        strip=False,
        widget=forms.Textarea({"rows": 8}),
        help_text=(
            "代表者（あなた）のほかの会員を、1行に1人、お名前とふりがなで書きます。例：見本 太郎、みほん たろう。"
            "会員登録のある方は、続けて会員番号（u- で始まる番号）も書けます。副代表は最後に「副代表」と書きます。"
        ),
    )
    members_file = forms.FileField(
        label="名簿のファイル（CSV）",
        required=False,
        widget=forms.FileInput({"accept": ".csv,.txt,text/csv,text/plain"}),
        help_text="表計算ソフトの「CSV」で保存したファイルです。左から、お名前、ふりがな、会員番号の順に並べます。",
    )

    def __init__(
        self,
        *args: Any,  # noqa: ANN401 - Django's
        by: models.User,
        rows: Sequence[models.GroupMember] = (),
        **kwargs: Any,  # noqa: ANN401 - Django's
    ) -> None:
        super().__init__(*args, **kwargs)
        self.by, self.rows = by, rows

    def clean_members_file(self) -> str:
        """This function will give the text of the file."""
        sent: UploadedFile[bytes] | None = self.cleaned_data["members_file"]
        if sent is None:
            return ""
        if sent.size is None or sent.size > LARGEST_FILE:
            raise forms.ValidationError("ファイルが大きすぎます。名簿だけのファイルにしてください。")
        return _text_of(sent.read())

    def clean(self) -> dict[str, Any]:
        """This function will read the list, and name every line that cannot be taken."""
        given = super().clean() or {}
        parts = [given.get("members", ""), given.pop("members_file", "")]
        text = "\n".join(part.rstrip() for part in parts if part.strip())
        lines, faults = rules.read_list(text)
        known = _accounts([line.code for line in lines if line.code])
        listed = _Listed({self.by.pk} | {row.user_id for row in self.rows}, {_same(row) for row in self.rows})
        faults += [fault for line in lines if (fault := _fault_of(line, known, listed))]
        given["members"] = [_member(line, known) for line in lines if not line.code or _key(line) in known]
        self._keep(text)
        for fault in sorted(faults, key=lambda each: each.number):
            self.add_error("members", fault.sentence)
        return given

    def _keep(self, text: str) -> None:
        # A browser never sends a file again by itself, so its lines go where they can be mended.
        kept = QueryDict(mutable=True)
        kept.update(self.data if isinstance(self.data, QueryDict) else {})
        kept["members"] = text
        self.data = kept


def _text_of(content: bytes) -> str:
    for encoding in ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise forms.ValidationError("ファイルの文字を読み取れません。CSV（UTF-8 または Shift_JIS）で保存してください。")


def _accounts(numbers: Iterable[str]) -> dict[str, models.User]:
    wanted = {codes.normal(number) for number in numbers}
    found = models.User.objects.filter(code__in=wanted, is_active=True) if wanted else []
    return {person.code: person for person in found}


def _key(line: rules.Line) -> str:
    return codes.normal(line.code)


@dataclass(frozen=True)
class _Listed:
    """Who stands in a list already, by account and by name."""

    accounts: Set[int | None]
    names: Set[tuple[str, str]]


def _same(row: models.GroupMember | rules.Line) -> tuple[str, str]:
    return rules.person_key(row.name, row.furigana), rules.name_key(row.name)


def _fault_of(line: rules.Line, known: dict[str, models.User], listed: _Listed) -> rules.Fault | None:
    person = known.get(_key(line)) if line.code else None
    if line.code and person is None:
        return rules.Fault(line.number, f"会員番号「{line.code}」の方は見つかりません。番号をお確かめください。")
    if person.pk in listed.accounts if person else _same(line) in listed.names:
        return rules.Fault(line.number, "この方は、すでに名簿に載っています。この行を消してください。")
    return None


def _member(line: rules.Line, known: dict[str, models.User]) -> NewMember:
    role = enums.GroupRole.DEPUTY if line.is_deputy else enums.GroupRole.MEMBER
    person = known[_key(line)] if line.code else None
    if person is None:
        return NewMember(line.name, line.furigana, None, role)
    return NewMember(person.display_name, person.furigana or line.furigana, person, role)


class GroupForm(MemberListForm):
    """A group with its list of members."""

    name = forms.CharField(label="団体の名前", max_length=80)
    kana = FuriganaField(label="団体の名前のふりがな", max_length=120, required=False)
    purpose = forms.CharField(label="おもな活動", max_length=200, help_text="例：健康体操、書道の練習")
    center_code = CenterField(label="登録するセンター", help_text="このセンターの窓口が確認します。")
    field_order = ("name", "kana", "purpose", "center_code", "members", "members_file")

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - Django's
        super().__init__(*args, **kwargs)
        field = self.fields["center_code"]
        assert isinstance(field, CenterField)  # noqa: S101 - tells mypy
        field.among(None)

    def registration(self) -> dict[str, Any]:
        """This function will give the fields of `actions.register_group`."""
        return dict(self.cleaned_data)


class RenewalForm(MemberListForm):
    """The group once more, as it stands, with who stays and who joins."""

    name = forms.CharField(label="団体の名前", max_length=80)
    kana = FuriganaField(label="団体の名前のふりがな", max_length=120, required=False)
    purpose = forms.CharField(label="おもな活動", max_length=200)
    staying = forms.TypedMultipleChoiceField(
        label="続ける会員",
        required=False,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        help_text="やめる方の印を外してください。外した方は、申し込んだときに名簿から外れます。",
    )
    confirmed = forms.BooleanField(
        label="名簿に載っている方は、いまの会員です",
        error_messages={"required": "名簿を確かめて、印をつけてください。"},
    )
    field_order = ("name", "kana", "purpose", "staying", "members", "members_file", "confirmed")

    def __init__(
        self,
        *args: Any,  # noqa: ANN401 - Django's
        group: models.Group,
        rows: Sequence[models.GroupMember],
        keeps_name: bool,
        **kwargs: Any,  # noqa: ANN401 - Django's
    ) -> None:
        rest = [row for row in rows if not row.books]
        shown = {"name": group.name, "kana": group.kana, "purpose": group.purpose, "staying": [row.pk for row in rest]}
        super().__init__(*args, rows=rows, initial=shown, **kwargs)
        self.fields["members"].label = "新しく入る会員"
        self.fields["name"].disabled = keeps_name
        if rest:
            self.fields["staying"].choices = [(row.pk, _row_text(row)) for row in rest]  # type: ignore[attr-defined]
        else:
            del self.fields["staying"]

    def renewal(self) -> dict[str, Any]:
        """This function will give the fields of `actions.renew_group`."""
        given = {name: self.cleaned_data[name] for name in ("name", "kana", "purpose", "members")}
        return given | {"staying": self.cleaned_data.get("staying", [])}


def _row_text(row: models.GroupMember) -> str:
    return f"{row.name}（{row.furigana}）" if row.furigana else row.name


class MemberForm(forms.Form):
    """Somebody for a group's list: a name, or the code of somebody with an account."""

    code = PersonCodeField(
        label="会員番号", required=False, max_length=40, help_text="会員登録のある方は、番号だけで加えられます。"
    )
    name = NameField(label="お名前", required=False, max_length=60)
    furigana = FuriganaField(label="ふりがな", required=False, max_length=80)

    def clean(self) -> dict[str, Any]:
        """This function will take the name from the account, or want one with its furigana."""
        given = super().clean() or {}
        if person := given.get("code"):
            given["name"], given["furigana"] = person.display_name, person.furigana
        elif not given.get("name") and "code" not in self.errors:
            self.add_error("name", "会員番号か、お名前のどちらかを入力してください。")
        elif not given.get("furigana") and not self.errors:
            self.add_error("furigana", "お名前で加えるときは、ふりがなも入力してください。")
        return given

    def member(self) -> NewMember:
        """This function will give whom to enter, with the account if a code was told."""
        person: models.User | None = self.cleaned_data["code"]
        return NewMember(self.cleaned_data["name"], self.cleaned_data["furigana"], person)


class GroupRoleForm(forms.Form):
    """Deputy or member."""

    role = forms.ChoiceField(
        label="役割", choices=[(r.value, r.label) for r in enums.GroupRole if r != enums.GroupRole.REPRESENTATIVE]
    )


class OverlapForm(forms.Form):
    """Why a desk takes groups with the same people for different ones."""

    overlap_reason = forms.CharField(
        label="確かめた内容",
        max_length=200,
        widget=forms.Textarea({"rows": 3}),
        help_text="例：活動の内容と曜日がちがい、代表者に聞いて別の団体と確かめた。",
        error_messages={"required": "同じ方がいる団体と、別の団体だと判断した理由を書いてください。"},
    )


class ApprovalForm(OverlapForm):
    """How a desk classes a group, and, where others' lists hold the same people, why it approves all the same."""

    user_class = forms.ChoiceField(
        label="利用者区分", required=False, help_text="予約できる時期と使用料の減免が、この区分で決まります。"
    )
    field_order = ("user_class", "overlap_reason")

    def __init__(
        self,
        *args: Any,  # noqa: ANN401 - Django's
        classes: Iterable[models.UserClass],
        asks_reason: bool,
        **kwargs: Any,  # noqa: ANN401 - Django's
    ) -> None:
        super().__init__(*args, **kwargs)
        offered = [("", "区分なし（一般の方と同じ）"), *((one.code, _class_text(one)) for one in classes)]
        self.fields["user_class"].choices = offered  # type: ignore[attr-defined]
        if not asks_reason:
            del self.fields["overlap_reason"]

    def approval(self) -> dict[str, Any]:
        """This function will give the fields of `actions.approve_group`."""
        return dict(self.cleaned_data)


def _class_text(one: models.UserClass) -> str:
    fees = {100: "", 0: "（使用料は免除）"}
    return f"{one.name}{fees.get(one.fee_percent, f'（使用料は{one.fee_percent}％）')}"


class RefusalForm(forms.Form):
    """Why a registration is refused."""

    reason = forms.CharField(
        label="見送る理由",
        max_length=200,
        widget=forms.Textarea({"rows": 3}),
        help_text="申請した方にそのまま届きます。",
        error_messages={"required": "見送る理由を入力してください。申請した方にそのまま届きます。"},
    )


class AppointmentForm(forms.Form):
    """Whom a desk makes the representative of a group, and why."""

    member = forms.ChoiceField(label="新しい代表者", help_text="会員登録のある会員から選びます。")
    reason = forms.CharField(
        label="替える理由",
        max_length=200,
        help_text="前の代表者と新しい代表者に、そのまま届きます。",
        error_messages={"required": "替える理由を入力してください。"},
    )

    def __init__(self, *args: Any, rows: Iterable[models.GroupMember], **kwargs: Any) -> None:  # noqa: ANN401 - Django's
        super().__init__(*args, **kwargs)
        able = [row for row in rows if row.user_id and row.role != enums.GroupRole.REPRESENTATIVE]
        self.fields["member"].choices = [("", "選んでください"), *((str(r.pk), _row_text(r)) for r in able)]  # type: ignore[attr-defined]
        self.is_possible = bool(able)
