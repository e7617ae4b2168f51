"""How many of a party came, counted by those who keep the roster: people times time are the party's hours."""

from datetime import datetime

from django.db import transaction

from backend.accounts import models as accounts
from backend.common import audit, errors, retries
from volunteers import errors as refusals
from volunteers import models, queries
from volunteers.actions import _offer_notices, hours


@retries.on_conflict
def count_party(
    assignment: models.Assignment, *, present: int, contact_came: bool, by: accounts.User, now: datetime
) -> models.Party:
    """This function will write how many of a party came, and whether the person who answers for it was one of them.

    The party is told. Raises NotCheckedIn, PartyCountClosed once the hours are approved, PartyCountUnclear.
    """
    with errors.translated(), transaction.atomic():
        if hours.locked(assignment).is_approved:
            raise refusals.PartyCountClosed
        place = queries.parties.detailed().get(pk=assignment.pk)
        before = place.party.present
        _write(place.party, present, contact_came, by, now)
        audit.record(
            "volunteers.count-party",
            by=by,
            about=place.person,
            subject=place.code,
            center_code=place.shift.center_code,
            now=now,
            before=before,
            present=present,
            contact_came=contact_came,
        )
        _offer_notices.tell_party(place, "party_counted", now=now, event=now.isoformat(), people=str(present))
    return place.party


def _write(party: models.Party, present: int, contact_came: bool, by: accounts.User, now: datetime) -> None:
    party.present, party.contact_came = present, contact_came
    party.counted_by, party.counted_at = by, now
    party.save(update_fields=["present", "contact_came", "counted_by", "counted_at"])
