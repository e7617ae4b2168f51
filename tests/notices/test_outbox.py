"""Notices reach people through real Redis, real Celery workers and a real mail system, whatever dies on the way."""

from datetime import timedelta

import pytest
from celery import current_app
from django.db import transaction

from backend.common import clock
from backend.notices import actions, enums, models, queries
from tests.factories import accounts
from tests.factories import notices as factories
from tests.support import background, smtp, waiting

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def _is_sent() -> bool:
    return models.Delivery.objects.get().state == enums.DeliveryState.SENT


def test_a_notice_is_delivered_after_commit_and_not_before(broker: background.Broker, system: smtp.MailSystem) -> None:
    person = accounts.UserFactory.create()
    with background.workers(1, broker_url=broker.url, email_url=system.url):
        with transaction.atomic():
            notice = factories.tell(person)
            # A worker that is asked now, too early, finds nothing to send.
            actions.nudge(models.Delivery.objects.get().pk)
            current_app.send_task("backend.common.tasks.beat_heart")
            waiting.until(lambda: broker.waiting == 0, "no task waits for a worker")
            assert system.mails == []
        [mail] = system.wait_for(1)
        waiting.until(_is_sent, "the delivery is sent")
    assert mail.recipients == (person.email,)
    assert mail.subject == "団体「見本&会」の登録が承認されました"
    assert mail.message["Message-ID"] == f"<{notice.code}.mail@tsunagaru.invalid>"
    assert list(queries.notices_of(person)) == [notice]


def test_nothing_is_told_of_what_was_rolled_back(broker: background.Broker, system: smtp.MailSystem) -> None:
    person = accounts.UserFactory.create()
    with background.workers(1, broker_url=broker.url, email_url=system.url):
        with transaction.atomic():
            factories.tell(person, "mihon:undone")
            transaction.set_rollback(True)
        done = factories.tell(person, "mihon:done")
        [mail] = system.wait_for(1)
        waiting.until(_is_sent, "the delivery is sent")
    assert mail.message["Message-ID"] == f"<{done.code}.mail@tsunagaru.invalid>"
    assert len(system.mails) == 1
    assert list(models.Notice.objects.all()) == [done]


@pytest.mark.usefixtures("by_smtp")
def test_a_worker_killed_after_sending_leads_to_the_same_message_id_again(
    broker: background.Broker, system: smtp.MailSystem
) -> None:
    with background.workers(1, broker_url=broker.url, email_url=system.url) as (worker,):
        # The mail was taken, and the worker waits for the goodbye before it writes that down.
        system.meet("QUIT", worker.kill)
        factories.tell(accounts.UserFactory.create())
        system.wait_for(1)
        waiting.until(lambda: not worker.is_alive, "the worker is dead")
    assert not _is_sent()
    actions.sweep(now=clock.now())
    assert len(system.mails) == 1, "the dead worker's attempt is not over yet"
    actions.sweep(now=clock.now() + timedelta(minutes=2))
    assert _is_sent()
    first, second = system.mails
    assert first.message["Message-ID"] == second.message["Message-ID"]
    actions.sweep(now=clock.now() + timedelta(days=1))
    assert len(system.mails) == 2


def test_two_workers_asked_ten_times_send_one_mail(broker: background.Broker, system: smtp.MailSystem) -> None:
    with background.workers(2, broker_url=broker.url, email_url=system.url):

        def ask_ten_times() -> None:
            for _ in range(10):
                actions.nudge(delivery_id)
            waiting.until(lambda: broker.waiting == 0, "no task waits for a worker")

        with transaction.atomic():
            factories.tell(accounts.UserFactory.create())
            delivery_id = models.Delivery.objects.get().pk
            system.meet(smtp.END, ask_ten_times)
        system.wait_for(1)
        waiting.until(_is_sent, "the delivery is sent")
    assert len(system.mails) == 1
    assert models.Delivery.objects.get().attempts == 1


@pytest.mark.usefixtures("by_smtp")
def test_the_sweep_of_a_worker_delivers_what_a_dead_broker_lost(
    broker: background.Broker, system: smtp.MailSystem
) -> None:
    actions.nudge(0)  # so that a connection stands, which breaks
    broker.kill()
    factories.tell(accounts.UserFactory.create())
    broker.start()
    with background.workers(1, broker_url=broker.url, email_url=system.url):
        current_app.send_task("backend.notices.tasks.sweep")
        system.wait_for(1)
        waiting.until(_is_sent, "the delivery is sent")
    assert len(system.mails) == 1
