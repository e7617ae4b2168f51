"""Answers by mail. Who is not of the thread gets nothing; who is gets a kind word where something was not taken."""

import hashlib
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from backend.accounts import models as accounts
from backend.common import audit, clock
from backend.notices import actions as notices
from volunteers import enums, models, queries, rules
from volunteers import errors as refusals
from volunteers.actions import threads

Delivered = enums.Delivered
Side = enums.Side
# Enough for the headers of a mail that is too large to be read.
HEAD_BYTES = 200_000


def deliver_reply(raw: bytes, *, recipient: str, now: datetime, envelope_sender: str | None = None) -> Delivered:
    """This function will make a message of a mail that came to an address of ours, and tell what became of it.

    Exactly once for each Message-ID, however often and by however many processes a mail is delivered. What no person
    wrote is dropped, so that no two programs answer each other. `envelope_sender` is empty for a bounce, None where
    it is not known.
    """
    addressed = queries.relay.addressed(recipient)
    if addressed is None:
        return Delivered.UNKNOWN
    thread, side = addressed
    is_large = len(raw) > settings.RELAY_MAX_BYTES
    mail = rules.inbound.read(raw[:HEAD_BYTES] if is_large else raw)
    if mail.is_automatic or envelope_sender in ("", "<>"):
        return Delivered.AUTOMATIC
    writer = queries.relay.participant(thread, side, mail.sender)
    if writer is None:
        return _foreign(thread, mail, now)
    if thread.messages.filter(mail_id=mail.mail_id).exists():
        return Delivered.REPEATED
    return _refused(thread, writer, mail, "too_large", now) if is_large else _taken(thread, side, writer, mail, now)


def _foreign(thread: models.Thread, mail: rules.inbound.Inbound, now: datetime) -> Delivered:
    # A digest tells the same stranger again and gives no address to whoever reads the log.
    stranger = hashlib.sha256(mail.sender.lower().encode()).hexdigest()[:16]
    audit.record("volunteers.foreign-reply", by=None, subject=thread.code, now=now, sender=stranger)
    return Delivered.FOREIGN


def _taken(
    thread: models.Thread, side: Side, writer: accounts.User, mail: rules.inbound.Inbound, now: datetime
) -> Delivered:
    try:
        with transaction.atomic():
            text = rules.inbound.unsigned(mail.text, name=writer.name)
            threads.write_message(thread, side=side, text=text, by=writer, now=now, mail_id=mail.mail_id)
            if mail.attachments:
                _answer(thread, writer, mail, "attachments", now)
    except refusals.contact.MailTaken:
        return Delivered.REPEATED
    except refusals.contact.ThreadClosed as closed:
        return _refused(thread, writer, mail, "closed", now, days=str(closed.data["days"]))
    except refusals.contact.TooManyMessages:
        return _refused(thread, writer, mail, "too_many", now)
    except refusals.contact.NothingWritten:
        return _refused(thread, writer, mail, "only_attachments" if mail.attachments else "empty", now)
    return Delivered.TAKEN


def _refused(
    thread: models.Thread, writer: accounts.User, mail: rules.inbound.Inbound, why: str, now: datetime, **extra: str
) -> Delivered:
    _answer(thread, writer, mail, why, now, **extra)
    return Delivered.REFUSED


# These are said once a day, so that a program that answers everything gets one word and not a conversation.
ONCE_A_DAY = {"closed", "too_many"}


def _answer(
    thread: models.Thread, writer: accounts.User, mail: rules.inbound.Inbound, why: str, now: datetime, **extra: str
) -> None:
    once = f"{clock.date_of(now)}" if why in ONCE_A_DAY else mail.mail_id
    notices.send(
        to=writer,
        template="volunteers/reply_not_taken",
        key=f"reply:{why}:{thread.code}:{once}",
        context={"title": thread.request.title, "why": why, **extra},
        url=reverse("volunteers:thread-detail", args=[thread.code]),
        envelope=notices.Envelope(headers={"Auto-Submitted": "auto-replied", "X-Auto-Response-Suppress": "All"}),
        now=now,
    )
