"""The list of notices, and in the demo the mails as files."""

from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.test import override_settings
from django.urls import reverse

from backend.common import clock
from backend.notices import actions, models
from tests.factories import accounts, notices
from tests.support import client as clients

pytestmark = pytest.mark.django_db


def test_a_notice_counts_as_read_once_it_was_opened(client: clients.PageClient) -> None:
    person = accounts.UserFactory.create()
    notice = notices.NoticeFactory.create(user=person, url="/groups/")
    client.force_login(person)
    assert "新しい" in client.get(reverse("notices:notices")).content.decode()
    page = client.get(reverse("notices:notice", args=[notice.code])).content.decode()
    assert 'href="/groups/"' in page
    first = models.Notice.objects.get().read_at
    client.get(reverse("notices:notice", args=[notice.code]))
    assert first is not None
    assert models.Notice.objects.get().read_at == first
    assert "新しい" not in client.get(reverse("notices:notices")).content.decode()


def test_everything_can_be_read_at_once_and_nobody_elses(client: clients.PageClient) -> None:
    person, other = accounts.UserFactory.create_batch(2)
    notices.NoticeFactory.create_batch(2, user=person)
    notices.NoticeFactory.create(user=other)
    client.force_login(person)
    client.post(reverse("notices:notice-readings"))
    assert list(models.Notice.objects.filter(read_at__isnull=True).values_list("user", flat=True)) == [other.pk]


def test_the_list_is_turned_in_pages(client: clients.PageClient) -> None:
    person = accounts.UserFactory.create()
    notices.NoticeFactory.create_batch(31, user=person)
    client.force_login(person)
    first = client.get(reverse("notices:notices")).content.decode()
    second = client.get(reverse("notices:notices"), {"page": "2"}).content.decode()
    assert (first.count("見本のお知らせ"), second.count("見本のお知らせ")) == (30, 1)


@pytest.fixture
def folder(tmp_path: Path, settings: Any) -> Path:  # noqa: ANN401 - pytest-django's wrapper
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = str(tmp_path)
    return tmp_path


def test_the_demo_shows_its_mails_with_links_that_can_be_followed(client: clients.PageClient, folder: Path) -> None:
    person = accounts.UserFactory.create()
    actions.send(
        to=person,
        template="accounts/group_approved",
        key="mihon",
        now=clock.now(),
        context={"group": "見本&会"},
        url="/groups/g-1/",
    )
    actions.deliver(models.Delivery.objects.get().pk, now=clock.now())
    mail.send_mail("あとのメール", "見本です。", None, ["mihon@example.test"])
    page = client.get(reverse("notices:mailbox")).content.decode()
    assert "団体「見本&amp;会」の登録が承認されました" in page
    assert '<a href="http://localhost:8000/groups/g-1/"' in page
    assert page.index("あとのメール") < page.index("見本&amp;会")


def test_production_has_no_mailbox(client: clients.PageClient, folder: Path) -> None:
    with override_settings(EMBEDDED=False):
        assert client.get(reverse("notices:mailbox")).status_code == 404
    assert client.get(reverse("notices:mailbox")).status_code == 200
