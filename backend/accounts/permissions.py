"""Who may do what, as predicates. A view asks one of these; a list asks the database through queries.

A user's roles are read once per request and kept on the user object.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias, cast

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest

from backend.accounts import enums
from backend.common import errors

if TYPE_CHECKING:
    from rest_framework.request import Request

    from backend.accounts import models  # predicates stand below the models and ask the objects they are given

Visitor: TypeAlias = "models.User | AnonymousUser"


def person_of(request: "HttpRequest | Request") -> "models.User":
    """This function will give who asks for a page or a resource that only signed-in people reach."""
    return cast("models.User", request.user)


def allowed(may: Callable[[Visitor], bool], request: "HttpRequest | Request") -> "models.User":
    """This function will give who asks for what only some may do; raises NotAllowed."""
    if not may(request.user):
        raise errors.NotAllowed
    return person_of(request)


def _roles(user: Visitor) -> frozenset[tuple[str, str]]:
    if isinstance(user, AnonymousUser):
        return frozenset()
    known: frozenset[tuple[str, str]] | None = getattr(user, "_roles", None)
    if known is None:
        known = frozenset(user.staff_roles.values_list("kind", "center_code"))
        user._roles = known  # type: ignore[attr-defined]
    return known


def is_administrator(user: Visitor) -> bool:
    """This function will tell whether the person administers the service for the municipality."""
    return (enums.StaffKind.ADMINISTRATOR, "") in _roles(user)


def is_city_staff(user: Visitor) -> bool:
    """This function will tell whether the person works for the city in any way; that alone gives no power."""
    return any(kind != enums.StaffKind.CENTER_STAFF for kind, _ in _roles(user))


def is_city_official(user: Visitor) -> bool:
    """This function will tell whether the person decides for the city: its section in charge, or an administrator."""
    return is_administrator(user) or (enums.StaffKind.CITY_OFFICIAL, "") in _roles(user)


def is_staff_of(user: Visitor, center_code: str) -> bool:
    """This function will tell whether the person works at the desk of a center; administrators do at every one."""
    return is_administrator(user) or (enums.StaffKind.CENTER_STAFF, center_code) in _roles(user)


def is_any_staff(user: Visitor) -> bool:
    """This function will tell whether the person works at any desk or administers the service."""
    return is_administrator(user) or bool(center_codes(user))


def is_on_duty(user: Visitor) -> bool:
    """This function will tell whether the person has any work to do here: at a desk or for the city."""
    return is_any_staff(user) or is_city_official(user)


def center_codes(user: Visitor) -> frozenset[str]:
    """This function will give the codes of the centers at whose desk the person works."""
    return frozenset(code for kind, code in _roles(user) if kind == enums.StaffKind.CENTER_STAFF)


def manages_organisation(user: Visitor, organisation: "models.Organisation") -> bool:
    """This function will tell whether the person acts for an organisation."""
    if isinstance(user, AnonymousUser):
        return False
    return organisation.members.filter(user=user, role=enums.OrganisationRole.MANAGER).exists()


def represents(user: Visitor, group: "models.Group") -> bool:
    """This function will tell whether the person books for a group: its representative or a deputy."""
    if isinstance(user, AnonymousUser):
        return False
    return group.members.filter(user=user, role__in=[enums.GroupRole.REPRESENTATIVE, enums.GroupRole.DEPUTY]).exists()


def belongs_to(user: Visitor, group: "models.Group") -> bool:
    """This function will tell whether the person is on the list of a group."""
    return not isinstance(user, AnonymousUser) and group.members.filter(user=user).exists()


def is_member_of(user: Visitor, organisation: "models.Organisation") -> bool:
    """This function will tell whether the person is in an organisation."""
    return not isinstance(user, AnonymousUser) and organisation.members.filter(user=user).exists()


def may_see_person(user: Visitor, person: "models.User") -> bool:
    """This function will tell whether somebody may see a person's data: administrators, and desks their own people."""
    return is_administrator(user) or _is_own_person(center_codes(user), person)


def _is_own_person(center_codes: frozenset[str], person: "models.User") -> bool:
    if not center_codes:
        return False
    served = person.district is not None and person.district.center_code in center_codes
    return served or person.center_contacts.filter(center_code__in=center_codes).exists()


def may_confirm_identity(user: Visitor, person: "models.User") -> bool:
    """This function will tell whether somebody may record that they saw a person's document: desks, not for oneself."""
    return may_see_person(user, person) and user.pk != person.pk


def may_see_group(user: Visitor, group: "models.Group") -> bool:
    """This function will tell whether somebody may see a group with its list: its members and its center's desk."""
    return is_staff_of(user, group.center_code) or belongs_to(user, group)


def is_representative(user: Visitor, group: "models.Group") -> bool:
    """This function will tell whether the person is the representative of a group."""
    if isinstance(user, AnonymousUser):
        return False
    return group.members.filter(user=user, role=enums.GroupRole.REPRESENTATIVE).exists()


def may_change_members(user: Visitor, group: "models.Group") -> bool:
    """This function will tell whether somebody may change a group's list: who books for it, and its center's desk."""
    return is_staff_of(user, group.center_code) or represents(user, group)


def may_change_roles(user: Visitor, group: "models.Group") -> bool:
    """This function will tell whether somebody may say who is a deputy: the representative and the desk."""
    return is_staff_of(user, group.center_code) or is_representative(user, group)


def may_renew_group(user: Visitor, group: "models.Group") -> bool:
    """This function will tell whether somebody may apply for a group once more: who books for it."""
    return represents(user, group)


def may_hand_over(user: Visitor, group: "models.Group") -> bool:
    """This function will tell whether somebody may hand a group over: its representative."""
    return is_representative(user, group)


def may_appoint(user: Visitor, group: "models.Group") -> bool:
    """This function will tell whether somebody may name a representative for a group: the desk of its center."""
    return is_staff_of(user, group.center_code)


def may_end_group(user: Visitor, group: "models.Group") -> bool:
    """This function will tell whether somebody may end a group or take its application back: its representative."""
    return is_representative(user, group)


def may_review_group(user: Visitor, group: "models.Group") -> bool:
    """This function will tell whether somebody may approve or refuse a group: the desk of its center."""
    return is_staff_of(user, group.center_code)


def may_see_organisation(user: Visitor, organisation: "models.Organisation") -> bool:
    """This function will tell whether somebody may see an organisation with its members: they and the city."""
    return is_city_official(user) or is_member_of(user, organisation)


def may_read_log(user: Visitor) -> bool:
    """This function will tell whether somebody may search the audit log."""
    return is_administrator(user)


def token_allows(token: "models.ApiToken | None", scope: str) -> bool:
    """This function will tell whether a call may do what a scope names; without a token the person may do all."""
    return token is None or scope in token.scopes


def desks(user: Visitor) -> frozenset[str] | None:
    """This function will give the centers at whose desk a person works; None means every one, for administrators."""
    return None if is_administrator(user) else center_codes(user)
