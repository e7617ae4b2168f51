from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from backend.accounts import models as accounts
from backend.common import audit, codes
from bookings import enums, models
from bookings.queries import center_changes


@transaction.atomic
def import_centers(
    listed: Sequence[center_changes.CenterFacts], *, by: accounts.User | None, source: str, now: datetime
) -> list[center_changes.CenterChange]:
    """This function will bring our centers to what a published list says, and give what it changed.

    A new center starts with information only: the city switches booking on when its rooms and rules are entered.
    Centers which the list does not name stay as they are. Two imports for one municipality follow one another.
    """
    municipalities = _locked_municipalities(listed)
    changes = center_changes.center_changes(listed)
    for change in changes:
        if change.kind in {center_changes.Kind.ADDED, center_changes.Kind.CHANGED}:
            center = _written(change, municipalities)
            audit.record(
                "center_imported",
                by=by,
                subject=center.code,
                center_code=center.code,
                reason=source,
                now=now,
                kind=change.kind.name.lower(),
                fields={field.field: [field.before, field.after] for field in change.fields},
            )
    return changes


def _locked_municipalities(listed: Sequence[center_changes.CenterFacts]) -> dict[str, accounts.Municipality]:
    for code, name in sorted({(facts.municipality_code, facts.municipality_name) for facts in listed}):
        if name:
            accounts.Municipality.objects.get_or_create(code=code, defaults={"name": name})
    wanted = {facts.municipality_code for facts in listed}
    locked = accounts.Municipality.objects.select_for_update(no_key=True).filter(code__in=wanted).order_by("pk")
    return {municipality.code: municipality for municipality in locked}


def _written(change: center_changes.CenterChange, municipalities: dict[str, accounts.Municipality]) -> models.Center:
    center = change.center or models.Center(
        code=codes.new("c"),
        municipality=municipalities[change.facts.municipality_code],
        booking_mode=enums.BookingMode.INFORMATION_ONLY,
    )
    for field in change.fields:
        setattr(center, field.field, getattr(change.facts, field.field))
    center.save()
    return center
