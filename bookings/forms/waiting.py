"""What somebody says to stand in line, and to take what they are offered."""

from collections.abc import Sequence
from typing import Any

from django import forms

from bookings import models
from bookings.forms import reserving
from points import queries as points


class WaitingForm(reserving.ReservationForm):
    """A place in line: the same wish as a reservation; a coupon is chosen when the room is there."""


class AnswerForm(forms.Form):
    """How somebody takes an offer: with a coupon, if they have one."""

    coupon = forms.ChoiceField(label="施設優待券", required=False, widget=forms.RadioSelect)

    def __init__(
        self,
        *args: Any,  # noqa: ANN401 - Django's
        offer: models.Booking,
        coupons: Sequence[points.Coupon],
        **kwargs: Any,  # noqa: ANN401 - Django's
    ) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "使わない"), *((one.code, reserving.coupon_text(one, offer.fee_yen or 0)) for one in coupons)]
        self.fields["coupon"].choices = choices  # type: ignore[attr-defined]
        if not coupons or not offer.fee_yen:
            del self.fields["coupon"]

    def coupon_code(self) -> str:
        """This function will give the code of the coupon to use, or an empty text."""
        code: str = self.cleaned_data.get("coupon", "")
        return code
