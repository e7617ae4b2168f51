import email
import email.policy
import itertools
import logging
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.expressions import Combinable
from django.db.models.functions import Concat
from django.utils.html import strip_tags

from backend.accounts import models as accounts
from backend.accounts import queries as people
from backend.common import errors
from backend.notices import models, rules

logger = logging.getLogger(__name__)


def notices_of(person: accounts.User) -> QuerySet[models.Notice]:
    """This function will list a person's notices, the newest first."""
    return models.Notice.objects.filter(user=person).order_by("-created_at", "-pk")


def was_told(person: str, *key: Combinable) -> Exists:
    """This function will tell in SQL whether the person of a row was told what a key stands for.

    `person` names the row's column, `key` its parts as expressions of the row (`OuterRef`).
    """
    return Exists(models.Notice.objects.filter(user=OuterRef(person), key=Concat(*key)))


def unread_count(person: accounts.User) -> int:
    """This function will count the notices that a person has not opened."""
    return models.Notice.objects.filter(user=person, read_at__isnull=True).count()


def due_deliveries(now: datetime) -> list[int]:
    """This function will list the ids of deliveries that should have gone out by now, the oldest first."""
    due = models.Delivery.objects.due(now)
    return list(due.order_by("due_at", "pk").values_list("pk", flat=True)[:500])


def notice(code: str) -> models.Notice:
    """This function will give the notice with a code."""
    found = models.Notice.objects.filter(code=code).first()
    if found is None:
        raise errors.NotFound
    return found


def preference_of(person: accounts.User) -> models.Preference | None:
    """This function will give what a person chose about being told, or None."""
    return getattr(person, "notice_preference", None)


def quiet_of(person: accounts.User) -> rules.Quiet:
    """This function will give the hours in which a person wants no mail."""
    chosen = preference_of(person)
    if chosen is None:
        return rules.Quiet(models.Preference.QUIET_FROM, models.Preference.QUIET_UNTIL)
    return rules.Quiet(chosen.quiet_from, chosen.quiet_until, chosen.urgent_passes)


def channels(chosen: models.Preference) -> set[str]:
    """This function will name the channels by which somebody wants to be told."""
    return {name for name, wanted in (("mail", chosen.by_mail), (chosen.by_desk, chosen.by_desk)) if wanted}


def for_desks(center_codes: Iterable[str] | None) -> QuerySet[models.Delivery]:
    """This function will list what the desks of some centers tell their people, by furigana; None means all desks."""
    own = people.people_of_centers(center_codes).order_by()
    waiting = models.Delivery.objects.for_desks().filter(notice__user__in=own)
    with_people = waiting.select_related("notice__user__district", "notice__user__notice_preference")
    return with_people.order_by("channel", "notice__user__furigana", "notice__user_id", "due_at", "pk")


@dataclass(frozen=True)
class WrittenMail:
    """A mail which the embedded mode wrote as a file instead of sending it."""

    to: str
    subject: str
    body: str
    written_at: datetime | None
    reply_to: str = ""


@dataclass(frozen=True)
class Mailbox:
    """The newest of those mails, and how many more stand there that cannot be read."""

    mails: list[WrittenMail]
    unreadable: int


# Django's file backend puts this line after each message, and each begins with this header: a line of dashes that
# somebody wrote ends no mail. (The header of the next one may be written only in part.)
_END = re.compile(rb"\n-{79}\n(?=Content-Type: |[\w-]*:?\Z)")


def mailbox(folder: Path, *, limit: int = 30) -> Mailbox:
    """This function will read the mails in a folder, the newest first; each file may hold several."""
    read = [_written_mail(source) for source in itertools.islice(_sources(folder), limit)]
    mails = [mail for mail in read if mail is not None]
    return Mailbox(mails, len(read) - len(mails))


def _sources(folder: Path) -> Iterator[bytes]:
    for file in sorted(folder.glob("*.log"), key=_written_ns, reverse=True):
        # What follows the last end is being written at this moment.
        *whole, _ = _END.split(_content(file))
        yield from reversed(whole)


def _written_ns(file: Path) -> int:
    # A file may go while we look.
    return file.stat().st_mtime_ns if file.exists() else 0


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as fault:
        logger.warning("A mail of the demo cannot be read: %s", fault)
        return b""


def _written_mail(source: bytes) -> WrittenMail | None:
    try:
        message = email.message_from_bytes(source, policy=email.policy.default)
        return WrittenMail(
            to=str(message["To"] or ""),
            subject=" ".join(str(message["Subject"] or "").split()),
            body=_body(message),
            written_at=_written_at(message),
            reply_to=str(message["Reply-To"] or ""),
        )
    except (LookupError, ValueError, TypeError, AttributeError) as fault:
        # The parser takes almost anything, and trips over the rest in these ways.
        logger.warning("A mail of the demo is no mail: %r", fault)
        return None


def _written_at(message: EmailMessage) -> datetime | None:
    date: datetime | None = message["Date"].datetime if message["Date"] else None
    # Django writes -0000: UTC, as seen from nowhere.
    return date if date is None or date.tzinfo else date.replace(tzinfo=UTC)


def _body(message: EmailMessage) -> str:
    part = message.get_body(("plain", "html"))
    text = str(part.get_content()) if part else ""
    return strip_tags(text) if part and part.get_content_subtype() == "html" else text
