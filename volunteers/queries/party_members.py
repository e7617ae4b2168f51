"""Who of a party was named, and what they said."""

from django.db.models import QuerySet

from backend.accounts.permissions import Visitor
from backend.common import errors
from volunteers import enums, models
from volunteers.queries import parties

State = enums.MemberState


def of_party(party: models.Party) -> QuerySet[models.PartyMember]:
    """This function will list who was named and has not said no, in the order in which they were."""
    shown = models.PartyMember.objects.filter(party=party, state__in=[State.ASKED, State.AGREED])
    return shown.select_related("person", "place").order_by("named_at", "pk")


def placed(party: models.Party) -> QuerySet[models.PartyMember]:
    """This function will list those who have a place of their own now."""
    return models.PartyMember.objects.filter(party=party, place__state__in=enums.PLACED_STATES)


def asked(party: models.Party) -> QuerySet[models.PartyMember]:
    """This function will list those who have not answered yet."""
    return models.PartyMember.objects.filter(party=party, state=State.ASKED)


def locked(member: models.PartyMember) -> models.PartyMember:
    """This function will lock what somebody was asked as one of a party, and give it as it is now."""
    return _detailed().select_for_update(no_key=True, of=("self",)).get(pk=member.pk)


def own(user: Visitor, code: str) -> models.PartyMember:
    """This function will give somebody what they were asked as one of a party; to others there is none."""
    found = _detailed().filter(code=code).first()
    if found is None or found.person_id != user.pk:
        raise errors.NotFound
    return found


def of_own_party(user: Visitor, code: str) -> models.PartyMember:
    """This function will give whom a party named to those who answer for the party; to others there is none."""
    found = _detailed().filter(code=code).first()
    if found is None:
        raise errors.NotFound
    parties.own_invitation(user, found.party.assignment.code)
    return found


def _detailed() -> QuerySet[models.PartyMember]:
    return models.PartyMember.objects.select_related(
        "person",
        "named_by",
        "place",
        "party__group",
        "party__organisation",
        "party__assignment__shift__request__organisation",
        "party__assignment__shift__request__district",
        "party__assignment__shift__request__certificate_skill",
    )
