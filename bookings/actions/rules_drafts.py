"""Drafts of usage rules: made, revised, discarded; they rule nothing until they are published."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from backend.accounts import models as accounts
from backend.common import audit
from bookings import errors, models, rules


def check_content(content: Mapping[str, Any]) -> None:
    """This function will raise RulesInvalid with every problem of a content."""
    try:
        rules.read(rules.combined(content))
    except rules.InvalidRules as fault:
        raise errors.RulesInvalid(problems=" ".join(fault.problems), found=fault.problems) from fault


@transaction.atomic
def draft_usage_rules(
    content: Mapping[str, Any],
    *,
    municipality: accounts.Municipality,
    valid_from: date,
    by: accounts.User,
    now: datetime,
    center: models.Center | None = None,
    room: models.Room | None = None,
    note: str = "",
) -> models.UsageRules:
    """This function will make a draft of usage rules, to be tried and published later. Raises RulesInvalid."""
    check_content(content)
    made = models.UsageRules.objects.create(
        municipality=municipality,
        center=center,
        room=room,
        valid=DateRange(valid_from, None),
        content=dict(content),
        note=note,
        created_at=now,
        created_by=by,
    )
    note_change(made, "bookings.usage_rules_drafted", by, now)
    return made


@transaction.atomic
def revise_usage_rules(
    draft: models.UsageRules,
    content: Mapping[str, Any],
    *,
    seen: str,
    by: accounts.User,
    now: datetime,
    valid_from: date | None = None,
    note: str | None = None,
) -> models.UsageRules:
    """This function will change a draft. `seen` is the digest of the content that the change was made on.

    Raises RulesNotADraft, RulesChangedMeanwhile and RulesInvalid.
    """
    fresh = locked_draft(draft)
    if fresh.digest != seen:
        raise errors.RulesChangedMeanwhile
    check_content(content)
    fresh.content = dict(content)
    fresh.valid = DateRange(valid_from, None) if valid_from else fresh.valid
    fresh.note = fresh.note if note is None else note
    fresh.save(update_fields=["content", "valid", "note"])
    note_change(fresh, "bookings.usage_rules_revised", by, now)
    return fresh


@transaction.atomic
def discard_usage_rules(draft: models.UsageRules, *, by: accounts.User, now: datetime) -> None:
    """This function will throw a draft away with its replays. Raises RulesNotADraft."""
    fresh = locked_draft(draft)
    note_change(fresh, "bookings.usage_rules_discarded", by, now)
    fresh.delete()


def locked_draft(draft: models.UsageRules) -> models.UsageRules:
    """This function will read a draft anew under a lock, or raise RulesNotADraft when it is none any more."""
    rows = models.UsageRules.objects.select_for_update(of=("self",)).select_related("municipality", "center", "room")
    fresh = rows.filter(pk=draft.pk, published_at__isnull=True).first()
    if fresh is None:
        raise errors.RulesNotADraft
    return fresh


def note_change(
    version: models.UsageRules,
    action: str,
    by: accounts.User | None,
    now: datetime,
    **detail: Any,  # noqa: ANN401 - whatever JSON the change tells
) -> None:
    """This function will write a line about a version of usage rules into the audit log."""
    audit.record(
        action,
        by=by,
        subject=version.code,
        center_code=version.center.code if version.center else "",
        now=now,
        valid_from=version.valid.lower.isoformat() if version.valid.lower else "",
        room=version.room.code if version.room else "",
        **detail,
    )
