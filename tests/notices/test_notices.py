"""The list of notices, one of them, and reading them all."""

from datetime import timedelta

import pytest
from django.urls import reverse

from backend.accounts import models as people
from backend.common import clock
from backend.notices import models, queries
from tests.factories import accounts
from tests.factories import notices as factories
from tests.support import client as clients
from tests.support import pages

pytestmark = pytest.mark.django_db
LIST = "notices:notices"


@pytest.fixture
def person(client: clients.PageClient) -> people.User:
    person = accounts.UserFactory.create()
    client.force_login(person)
    return person


def _subjects(client: clients.PageClient, **query: str) -> list[str]:
    response = client.get(reverse(LIST), query)
    return [text for text in pages.texts(response, "a") if text.startswith("見本のお知らせ")]


def test_the_newest_notice_comes_first(client: clients.PageClient, person: people.User) -> None:
    now = clock.now()
    for number, days in enumerate([2, 0, 1]):
        factories.NoticeFactory.create(user=person, subject=f"見本のお知らせ{number}", created_at=now - timedelta(days))
    assert _subjects(client) == ["見本のお知らせ1", "見本のお知らせ2", "見本のお知らせ0"]


def test_a_notice_counts_as_read_once_it_was_opened(client: clients.PageClient, person: people.User) -> None:
    notice = factories.NoticeFactory.create(user=person)
    assert pages.texts(client.get(reverse(LIST)), "span", class_="badge") == ["新しい"]
    page = client.get(reverse("notices:notice", args=[notice.code]))
    assert pages.texts(page, "span", class_="tool__count") == []
    first = models.Notice.objects.get().read_at
    assert first is not None
    client.get(reverse("notices:notice", args=[notice.code]))
    assert models.Notice.objects.get().read_at == first
    assert pages.texts(client.get(reverse(LIST)), "span", class_="badge") == []


def test_a_notice_leads_to_what_it_tells_of(client: clients.PageClient, person: people.User) -> None:
    notice = factories.tell(person)
    page = client.get(reverse("notices:notice", args=[notice.code]))
    assert pages.links(page, "くわしく見る") == ["/groups/g-1/"]
    assert pages.texts(page, "h1") == ["団体「見本&会」の登録が承認されました"]


def test_the_header_counts_what_is_unread(client: clients.PageClient, person: people.User) -> None:
    factories.NoticeFactory.create_batch(2, user=person)
    factories.NoticeFactory.create(user=person, read_at=clock.now())
    factories.NoticeFactory.create()
    assert pages.texts(client.get(reverse(LIST)), "span", class_="tool__count") == ["2件の新しいお知らせ"]


def test_everything_seen_is_read_at_once_and_nothing_else(client: clients.PageClient, person: people.User) -> None:
    now = clock.now()
    _, newest, arrived_meanwhile = (
        factories.NoticeFactory.create(user=person, created_at=now + timedelta(minutes=minute)) for minute in range(3)
    )
    of_another = factories.NoticeFactory.create(created_at=now)
    response = client.post(reverse("notices:notice-readings"), {"newest": newest.code})
    assert response["Location"] == reverse(LIST)
    unread = models.Notice.objects.filter(read_at__isnull=True)
    assert set(unread.values_list("code", flat=True)) == {arrived_meanwhile.code, of_another.code}


def test_there_is_nothing_to_press_where_everything_is_read(client: clients.PageClient, person: people.User) -> None:
    factories.NoticeFactory.create(user=person)
    assert "すべて読んだことにする" in pages.words(client.get(reverse(LIST)))
    models.Notice.objects.update(read_at=clock.now())
    assert "すべて読んだことにする" not in pages.words(client.get(reverse(LIST)))


def test_the_list_is_turned_in_pages(client: clients.PageClient, person: people.User) -> None:
    factories.NoticeFactory.create_batch(31, user=person)
    everything = [notice.subject for notice in queries.notices_of(person)]
    assert _subjects(client) == everything[:30]
    assert _subjects(client, page="2") == everything[30:]
    assert _subjects(client, page="odd") == everything[:30]


def test_the_list_says_when_there_is_nothing_yet(client: clients.PageClient, person: people.User) -> None:
    assert "お知らせは、まだありません" in pages.words(client.get(reverse(LIST)))
