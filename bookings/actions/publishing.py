"""Publishing usage rules."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from backend.accounts import models as accounts
from backend.common import audit
from backend.common import errors as common
from bookings import errors, models, rules


@transaction.atomic
def publish_usage_rules(
    content: Mapping[str, Any],
    *,
    municipality: accounts.Municipality,
    valid_from: date,
    by: accounts.User | None,
    now: datetime,
    center: models.Center | None = None,
    room: models.Room | None = None,
    note: str = "",
) -> models.UsageRules:
    """This function will publish a version of usage rules for uses from a date on, and end the one before it there.

    Raises RulesInvalid with every problem of the content, and RulesOverlap where a later version is already published.
    """
    _check(content)
    with common.translated():
        _end_the_one_before(municipality, center, room, valid_from)
        published = models.UsageRules.objects.create(
            municipality=municipality,
            center=center,
            room=room,
            valid=DateRange(valid_from, None),
            content=dict(content),
            note=note,
            created_at=now,
            created_by=by,
            published_at=now,
        )
    audit.record(
        "bookings.usage_rules_published",
        by=by,
        subject=published.code,
        center_code=center.code if center else "",
        now=now,
        valid_from=valid_from.isoformat(),
        room=room.code if room else "",
    )
    return published


def _check(content: Mapping[str, Any]) -> None:
    try:
        rules.read(rules.combined(content))
    except rules.InvalidRules as fault:
        raise errors.RulesInvalid(problems="; ".join(fault.problems)) from fault


def _end_the_one_before(
    municipality: accounts.Municipality,
    center: models.Center | None,
    room: models.Room | None,
    valid_from: date,
) -> None:
    same = models.UsageRules.objects.filter(municipality=municipality, center=center, room=room)
    for version in same.filter(published_at__isnull=False, valid__contains=valid_from).select_for_update():
        version.valid = DateRange(version.valid.lower, valid_from)
        version.save(update_fields=["valid"])
