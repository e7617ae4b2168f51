from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time

from django.db import transaction

from backend.accounts import models as accounts
from backend.common import audit, errors, retries
from volunteers import models


@dataclass(frozen=True, slots=True)
class OfferTimePlan:
    """A part of the week in Tokyo time; `weekday` counts from 1, Monday."""

    weekday: int
    starts_at: time
    ends_at: time


@dataclass(frozen=True, slots=True)
class OfferPlan:
    """What a person tells about what they can do."""

    fields: Sequence[models.Field]
    districts: Sequence[accounts.District]
    times: Sequence[OfferTimePlan]
    words: str = ""
    is_active: bool = True


@retries.on_conflict
def save_offer(person: accounts.User, *, plan: OfferPlan, by: accounts.User, now: datetime) -> models.Offer:
    """This function will keep what a person can do, in place of what they told before. Raises OfferTimesClash."""
    with errors.translated(), transaction.atomic():
        offer, _ = models.Offer.objects.update_or_create(
            person=person,
            defaults={"words": plan.words, "is_active": plan.is_active, "changed_at": now},
            create_defaults={
                "words": plan.words,
                "is_active": plan.is_active,
                "created_at": now,
                "changed_at": now,
            },
        )
        offer.fields.set(plan.fields)
        offer.districts.set(plan.districts)
        _replace_times(offer, plan.times)
        audit.record("volunteers.save-offer", by=by, about=person, subject=offer.code, now=now)
    return offer


def _replace_times(offer: models.Offer, times: Sequence[OfferTimePlan]) -> None:
    offer.times.all().delete()
    models.OfferTime.objects.bulk_create(
        models.OfferTime(offer=offer, weekday=one.weekday, starts_at=one.starts_at, ends_at=one.ends_at)
        for one in times
    )
