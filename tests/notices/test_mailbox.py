"""In the demo, the mails as files on a page of their own."""

import os
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.common import clock
from backend.notices import actions, models, queries
from tests.architecture import tables
from tests.factories import accounts
from tests.factories import notices as factories
from tests.support import client as clients
from tests.support import pages

END = b"\n" + b"-" * 79 + b"\n"
URL = "notices:mailbox"


@pytest.fixture
def folder(tmp_path: Path, settings: Any) -> Path:  # noqa: ANN401 - pytest-django's wrapper
    """Where Django's own file backend writes."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = str(tmp_path / "mail")
    return tmp_path / "mail"


def _send(subject: str = "見本の件名", body: str = "見本の本文です。") -> None:
    mail.send_mail(subject, body, None, ["mihon@example.test"])


def _subjects(response: pages.Answer) -> list[str]:
    heads = pages.texts(response, "summary")
    notes = pages.texts(response, "span", class_="more__note")
    return [head.removesuffix(note).strip() for head, note in zip(heads, notes, strict=True)]


@pytest.mark.django_db
@time_machine.travel(tables.NOW, tick=False)
def test_a_delivered_notice_stands_on_the_page_with_a_link_to_follow(client: clients.PageClient, folder: Path) -> None:
    person = accounts.UserFactory.create()
    factories.tell(person)
    assert actions.deliver(models.Delivery.objects.get().pk, now=clock.now())
    response = client.get(reverse(URL))
    assert _subjects(response) == ["団体「見本&会」の登録が承認されました"]
    assert pages.texts(response, "span", class_="more__note") == [f"{person.email} ・ 2026年5月8日（金） 12:00"]
    assert pages.links(response, "http://localhost:8000/groups/g-1/") == ["http://localhost:8000/groups/g-1/"]


def test_the_newest_mail_comes_first_and_is_open(client: clients.PageClient, folder: Path) -> None:
    _send("一通目")
    os.utime(next(folder.iterdir()), (0, 0))
    with mail.get_connection() as connection:
        mail.EmailMessage("二通目", "", None, ["mihon@example.test"], connection=connection).send()
        mail.EmailMessage("三通目", "", None, ["mihon@example.test"], connection=connection).send()
    response = client.get(reverse(URL))
    assert _subjects(response) == ["三通目", "二通目", "一通目"]
    assert len(pages.texts(response, "details", class_="more", open="")) == 1


def test_what_a_mail_says_is_shown_and_not_obeyed(client: clients.PageClient, folder: Path) -> None:
    _send("<b>件名</b> & 見本", '<script>alert(1)</script> <img src="x"> javascript:alert(1) http://見本"onclick="x')
    response = client.get(reverse(URL))
    assert _subjects(response) == ["<b>件名</b> & 見本"]
    content = response.content.decode()
    assert "<script>alert" not in content
    assert '<img src="x">' not in content
    assert '"onclick="' not in content
    assert pages.links(response, "javascript") == []


def test_a_line_of_dashes_in_a_mail_ends_nothing(folder: Path) -> None:
    body = f"はじめ\n{'-' * 79}\nおわり\n"
    _send(body=body)
    _send("次のメール")
    assert sorted(found.body.strip() for found in queries.mailbox(folder).mails) == sorted(
        [body.strip(), "見本の本文です。"]
    )


def test_a_mail_in_html_is_read_as_text(folder: Path) -> None:
    message = mail.EmailMultiAlternatives("件名", "", None, ["mihon@example.test"])
    message.content_subtype, message.body = "html", "<p>確認番号: <b>123456</b></p>"
    message.send()
    assert queries.mailbox(folder).mails[0].body.strip() == "確認番号: 123456"


@pytest.mark.parametrize("exists", [True, False])
def test_without_mails_the_page_says_when_there_will_be_some(
    client: clients.PageClient, folder: Path, exists: bool
) -> None:
    if exists:
        folder.mkdir()
    assert "メールは、まだありません" in pages.words(client.get(reverse(URL)))


def test_a_mail_that_is_being_written_is_left_for_the_next_look(folder: Path) -> None:
    _send("できたメール")
    file = next(folder.iterdir())
    whole = file.read_bytes()
    for length in range(len(whole)):
        file.write_bytes(whole + whole[:length])
        assert [found.subject for found in queries.mailbox(folder).mails] == ["できたメール"]
    file.write_bytes(whole + whole)
    assert len(queries.mailbox(folder).mails) == 2


def test_a_file_that_is_no_mail_hides_no_other(client: clients.PageClient, folder: Path) -> None:
    _send("よいメール")
    (folder / "broken.log").write_bytes(b"Content-Type: text/plain; charset=nowhere\nSubject: x\n\n\xff\xfe" + END)
    (folder / "folder.log").mkdir()
    (folder / "gone.log").symlink_to(folder / "nowhere.log")
    response = client.get(reverse(URL))
    assert "よいメール" in _subjects(response)
    assert "読めないメールは、のぞいて並べています。" in pages.words(response)


HEADS = st.sampled_from(
    [b"Subject: ", b"To: ", b"Date: ", b"Content-Type: ", b"Content-Transfer-Encoding: ", b"MIME-Version: "]
)
ODD = [b"=?utf-8?b?4?=", b"multipart/mixed; boundary=", b"text/plain; charset=nowhere", b"base64", b"<@>,:;", b"0"]
VALUES = st.one_of(st.binary(max_size=40), st.sampled_from(ODD))


@settings(max_examples=300, deadline=None)
@given(headers=st.lists(st.tuples(HEADS, VALUES), max_size=6), body=st.binary(max_size=60))
def test_whatever_bytes_a_file_holds_the_page_stands(
    tmp_path_factory: pytest.TempPathFactory, headers: list[tuple[bytes, bytes]], body: bytes
) -> None:
    folder = tmp_path_factory.mktemp("mail")
    head = b"".join(name + value + b"\n" for name, value in headers)
    (folder / "odd.log").write_bytes(head + b"\n" + body + END)
    found = queries.mailbox(folder)
    assert len(found.mails) + found.unreadable == 1


def test_only_the_newest_mails_are_read(folder: Path) -> None:
    for number in range(4):
        _send(f"{number}通目")
    assert len(queries.mailbox(folder, limit=3).mails) == 3


def test_a_mail_without_a_head_has_words_in_its_place(client: clients.PageClient, folder: Path) -> None:
    folder.mkdir()
    message = EmailMessage()
    message.set_content("見本の本文です。")
    (folder / "bare.log").write_bytes(message.as_bytes() + END)
    response = client.get(reverse(URL))
    assert pages.texts(response, "summary") == ["（件名なし） 宛先なし"]


def test_a_demo_with_a_real_mail_system_says_so(client: clients.PageClient, settings: Any) -> None:  # noqa: ANN401
    settings.EMAIL_FILE_PATH = None
    assert "メールは宛先に届きます" in pages.words(client.get(reverse(URL)))


def test_production_has_no_mailbox(client: clients.PageClient, folder: Path, settings: Any) -> None:  # noqa: ANN401
    _send("秘密の件名")
    assert "秘密の件名" in client.get(reverse(URL)).content.decode()
    settings.EMBEDDED = False
    response = client.get(reverse(URL))
    assert response.status_code == 404
    assert "秘密の件名" not in response.content.decode()
