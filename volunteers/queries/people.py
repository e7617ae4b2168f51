"""What the rules look at in a person."""

from collections.abc import Collection
from datetime import date, datetime

from django.db.models import QuerySet

from backend.accounts import enums as accounts_enums
from backend.accounts import models as accounts
from backend.accounts import permissions
from volunteers import enums, models, rules


def standing(person: accounts.User, shift: models.Shift, *, stated: Collection[str] = ()) -> rules.conditions.Standing:
    """This function will gather what the conditions of a shift's request look at in a person."""
    request = shift.request
    among_members = enums.Audience.MEMBERS in {request.audience, request.widens_to}
    return rules.conditions.Standing(
        age=person.age_on(shift.day),
        district=str(person.district_id or ""),
        is_member=among_members and is_member(person, request.organisation),
        is_city_employee=permissions.is_city_staff(person),
        stated=frozenset(stated),
    )


def conditions(request: models.Request, *, now: datetime) -> rules.conditions.Conditions:
    """This function will give the conditions of a request as they are at an instant."""
    return rules.conditions.Conditions(
        audiences=rules.conditions.audiences(
            audience=request.audience, widens_at=request.widens_at, widens_to=request.widens_to, now=now
        ),
        minimum_age=request.minimum_age,
        maximum_age=request.maximum_age,
        district=str(request.district_id or ""),
        asks=asks(request),
    )


def asks(request: models.Request) -> frozenset[str]:
    """This function will tell what a request asks people to state when they apply."""
    return rules.conditions.asks(
        guardian=request.guardian,
        certificate=request.certificate,
        insurance=request.insurance,
        gender=request.gender,
    )


def asked_of(person: accounts.User, shift: models.Shift) -> list[enums.Condition]:
    """This function will list what one person is asked to state before they join a shift."""
    return asked_on(person, shift.request, day=shift.day)


def asked_on(person: accounts.User, request: models.Request, *, day: date) -> list[enums.Condition]:
    """This function will list what one person is asked to state before they help on a day."""
    return rules.conditions.asked_of(asks(request), age=person.age_on(day))


def is_member(person: accounts.User, organisation: accounts.Organisation) -> bool:
    """This function will tell whether a person is on an organisation's list, in any role."""
    return organisation.members.filter(user=person).exists()


def managers(organisation: accounts.Organisation) -> QuerySet[accounts.User]:
    """This function will list those who act for an organisation."""
    return accounts.User.objects.filter(
        organisation_memberships__organisation=organisation,
        organisation_memberships__role=accounts_enums.OrganisationRole.MANAGER,
    ).order_by("pk")


def managed_organisations(person: accounts.User) -> QuerySet[accounts.Organisation]:
    """This function will list the organisations for which a person writes requests."""
    return accounts.Organisation.objects.filter(
        members__user=person, members__role=accounts_enums.OrganisationRole.MANAGER
    ).order_by("name", "pk")
