"""Who may do what with requests, shifts and the people in them."""

from typing import TYPE_CHECKING

from django.contrib.auth.models import AnonymousUser

from backend.accounts import enums as accounts_enums
from backend.accounts import permissions
from backend.accounts.permissions import Visitor

if TYPE_CHECKING:
    from backend.accounts.models import Organisation
    from volunteers import models  # predicates stand below the models and ask the objects they are given


def may_organise(user: Visitor, request: "models.Request") -> bool:
    """This function will tell whether the person runs a request: accepts people, sees names, approves hours."""
    return permissions.manages_organisation(user, request.organisation)


def may_use_templates(user: Visitor, organisation: "Organisation") -> bool:
    """This function will tell whether the person writes from an organisation's templates: those who run it do."""
    return permissions.manages_organisation(user, organisation)


def may_see(user: Visitor, request: "models.Request") -> bool:
    """This function will tell whether the person may read a request: everybody, once it has been published."""
    return request.is_public or may_organise(user, request) or may_review(user, request)


def reviews_at_all(user: Visitor) -> bool:
    """This function will tell whether the person reviews first posts: administrators, welfare council managers."""
    return permissions.is_administrator(user) or _is_welfare_coordinator(user)


def may_review(user: Visitor, request: "models.Request") -> bool:
    """This function will tell whether the person may say yes or no to a post; nobody does to their own organisation's.

    A city employee's role alone is not enough: it also marks those to whom a request may be restricted.
    """
    return reviews_at_all(user) and not may_organise(user, request)


def _is_welfare_coordinator(user: Visitor) -> bool:
    if isinstance(user, AnonymousUser):
        return False
    return user.organisation_memberships.filter(
        role=accounts_enums.OrganisationRole.MANAGER,
        organisation__kind=accounts_enums.OrganisationKind.WELFARE_COUNCIL,
        organisation__status=accounts_enums.ReviewStatus.APPROVED,
    ).exists()


def may_keep_roster(user: Visitor, shift: "models.Shift") -> bool:
    """This function will tell whether the person checks people in by name: organisers, and the center's desk."""
    if may_organise(user, shift.request):
        return True
    return bool(shift.center_code) and permissions.is_staff_of(user, shift.center_code)


def may_approve_hours(user: Visitor, shift: "models.Shift") -> bool:
    """This function will tell whether the person approves hours: organisers do, a desk does not."""
    return may_organise(user, shift.request)


def is_own(user: Visitor, assignment: "models.Assignment") -> bool:
    """This function will tell whether an assignment is the person's own."""
    return assignment.person_id == user.pk
