"""What somebody saw is in no cache that others share, nor in the browser once they have signed out."""

import pytest
from django.urls import reverse

from tests.factories import accounts
from tests.support import client as clients

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", ["points:statement", "api-points:point-balance", "volunteers:requests"])
def test_what_is_shown_to_somebody_is_kept_by_no_shared_cache(client: clients.PageClient, name: str) -> None:
    client.force_login(accounts.UserFactory.create())
    assert client.get(reverse(name)).headers["Cache-Control"] == "private, no-cache"


def test_a_page_that_may_not_be_kept_at_all_says_so_itself(client: clients.PageClient) -> None:
    client.force_login(accounts.UserFactory.create())
    assert "no-store" in client.get(reverse("accounts:api-tokens")).headers["Cache-Control"]


def test_a_visitor_without_a_session_is_told_nothing_of_caches(client: clients.PageClient) -> None:
    assert "Cache-Control" not in client.get(reverse("volunteers:requests")).headers


def test_who_signs_out_leaves_no_page_behind_the_back_button(client: clients.PageClient) -> None:
    client.force_login(accounts.UserFactory.create())
    assert "Clear-Site-Data" not in client.get(reverse("account_logout")).headers
    assert client.post(reverse("account_logout")).headers["Clear-Site-Data"] == '"cache"'
