import functools
import logging
import time
from datetime import datetime, timedelta
from typing import Any

from celery import current_app
from django.conf import settings
from django.core.mail import EmailMessage
from django.db import connection, transaction
from django.template import Context, Engine
from kombu.exceptions import OperationalError

from backend.accounts import models as accounts
from backend.notices import enums, models, queries, rules

logger = logging.getLogger(__name__)

SUBJECT = "件名: "
SUBJECT_LENGTH = 200
# For so long a process does not ask a broker that was away, or each notice of a request would wait for it anew.
QUIET_S = 30.0
# Every change of state tells somebody, so this is on the way of each: one statement, where the ORM needs three. ON
# CONFLICT DO NOTHING waits for another transaction with the same key, and needs no savepoint.
_WRITE = """
WITH written AS (
    INSERT INTO notices_notice (code, user_id, key, template, subject, body, url, created_at)
    VALUES (%(code)s, %(user)s, %(key)s, %(template)s, %(subject)s, %(body)s, %(url)s, %(now)s)
    ON CONFLICT (user_id, key) DO NOTHING RETURNING id
), posted AS (
    INSERT INTO notices_delivery (notice_id, channel, address, message_id, state, attempts, due_at, fault)
    SELECT id, %(channel)s, %(address)s, %(message_id)s, %(state)s, 0, %(now)s, '' FROM written
     WHERE %(address)s <> '' RETURNING id
)
SELECT id, (SELECT id FROM posted) FROM written
"""


def send(
    *,
    to: accounts.User,
    template: str,
    key: str,
    now: datetime,
    context: dict[str, Any] | None = None,
    url: str = "",
) -> models.Notice:
    """This function will tell a person something, once per key, in the caller's transaction.

    The text comes from `templates/mail/<template>.txt`, whose first line is the subject. It goes into the in-app list
    and, where the person has an address, into the outbox, from which a task delivers it after commit.
    """
    subject, body = _text(
        template, {"person": to, "url": f"{settings.SITE_URL}{url}" if url else "", **(context or {})}
    )
    notice = models.Notice(user=to, key=key, template=template, subject=subject, body=body, url=url, created_at=now)
    return notice if _written(notice, to.email or "") else models.Notice.objects.get(user=to, key=key)


def _text(template: str, context: dict[str, Any]) -> tuple[str, str]:
    # Plain text: "A&B" stays as it is, where a page would write an entity.
    plain = Engine.get_default().get_template(f"mail/{template}.txt").render(Context(context, autoescape=False))
    first, _, body = plain.partition("\n")
    return _fitting(first.removeprefix(SUBJECT)), body.strip() + "\n"


def _fitting(subject: str) -> str:
    # A title that somebody wrote may be long or hold odd spaces; what it tells of must happen all the same.
    line = " ".join(subject.split())
    return line if len(line) <= SUBJECT_LENGTH else f"{line[: SUBJECT_LENGTH - 1]}…"


def _written(notice: models.Notice, address: str) -> bool:
    """This function will write a notice with its delivery, unless its key is known, and tell whether it did."""
    facts: dict[str, str | int | datetime] = {
        "code": notice.code,
        "user": notice.user_id,
        "key": notice.key,
        "template": notice.template,
        "subject": notice.subject,
        "body": notice.body,
        "url": notice.url,
        "now": notice.created_at,
        "address": address,
        "message_id": f"<{notice.code}.mail@{settings.MAIL_DOMAIN}>",
        "channel": enums.Channel.MAIL,
        "state": enums.DeliveryState.WAITING,
    }
    with connection.cursor() as cursor:
        cursor.execute(_WRITE, facts)
        ids = cursor.fetchone()
    if ids is None:
        return False
    notice.pk, delivery_id = ids
    notice._state.adding = False  # as save() leaves it
    if delivery_id is not None:
        # Robust: the change is committed, so nothing that goes wrong here may make it look refused.
        transaction.on_commit(functools.partial(nudge, delivery_id), robust=True)
    return True


def mark_read(notice: models.Notice, *, now: datetime) -> None:
    """This function will note when a person first opened a notice."""
    models.Notice.objects.filter(pk=notice.pk, read_at__isnull=True).update(read_at=now)


def mark_all_read(person: accounts.User, *, newest: models.Notice, now: datetime) -> None:
    """This function will note that a person has read all that they were told up to the newest one they saw."""
    seen = models.Notice.objects.filter(user=person, created_at__lte=newest.created_at)
    seen.filter(read_at__isnull=True).update(read_at=now)


class _Broker:
    """What this process knows of the broker."""

    asked_again_at = 0.0


def nudge(delivery_id: int) -> None:
    """This function will ask a worker to deliver at once; when the broker is away, the sweep delivers later."""
    if time.monotonic() < _Broker.asked_again_at:
        return
    try:
        current_app.send_task("backend.notices.tasks.deliver", kwargs={"delivery_id": delivery_id}, retry=False)
    except OperationalError as fault:
        _Broker.asked_again_at = time.monotonic() + QUIET_S
        logger.warning("The broker is away; the sweep will deliver %s and what follows: %s", delivery_id, fault)


def deliver(delivery_id: int, *, now: datetime) -> bool:
    """This function will make one attempt at a delivery that is due, and tell whether it went out.

    The attempt is counted and the next one set before the mail goes out, in a transaction of its own: no lock waits
    for a mail system, and no two workers make the same attempt. A worker that dies after sending leaves the next
    attempt to the sweep, which sends again with the same Message-ID, by which mail systems know a repeat.
    """
    delivery = _claim(delivery_id, now)
    return delivery is not None and _attempt(delivery, now)


def _claim(delivery_id: int, now: datetime) -> models.Delivery | None:
    with transaction.atomic():
        due = models.Delivery.objects.due(now).filter(pk=delivery_id, attempts__lt=rules.ATTEMPTS)
        delivery = due.select_for_update(skip_locked=True, of=("self",)).select_related("notice").first()
        if delivery is not None:
            delivery.attempts += 1
            delivery.due_at = rules.due_again(delivery.attempts, now=now)
            delivery.save(update_fields=["attempts", "due_at"])
    return delivery


def _attempt(delivery: models.Delivery, now: datetime) -> bool:
    try:
        _mail(delivery).send()
    except OSError as fault:  # also every SMTPException
        _put_off(delivery, fault)
    except ValueError as fault:  # an address or a header that no mail can have
        _settle(delivery, state=enums.DeliveryState.FAILED, fault=str(fault))
    else:
        return _settle(delivery, state=enums.DeliveryState.SENT, sent_at=now, fault="")
    return False


def _mail(delivery: models.Delivery) -> EmailMessage:
    return EmailMessage(
        delivery.notice.subject,
        delivery.notice.body,
        to=[delivery.address],
        headers={"Message-ID": delivery.message_id},
    )


def _put_off(delivery: models.Delivery, fault: OSError) -> None:
    # The words of a mail system often hold the address, which belongs into no log.
    logger.warning("Attempt %s at %s: %s", delivery.attempts, delivery.message_id, type(fault).__name__)
    last = rules.is_last(delivery.attempts)
    _settle(delivery, state=enums.DeliveryState.FAILED if last else enums.DeliveryState.WAITING, fault=str(fault))


def _settle(delivery: models.Delivery, **outcome: str | datetime) -> bool:
    # An attempt that took longer than anybody waits must not undo what a later one did.
    waiting = models.Delivery.objects.filter(pk=delivery.pk, state=enums.DeliveryState.WAITING)
    return bool(waiting.update(**outcome))


def sweep(*, now: datetime) -> None:
    """This function will deliver what is due and nobody delivered: what the broker lost, what was put off."""
    began = time.monotonic()
    _give_up(now)
    for delivery_id in queries.due_deliveries(now):
        passed = timedelta(seconds=time.monotonic() - began)
        if passed > rules.SWEEP:
            break
        deliver(delivery_id, now=now + passed)


def _give_up(now: datetime) -> None:
    # The worker died in each attempt, the last one too, so none could write down how it ended.
    lost = models.Delivery.objects.due(now).filter(attempts__gte=rules.ATTEMPTS)
    lost.update(state=enums.DeliveryState.FAILED)
