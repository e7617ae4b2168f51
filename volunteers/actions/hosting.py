from datetime import datetime

from django.db import transaction

from backend.accounts import enums as accounts_enums
from backend.accounts import models as accounts
from backend.common import audit, errors, retries
from volunteers import models, queries


@retries.on_conflict
def become_host(seat: queries.hosts.Seat, *, by: accounts.User, now: datetime) -> accounts.Organisation:
    """This function will let a center or the city post by its own name; who asks again gets the same organisation."""
    with errors.translated(), transaction.atomic():
        # Two of one center's staff may press at one moment, when there is no row of theirs yet to wait for.
        accounts.Municipality.objects.select_for_update(no_key=True).order_by("pk").first()
        known = models.Host.objects.select_related("organisation").filter(center_code=seat.center_code).first()
        if known is not None:
            return known.organisation
        # One that a center is run by, of the kinds that there are; its own staff act for it, so it has no list.
        organisation = accounts.Organisation.objects.create(
            name=seat.name,
            kind=accounts_enums.OrganisationKind.COMMUNITY,
            status=accounts_enums.ReviewStatus.APPROVED,
            reviewed_by=by,
            reviewed_at=now,
        )
        models.Host.objects.create(organisation=organisation, center_code=seat.center_code)
        audit.record("volunteers.become-host", by=by, subject=organisation.code, center_code=seat.center_code, now=now)
    return organisation
