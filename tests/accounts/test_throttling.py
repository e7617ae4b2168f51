"""An attacker is slowed down; the owner of the account never is (川崎 2020: a lock-out locked 1,300 people out)."""

from collections import Counter
from typing import Any

import pytest
from django.contrib.auth import hashers
from django.core import mail
from django.urls import reverse

from backend.config import settings as written
from tests.factories import accounts
from tests.support import client as clients

ATTACKER, OWNER = "203.0.113.9", "198.51.100.7"
pytestmark = pytest.mark.django_db


def _try(email: str, password: str, address: str) -> Any:  # noqa: ANN401 - Django's test response
    client = clients.PageClient(REMOTE_ADDR=address)
    return client.post(reverse("account_login"), {"login": email, "password": password})


def test_an_owner_gets_in_after_an_attacker_failed_fifty_times_elsewhere() -> None:
    owner = accounts.UserFactory.create(signs_in=True)
    attacks = [_try(str(owner.email), f"guess-number-{n}", ATTACKER) for n in range(50)]
    assert Counter(answer.status_code for answer in attacks) == {200: 5, 429: 45}
    assert _try(str(owner.email), accounts.PASSWORD, OWNER).headers["Location"] == reverse("portal:my")


def test_a_throttled_visitor_reads_what_to_do_and_never_that_the_account_is_locked() -> None:
    owner = accounts.UserFactory.create(signs_in=True)
    words = [_try(str(owner.email), f"guess-number-{n}", ATTACKER) for n in range(6)][-1].content.decode()
    assert "5分ほど待つか、メールで届く番号でログインしてください。" in words
    assert "ロック" not in words


def test_an_attacker_is_throttled_even_when_guessing_right_at_last() -> None:
    owner = accounts.UserFactory.create(signs_in=True)
    for n in range(5):
        _try(str(owner.email), f"guess-number-{n}", ATTACKER)
    assert _try(str(owner.email), accounts.PASSWORD, ATTACKER).status_code == 429


def test_one_password_tried_on_many_accounts_is_throttled_by_address() -> None:
    people = accounts.UserFactory.create_batch(25, signs_in=True)
    answers = [_try(str(person.email), "the-same-guess-for-all", ATTACKER).status_code for person in people]
    assert Counter(answers) == {200: 20, 429: 5}


def test_a_proxy_header_that_nobody_trusts_gives_no_new_tries() -> None:
    owner = accounts.UserFactory.create(signs_in=True)
    answers = []
    for n in range(6):
        client = clients.PageClient(REMOTE_ADDR=ATTACKER, HTTP_X_FORWARDED_FOR=f"192.0.2.{n}")
        data = {"login": owner.email, "password": f"guess-number-{n}"}
        answers.append(client.post(reverse("account_login"), data).status_code)
    assert answers == [200] * 5 + [429]


def test_an_attacker_who_asks_for_codes_does_not_use_up_the_owners() -> None:
    owner = accounts.UserFactory.create(signs_in=True)
    for _ in range(30):
        clients.PageClient(REMOTE_ADDR=ATTACKER).post(reverse("account_request_login_code"), {"email": owner.email})
    assert len(mail.outbox) == 10
    answer = clients.PageClient(REMOTE_ADDR=OWNER).post(reverse("account_request_login_code"), {"email": owner.email})
    assert answer.headers["Location"] == reverse("account_confirm_login_code")
    assert len(mail.outbox) == 11


class CountingHasher(hashers.MD5PasswordHasher):
    """Counts how often a password is hashed, which is what takes the time."""

    hashed = 0

    def encode(self, password: str, salt: str) -> str:
        """This function will hash, and count."""
        CountingHasher.hashed += 1
        return super().encode(password, salt)


def test_a_known_and_an_unknown_address_cost_the_same_time(settings: Any) -> None:  # noqa: ANN401 - pytest-django's
    settings.PASSWORD_HASHERS = [f"{__name__}.CountingHasher"]
    owner = accounts.UserFactory.create(signs_in=True)
    spent = []
    for email in (str(owner.email), "nobody@example.test"):
        before = CountingHasher.hashed
        _try(email, "guess-number-1", ATTACKER)
        spent.append(CountingHasher.hashed - before)
    assert spent == [1, 1]


def test_passwords_are_kept_as_argon2(settings: Any) -> None:  # noqa: ANN401 - pytest-django's wrapper
    settings.PASSWORD_HASHERS = written.PASSWORD_HASHERS  # the fast one of the tests stands there otherwise
    assert accounts.UserFactory.create().password.startswith("argon2$argon2id$")
