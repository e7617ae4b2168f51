"""A passkey is made and used in a real browser with a virtual authenticator, under the strict policy."""

from collections.abc import Iterator

import pytest
from allauth.mfa.models import Authenticator

from tests.factories import accounts
from tests.support import browser as browsers

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def phone(screen: browsers.Screen) -> Iterator[browsers.Screen]:
    """A phone that knows its owner's finger."""
    session = screen.page.context.new_cdp_session(screen.page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": PHONE})
    yield screen
    session.detach()


def _sign_in(screen: browsers.Screen, email: str) -> None:
    screen.open("/accounts/login/")
    screen.page.locator("#id_login").fill(email)
    screen.page.locator("#id_password").fill(accounts.PASSWORD)
    screen.page.locator("main").get_by_role("button", name="ログイン", exact=True).click()
    screen.page.wait_for_load_state("networkidle")


def _make_passkey(screen: browsers.Screen) -> None:
    screen.open("/accounts/2fa/webauthn/add/")
    screen.page.get_by_label("パスワード").fill(accounts.PASSWORD)
    screen.page.get_by_role("button", name="確かめる").click()
    screen.page.get_by_label("端末の呼び名").fill("見本のスマートフォン")
    screen.page.get_by_role("button", name="登録する").click()
    screen.page.get_by_role("heading", name="予備のコード").wait_for()
    screen.open("/accounts/2fa/webauthn/")
    assert screen.page.get_by_text("見本のスマートフォン", exact=True).is_visible()


def test_a_passkey_is_made_and_then_opens_the_door(phone: browsers.Screen) -> None:
    user = accounts.UserFactory.create(signs_in=True)
    assert user.email is not None
    _sign_in(phone, user.email)
    _make_passkey(phone)
    phone.look("passkeys")
    key = Authenticator.objects.get(user=user, type=Authenticator.Type.WEBAUTHN)
    assert key.wrap().is_passwordless
    phone.open("/accounts/logout/")
    phone.page.get_by_role("button", name="ログアウトする").click()
    # The form goes out only once the device has forgotten the names: until then the page is at rest, and still here.
    phone.page.wait_for_url(f"{phone.address}/")
    phone.open("/accounts/login/")
    phone.page.get_by_role("button", name="顔・指紋・画面ロックでログイン").click()
    phone.page.get_by_text("メニュー").wait_for()


def test_a_device_without_passkeys_is_told_another_way(screen: browsers.Screen) -> None:
    screen.open("/accounts/login/")
    trouble = screen.page.get_by_text("この端末のパスキーを使えませんでした")
    assert not trouble.is_visible()
    screen.page.evaluate("() => { navigator.credentials.get = () => Promise.reject(new Error('none')); }")
    screen.page.get_by_role("button", name="顔・指紋・画面ロックでログイン").click()
    trouble.wait_for()


def test_the_sign_in_pages_are_usable_at_every_width(screen: browsers.Screen) -> None:
    screen.open("/accounts/login/")
    screen.look("login")
    screen.open("/accounts/signup/")
    screen.look("signup")
