import email
import email.policy
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db.models import QuerySet

from backend.accounts import models as accounts
from backend.common import errors
from backend.notices import models


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
    written_at: datetime


# Django's file backend puts this line after each message.
_BETWEEN = b"\n" + b"-" * 79 + b"\n"


def written_mails(folder: Path, *, limit: int = 50) -> list[WrittenMail]:
    """This function will read the mails in a folder, the newest first; each file may hold several."""
    files = sorted(folder.glob("*.log"), key=lambda file: file.stat().st_mtime_ns, reverse=True)
    mails: list[WrittenMail] = []
    for file in files:
        if len(mails) >= limit:
            break
        parts = [part for part in file.read_bytes().split(_BETWEEN) if part.strip()]
        mails.extend(_written_mail(part) for part in reversed(parts))
    return mails[:limit]


def _written_mail(source: bytes) -> WrittenMail:
    message = email.message_from_bytes(source, policy=email.policy.default)
    text = message.get_body(("plain",))
    date = message["Date"]
    return WrittenMail(
        to=str(message["To"]),
        subject=str(message["Subject"]).strip(),
        body=text.get_content() if text else "",
        written_at=date.datetime,
    )
