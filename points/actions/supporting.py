"""Points for a community: what people give it by a perk, and the community's own word that it takes them."""

from datetime import datetime

from django.db import transaction

from backend.accounts import models as accounts
from backend.common import audit
from points import models
from points.actions import _ledger
from points.actions._ledger import Actor, Posting


def support(voucher: models.Voucher, hold_code: str, *, by: Actor, now: datetime) -> Posting:
    """This function will move what is held for a voucher to its community's account; the points keep their dates."""
    row = _ledger.call(
        "points_support",
        voucher.perk.scope,
        _ledger.posting_code(),
        hold_code,
        voucher.place_code,
        f"support:{voucher.code}",
        _ledger.actor_code(by),
        now,
    )
    return _ledger.posting(row)


@transaction.atomic
def accept_support(
    organisation: accounts.Organisation, *, accepts: bool, about: str, by: Actor, now: datetime
) -> models.SupportCommunity:
    """This function will write down whether a community takes points of supporters, and what it does with them."""
    said, _ = models.SupportCommunity.objects.update_or_create(
        organisation_code=organisation.code,
        defaults={
            "name": organisation.name,
            "about": about,
            "accepts": accepts,
            "said_at": now,
            "by_code": by.code,
        },
    )
    audit.record("points.support_accepted", by=by, subject=organisation.code, now=now, accepts=accepts)
    return said
