"""Reads of organisations."""

from django.db.models import QuerySet

from backend.accounts import enums, models
from backend.accounts.queries.rows import numbered
from backend.common import errors


def organisation(code: str) -> models.Organisation:
    """This function will give the organisation with a code."""
    found = models.Organisation.objects.select_related("district", "reviewed_by").filter(code=code).first()
    if found is None:
        raise errors.NotFound
    return found


def organisation_member(organisation: models.Organisation, typed: str) -> models.OrganisationMember:
    """This function will give one member of an organisation by the number that its form sends."""
    rows = models.OrganisationMember.objects.select_related("user", "organisation")
    return numbered(rows.filter(organisation=organisation), typed)


def organisations_of(person: models.User) -> QuerySet[models.Organisation]:
    """This function will list the organisations in which a person is, by name."""
    return models.Organisation.objects.filter(members__user=person).order_by("name", "pk")


def organisations_managed_by(person: models.User) -> QuerySet[models.Organisation]:
    """This function will list the organisations for which a person acts."""
    # Both of one member: in two filters, somebody else's being a manager would do.
    managed = models.Organisation.objects.filter(members__user=person, members__role=enums.OrganisationRole.MANAGER)
    return managed.order_by("name", "pk")


def organisations_to_review() -> QuerySet[models.Organisation]:
    """This function will list the organisations that wait for the city, the oldest first."""
    return models.Organisation.objects.filter(status=enums.ReviewStatus.PENDING).order_by("created_at", "pk")


def members_of_organisation(organisation: models.Organisation) -> QuerySet[models.OrganisationMember]:
    """This function will list the members of an organisation, managers first."""
    return organisation.members.select_related("user").order_by("role", "pk")
