"""One attempt after the other at a real mail system, which refuses, hangs up, or is not there."""

import threading
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction

from backend.common import clock
from backend.notices import actions, enums, models, rules
from tests.factories import accounts
from tests.factories import notices as factories
from tests.support import smtp

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("by_smtp")]
State = enums.DeliveryState


@pytest.fixture
def now() -> datetime:
    return clock.now() + timedelta(seconds=1)


@pytest.fixture
def delivery() -> models.Delivery:
    factories.tell(accounts.UserFactory.create())
    return models.Delivery.objects.get()


def test_a_delivery_arrives_as_it_was_written(
    system: smtp.MailSystem, delivery: models.Delivery, now: datetime
) -> None:
    assert actions.deliver(delivery.pk, now=now)
    [mail] = system.mails
    assert mail.recipients == (delivery.address,)
    assert (mail.message["To"], mail.message["Message-ID"]) == (delivery.address, delivery.message_id)
    assert mail.subject == delivery.notice.subject
    assert mail.message.get_content() == delivery.notice.body
    delivery.refresh_from_db()
    assert (delivery.state, delivery.sent_at, delivery.attempts) == (State.SENT, now, 1)


def test_what_went_out_does_not_go_out_again(system: smtp.MailSystem, delivery: models.Delivery, now: datetime) -> None:
    assert actions.deliver(delivery.pk, now=now)
    assert not actions.deliver(delivery.pk, now=now + timedelta(days=1))
    assert len(system.mails) == 1


@pytest.mark.parametrize(
    ("command", "answer"),
    [
        ("EHLO", smtp.HANG_UP),
        ("MAIL", "451 4.3.0 try again later"),
        ("RCPT", "451 4.7.1 greylisted"),
        ("RCPT", "550 5.1.1 nobody here"),
        ("RCPT", smtp.HANG_UP),
        ("DATA", "452 4.3.1 no room"),
        (smtp.END, "451 4.3.0 try again later"),
        (smtp.END, smtp.HANG_UP),
    ],
)
def test_a_refusal_puts_the_delivery_off(
    system: smtp.MailSystem, delivery: models.Delivery, now: datetime, command: str, answer: str
) -> None:
    system.answer(command, answer)
    assert not actions.deliver(delivery.pk, now=now)
    delivery.refresh_from_db()
    due = now + timedelta(minutes=2)
    assert (delivery.state, delivery.attempts, delivery.due_at) == (State.WAITING, 1, due)
    assert delivery.fault
    assert not actions.deliver(delivery.pk, now=due - timedelta(seconds=1))
    assert system.mails == []
    assert actions.deliver(delivery.pk, now=due)
    assert [mail.message["Message-ID"] for mail in system.mails] == [delivery.message_id]


def test_what_the_mail_system_took_counts_though_it_leaves_without_goodbye(
    system: smtp.MailSystem, delivery: models.Delivery, now: datetime
) -> None:
    system.answer("QUIT", smtp.HANG_UP)
    assert actions.deliver(delivery.pk, now=now)
    assert len(system.mails) == 1


def test_a_mail_system_that_is_away_is_tried_again_later_and_given_up_at_last(
    delivery: models.Delivery,
    now: datetime,
    settings: Any,  # noqa: ANN401 - pytest-django's wrapper
) -> None:
    settings.EMAIL_PORT = 9  # nobody listens there
    for attempt in range(1, rules.ATTEMPTS + 1):
        assert delivery.state == State.WAITING
        assert not actions.deliver(delivery.pk, now=now)
        delivery.refresh_from_db()
        assert (delivery.attempts, delivery.due_at) == (attempt, now + timedelta(minutes=2**attempt))
        now = delivery.due_at
    assert delivery.state == State.FAILED
    assert not actions.deliver(delivery.pk, now=now)


def test_a_worker_that_dies_in_every_attempt_does_not_go_on_for_ever(
    system: smtp.MailSystem, delivery: models.Delivery, now: datetime
) -> None:
    models.Delivery.objects.update(attempts=rules.ATTEMPTS, due_at=now)
    actions.sweep(now=now - timedelta(seconds=1))
    assert not models.Delivery.objects.filter(state=State.FAILED).exists()
    actions.sweep(now=now)
    assert models.Delivery.objects.get().state == State.FAILED
    assert system.mails == []


@pytest.mark.parametrize("address", ["mihon@見本..test", "mihon\n@example.test", "mihon"])
def test_an_address_that_no_mail_can_have_does_not_hold_up_the_others(system: smtp.MailSystem, address: str) -> None:
    bad, good = (factories.tell(accounts.UserFactory.create(), key) for key in ("bad", "good"))
    models.Delivery.objects.filter(notice=bad).update(address=address)
    system.answer("RCPT", *["550 5.1.3 no such thing"] if address == "mihon" else [])
    actions.sweep(now=clock.now())
    states = dict(models.Delivery.objects.values_list("notice__key", "state"))
    assert states == {"bad": "waiting" if address == "mihon" else "failed", "good": "sent"}
    assert [mail.message["Message-ID"] for mail in system.mails] == [f"<{good.code}.mail@tsunagaru.invalid>"]


def test_a_sweep_sends_all_that_is_due_and_nothing_else(system: smtp.MailSystem) -> None:
    person, now = accounts.UserFactory.create(), clock.now() + timedelta(seconds=1)
    due, later, sent = (factories.tell(person, key) for key in ("due", "later", "sent"))
    models.Delivery.objects.filter(notice=later).update(due_at=now + timedelta(seconds=1))
    models.Delivery.objects.filter(notice=sent).update(state=State.SENT, sent_at=now)
    actions.sweep(now=now)
    assert [mail.message["Message-ID"] for mail in system.mails] == [f"<{due.code}.mail@tsunagaru.invalid>"]


def test_a_sweep_leaves_to_the_next_what_it_has_no_time_for(
    system: smtp.MailSystem, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        factories.tell(accounts.UserFactory.create(), f"mihon:{number}")
    watch = _Watch()
    monkeypatch.setattr(actions, "time", watch)
    system.meet("MAIL", lambda: watch.show(rules.SWEEP + timedelta(seconds=1)))
    actions.sweep(now=clock.now())
    assert len(system.mails) == 1
    actions.sweep(now=clock.now())
    assert len(system.mails) == 3


class _Watch:
    """What the sweep reads the time from, as long as a mail system takes."""

    def __init__(self) -> None:
        self._shows = timedelta()

    def show(self, passed: timedelta) -> None:
        self._shows += passed

    def monotonic(self) -> float:
        return self._shows.total_seconds()


def test_nobody_waits_for_a_mail_system_that_hangs(
    system: smtp.MailSystem,
    delivery: models.Delivery,
    now: datetime,
    settings: Any,  # noqa: ANN401 - pytest-django's wrapper
) -> None:
    assert rules.due_again(1, now=now) - now > timedelta(seconds=settings.EMAIL_TIMEOUT * 11)
    settings.EMAIL_TIMEOUT = 0.3
    given_up = threading.Event()
    system.meet("MAIL", lambda: given_up.wait(smtp.PATIENCE_S))
    assert not actions.deliver(delivery.pk, now=now)
    given_up.set()
    delivery.refresh_from_db()
    assert (delivery.state, delivery.fault) == (State.WAITING, "Connection unexpectedly closed: timed out")


@pytest.mark.django_db(transaction=True)
def test_no_lock_waits_for_a_mail_system(
    system: smtp.MailSystem,
    delivery: models.Delivery,
    now: datetime,
    settings: Any,  # noqa: ANN401 - pytest-django's wrapper
) -> None:
    settings.EMAIL_TIMEOUT = smtp.PATIENCE_S
    locked: list[bool] = []
    system.meet("MAIL", lambda: locked.append(_is_locked(delivery.pk)))
    assert actions.deliver(delivery.pk, now=now)
    assert locked == [False]


def _is_locked(delivery_id: int) -> bool:
    """This function will tell, in the thread of the mail system and so on a connection of its own, who has the row."""
    try:
        with transaction.atomic():
            free = models.Delivery.objects.select_for_update(skip_locked=True).filter(pk=delivery_id)
            return not free.exists()
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
def test_an_attempt_that_ends_too_late_undoes_nothing(
    system: smtp.MailSystem, delivery: models.Delivery, now: datetime
) -> None:
    def a_later_attempt_succeeds() -> None:
        models.Delivery.objects.filter(pk=delivery.pk).update(state=State.SENT, sent_at=now)
        connection.close()

    system.meet("RCPT", a_later_attempt_succeeds)
    system.answer("RCPT", "451 4.7.1 greylisted")
    assert not actions.deliver(delivery.pk, now=now)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.fault) == (State.SENT, "")


def test_no_log_tells_an_address(
    system: smtp.MailSystem, delivery: models.Delivery, now: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    system.answer("RCPT", f"550 5.1.1 <{delivery.address}> nobody here")
    actions.deliver(delivery.pk, now=now)
    [line] = caplog.messages
    assert line == f"Attempt 1 at {delivery.message_id}: SMTPRecipientsRefused"
