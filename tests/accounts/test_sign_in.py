"""Signing up, in and out through the pages, by password and by an e-mailed code."""

import re
from typing import Any

import pytest
from django.core import mail
from django.urls import reverse

from backend.accounts import models
from tests.factories import accounts
from tests.support import client as clients

NEWCOMER = {
    "email": "ｍｉｈｏｎ＠ｅｘａｍｐｌｅ．ｔｅｓｔ",
    "password1": accounts.PASSWORD,
    "password2": accounts.PASSWORD,
    "name": "見本　花子",
    "furigana": "みほん ﾊﾅｺ",
    "date_of_birth_year": "昭和５５",
    "date_of_birth_month": "４",
    "date_of_birth_day": "２",
    "connections": ["lives", "works"],
    "language": "ja",
}

pytestmark = pytest.mark.django_db


def _code_from(message: Any) -> str:  # noqa: ANN401 - Django's message
    found = re.search(r"\n　　(\S+)\n", message.body)
    assert found
    return found[1]


def _person_of(client: clients.PageClient) -> str | None:
    return client.session.get("_auth_user_id")


def test_a_newcomer_signs_up_in_full_width_and_confirms_the_address_by_code(client: clients.PageClient) -> None:
    district = accounts.DistrictFactory.create()
    answer = client.post(reverse("account_signup"), NEWCOMER | {"district": district.pk})
    assert answer.headers["Location"] == reverse("account_email_verification_sent")
    assert _person_of(client) is None

    client.post(reverse("account_email_verification_sent"), {"code": _code_from(mail.outbox[0])})

    person = models.User.objects.get(email="mihon@example.test")
    assert _person_of(client) == str(person.pk)
    assert (person.name, person.furigana, str(person.date_of_birth)) == ("見本 花子", "ミホン ハナコ", "1980-04-02")
    assert (person.lives_in_city, person.works_in_city, person.studies_in_city) == (True, True, False)
    assert person.district == district


def test_a_newcomer_cannot_use_the_service_before_the_address_is_confirmed(client: clients.PageClient) -> None:
    client.post(reverse("account_signup"), NEWCOMER)
    answer = client.post(reverse("account_login"), {"login": "mihon@example.test", "password": accounts.PASSWORD})
    assert answer.headers["Location"] == reverse("account_email_verification_sent")
    assert _person_of(client) is None


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("furigana", "見本", "ひらがなかカタカナで入力してください。"),
        ("date_of_birth_year", "2126", "生年月日をお確かめください。"),
        ("password1", "short", "パスワード"),
        ("email", "mihon", "メールアドレス"),
    ],
)
def test_what_is_wrong_is_told_beside_its_field(client: clients.PageClient, field: str, typed: str, words: str) -> None:
    answer = client.post(reverse("account_signup"), NEWCOMER | {field: typed})
    assert answer.status_code == 200
    assert words in answer.content.decode()
    assert not models.User.objects.exists()


def test_a_known_address_signs_up_to_the_same_page_as_an_unknown_one(client: clients.PageClient) -> None:
    accounts.UserFactory.create(email="mihon@example.test", signs_in=True)
    known = client.post(reverse("account_signup"), NEWCOMER)
    unknown = clients.PageClient().post(reverse("account_signup"), NEWCOMER | {"email": "new@example.test"})
    assert (known.status_code, known.headers["Location"]) == (unknown.status_code, unknown.headers["Location"])
    assert ["すでに会員登録があります" in message.subject for message in mail.outbox] == [True, False]
    assert models.User.objects.count() == 2


def test_a_person_signs_in_by_password_and_out(client: clients.PageClient) -> None:
    person = accounts.UserFactory.create(signs_in=True)
    answer = client.post(reverse("account_login"), {"login": str(person.email).upper(), "password": accounts.PASSWORD})
    assert answer.headers["Location"] == reverse("portal:my")
    assert _person_of(client) == str(person.pk)
    client.post(reverse("account_logout"))
    assert _person_of(client) is None


def test_a_person_signs_in_by_an_emailed_code_typed_in_full_width(client: clients.PageClient) -> None:
    person = accounts.UserFactory.create(signs_in=True)
    answer = client.post(reverse("account_request_login_code"), {"email": person.email})
    assert answer.headers["Location"] == reverse("account_confirm_login_code")
    code = _code_from(mail.outbox[0])
    wide = code.translate({ord(c): ord(c) + 0xFEE0 for c in code})
    client.post(reverse("account_confirm_login_code"), {"code": wide})
    assert _person_of(client) == str(person.pk)


def test_a_wrong_code_does_not_sign_in_and_the_right_one_dies_after_three(client: clients.PageClient) -> None:
    person = accounts.UserFactory.create(signs_in=True)
    client.post(reverse("account_request_login_code"), {"email": person.email})
    for _ in range(3):
        client.post(reverse("account_confirm_login_code"), {"code": "000-000"})
    client.post(reverse("account_confirm_login_code"), {"code": _code_from(mail.outbox[0])})
    assert _person_of(client) is None


def test_asking_a_code_for_an_unknown_address_looks_the_same(client: clients.PageClient) -> None:
    person = accounts.UserFactory.create(signs_in=True)
    known = client.post(reverse("account_request_login_code"), {"email": person.email})
    stranger = clients.PageClient()
    unknown = stranger.post(reverse("account_request_login_code"), {"email": "nobody@example.test"})
    assert (known.status_code, known.headers["Location"]) == (unknown.status_code, unknown.headers["Location"])
    pages = [c.get(reverse("account_confirm_login_code")).content.decode() for c in (client, stranger)]
    assert pages[0].replace(str(person.email), "").count("<p") == pages[1].count("<p")


def test_an_unknown_address_and_a_wrong_password_get_the_same_words(client: clients.PageClient) -> None:
    person = accounts.UserFactory.create(signs_in=True)
    wrong = {"password": "not-the-password-at-all"}
    known = client.post(reverse("account_login"), wrong | {"login": person.email})
    unknown = client.post(reverse("account_login"), wrong | {"login": "nobody@example.test"})
    assert _errors(known) == _errors(unknown) == ["メールアドレスかパスワードが違います。もう一度お確かめください。"]


def _errors(answer: Any) -> list[str]:  # noqa: ANN401 - Django's test response
    return [str(error) for error in answer.context["form"].non_field_errors()]


def test_a_forgotten_password_is_set_anew_by_the_mailed_link(client: clients.PageClient) -> None:
    person = accounts.UserFactory.create(signs_in=True)
    client.post(reverse("account_reset_password"), {"email": person.email})
    found = re.search(r"https?://[^/]+(/\S+)", mail.outbox[0].body.replace("http://localhost:8000\n", ""))
    assert found
    page = client.get(found[1], follow=True)
    fresh = {"password1": "atarashii-aikotoba-7", "password2": "atarashii-aikotoba-7"}
    client.post(page.redirect_chain[-1][0], fresh)
    person.refresh_from_db()
    assert person.check_password("atarashii-aikotoba-7")


def test_somebody_whose_account_is_closed_cannot_sign_in(client: clients.PageClient) -> None:
    person = accounts.UserFactory.create(signs_in=True, is_active=False)
    client.post(reverse("account_login"), {"login": person.email, "password": accounts.PASSWORD})
    assert _person_of(client) is None


def test_a_mail_system_that_is_away_is_said_in_words(client: clients.PageClient, settings: Any) -> None:  # noqa: ANN401
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9  # nobody listens there
    person = accounts.UserFactory.create(signs_in=True)
    answer = client.post(reverse("account_request_login_code"), {"email": person.email})
    assert answer.status_code == 503
    assert "ただいまメールを送れません。" in answer.content.decode()
