"""What goes out by itself: once a year whether an offer still holds, and before a proof runs out."""

from datetime import datetime

from django.db import transaction

from backend.common import clock
from volunteers import models, queries, rules
from volunteers.actions import _offer_notices


def ask_about_offers(*, now: datetime) -> int:
    """This function will ask whose offer is a year old whether it still holds, and tell how many were asked.

    It may run at any time and as often as one likes. An offer that nobody confirms rests without any job.
    """
    return sum(_ask(pk, now) for pk in list(queries.offers.to_ask(now).values_list("pk", flat=True)))


@transaction.atomic
def _ask(pk: int, now: datetime) -> bool:
    offer = models.Offer.objects.select_for_update(no_key=True, of=("self",)).filter(pk=pk).first()
    if offer is None or not rules.offers.is_to_ask(said_at=offer.changed_at, asked_at=offer.asked_at, now=now):
        return False
    offer.asked_at = now
    offer.save(update_fields=["asked_at"])
    _offer_notices.ask_whether_it_holds(offer, rests=rules.offers.rests_from(offer.changed_at), now=now)
    return True


def remind_of_proofs(*, now: datetime) -> int:
    """This function will remind whose proof of a skill runs out soon, and tell how many were reminded.

    Each reminder goes out once, and one whose day was missed goes out with the next run.
    """
    due = queries.held_skills.to_remind(clock.date_of(now)).values_list("pk", flat=True)
    return sum(_remind(pk, now) for pk in list(due))


@transaction.atomic
def _remind(pk: int, now: datetime) -> bool:
    held = models.HeldSkill.objects.select_for_update(no_key=True, of=("self",)).filter(pk=pk).first()
    if held is None or held.valid_until is None:
        return False
    days = rules.offers.reminder_due(clock.date_of(now), valid_until=held.valid_until, reminded_days=held.reminded_days)
    if days is None:
        return False
    held.reminded_days = days
    held.save(update_fields=["reminded_days"])
    event = f"{held.valid_until.isoformat()}:{days}"
    _offer_notices.tell_of_skill(held, "skill_expiring", now=now, event=event)
    return True
