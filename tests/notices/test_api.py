"""One's notices under /api/v1/."""

from typing import Any

import pytest
from django.urls import reverse

from backend.common import clock
from backend.notices import models, queries
from tests.factories import accounts
from tests.factories import notices as factories
from tests.support import client as clients

pytestmark = pytest.mark.django_db
READ, WRITE = "notices:read", "notices:write"


def test_all_pages_together_are_ones_notices_once_each_though_many_came_at_once(client: clients.PageClient) -> None:
    person, now = accounts.UserFactory.create(), clock.now()
    factories.NoticeFactory.create_batch(7, user=person, created_at=now)
    factories.NoticeFactory.create(created_at=now)
    headers, found = accounts.bearer(person, READ), []
    url = reverse("api-notices:notices") + "?page_size=3"
    while url:
        page: dict[str, Any] = client.get(url, headers=headers).json()
        found += [row["code"] for row in page["results"]]
        url = page["next"]
    assert found == [notice.code for notice in queries.notices_of(person)]


def test_a_notice_comes_with_what_it_says(client: clients.PageClient) -> None:
    person = accounts.UserFactory.create()
    notice = factories.tell(person)
    [row] = client.get(reverse("api-notices:notices"), headers=accounts.bearer(person, READ)).json()["results"]
    assert (row["code"], row["subject"], row["body"], row["url"], row["read_at"]) == (
        *(notice.code, notice.subject, notice.body, "/groups/g-1/"),
        None,
    )


def test_reading_a_notice_twice_keeps_the_first_time(client: clients.PageClient) -> None:
    person = accounts.UserFactory.create()
    notice = factories.NoticeFactory.create(user=person)
    url, headers = reverse("api-notices:notice-reading", args=[notice.code]), accounts.bearer(person, WRITE)
    first = client.post(url, headers=headers).json()["read_at"]
    assert first is not None
    assert client.post(url, headers=headers).json()["read_at"] == first


def test_reading_needs_its_own_scope(client: clients.PageClient) -> None:
    person = accounts.UserFactory.create()
    notice = factories.NoticeFactory.create(user=person)
    url = reverse("api-notices:notice-reading", args=[notice.code])
    assert client.post(url, headers=accounts.bearer(person, READ)).status_code == 403
    assert models.Notice.objects.get().read_at is None
    assert client.post(url, headers=accounts.bearer(person, WRITE)).status_code == 200
