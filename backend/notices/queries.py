import email
import email.policy
import itertools
import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

from django.db.models import QuerySet
from django.utils.html import strip_tags

from backend.accounts import models as accounts
from backend.common import errors
from backend.notices import models

logger = logging.getLogger(__name__)


def notices_of(person: accounts.User) -> QuerySet[models.Notice]:
    """This function will list a person's notices, the newest first."""
    return models.Notice.objects.filter(user=person).order_by("-created_at", "-pk")


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


@dataclass(frozen=True)
class WrittenMail:
    """A mail which the embedded mode wrote as a file instead of sending it."""

    to: str
    subject: str
    body: str
    written_at: datetime | None


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
