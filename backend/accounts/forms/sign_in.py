"""allauth's forms, taking addresses and codes in full width too."""

from typing import Any

from allauth.account import forms as allauth
from django import forms
from django.http import QueryDict

from backend.accounts import rules

HALF_WIDTH = ("login", "email", "code")


class _HalfWidth(forms.Form):
    """Takes addresses and codes as a Japanese keyboard may type them."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - allauth's forms differ in what they take
        if kwargs.get("data"):
            kwargs["data"] = _put_right(kwargs["data"])
        super().__init__(*args, **kwargs)


def _put_right(data: QueryDict) -> QueryDict:
    copy = data.copy()
    for name in HALF_WIDTH:
        if name in copy:
            copy[name] = rules.half_width(str(copy[name]))
    return copy


class LoginForm(_HalfWidth, allauth.LoginForm):  # type: ignore[misc]
    """Address and password."""


class SignupForm(_HalfWidth, allauth.SignupForm):  # type: ignore[misc]
    """Address and password, and what a newcomer tells about themselves."""

    field_order = (
        "email",
        "password1",
        "password2",
        "name",
        "furigana",
        "date_of_birth",
        "district",
        "connections",
        "language",
    )


class RequestLoginCodeForm(_HalfWidth, allauth.RequestLoginCodeForm):  # type: ignore[misc]
    """The address to which a code goes."""


class ConfirmLoginCodeForm(_HalfWidth, allauth.ConfirmLoginCodeForm):  # type: ignore[misc]
    """The code from the mail."""


class ConfirmEmailForm(_HalfWidth, allauth.ConfirmEmailVerificationCodeForm):  # type: ignore[misc]
    """The code that shows that an address is one's own."""


class ResetPasswordForm(_HalfWidth, allauth.ResetPasswordForm):  # type: ignore[misc]
    """The address to which a way to a new password goes."""


class AddEmailForm(_HalfWidth, allauth.AddEmailForm):  # type: ignore[misc]
    """Another address."""
