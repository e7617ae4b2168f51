from datetime import time
from typing import Any

from django import forms
from django.conf import settings

from backend.notices import actions, enums, models

# Whole hours are all that anybody needs, and a list is chosen from without a keyboard.
HOURS = [(f"{hour:02}:00", f"{hour}時") for hour in range(24)]


def _hour(label: str, help_text: str = "") -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=HOURS, help_text=help_text)


class WishesForm(forms.Form):
    """How somebody wants to be told."""

    by_mail = forms.BooleanField(label="メールで受け取る", required=False)
    by_desk = forms.ChoiceField(
        label="窓口からの手紙・電話",
        choices=enums.DeskWay.choices,
        required=False,
        widget=forms.RadioSelect,
        help_text="手紙や電話を選ぶと、交流センターの職員が、お知らせの内容を読んでお伝えします。",
    )
    quiet_from = _hour("メールを控える時間の始まり", "この時間のあいだのメールは、終わりの時刻まで待って届きます。")
    quiet_until = _hour("メールを控える時間の終わり", "始まりと同じ時刻にすると、いつでも届きます。")
    urgent_passes = forms.BooleanField(label="その日の中止など、急ぎの知らせは、控える時間でも受け取る", required=False)

    def wishes(self) -> actions.Wishes:
        """This function will give what was chosen."""
        chosen = self.cleaned_data
        hours = {name: time.fromisoformat(chosen[name]) for name in ("quiet_from", "quiet_until")}
        return actions.Wishes(**{**chosen, **hours})

    @classmethod
    def initial_of(cls, chosen: models.Preference | None) -> dict[str, Any]:
        """This function will give what the form shows at first: what was chosen, or what counts without a choice."""
        wishes: models.Preference | actions.Wishes = chosen or actions.Wishes()
        return {
            "by_mail": wishes.by_mail,
            "by_desk": wishes.by_desk,
            "quiet_from": f"{wishes.quiet_from:%H:00}",
            "quiet_until": f"{wishes.quiet_until:%H:00}",
            "urgent_passes": wishes.urgent_passes,
        }


class DemoReplyForm(forms.Form):
    """An answer to a mail of the demo, as a mail program would send it."""

    to = forms.EmailField(widget=forms.HiddenInput)
    by = forms.EmailField(widget=forms.HiddenInput)
    text = forms.CharField(label="返信", max_length=4000, widget=forms.Textarea({"rows": 4}))

    def clean_to(self) -> str:
        """This function will let mails out to nobody but ourselves."""
        to: str = self.cleaned_data["to"]
        if not to.lower().endswith(f"@{settings.RELAY_DOMAIN}".lower()):
            raise forms.ValidationError("返信できるのは、メッセージのメールだけです。")
        return to


class TicksForm(forms.Form):
    """What a desk has told people, or could not."""

    codes = forms.MultipleChoiceField(label="お伝えしたもの", widget=forms.CheckboxSelectMultiple)
    reason = forms.CharField(
        max_length=200,
        required=False,
        label="届かなかった理由",
        help_text="「届かなかった」を押すときに書いてください（例：3回電話したが、出なかった）。",
    )

    def __init__(self, *args: Any, waiting: list[models.Delivery], reached: bool = True, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        self.fields["codes"].choices = [(one.notice.code, one.notice.subject) for one in waiting]  # type: ignore[attr-defined]
        self.fields["codes"].error_messages["required"] = "印を付けてから、ボタンを押してください。"
        self.fields["reason"].required = not reached
        self.fields["reason"].error_messages["required"] = "届かなかった理由を書いてください。"
