"""The URLs that packages bring: the technical admin pages, allauth's sign-in pages, the API's own description."""

from typing import Any

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

from backend.accounts import models
from tests.architecture import addresses, tables
from tests.factories import accounts

ADMIN = "admin:"
# Of URLs that take one.
ADMIN_KWARGS: dict[str, dict[str, Any]] = {
    "admin:app_list": {"app_label": "points"},
    "admin:view_on_site": {"content_type_id": 1, "object_id": 1},
}
# Read-only pages: these are closed to the technician too.
CLOSED = ("_add", "_delete", "autocomplete", "view_on_site")
OF_AN_OBJECT = ("_change", "_delete", "_history")


def _technician() -> models.User:
    return accounts.UserFactory.create(is_staff=True, is_superuser=True)


def _admin_row(name: str) -> tables.Row:
    def build(cast: tables.Cast) -> tables.Target:
        path = "/admin/nowhere/" if "unnamed" in name else ""
        kwargs = ADMIN_KWARGS.get(name) or (
            {"object_id": 1} if name.endswith(OF_AN_OBJECT) and name != "admin:password_change" else {}
        )
        return tables.Target(
            path=path, kwargs=kwargs, owner=_technician(), closed="unnamed" in name or name.endswith(CLOSED)
        )

    if name == "admin:logout":  # sends everybody home who is not in
        return _row(name, 302, 302)
    return _row(name, tables.SIGN_IN, 403 if name == "admin:login" else tables.SIGN_IN, build)


def _row(
    name: str, anonymous: tables.Answer, signed_in: tables.Answer, build: tables.Builder = tables.nothing
) -> tables.Row:
    return tables.Row(name, build, anonymous, signed_in, signed_in, signed_in, signed_in, signed_in)


def _with_recovery_codes(cast: tables.Cast) -> tables.Target:
    owner = accounts.UserFactory.create()
    RecoveryCodes.activate(owner)
    return tables.Target(owner=owner)


def _with_totp(cast: tables.Cast) -> tables.Target:
    owner = accounts.UserFactory.create()
    TOTP.activate(owner, generate_totp_secret())
    return tables.Target(owner=owner)


def _a_passkey(cast: tables.Cast) -> tables.Target:
    return tables.Target(kwargs={"pk": 1})


def _a_dead_link(cast: tables.Cast) -> tables.Target:
    return tables.Target(kwargs={"uidb36": "1", "key": "set-password"})


ROWS = [
    *[_admin_row(a.name) for a in addresses.everything() if a.name.startswith(ADMIN)],
    tables.public("api-schema"),
    _row("account_login", 200, 302),
    _row("account_logout", 302, 200),
    tables.public("account_inactive"),
    _row("account_signup", 200, 302),
    tables.private("account_reauthenticate"),
    tables.private("account_email"),
    tables.private("account_email_verification_sent", answer=302),
    tables.private("account_change_password"),
    tables.private("account_set_password", answer=302),
    tables.public("account_reset_password"),
    tables.public("account_confirm_login_code", answer=302),
    tables.public("account_reset_password_from_key_done"),
    tables.public("account_reset_password_from_key", _a_dead_link),
    tables.public("account_reset_password_done"),
    _row("account_request_login_code", 200, 302),
    tables.private("mfa_index"),
    tables.private("mfa_authenticate", answer=302),
    tables.private("mfa_reauthenticate", answer=302),
    tables.private("mfa_activate_totp", answer=302),
    tables.private("mfa_deactivate_totp", _with_totp, answer=404),
    tables.private("mfa_view_recovery_codes", _with_recovery_codes, answer=404),
    tables.private("mfa_generate_recovery_codes", answer=302),
    tables.private("mfa_download_recovery_codes", _with_recovery_codes, answer=404),
    tables.private("mfa_list_webauthn"),
    tables.private("mfa_add_webauthn", answer=302),
    tables.private("mfa_reauthenticate_webauthn", answer=302),
    tables.private("mfa_remove_webauthn", _a_passkey, answer=302),
    tables.private("mfa_edit_webauthn", _a_passkey, answer=302),
    _row("mfa_login_webauthn", tables.SIGN_IN, 302),
]
