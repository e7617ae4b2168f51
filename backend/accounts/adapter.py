"""How allauth speaks to our people. A door of its own: allauth loads it by name from the settings."""

import logging
from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.internal import ratelimit
from django.http import HttpRequest

from backend.accounts import errors, models
from backend.accounts.forms import profile
from backend.common import errors as common_errors

logger = logging.getLogger(__name__)


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Throttles the visitor instead of the account, fills a newcomer's profile, and says when mail does not go."""

    error_messages: ClassVar[dict[str, Any]] = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": "メールアドレスかパスワードが違います。もう一度お確かめください。",
        "incorrect_code": "番号が違います。メールに書かれた番号をお確かめください。",
        "too_many_login_attempts": "短い時間に何度も操作がありました。5分ほど待ってから、もう一度お試しください。",
        "rate_limited": "短い時間に何度も操作がありました。少し待ってから、もう一度お試しください。",
        "incorrect_password": "パスワードが違います。もう一度お確かめください。",
        "invalid_password_reset": "このページの期限が切れています。もう一度、パスワードの再設定をお申し込みください。",
    }

    def save_user(
        self, request: HttpRequest, user: models.User, form: profile.SignupFields, commit: bool = True
    ) -> models.User:
        """This function will save a newcomer with what they told about themselves."""
        for name, value in form.profile().items():
            setattr(user, name, value)
        with common_errors.translated():
            saved: models.User = super().save_user(request, user, form, commit)
        return saved

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:  # noqa: ANN401 - allauth's
        """This function will refuse a visitor who failed too often, with 429 and plain words."""
        self._login_failed_rl_usage = ratelimit.consume(
            request,
            app="allauth.account",
            action="login_failed",
            key=self._get_login_attempts_cache_key(request, **credentials),
        )
        if not self._login_failed_rl_usage:
            raise errors.TooManyTries

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:  # noqa: ANN401
        """This function will name the account as tried from one address: an attacker elsewhere uses up other tries."""
        login = str(credentials.get("email", "")).lower()
        return f"{ratelimit.get_ip(request)}|{login}"

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """This function will send a mail at once, for a code is waited for, and tell the visitor if it cannot."""
        try:
            super().send_mail(template_prefix, email, context)
        except OSError as fault:
            logger.warning("A mail (%s) could not be sent: %s", template_prefix, fault)
            raise errors.MailNotSent from fault
