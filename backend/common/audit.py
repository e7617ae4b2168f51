"""The audit log. A line is written in the transaction of what it tells, so neither can be without the other."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Protocol

from backend.common import clock, models


class Person(Protocol):
    """Anybody with a public code; accounts.User in practice, which this layer does not know."""

    code: str


def record(
    action: str,
    *,
    by: Person | None,
    subject: str,
    about: Person | None = None,
    center_code: str = "",
    reason: str = "",
    now: datetime | None = None,
    **detail: Any,  # noqa: ANN401 - whatever JSON the action tells
) -> None:
    """This function will add one line that tells a change; `by` is None for the service itself."""
    _append(models.AuditEntry.Kind.CHANGE, action, by, about, subject, center_code, reason, now, detail)


def look(
    what: str,
    *,
    by: Person,
    about: Person,
    subject: str = "",
    center_code: str = "",
    reason: str = "",
    now: datetime | None = None,
) -> None:
    """This function will add one line that tells of a look at a person's data, unless it is their own."""
    if by.code != about.code:
        _append(models.AuditEntry.Kind.LOOK, what, by, about, subject, center_code, reason, now, {})


def looks(
    what: str,
    *,
    by: Person,
    abouts: Iterable[Person],
    subject: str = "",
    center_code: str = "",
    now: datetime | None = None,
) -> None:
    """This function will add the lines of one look at several people at once, such as a roster, in one statement."""
    models.AuditEntry.objects.bulk_create(
        _entry(models.AuditEntry.Kind.LOOK, what, by, about, subject, center_code, "", now, {})
        for about in abouts
        if about.code != by.code
    )


def looks_at(
    what: str,
    *,
    by: Person,
    subjects: Iterable[str],
    center_code: str = "",
    now: datetime | None = None,
    **detail: Any,  # noqa: ANN401 - whatever JSON the look tells
) -> None:
    """This function will add the lines of a look at things that concern people without an account, by their codes."""
    models.AuditEntry.objects.bulk_create(
        _entry(models.AuditEntry.Kind.LOOK, what, by, None, subject, center_code, "", now, detail)
        for subject in subjects
    )


def _append(
    kind: str,
    action: str,
    by: Person | None,
    about: Person | None,
    subject: str,
    center_code: str,
    reason: str,
    now: datetime | None,
    detail: dict[str, Any],
) -> None:
    _entry(kind, action, by, about, subject, center_code, reason, now, detail).save(force_insert=True)


def _entry(
    kind: str,
    action: str,
    by: Person | None,
    about: Person | None,
    subject: str,
    center_code: str,
    reason: str,
    now: datetime | None,
    detail: dict[str, Any],
) -> models.AuditEntry:
    return models.AuditEntry(
        at=now or clock.now(),
        kind=kind,
        action=action,
        actor_code=by.code if by else "",
        about_code=about.code if about else "",
        subject_code=subject,
        center_code=center_code,
        reason=reason,
        detail=detail,
    )
