"""The application form, the report, and what is said about who came and who did not."""

import datetime
from typing import Any

from django import forms

from backend.accounts import rules as people
from backend.common import fields
from bookings import enums


class ApplicationForm(forms.Form):
    """使用許可申請書, with what the service knows filled in."""

    applicant_name = forms.CharField(
        label="申請する方のお名前",
        max_length=60,
        help_text="団体のときは、代表の方のお名前です。",
        error_messages={"required": "申請する方のお名前を入れてください。"},
    )
    applicant_phone = forms.CharField(
        label="電話番号",
        max_length=20,
        help_text="当日、急ぎの連絡をするときにだけ使います。",
        widget=forms.TextInput({"type": "tel", "autocomplete": "tel"}),
        error_messages={"required": "連絡のつく電話番号を入れてください。"},
    )
    purpose = forms.CharField(
        label="利用の目的",
        max_length=200,
        error_messages={"required": "何に使うかを、ひとことで書いてください。"},
    )
    headcount = fields.WholeNumberField(
        label="人数",
        min_value=1,
        max_value=2000,
        error_messages={"required": "利用する人数を入れてください。", "min_value": "1人以上の人数を入れてください。"},
    )
    equipment = forms.CharField(
        label="使いたい備品", max_length=200, required=False, help_text="例：いす20脚、ホワイトボード"
    )
    remarks = forms.CharField(
        label="そのほか伝えたいこと", max_length=400, required=False, widget=forms.Textarea({"rows": 3})
    )

    def clean_applicant_phone(self) -> str:
        """This function will give half-width digits and hyphens, and refuse anything else."""
        number = people.phone(self.cleaned_data["applicant_phone"])
        if not people.is_phone(number):
            raise forms.ValidationError("電話番号は、市外局番から数字で入力してください。例：0294-00-0000")
        return number


class PaperApplicationForm(forms.Form):
    """The desk's word that the form has come on paper."""

    received = forms.BooleanField(
        label="申請書（紙）を受け取りました",
        error_messages={"required": "紙の申請書を受け取ってから、印をつけてください。"},
    )
    remarks = forms.CharField(label="申請書に書かれていた備考", max_length=400, required=False)


class ReportForm(forms.Form):
    """使用報告書: how many came, what was checked on leaving, what is broken."""

    headcount = fields.WholeNumberField(
        label="実際に利用した人数",
        min_value=1,
        max_value=2000,
        error_messages={"required": "利用した人数を入れてください。", "min_value": "1人以上の人数を入れてください。"},
    )
    checks = forms.MultipleChoiceField(
        label="帰る前の点検",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="終わったものに印をつけてください。できなかったものがあるときは、下に書いてください。",
        error_messages={"invalid_choice": "点検の項目が変わりました。もう一度選んでください。"},
    )
    trouble = forms.CharField(
        label="気づいたこと（こわれたもの、足りないもの、できなかった点検）",
        max_length=400,
        required=False,
        widget=forms.Textarea({"rows": 4}),
    )

    def __init__(self, *args: Any, items: tuple[str, ...], **kwargs: Any) -> None:  # noqa: ANN401 - Django's
        super().__init__(*args, **kwargs)
        self.fields["checks"].choices = [(item, item) for item in items]  # type: ignore[attr-defined]
        if not items:
            del self.fields["checks"]

    def report(self) -> dict[str, Any]:
        """This function will give what `actions.submit_report` takes."""
        data = self.cleaned_data
        return {"headcount": data["headcount"], "checks": data.get("checks", []), "trouble": data["trouble"]}


class RoomCheckForm(forms.Form):
    """What the desk saw in the room afterwards."""

    note = forms.CharField(
        label="点検の結果",
        max_length=400,
        required=False,
        help_text="問題がなければ、空のままでかまいません。",
        widget=forms.Textarea({"rows": 3}),
    )


class CheckInForm(forms.Form):
    """A permit's code, read by a scanner or typed at a desk or tablet."""

    code = forms.CharField(
        label="許可書のQRコード、または許可番号",
        max_length=300,
        help_text="読み取り機で読むか、「b-」から始まる番号を入れてください。小文字でも、ハイフンがなくてもかまいません。",
        widget=forms.TextInput({"autocomplete": "off", "autofocus": True, "autocapitalize": "characters"}),
        error_messages={"required": "QRコードを読み取るか、許可番号を入れてください。"},
    )


class NoShowForm(forms.Form):
    """Why the desk notes that nobody came."""

    reason = forms.CharField(
        label="確かめたこと",
        max_length=200,
        help_text="例：10時まで部屋に誰も来なかった。電話をかけたがつながらなかった。",
        error_messages={"required": "確かめたことを書いてください。本人に、このままお伝えします。"},
    )


class ObjectionForm(forms.Form):
    """What the person of a no-show says against it."""

    text = forms.CharField(
        label="お伝えになりたいこと",
        max_length=400,
        help_text="例：日にちを間違えて予約しました。／実際には利用しました。窓口の方と話しました。",
        widget=forms.Textarea({"rows": 4}),
        error_messages={"required": "ご事情を書いてください。窓口が読んで、記録を直します。"},
    )


class CorrectionForm(forms.Form):
    """What a no-show really was."""

    outcome = forms.ChoiceField(
        label="記録をどうしますか",
        widget=forms.RadioSelect,
        choices=[
            (enums.ObjectionOutcome.USED, "利用があった（利用済みに直す）"),
            (enums.ObjectionOutcome.CANCELLED, "間違いやご事情があった（取り消しに直す）"),
            (enums.ObjectionOutcome.KEPT, "無断不使用のまま（直さない）"),
        ],
        error_messages={"required": "どれか1つを選んでください。"},
    )
    reason = forms.CharField(
        label="理由",
        max_length=200,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": "理由を書いてください。本人に、このままお伝えします。"},
    )


class RestrictionForm(forms.Form):
    """Until when somebody does not reserve online, and why."""

    ends_on = fields.TokyoDateField(label="お休みいただく最後の日")
    reason = forms.CharField(
        label="理由",
        max_length=400,
        help_text="本人に、このままお伝えします。窓口や電話での予約は、今までどおり受け付けます。",
        widget=forms.Textarea({"rows": 4}),
        error_messages={"required": "理由を書いてください。本人に、そのままお伝えします。"},
    )

    def __init__(self, *args: Any, last_day: datetime.date, last_text: str, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        self.fields["ends_on"].initial = last_day
        self.fields["ends_on"].help_text = f"きまりでは、{last_text}までにできます。"


class LiftForm(forms.Form):
    """Why a restriction ends early."""

    reason = forms.CharField(
        label="解除する理由",
        max_length=400,
        error_messages={"required": "理由を書いてください。本人に、そのままお伝えします。"},
    )
