from datetime import datetime
from typing import Any

from django.db import transaction

from backend.accounts import models
from backend.common import audit, errors


@transaction.atomic
def set_renewal_day(
    municipality: models.Municipality, *, month: int, day: int, by: models.User | None, now: datetime
) -> models.Municipality:
    """This function will set from which day groups register for the next fiscal year; `by` None for a terminal."""
    fresh = models.Municipality.objects.select_for_update(no_key=True).get(pk=municipality.pk)
    fresh.renewal_month, fresh.renewal_day = month, day
    with errors.translated():
        fresh.save(update_fields=["renewal_month", "renewal_day"])
    audit.record("accounts.group_renewal_day_set", by=by, subject=fresh.code, now=now, month=month, day=day)
    return fresh


@transaction.atomic
def set_user_class(
    municipality: models.Municipality,
    *,
    code: str,
    name: str,
    position: int,
    fee_percent: int,
    by: models.User | None,
    now: datetime,
) -> models.UserClass:
    """This function will name a class of users and what it pays of a fee in percent, or change the one of that code.

    What has been booked keeps its fee. Raises PercentOutOfRange.
    """
    told: dict[str, Any] = {"name": name, "position": position, "fee_percent": fee_percent}
    with errors.translated():
        made, _ = models.UserClass.objects.update_or_create(municipality=municipality, code=code, defaults=told)
    audit.record("accounts.user_class_set", by=by, subject=municipality.code, now=now, user_class=code, **told)
    return made
