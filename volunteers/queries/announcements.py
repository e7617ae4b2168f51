"""Whom an announcement reaches."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from backend.accounts import enums as accounts_enums
from backend.accounts import models as accounts
from volunteers import enums, models, rules

State = enums.AssignmentState
City = enums.CityAudience
# Somebody is reached by what they are to the organiser: a place that waits for a guardian is a place.
STATES: dict[str, tuple[str, ...]] = {
    State.CONFIRMED.value: (State.CONFIRMED, State.HELD),
    State.WAITING.value: (State.WAITING, State.OFFERED),
    State.APPLIED.value: (State.APPLIED,),
}
# For so long after a time of an activity something may be left to say about it.
STILL_OF_USE = timedelta(days=14)


def shifts_to_tell_of(request: models.Request, *, now: datetime) -> QuerySet[models.Shift]:
    """This function will list the times of a request about which an organiser may write, in order."""
    return request.shifts.filter(ends_at__gt=now - STILL_OF_USE).order_by("starts_at", "pk")


def joined(
    request: models.Request, *, shift: models.Shift | None, to: Collection[str], now: datetime
) -> QuerySet[accounts.User]:
    """This function will list the people in some states to one time of a request, or to all that are to come."""
    wanted = [state for name in to for state in STATES.get(name, ())]
    standing = models.Assignment.objects.filter(person=OuterRef("pk"), state__in=wanted, shift__request=request)
    standing = standing.filter(shift=shift) if shift else standing.filter(shift__ends_at__gt=now)
    return accounts.User.objects.filter(Exists(standing)).order_by("pk")


def as_sent(text: str) -> str:
    """This function will give an organiser's words as they go out: without addresses and telephone numbers."""
    return rules.contact.masked(text).text


def counts(request: models.Request, *, shift: models.Shift | None, now: datetime) -> dict[str, int]:
    """This function will count, for each choice by itself, the people whom it would reach."""
    return {name: joined(request, shift=shift, to=[name], now=now).count() for name in STATES}


def of_district(district: accounts.District, *, to: Collection[str]) -> QuerySet[accounts.User]:
    """This function will list the organisers and the volunteers of a district.

    A volunteer is who offers help or ever joined an activity.
    """
    wanted = Q(pk__in=[])
    if City.ORGANISERS in to:
        wanted |= Q(Exists(_memberships(district)))
    if City.VOLUNTEERS in to:
        wanted |= Q(district=district) & (Q(Exists(_offers())) | Q(Exists(_places())))
    return accounts.User.objects.filter(wanted, is_active=True).order_by("pk")


def _memberships(district: accounts.District) -> QuerySet[accounts.OrganisationMember]:
    return accounts.OrganisationMember.objects.filter(
        user=OuterRef("pk"),
        role=accounts_enums.OrganisationRole.MANAGER,
        organisation__district=district,
        organisation__status=accounts_enums.ReviewStatus.APPROVED,
    )


def _offers() -> QuerySet[models.Offer]:
    return models.Offer.objects.filter(person=OuterRef("pk"), is_active=True)


def _places() -> QuerySet[models.Assignment]:
    return models.Assignment.objects.filter(person=OuterRef("pk"), confirmed_at__isnull=False)


def made_by_page(person: accounts.User, key: str) -> models.Announcement | None:
    """This function will give what a page has sent already."""
    return models.Announcement.objects.filter(made_by=person, key=key).first()
