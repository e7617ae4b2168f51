"""A broker that is away or hangs costs a visitor nothing: what was told waits in the database."""

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
# Far below kombu's six seconds of retries, with room for a busy machine.
QUICKLY_S = 2.0


@pytest.fixture
def _nobody_listens() -> Iterator[None]:
    with background.sending_to("redis://127.0.0.1:9/0"):
        yield


@pytest.fixture
def silent() -> Iterator[socket.socket]:
    """A broker that takes the connection and never says a word."""
    listener = socket.create_server(("127.0.0.1", 0))
    with listener, background.sending_to(f"redis://127.0.0.1:{listener.getsockname()[1]}/0"):
        yield listener


@pytest.mark.usefixtures("_nobody_listens")
def test_a_request_succeeds_quickly_without_a_broker(client: clients.PageClient) -> None:
    person = accounts.UserFactory.create()
    group = accounts.GroupFactory.create(pending=True, representative=person)
    center = bookings.CenterFactory.create(code=group.center_code)
    user_class = accounts.UserClassFactory.create(municipality=center.municipality)
    client.force_login(accounts.staff_of(group.center_code))
    began = time.monotonic()
    response = client.post(reverse("accounts:group-approval", args=[group.code]), {"user_class": user_class.code})
    assert response.status_code == 302
    assert time.monotonic() - began < QUICKLY_S
    group.refresh_from_db()
    assert group.status == accounts_enums.ReviewStatus.APPROVED
    assert models.Delivery.objects.get().address == person.email


@pytest.mark.usefixtures("_nobody_listens")
def test_a_broker_that_was_away_is_not_asked_for_each_notice(caplog: pytest.LogCaptureFixture) -> None:
    for number in range(10):
        factories.tell(accounts.UserFactory.create(), f"mihon:{number}")
    assert len([line for line in caplog.messages if line.startswith("The broker is away")]) == 1
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
    began = time.monotonic()
    for number in range(3):
        factories.tell(accounts.UserFactory.create(), f"mihon:{number}")
    assert time.monotonic() - began < 10
    assert models.Delivery.objects.due(clock.now()).count() == 3
