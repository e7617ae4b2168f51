"""Sessions while Redis is away: a port at which nothing listens, as after a crash."""

import socket
from typing import Any

import pytest
from django.urls import reverse

from backend.common import sessions
from tests.factories.accounts import UserFactory
from tests.support.client import PageClient

pytestmark = pytest.mark.django_db


def take_redis_away(settings: Any) -> None:  # noqa: ANN401 - pytest-django's wrapper
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    settings.CACHES = {"default": settings.CACHES["default"] | {"LOCATION": f"redis://127.0.0.1:{port}/0"}}


def test_a_session_is_read_through_the_cache(client: PageClient) -> None:
    client.force_login(UserFactory.create())
    assert sessions.SessionStore(client.session.session_key).load()["_auth_user_id"]


def test_a_person_stays_signed_in_without_redis(client: PageClient, settings: Any) -> None:  # noqa: ANN401
    person = UserFactory.create()
    client.force_login(person)
    take_redis_away(settings)
    page = client.get(reverse("portal:my"))
    assert page.status_code == 200
    assert f"{person.display_name}さん" in page.content.decode()


def test_a_session_that_is_not_there_is_empty_without_redis(settings: Any) -> None:  # noqa: ANN401
    take_redis_away(settings)
    store = sessions.SessionStore("0" * 32)
    assert store.load() == {}
    assert not store.exists("0" * 32)
