"""Who may do what, as predicates. A view asks one of these; a list asks the database through queries.

A user's roles are read once per request and kept on the user object.
"""

from django.contrib.auth.models import AnonymousUser

from backend.accounts import enums, models

Visitor = models.User | AnonymousUser


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
    """This function will tell whether the person is a city employee or administrator."""
    return any(kind != enums.StaffKind.CENTER_STAFF for kind, _ in _roles(user))


def is_staff_of(user: Visitor, center_code: str) -> bool:
    """This function will tell whether the person works at the desk of a center; administrators do at every one."""
    return is_administrator(user) or (enums.StaffKind.CENTER_STAFF, center_code) in _roles(user)


def is_any_staff(user: Visitor) -> bool:
    """This function will tell whether the person works at any desk or administers the service."""
    return is_administrator(user) or bool(center_codes(user))


def center_codes(user: Visitor) -> frozenset[str]:
    """This function will give the codes of the centers at whose desk the person works."""
    return frozenset(code for kind, code in _roles(user) if kind == enums.StaffKind.CENTER_STAFF)


def manages_organisation(user: Visitor, organisation: models.Organisation) -> bool:
    """This function will tell whether the person acts for an organisation."""
    if isinstance(user, AnonymousUser):
        return False
    return organisation.members.filter(user=user, role=enums.OrganisationRole.MANAGER).exists()


def represents(user: Visitor, group: models.Group) -> bool:
    """This function will tell whether the person books for a group: its representative or a deputy."""
    if isinstance(user, AnonymousUser):
        return False
    return group.members.filter(
        user=user, role__in=[enums.GroupRole.REPRESENTATIVE, enums.GroupRole.DEPUTY]
    ).exists()
