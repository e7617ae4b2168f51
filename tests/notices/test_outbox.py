"""Notices reach people through real Redis, real Celery workers and a real SMTP server, whatever dies on the way."""

import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from celery import current_app
from django.db import transaction

from backend.accounts import models as accounts
from backend.common import clock
from backend.notices import actions, enums, models, queries, tasks
from tests.factories import accounts as factories
from tests.support import background, smtp

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
TEMPLATE = "accounts/group_approved"


@pytest.fixture
def post() -> Iterator[smtp.MailServer]:
    with smtp.mail_server() as server:
        yield server


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[background.Broker]:
    with background.broker(tmp_path / "redis") as server:
        yield server


@pytest.fixture
def by_smtp(settings: Any, post: smtp.MailServer) -> None:  # noqa: ANN401 - pytest-django's wrapper
    """This process sends through the same server as the workers."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = post.server_address[:2]


def _tell(person: accounts.User, key: str = "mihon:1") -> models.Notice:
    return actions.send(
        to=person, template=TEMPLATE, key=key, now=clock.now(), context={"group": "見本&会"}, url="/groups/g-1/"
    )


def _eventually(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + background.PATIENCE_S
    while not holds():
        assert time.monotonic() < deadline, "It did not come true."
        time.sleep(0.05)


def _is_sent() -> bool:
    return models.Delivery.objects.get().state == enums.DeliveryState.SENT


def test_a_notice_is_delivered_after_commit_and_not_before(broker: background.Broker, post: smtp.MailServer) -> None:
    person = factories.UserFactory.create()
    with background.workers(1, broker_url=broker.url, email_url=post.url):
        with transaction.atomic():
            notice = _tell(person)
            # A worker that is asked now, too early, finds nothing to send.
            actions.nudge(models.Delivery.objects.get().pk)
            current_app.send_task("backend.common.tasks.beat_heart")
            _eventually(lambda: broker.waiting == 0)
            assert post.messages == []
        message = post.wait_for(1)[0]
        _eventually(_is_sent)
    assert message["Subject"].strip() == "団体「見本&会」の登録が承認されました"
    assert message["To"] == person.email
    assert message["Message-ID"] == f"<{notice.code}.mail@tsunagaru.invalid>"
    assert "http://localhost:8000/groups/g-1/" in message.get_content()
    assert list(queries.notices_of(person)) == [notice]


def test_nothing_is_told_of_what_was_rolled_back(broker: background.Broker, post: smtp.MailServer) -> None:
    person = factories.UserFactory.create()
    with background.workers(1, broker_url=broker.url, email_url=post.url):
        with transaction.atomic():
            _tell(person, "mihon:undone")
            transaction.set_rollback(True)
        _tell(person, "mihon:done")
        messages = post.wait_for(1)
        _eventually(_is_sent)
    assert len(messages) == 1
    assert list(models.Notice.objects.values_list("key", flat=True)) == ["mihon:done"]


def test_the_sweep_delivers_what_a_dead_broker_lost(
    broker: background.Broker, post: smtp.MailServer, by_smtp: None
) -> None:
    actions.nudge(0)  # so that a connection stands, which breaks
    broker.kill()
    _tell(factories.UserFactory.create())
    assert post.messages == []
    tasks.sweep()
    tasks.sweep()
    assert len(post.messages) == 1
    assert _is_sent()
    broker.start()


def test_a_worker_killed_before_commit_leads_to_the_same_message_id_again(
    broker: background.Broker, post: smtp.MailServer, by_smtp: None
) -> None:
    post.answers.clear()  # the mail is out, and the worker does not know yet
    with background.workers(1, broker_url=broker.url, email_url=post.url) as (worker,):
        _tell(factories.UserFactory.create())
        post.wait_for(1)
        worker.kill()
    post.answers.set()
    _eventually(lambda: bool(queries.due_deliveries(clock.now())) and _sweeps())
    ids = {message["Message-ID"] for message in post.wait_for(2)}
    assert len(ids) == 1
    assert len(post.messages) == 2


def _sweeps() -> bool:
    """This function will sweep once the dead worker's lock is gone, and tell whether the delivery went out."""
    tasks.sweep()
    return _is_sent()


def test_two_workers_asked_ten_times_send_one_mail(broker: background.Broker, post: smtp.MailServer) -> None:
    post.answers.clear()
    with background.workers(2, broker_url=broker.url, email_url=post.url):
        _tell(factories.UserFactory.create())
        post.wait_for(1)
        delivery = models.Delivery.objects.get()
        for _ in range(10):
            actions.nudge(delivery.pk)
        _eventually(lambda: broker.waiting == 0)
        post.answers.set()
        _eventually(_is_sent)
    assert len(post.messages) == 1


@pytest.mark.usefixtures("by_smtp")
def test_a_mail_system_that_is_away_is_tried_again_later_and_given_up_at_last(
    post: smtp.MailServer,
    settings: Any,  # noqa: ANN401 - pytest-django's wrapper
) -> None:
    settings.EMAIL_PORT = 9  # nobody listens there
    _tell(factories.UserFactory.create())
    delivery, now = models.Delivery.objects.get(), clock.now()
    for attempt in range(1, actions.ATTEMPTS + 1):
        assert not actions.deliver(delivery.pk, now=now)
        delivery.refresh_from_db()
        assert (delivery.attempts, delivery.due_at) == (attempt, now + timedelta(minutes=2**attempt))
    assert delivery.state == enums.DeliveryState.FAILED


@pytest.mark.usefixtures("by_smtp")
def test_a_mail_that_can_never_be_written_does_not_hold_up_the_others(post: smtp.MailServer) -> None:
    bad, good = (_tell(factories.UserFactory.create(), key) for key in ("mihon:bad", "mihon:good"))
    models.Notice.objects.filter(pk=bad.pk).update(subject="二行の\n件名")
    tasks.sweep()
    states = dict(models.Delivery.objects.values_list("notice__key", "state"))
    assert states == {"mihon:bad": "failed", "mihon:good": "sent"}
    assert [message["Message-ID"] for message in post.messages] == [f"<{good.code}.mail@tsunagaru.invalid>"]


def test_a_thing_is_told_once_however_often_it_is_sent() -> None:
    person = factories.UserFactory.create()
    assert _tell(person).pk == _tell(person).pk
    assert models.Delivery.objects.count() == 1


def test_somebody_without_an_address_reads_it_in_the_list_alone() -> None:
    person = factories.UserFactory.create(email=None)
    notice = _tell(person)
    assert list(queries.notices_of(person)) == [notice]
    assert not models.Delivery.objects.exists()
