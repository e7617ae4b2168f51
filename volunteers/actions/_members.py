"""People of a party who were named: what they got through it ends with the party's own place.

Whoever calls holds the shift, behind which those who agree, withdraw and are let go stand in line.
"""

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse

from backend.common import audit
from backend.notices import actions as notices
from volunteers import enums, models, queries
from volunteers.actions import _notices

State = enums.MemberState


def leaving(place: models.Assignment) -> list[models.Assignment]:
    """This function will lock the places that people have through a party's; who was checked in keeps theirs."""
    locked = models.Assignment.objects.select_for_update(no_key=True, of=("self",)).select_related("person")
    found = list(locked.placed().filter(party_member__party=place.pk).order_by("pk"))
    came = set(models.Attendance.objects.filter(assignment__in=found).values_list("assignment", flat=True))
    left = [one for one in found if one.pk not in came]
    for one in left:
        one.shift = place.shift
    return left


def tell_let_go(own: models.Assignment, party: models.Party, *, now: datetime) -> None:
    """This function will tell somebody that the place is gone which they had through a party."""
    audit.record("volunteers.leave-with-party", by=None, about=own.person, subject=own.code, now=now, party=str(party))
    urgent = _notices.is_urgent(own.shift, now=now)
    _notices.tell_person(own, "party_member_let_go", now=now, urgent=urgent, party=party.name)


def drop(place: models.Assignment, *, keep: int = 0, now: datetime) -> None:
    """This function will end the questions to people of a party for whom it has no place; the first named stay."""
    over = queries.party_members.asked(place.party).order_by("named_at", "pk")[keep:]
    _drop(over, now)


def drop_all(shift: models.Shift, *, now: datetime) -> None:
    """This function will end the questions to people of all parties of a shift that is called off."""
    _drop(models.PartyMember.objects.filter(party__assignment__shift=shift, state=State.ASKED).order_by("pk"), now)


def _drop(members: Iterable[models.PartyMember], now: datetime) -> None:
    for one in members:
        current = queries.party_members.locked(one)
        if current.is_asked:
            end(current, State.DROPPED, now)
            audit.record("volunteers.drop-member", by=None, about=current.person, subject=current.code, now=now)
            tell_dropped(current, now=now)


def end(member: models.PartyMember, state: State, now: datetime) -> None:
    """This function will write what became of the question whether somebody comes as one of a party."""
    member.state, member.answered_at = state, now
    member.save(update_fields=["state", "answered_at", "place"])


def tell_dropped(member: models.PartyMember, *, now: datetime) -> None:
    """This function will tell who was named that no answer is needed any more."""
    notices.send(
        to=member.person,
        template="volunteers/party_member_dropped",
        key=f"party_member_dropped:{member.code}",
        context=_notices.facts(member.party.assignment.shift) | {"party": member.party.name},
        url=reverse("volunteers:party-member", args=[member.code]),
        now=now,
    )
