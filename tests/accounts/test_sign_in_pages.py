"""Every page that django-allauth can show stands in our design; the client inspects each as it is fetched."""

import re
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import settings
from django.core import mail
from django.template.loader import get_template
from django.urls import reverse

from backend.accounts import models
from tests.factories import accounts
from tests.support import client as clients
from tests.support import html

pytestmark = pytest.mark.django_db

# What Chromium's virtual authenticator answered once; it opens nothing.
CREDENTIAL = {
    "id": "fhGf8lY-MJyQ454_xKQdIuMwPCpNu8Yvigu7F3xYeps",
    "rawId": "fhGf8lY-MJyQ454_xKQdIuMwPCpNu8Yvigu7F3xYeps",
    "type": "public-key",
    "response": {
        "clientDataJSON": (
            "eyJ0eXBlIjoid2ViYXV0aG4uY3JlYXRlIiwiY2hhbGxlbmdlIjoiQUJBQzg0OWJjcW5xYkN5R04ta1BjVHNYZm53b2o0YlpORWRRa2Y2"
            "eGpvbyIsIm9yaWdpbiI6Imh0dHA6Ly9sb2NhbGhvc3Q6NTAwMjEiLCJjcm9zc09yaWdpbiI6ZmFsc2V9"
        ),
        "attestationObject": (
            "o2NmbXRkbm9uZWdhdHRTdG10oGhhdXRoRGF0YVikSZYN5YgOjGh0NBcPZHZgW4_krrmihjLHmVzzuoMdl2NFAAAAAQECAwQFBgcIAQID"
            "BAUGBwgAIH4Rn_JWPjCckOOeP8SkHSLjMDwqTbvGL4oLuxd8WHqbpQECAyYgASFYIPMZtPRaDvi7MQ-L_fpzd_OkZ69ZPDE6MLs9SNix"
            "MDWRIlgg0jcFG0o_r3-9QD-y_rYRU31353tsmAcvCQV9S2n2eu4"
        ),
    },
    "clientExtensionResults": {"credProps": {"rk": True}},
}

OURS = settings.BASE_DIR / "templates"


def _heading(response: Any) -> str:  # noqa: ANN401 - the test client's answer
    page = html.parse(response.content.decode())
    return html.text(page.find("h1")[0])


def _signed_in(client: clients.PageClient) -> models.User:
    """This function will sign a person in who has just shown once more that it is them."""
    user = accounts.UserFactory.create(signs_in=True)
    client.post(reverse("account_login"), {"login": user.email, "password": accounts.PASSWORD})
    client.post(reverse("account_reauthenticate"), {"password": accounts.PASSWORD})
    return user


def _passkey(user: models.User) -> Authenticator:
    data = {"name": "見本のスマートフォン", "credential": CREDENTIAL, "passwordless": True}
    return Authenticator.objects.create(user=user, type=Authenticator.Type.WEBAUTHN, data=data)


def _last_code() -> str:
    found = re.search(r"^\s*([0-9A-Z]{3,}[-0-9A-Z]*)\s*$", str(mail.outbox[-1].body), re.MULTILINE)
    assert found is not None
    return found.group(1)


@pytest.mark.parametrize(
    ("name", "heading"),
    [
        ("account_login", "ログイン"),
        ("account_signup", "利用登録"),
        ("account_request_login_code", "メールで番号を受け取る"),
        ("account_reset_password", "パスワードを忘れたとき"),
        ("account_reset_password_done", "案内をお送りしました"),
        ("account_reset_password_from_key_done", "パスワードを変えました"),
        ("account_inactive", "この登録は、今は使えません"),
    ],
)
def test_the_pages_before_sign_in(client: clients.PageClient, name: str, heading: str) -> None:
    assert _heading(client.get(reverse(name))) == heading


@pytest.mark.parametrize(
    ("name", "heading"),
    [
        ("account_logout", "ログアウト"),
        ("account_email", "メールアドレス"),
        ("account_change_password", "パスワードを変える"),
        ("account_reauthenticate", "ご本人の確認"),
        ("mfa_index", "ログインの方法"),
        ("mfa_list_webauthn", "登録した端末"),
        ("mfa_add_webauthn", "この端末を登録する"),
        ("mfa_activate_totp", "認証アプリを使いはじめる"),
    ],
)
def test_the_pages_after_sign_in(client: clients.PageClient, name: str, heading: str) -> None:
    _signed_in(client)
    assert _heading(client.get(reverse(name))) == heading


def test_a_wrong_password_is_refused_in_the_summary(client: clients.PageClient) -> None:
    user = accounts.UserFactory.create(signs_in=True)
    response = client.post(reverse("account_login"), {"login": user.email, "password": "chigau-aikotoba"})
    page = html.parse(response.content.decode())
    (summary,) = [found for found in page.elements if found.get("data-error-summary") is not None]
    assert len(list(summary.iter("li"))) == 1
    assert _heading(response) == "ログイン"


def test_a_mailed_code_opens_the_door(client: clients.PageClient) -> None:
    user = accounts.UserFactory.create(signs_in=True)
    asked = client.post(reverse("account_request_login_code"), {"email": user.email}, follow=True)
    assert _heading(asked) == "ログイン用の番号を入力"
    wrong = client.post(reverse("account_confirm_login_code"), {"code": "000000"})
    assert _heading(wrong) == "ログイン用の番号を入力"
    client.post(reverse("account_confirm_login_code"), {"code": _last_code()})
    assert client.session["_auth_user_id"] == str(user.pk)


def test_an_address_nobody_has_gets_a_mail_that_says_so(client: clients.PageClient) -> None:
    asked = client.post(reverse("account_request_login_code"), {"email": "nobody@example.test"}, follow=True)
    assert _heading(asked) == "ログイン用の番号を入力"
    assert [message.to for message in mail.outbox] == [["nobody@example.test"]]


def test_a_forgotten_password_is_chosen_anew(client: clients.PageClient) -> None:
    user = accounts.UserFactory.create(signs_in=True)
    client.post(reverse("account_reset_password"), {"email": user.email})
    address = re.search(r"https?://[^/\s]+(/\S+key/\S+)", str(mail.outbox[-1].body))
    assert address is not None
    chosen = client.get(address.group(1), follow=True)
    assert _heading(chosen) == "新しいパスワードを決める"
    weak = client.post(chosen.request["PATH_INFO"], {"password1": "12345", "password2": "54321"})
    assert _heading(weak) == "新しいパスワードを決める"
    new = {"password1": "atarashii-aikotoba-7", "password2": "atarashii-aikotoba-7"}
    done = client.post(chosen.request["PATH_INFO"], new, follow=True)
    assert _heading(done) == "パスワードを変えました"


def test_an_old_link_says_where_to_get_a_new_one(client: clients.PageClient) -> None:
    address = reverse("account_reset_password_from_key", kwargs={"uidb36": "1", "key": "furui"})
    assert _heading(client.get(address)) == "このリンクは使えません"


def test_a_person_without_a_password_chooses_one(client: clients.PageClient) -> None:
    user = accounts.UserFactory.create(signs_in=True)
    user.set_unusable_password()
    user.save()
    client.post(reverse("account_request_login_code"), {"email": user.email})
    client.post(reverse("account_confirm_login_code"), {"code": _last_code()})
    assert _heading(client.get(reverse("account_set_password"))) == "パスワードを決める"


def test_addresses_are_added_and_removed(client: clients.PageClient) -> None:
    _signed_in(client)
    client.post(reverse("account_email"), {"action_add": "1", "email": "futatsume@example.test"})
    assert mail.outbox[-1].to == ["futatsume@example.test"]
    asked = client.get(reverse("account_email_verification_sent"))
    assert _heading(asked) == "メールアドレスの確認"


def test_a_passkey_is_renamed_and_removed(client: clients.PageClient) -> None:
    key = _passkey(_signed_in(client))
    assert "見本のスマートフォン" in client.get(reverse("mfa_list_webauthn")).content.decode()
    assert _heading(client.get(reverse("mfa_edit_webauthn", args=[key.pk]))) == "端末の呼び名を変える"
    nameless = client.post(reverse("mfa_edit_webauthn", args=[key.pk]), {"name": ""})
    assert "＊呼び名を入力してください。" in nameless.content.decode()
    assert _heading(client.get(reverse("mfa_remove_webauthn", args=[key.pk]))) == "登録した端末を消す"
    client.post(reverse("mfa_remove_webauthn", args=[key.pk]))
    assert not Authenticator.objects.filter(pk=key.pk).exists()


def test_a_second_proof_is_asked_for_at_sign_in(client: clients.PageClient) -> None:
    user = accounts.UserFactory.create(signs_in=True)
    TOTP.activate(user, generate_totp_secret())
    _passkey(user)
    answer = client.post(reverse("account_login"), {"login": user.email, "password": accounts.PASSWORD}, follow=True)
    assert _heading(answer) == "ログインの確認"
    assert _heading(client.post(reverse("mfa_authenticate"), {"code": "000000"})) == "ログインの確認"


def test_the_spare_codes_are_made_shown_and_given_up(client: clients.PageClient) -> None:
    user = _signed_in(client)
    TOTP.activate(user, generate_totp_secret())
    assert _heading(client.get(reverse("mfa_generate_recovery_codes"))) == "予備のコードを作る"
    RecoveryCodes.activate(user)
    assert _heading(client.get(reverse("mfa_view_recovery_codes"))) == "予備のコード"
    assert _heading(client.get(reverse("mfa_index"))) == "ログインの方法"
    assert _heading(client.get(reverse("mfa_deactivate_totp"))) == "認証アプリを使うのをやめる"
    assert _heading(client.get(reverse("mfa_reauthenticate"))) == "ご本人の確認"


def test_a_passkey_may_be_asked_for_once_more(client: clients.PageClient) -> None:
    _passkey(_signed_in(client))
    assert _heading(client.get(reverse("mfa_reauthenticate_webauthn"))) == "ご本人の確認"


def test_too_many_tries_say_to_wait_and_lock_nobody_out(client: clients.PageClient) -> None:
    guess = {"login": "nobody@example.test", "password": "atezuppou"}
    answers = [client.post(reverse("account_login"), guess) for _ in range(31)]
    assert (answers[0].status_code, answers[-1].status_code) == (200, 429)


@pytest.mark.parametrize(
    "name",
    [
        *("account/verification_sent.html", "account/verified_email_required.html", "account/signup_closed.html"),
        *("allauth/layouts/base.html", "allauth/layouts/entrance.html", "allauth/layouts/manage.html"),
    ],
)
def test_what_other_settings_would_show_is_ours_too(name: str) -> None:
    template: Any = get_template(name)
    assert template.origin.name == str(OURS / name)
