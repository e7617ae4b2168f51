import functools
import logging
from datetime import datetime, timedelta
from typing import Any

from celery import current_app
from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template import Context, Engine

from backend.accounts import models as accounts
from backend.notices import enums, models

logger = logging.getLogger(__name__)

SUBJECT = "件名: "
# After 2, 4, 8 … minutes; about half a day in all.
ATTEMPTS = 9


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
    notice, fresh = models.Notice.objects.get_or_create(
        user=to,
        key=key,
        defaults={"template": template, "subject": subject, "body": body, "url": url, "created_at": now},
    )
    if fresh and to.email:
        _post(notice, to.email, now)
    return notice


def _text(template: str, context: dict[str, Any]) -> tuple[str, str]:
    # Plain text: "A&B" stays as it is, where a page would write an entity.
    plain = Engine.get_default().get_template(f"mail/{template}.txt").render(Context(context, autoescape=False))
    first, _, body = plain.partition("\n")
    return first.removeprefix(SUBJECT).strip(), body.strip() + "\n"


def _post(notice: models.Notice, address: str, now: datetime) -> None:
    delivery = models.Delivery.objects.create(
        notice=notice,
        channel=enums.Channel.MAIL,
        address=address,
        message_id=f"<{notice.code}.mail@{settings.MAIL_DOMAIN}>",
        due_at=now,
    )
    transaction.on_commit(functools.partial(nudge, delivery.pk))


def mark_read(notice: models.Notice, *, now: datetime) -> None:
    """This function will note when a person first opened a notice."""
    models.Notice.objects.filter(pk=notice.pk, read_at__isnull=True).update(read_at=now)


def mark_all_read(person: accounts.User, *, now: datetime) -> None:
    """This function will note that a person has read all that they were told so far."""
    models.Notice.objects.filter(user=person, read_at__isnull=True, created_at__lte=now).update(read_at=now)


def nudge(delivery_id: int) -> None:
    """This function will ask a worker to deliver at once; when the broker is away, the sweep delivers later."""
    try:
        current_app.send_task("backend.notices.tasks.deliver", kwargs={"delivery_id": delivery_id}, retry=False)
    except current_app.connection_for_write().recoverable_connection_errors:
        logger.warning("The broker is away; the sweep will deliver %s", delivery_id)


def deliver(delivery_id: int, *, now: datetime) -> bool:
    """This function will send one waiting delivery and tell whether it did.

    The row is locked while the mail goes out, so two workers never send the same one together. A worker that dies
    between sending and committing sends again with the same Message-ID, by which mail systems know a repeat.
    """
    with transaction.atomic():
        delivery = (
            models.Delivery.objects.select_for_update(skip_locked=True, of=("self",))
            .select_related("notice")
            .filter(pk=delivery_id, state=enums.DeliveryState.WAITING)
            .first()
        )
        if delivery is None:
            return False
        return _attempt(delivery, now)


def _attempt(delivery: models.Delivery, now: datetime) -> bool:
    delivery.attempts += 1
    try:
        _mail(delivery).send()
    except OSError as fault:
        _postpone(delivery, fault, now)
        return False
    delivery.state, delivery.sent_at, delivery.fault = enums.DeliveryState.SENT, now, ""
    delivery.save()
    return True


def _mail(delivery: models.Delivery) -> EmailMessage:
    return EmailMessage(
        delivery.notice.subject,
        delivery.notice.body,
        to=[delivery.address],
        headers={"Message-ID": delivery.message_id},
    )


def _postpone(delivery: models.Delivery, fault: OSError, now: datetime) -> None:
    logger.warning("Delivery %s failed (attempt %s): %s", delivery.message_id, delivery.attempts, fault)
    delivery.fault = str(fault)
    delivery.due_at = now + timedelta(minutes=2**delivery.attempts)
    if delivery.attempts >= ATTEMPTS:
        delivery.state = enums.DeliveryState.FAILED
    delivery.save()
