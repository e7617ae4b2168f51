from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import F

from backend.common import audit
from backend.common import errors as common
from points import errors, models
from points.actions import _requests
from points.actions._ledger import Actor

# As many as there may be awards at one instant; each looks for a shard that nobody else has locked.
SHARDS = 16


@dataclass(frozen=True)
class _Asked:
    name: str
    starts_on: date
    ends_on: date
    budget: int
    returns_expired: bool


@transaction.atomic
def open_campaign(
    *,
    name: str,
    starts_on: date,
    ends_on: date,
    budget: int,
    by: Actor | None,
    now: datetime,
    returns_expired: bool = False,
    key: str = "",
) -> models.Campaign:
    """This function will set points aside for a purpose and a time; no award ever takes one more.

    The same `key` does it once. Raises KeyReused.
    """
    asked = _Asked(name, starts_on, ends_on, budget, returns_expired)
    facts = {**vars(asked), "request_hash": _requests.hash_of(asked)}
    with common.translated():
        if not key:
            return _opened(models.Campaign.objects.create(**facts), by, now)
        campaign, fresh = models.Campaign.objects.get_or_create(key=_requests.key_of(by, key), defaults=facts)
    _requests.refuse_other(campaign.request_hash, _requests.hash_of(asked), key)
    return _opened(campaign, by, now) if fresh else campaign


def _opened(campaign: models.Campaign, by: Actor | None, now: datetime) -> models.Campaign:
    budget = campaign.budget
    shards = min(SHARDS, budget)
    models.BudgetShard.objects.bulk_create(
        models.BudgetShard(campaign=campaign, number=number, granted=budget // shards + (number < budget % shards))
        for number in range(shards)
    )
    audit.record("points.campaign_opened", by=by, subject=campaign.code, now=now, budget=budget)
    return campaign


@transaction.atomic
def add_to_campaign(
    campaign: models.Campaign, *, points: int, by: Actor, now: datetime, seen: int | None = None
) -> models.Campaign:
    """This function will add points to a campaign, as a shard of its own: what was granted before stays as it is.

    `seen` is the budget that somebody read before; raises CampaignChanged where it is another by now.
    """
    locked = models.Campaign.objects.select_for_update(no_key=True).get(pk=campaign.pk)
    if seen is not None and locked.budget != seen:
        raise errors.CampaignChanged(budget=locked.budget)
    models.BudgetShard.objects.create(campaign=locked, number=locked.shards.count(), granted=points)
    models.Campaign.objects.filter(pk=locked.pk).update(budget=F("budget") + points)
    audit.record("points.campaign_enlarged", by=by, subject=locked.code, now=now, points=points)
    locked.refresh_from_db()
    return locked
