"""What a volunteer and the organisers write to each other through us, so that neither learns an address."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse

from backend.accounts import models as accounts
from backend.common import audit, errors, retries
from backend.notices import actions as notices
from volunteers import enums, models, queries, rules
from volunteers import errors as refusals

Side = enums.Side
Way = enums.Way
OTHER = {Side.PERSON: Side.ORGANISER, Side.ORGANISER: Side.PERSON}


@retries.on_conflict
def write_first(
    assignment: models.Assignment, *, side: Side, text: str, by: accounts.User, now: datetime
) -> models.Message:
    """This function will write to the other side of an assignment, in the thread of its request or a new one.

    An organiser writes to those who applied or joined; who was only asked is not known to them yet. Raises NoThreadYet,
    and as write_message.
    """
    request = assignment.shift.request
    with errors.translated(), transaction.atomic():
        if side == Side.ORGANISER and not queries.threads.tells_who(assignment) and not _is_open(assignment):
            raise refusals.contact.NoThreadYet
        models.Thread.objects.get_or_create(
            request=request, person=assignment.person, defaults={"opened_at": now, "last_at": now}
        )
        thread = queries.threads.detailed().get(request=request, person=assignment.person)
        return write_message(thread, side=side, text=text, by=by, now=now)


def _is_open(assignment: models.Assignment) -> bool:
    return queries.threads.of_assignment(assignment) is not None


@retries.on_conflict
def write_message(
    thread: models.Thread, *, side: Side, text: str, by: accounts.User, now: datetime, mail_id: str = ""
) -> models.Message:
    """This function will write into a thread, and tell the other side in the way that each of them chose.

    Addresses, phone numbers and the writer's full name are masked. `mail_id` names the mail it came
    by, which counts once. Raises NothingWritten, ThreadClosed, TooManyMessages, MailTaken.
    """
    if not text.strip():
        raise refusals.contact.NothingWritten
    with errors.translated(), transaction.atomic():
        models.Thread.objects.select_for_update(no_key=True).only("pk").get(pk=thread.pk)
        _refuse_closed(thread, side, now)
        message = _written(thread, side, text, by, now, mail_id)
        models.Thread.objects.filter(pk=thread.pk).update(last_at=now)
        audit.record(
            "volunteers.write", by=by, about=thread.person, subject=thread.code, now=now, way=message.way, side=side
        )
        _tell_other_side(message, now)
    return message


def _refuse_closed(thread: models.Thread, side: Side, now: datetime) -> None:
    if queries.threads.closes_at(thread) <= now:
        raise refusals.contact.ThreadClosed(days=queries.threads.days_open(thread.request))
    if queries.threads.written_lately(thread, side, now=now) >= queries.threads.MOST_IN_AN_HOUR:
        raise refusals.contact.TooManyMessages


def _written(
    thread: models.Thread, side: Side, text: str, by: accounts.User, now: datetime, mail_id: str
) -> models.Message:
    safe = rules.contact.masked(rules.contact.fitting(text.strip()), known=queries.threads.known_words(thread))
    unnamed = rules.names.without_names(safe.text, names=[by.name, by.furigana])
    return models.Message.objects.create(
        thread=thread,
        side=side,
        by=by,
        text=unnamed.text,
        is_masked=safe.had_some or unnamed.had_some,
        way=Way.MAIL if mail_id else Way.PAGE,
        mail_id=mail_id,
        sent_at=now,
    )


def _tell_other_side(message: models.Message, now: datetime) -> None:
    thread, to = message.thread, OTHER[Side(message.side)]
    readers = [thread.person] if to == Side.PERSON else queries.people.managers(thread.request.organisation)
    envelope = notices.Envelope(queries.relay.sender(thread, to), queries.relay.headers(thread, to))
    for reader in readers:
        notices.send(
            to=reader,
            template="volunteers/message",
            key=f"message:{message.code}",
            context=_facts(message, to),
            url=reverse("volunteers:thread-detail", args=[thread.code]),
            envelope=envelope,
            now=now,
        )


def _facts(message: models.Message, to: Side) -> dict[str, str | bool]:
    request = message.thread.request
    organisers = f"{request.organisation.name}の担当者"
    return {
        "title": request.title,
        "writer": organisers if to == Side.PERSON else queries.threads.name_for_organisers(message.thread),
        "words": message.text,
        "is_masked": message.is_masked,
        "above": rules.inbound.ABOVE,
    }


def read_thread(thread: models.Thread, *, side: Side, by: accounts.User, now: datetime) -> queries.threads.Reading:
    """This function will give a thread to one of its sides, and note an organiser's look at the volunteer."""
    if side == Side.ORGANISER:
        audit.look("volunteers.thread", by=by, about=thread.person, subject=thread.code, now=now)
    return queries.threads.reading(thread, side, now=now)


def set_contact_rules(
    municipality: accounts.Municipality, *, closes_after_days: int, by: accounts.User | None, now: datetime
) -> models.ContactRules:
    """This function will set how many days after the last activity the threads of a city take messages."""
    with errors.translated(), transaction.atomic():
        kept, _ = models.ContactRules.objects.update_or_create(
            municipality=municipality, defaults={"closes_after_days": closes_after_days}
        )
        audit.record("volunteers.contact-rules", by=by, subject=municipality.code, now=now, days=closes_after_days)
    return kept
