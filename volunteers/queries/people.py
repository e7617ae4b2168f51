"""What the rules look at in a person."""

from django.db.models import QuerySet

from backend.accounts import enums as accounts_enums
from backend.accounts import models as accounts
from backend.accounts import permissions
from volunteers import enums, models, rules


def standing(person: accounts.User, shift: models.Shift) -> rules.places.Standing:
    """This function will gather what the conditions of a shift's request look at in a person."""
    request = shift.request
    return rules.places.Standing(
        age=person.age_on(shift.day),
        district=str(person.district_id or ""),
        is_member=request.audience == enums.Audience.MEMBERS and is_member(person, request.organisation),
        is_city_employee=permissions.is_city_staff(person),
    )


def conditions(request: models.Request) -> rules.places.Conditions:
    """This function will give the conditions of a request as the rules take them."""
    return rules.places.Conditions(
        audience=request.audience,
        minimum_age=request.minimum_age,
        district=str(request.district_id or ""),
    )


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
