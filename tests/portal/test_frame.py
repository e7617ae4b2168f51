"""The head and foot of every page."""

from collections.abc import Iterator

import pytest
from django.urls import resolve
from django.urls.exceptions import Resolver404

from tests.factories import accounts
from tests.support import client as clients
from tests.support import html

pytestmark = pytest.mark.django_db


def _page(client: clients.PageClient) -> html.Page:
    return html.parse(client.get("/help/").content.decode())


def _frame(page: html.Page) -> Iterator[tuple[str, str]]:
    for link in page.find("a"):
        around = {above.tag for above in page.ancestors(link)}
        if "main" not in around and link.get("href", "").startswith("/"):
            yield html.text(link), link.get("href", "")


def _lost(page: html.Page) -> list[str]:
    lost = []
    for _, address in _frame(page):
        try:
            resolve(address)
        except Resolver404:
            lost.append(address)
    return lost


def test_a_newcomer_sees_at_once_the_three_things_to_do(client: clients.PageClient) -> None:
    page = _page(client)
    (areas,) = [found for found in page.find("ul") if "areas" in found.get("class", "").split()]
    assert [(html.text(link), link.get("href")) for link in areas.iter("a")] == [
        ("部屋を予約する", "/rooms/"),
        ("ボランティアに参加する", "/requests/"),
        ("ポイントを使う", "/perks/"),
    ]


def test_every_link_of_the_frame_leads_somewhere(client: clients.PageClient) -> None:
    assert _lost(_page(client)) == []
    client.force_login(accounts.UserFactory.create())
    assert _lost(_page(client)) == []


def test_a_member_of_staff_finds_the_desk(client: clients.PageClient) -> None:
    client.force_login(accounts.UserFactory.create())
    assert "/desk/" not in [address for _, address in _frame(_page(client))]
    client.force_login(accounts.staff_of("kuji"))
    assert "/desk/" in [address for _, address in _frame(_page(client))]


def test_the_person_leaves_by_a_button_not_a_link(client: clients.PageClient) -> None:
    client.force_login(accounts.UserFactory.create(name="見本 花子"))
    page = _page(client)
    (leave,) = [form for form in page.find("form") if form.get("action") == "/accounts/logout/"]
    assert (leave.get("method"), html.text(leave)) == ("post", "ログアウト")
    assert "見本 花子さん" in " ".join(html.text(found) for found in page.find("header"))
