"""What people are told about their offers, their proofs and the invitations to their parties."""

from datetime import date, datetime

from django.urls import reverse

from backend.accounts import models as accounts
from backend.common import clock
from backend.notices import actions as notices
from volunteers import models, queries
from volunteers.actions import _notices


def tell_of_skill(held: models.HeldSkill, template: str, *, now: datetime, event: str = "", **extra: str) -> None:
    """This function will tell a person what became of the proof of one of their skills."""
    notices.send(
        to=held.person,
        template=f"volunteers/{template}",
        key=f"{template}:{held.code}:{event or now.isoformat()}",
        context={"skill": held.skill.name, "until": spoken(held.valid_until), **extra},
        url=reverse("volunteers:offers"),
        now=now,
    )


def spoken(day: date | None) -> str:
    """This function will say a day as people do; nothing where there is none."""
    return f"{day:%Y年%-m月%-d日}" if day else ""


def ask_whether_it_holds(offer: models.Offer, *, rests: datetime, now: datetime) -> None:
    """This function will ask who keeps an offer whether it still holds, and say when it begins to rest."""
    party = offer.party
    for person in queries.offers.answering_for(party) if party else [offer.person]:
        notices.send(
            to=person,
            template="volunteers/offer_check",
            key=f"offer_check:{offer.code}:{offer.changed_at.isoformat()}:{person.code}",
            context={"party": party.name if party else "", "until": spoken(clock.date_of(rests))},
            url=reverse("volunteers:party-offer", args=[party.code]) if party else reverse("volunteers:offers"),
            now=now,
        )


def tell_party(assignment: models.Assignment, template: str, *, now: datetime, event: str = "", **extra: str) -> None:
    """This function will tell everybody who answers for a party what became of its invitation."""
    for person in _answering(assignment):
        notices.send(
            to=person,
            template=f"volunteers/{template}",
            key=f"{template}:{assignment.code}:{event or assignment.state}:{person.code}",
            context=_notices.facts(assignment.shift) | {"party": assignment.party.name, **extra},
            url=reverse("volunteers:party-invitation", args=[assignment.code]),
            now=now,
        )


def _answering(assignment: models.Assignment) -> list[accounts.User]:
    party = assignment.party.group or assignment.party.organisation
    return queries.offers.answering_for(party) if party else []
