"""What the city says when it takes a room for public use (公用)."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django import forms

from backend.accounts import models as accounts
from bookings.forms import desk, reserving

# What the preview sends once more.
KEPT = ("user_class", "contact_name", "contact_phone", "headcount", "activity", "purpose", "reason")


class PublicUseForm(reserving.WishForm):
    """A room for public use: for which class of users, by whom, for what."""

    user_class = forms.ChoiceField(
        label="利用者区分", error_messages={"required": "どの公用かを選んでください。"}, widget=forms.RadioSelect
    )
    contact_name = forms.CharField(
        label="担当（課・団体の名前）",
        max_length=60,
        help_text="例：市民活動課",
        error_messages={"required": "担当の課か団体の名前を入れてください。"},
    )
    contact_phone = desk.PhoneField(
        label="担当の電話番号",
        max_length=20,
        error_messages={"required": "連絡のつく電話番号を入れてください。"},
    )
    reason = forms.CharField(
        label="公用で使う理由",
        required=False,
        max_length=200,
        help_text="ほかの方の予約を取り消すときは、必ず書いてください。取り消しになる方へ、このままお伝えします。",
        widget=forms.Textarea({"rows": 3}),
    )
    field_order = ("user_class", *KEPT[1:3], "periods", "headcount", "activity", "purpose", "reason")

    def __init__(self, *args: Any, classes: Iterable[accounts.UserClass], **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        self.fields["user_class"].choices = [(one.code, one.name) for one in classes]  # type: ignore[attr-defined]

    def public_use(self) -> dict[str, Any]:
        """This function will give what `actions.book_public_use` takes."""
        data = self.cleaned_data
        wish = self.wish()
        wish.pop("with_guardian")
        return {**wish, **{name: data[name] for name in ("user_class", "contact_name", "contact_phone", "reason")}}

    def kept(self) -> Iterator[tuple[str, str]]:
        """This function will give what was typed, for the button of the preview which sends it once more."""
        yield from ((name, self.data[name]) for name in KEPT if self.data.get(name))
        yield from (("periods", period) for period in self.cleaned_data["periods"])

    @property
    def periods_chosen(self) -> Sequence[str]:
        """This function will give the chosen periods."""
        chosen: Sequence[str] = self.cleaned_data["periods"]
        return chosen
