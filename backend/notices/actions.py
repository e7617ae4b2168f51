import functools
import json
import logging
import smtplib
import time
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from datetime import time as dt_time
from email.message import EmailMessage as MIMEMessage
from email.utils import make_msgid
from typing import Any

from celery import current_app
from django.conf import settings
from django.core.mail import EmailMessage
from django.db import connection, transaction
from django.template import Context, Engine
from kombu.exceptions import OperationalError

from backend.accounts import models as accounts
from backend.common import audit, clock
from backend.notices import enums, models, queries, rules

logger = logging.getLogger(__name__)

SUBJECT = "件名: "
SUBJECT_LENGTH = 200
# For so long a process does not ask a broker that was away, or each notice of a request would wait for it anew.
QUIET_S = 30.0
# Every change of state tells somebody, so this is on the way of each: one statement, where the ORM needs three. ON
# CONFLICT DO NOTHING waits for another transaction with the same key, and needs no savepoint.
# Of the channels each takes its own: mail where the person has an address and did not forbid it, a letter or a call of
# the desk where they asked for that; none where their account is closed.
_WRITE = """
WITH written AS (
    INSERT INTO notices_notice (code, user_id, key, template, subject, body, url, created_at, is_urgent, envelope)
    VALUES (%(code)s, %(user)s, %(key)s, %(template)s, %(subject)s, %(body)s, %(url)s, %(now)s, %(urgent)s,
            %(envelope)s)
    ON CONFLICT (user_id, key) DO NOTHING RETURNING id, user_id
), wished AS (
    SELECT written.id, COALESCE(chosen.by_mail, TRUE) AS by_mail, COALESCE(chosen.by_desk, '') AS by_desk
      FROM written LEFT JOIN notices_preference AS chosen ON chosen.user_id = written.user_id
     WHERE %(active)s
), posted AS (
    INSERT INTO notices_delivery (notice_id, channel, address, message_id, state, attempts, due_at, fault)
    SELECT id, 'mail', %(address)s, %(message_id)s, %(state)s, 0, %(now)s, '' FROM wished
     WHERE by_mail AND %(address)s <> ''
    UNION ALL
    SELECT id, by_desk, '', %(desk_id)s, %(state)s, 0, %(now)s, '' FROM wished WHERE by_desk <> ''
    RETURNING id, channel
)
SELECT id, (SELECT id FROM posted WHERE channel = 'mail') FROM written
"""


@dataclass(frozen=True, slots=True)
class Envelope:
    """What a mail has beside the usual where somebody speaks through us: whom it is from, and further headers.

    An answer goes to `sender`, which is an address of ours; empty for the service's own.
    """

    sender: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)


def send(
    *,
    to: accounts.User,
    template: str,
    key: str,
    now: datetime,
    context: dict[str, Any] | None = None,
    url: str = "",
    urgent: bool = False,
    envelope: Envelope | None = None,
) -> models.Notice:
    """This function will tell a person something, once per key, in the caller's transaction.

    The text comes from `templates/mail/<template>.txt`, whose first line is the subject. It goes into the in-app list
    and by the channels that the person chose into the outbox, from which a task delivers mails after commit, outside of
    the person's quiet hours; what is `urgent` also in them, unless the person forbade it.
    """
    subject, body = _text(
        template, {"person": to, "url": f"{settings.SITE_URL}{url}" if url else "", **(context or {})}
    )
    notice = models.Notice(
        user=to,
        key=key,
        template=template,
        subject=subject,
        body=body,
        url=url,
        created_at=now,
        is_urgent=urgent,
        envelope={"from": envelope.sender, "headers": dict(envelope.headers)} if envelope else {},
    )
    return notice if _written(notice, to) else models.Notice.objects.get(user=to, key=key)


def _text(template: str, context: dict[str, Any]) -> tuple[str, str]:
    # Plain text: "A&B" stays as it is, where a page would write an entity.
    plain = Engine.get_default().get_template(f"mail/{template}.txt").render(Context(context, autoescape=False))
    first, _, body = plain.partition("\n")
    return _fitting(first.removeprefix(SUBJECT)), body.strip() + "\n"


def _fitting(subject: str) -> str:
    # A title that somebody wrote may be long or hold odd spaces; what it tells of must happen all the same.
    line = " ".join(subject.split())
    return line if len(line) <= SUBJECT_LENGTH else f"{line[: SUBJECT_LENGTH - 1]}…"


def _written(notice: models.Notice, to: accounts.User) -> bool:
    """This function will write a notice with its delivery, unless its key is known, and tell whether it did."""
    facts: dict[str, str | int | bool | datetime] = {
        "code": notice.code,
        "user": notice.user_id,
        "key": notice.key,
        "template": notice.template,
        "subject": notice.subject,
        "body": notice.body,
        "url": notice.url,
        "now": notice.created_at,
        "urgent": notice.is_urgent,
        "envelope": json.dumps(notice.envelope),
        "address": to.email or "",
        "active": to.is_active,
        "message_id": f"<{notice.code}.mail@{settings.MAIL_DOMAIN}>",
        "desk_id": f"<{notice.code}.desk@{settings.MAIL_DOMAIN}>",
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
    attempt to the sweep, which sends again with the same Message-ID, by which mail systems know a repeat. In the quiet
    hours of its person a mail waits until they end.
    """
    delivery = _claim(delivery_id, now)
    return delivery is not None and _attempt(delivery, now)


def _claim(delivery_id: int, now: datetime) -> models.Delivery | None:
    with transaction.atomic():
        due = models.Delivery.objects.due(now).filter(pk=delivery_id, attempts__lt=rules.ATTEMPTS)
        locked = due.select_for_update(skip_locked=True, of=("self",))
        delivery = locked.select_related("notice__user__notice_preference").first()
        if delivery is None or _waits_for_the_morning(delivery, now):
            return None
        delivery.attempts += 1
        delivery.due_at = rules.due_again(delivery.attempts, now=now)
        delivery.save(update_fields=["attempts", "due_at"])
    return delivery


def _waits_for_the_morning(delivery: models.Delivery, now: datetime) -> bool:
    notice = delivery.notice
    until = rules.quiet_until(
        queries.quiet_of(notice.user), local=now.astimezone(clock.TOKYO), is_urgent=notice.is_urgent
    )
    if until is None:
        return False
    delivery.due_at = until
    delivery.save(update_fields=["due_at"])
    return True


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
    envelope = delivery.notice.envelope
    return EmailMessage(
        delivery.notice.subject,
        delivery.notice.body,
        from_email=envelope.get("from"),
        to=[delivery.address],
        headers={"Message-ID": delivery.message_id, **envelope.get("headers", {})},
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


def reply_in_demo(*, to: str, by: str, text: str) -> None:
    """This function will answer a mail of the demo by SMTP at the listener of this machine, as a mail system does.

    Raises OSError where nobody listens or the address is refused.
    """
    message = MIMEMessage()
    message["From"], message["To"], message["Subject"] = by, to, "Re: メッセージ"
    message["Message-ID"] = make_msgid(domain=settings.MAIL_DOMAIN)
    message.set_content(text)
    with smtplib.SMTP("127.0.0.1", settings.RELAY_PORT, timeout=settings.EMAIL_TIMEOUT) as system:
        system.send_message(message)


@dataclass(frozen=True, slots=True)
class Wishes:
    """How a person wants to be told."""

    by_mail: bool = True
    by_desk: str = ""
    quiet_from: dt_time = models.Preference.QUIET_FROM
    quiet_until: dt_time = models.Preference.QUIET_UNTIL
    urgent_passes: bool = True


def set_wishes(person: accounts.User, *, wishes: Wishes, by: accounts.User, now: datetime) -> models.Preference:
    """This function will keep how a person wants to be told; a desk may say it for its own people.

    What waits in the outbox follows: a mail that is no longer wanted is not sent.
    """
    with transaction.atomic():
        chosen, _ = models.Preference.objects.update_or_create(
            user=person, defaults={**asdict(wishes), "changed_at": now}
        )
        waiting = models.Delivery.objects.filter(notice__user=person, state=enums.DeliveryState.WAITING)
        unwanted = waiting.exclude(channel__in=queries.channels(chosen))
        unwanted.delete()
        # The end of the old quiet hours says nothing any more; an attempt looks at the new ones.
        waiting.filter(channel=enums.Channel.MAIL, attempts=0).update(due_at=now)
        audit.record("notices.wishes", by=by, about=person, subject=person.code, now=now, **_told(wishes))
    return chosen


def _told(wishes: Wishes) -> dict[str, str]:
    return {name: str(value) for name, value in asdict(wishes).items()}


def read_desk_list(center_codes: Iterable[str] | None, *, by: accounts.User, now: datetime) -> list[models.Delivery]:
    """This function will give what the desk of some centers is to tell its people, and note the look at each person.

    None means every center.
    """
    found = list(queries.for_desks(center_codes))
    people = {one.notice.user_id: one.notice.user for one in found}
    audit.looks("notices.desk-list", by=by, abouts=people.values(), now=now)
    return found


def tick_off(
    codes: Collection[str],
    *,
    center_codes: Iterable[str] | None,
    reached: bool,
    by: accounts.User,
    now: datetime,
    reason: str = "",
) -> int:
    """This function will note that a desk told people what waited for them, or did not reach them, and count them.

    `codes` are of notices; what another desk ticked before stays as it is.
    """
    with transaction.atomic():
        waiting = queries.for_desks(center_codes).filter(notice__code__in=codes)
        found = list(waiting.select_for_update(of=("self",), skip_locked=True))
        for one in found:
            _tick(one, reached=reached, by=by, now=now, reason=reason)
    return len(found)


def _tick(delivery: models.Delivery, *, reached: bool, by: accounts.User, now: datetime, reason: str) -> None:
    delivery.state = enums.DeliveryState.SENT if reached else enums.DeliveryState.FAILED
    delivery.sent_at = now if reached else None
    delivery.told_by, delivery.fault = by, "" if reached else reason
    delivery.save(update_fields=["state", "sent_at", "told_by", "fault"])
    audit.record(
        "notices.told" if reached else "notices.not-reached",
        by=by,
        about=delivery.notice.user,
        subject=delivery.notice.code,
        reason=reason,
        now=now,
        channel=delivery.channel,
    )
