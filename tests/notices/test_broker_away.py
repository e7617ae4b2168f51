"""A broker that is away or hangs costs a visitor nothing: what was told waits in the database."""

import contextlib
import socket
import time
from collections.abc import Iterator

import pytest
from django.urls import reverse

from backend.accounts import enums as accounts_enums
from backend.common import clock
from backend.notices import actions, models
from tests.factories import accounts, bookings
from tests.factories import notices as factories
from tests.support import background
from tests.support import client as clients

pytestmark = pytest.mark.django_db(transaction=True)
AWAY = ("127.0.0.1", 9)


@pytest.fixture
def knocks(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[object]]:
    """Nobody listens where the broker should; every attempt to reach it, of which kombu by itself makes many."""
    made: list[object] = []
    original = socket.socket.connect

    def connect(self: socket.socket, address: object) -> None:
        if address == AWAY:
            made.append(address)
        original(self, address)  # type: ignore[arg-type]

    monkeypatch.setattr(socket.socket, "connect", connect)
    with background.sending_to("redis://{}:{}/0".format(*AWAY)):
        yield made


@pytest.fixture
def silent() -> Iterator[socket.socket]:
    """A broker that takes the connection and never says a word."""
    listener = socket.create_server(("127.0.0.1", 0))
    with listener, background.sending_to(f"redis://127.0.0.1:{listener.getsockname()[1]}/0"):
        yield listener


def test_a_request_succeeds_without_a_broker_and_asks_for_it_once(
    client: clients.PageClient, knocks: list[object]
) -> None:
    person = accounts.UserFactory.create()
    group = accounts.GroupFactory.create(pending=True, representative=person)
    center = bookings.CenterFactory.create(code=group.center_code)
    user_class = accounts.UserClassFactory.create(municipality=center.municipality)
    client.force_login(accounts.staff_of(group.center_code))
    response = client.post(reverse("accounts:group-approval", args=[group.code]), {"user_class": user_class.code})
    assert response.status_code == 302
    assert len(knocks) == 1
    group.refresh_from_db()
    assert group.status == accounts_enums.ReviewStatus.APPROVED
    assert models.Delivery.objects.get().address == person.email


def test_a_broker_that_was_away_is_not_asked_for_each_notice(
    caplog: pytest.LogCaptureFixture, knocks: list[object]
) -> None:
    for number in range(10):
        factories.tell(accounts.UserFactory.create(), f"mihon:{number}")
    assert len([line for line in caplog.messages if line.startswith("The broker is away")]) == 1
    assert len(knocks) == 1
    assert models.Delivery.objects.due(clock.now()).count() == 10


def test_a_broker_that_came_back_is_asked_again(broker: background.Broker, monkeypatch: pytest.MonkeyPatch) -> None:
    broker.kill()
    factories.tell(accounts.UserFactory.create(), "mihon:1")
    broker.start()
    factories.tell(accounts.UserFactory.create(), "mihon:2")
    assert broker.waiting == 0
    monkeypatch.setattr(actions._Broker, "asked_again_at", time.monotonic())
    factories.tell(accounts.UserFactory.create(), "mihon:3")
    assert broker.waiting == 1


@pytest.mark.slow
def test_a_broker_that_hangs_is_waited_for_once(silent: socket.socket) -> None:
    for number in range(3):
        factories.tell(accounts.UserFactory.create(), f"mihon:{number}")
    assert _connections_at(silent) == 1
    assert models.Delivery.objects.due(clock.now()).count() == 3


def _connections_at(listener: socket.socket) -> int:
    """This function will count who came and was never answered."""
    listener.setblocking(False)
    found = 0
    with contextlib.suppress(BlockingIOError):
        while True:
            listener.accept()[0].close()
            found += 1
    return found
