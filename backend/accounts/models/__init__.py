"""The tables of people, groups, organisations and tokens."""

from backend.accounts.models.groups import (
    Group,
    GroupMember,
    GroupOverlap,
    GroupRegistration,
    UserClass,
    group_code,
)
from backend.accounts.models.organisations import Organisation, OrganisationMember, organisation_code
from backend.accounts.models.people import CenterContact, StaffRole, User, UserManager, user_code
from backend.accounts.models.places import District, Municipality
from backend.accounts.models.tokens import ApiToken, token_code

__all__ = [
    "ApiToken",
    "CenterContact",
    "District",
    "Group",
    "GroupMember",
    "GroupOverlap",
    "GroupRegistration",
    "Municipality",
    "Organisation",
    "OrganisationMember",
    "StaffRole",
    "User",
    "UserClass",
    "UserManager",
    "group_code",
    "organisation_code",
    "token_code",
    "user_code",
]
