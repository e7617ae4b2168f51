"""Changes of people, roles, groups, organisations and tokens."""

from backend.accounts.actions.groups import (
    NewMember,
    add_group_member,
    approve_group,
    hand_over_group,
    refuse_group,
    register_group,
    remove_group_member,
    set_group_role,
)
from backend.accounts.actions.organisations import (
    add_organisation_member,
    approve_organisation,
    refuse_organisation,
    register_organisation,
    remove_organisation_member,
)
from backend.accounts.actions.people import (
    Profile,
    confirm_identity,
    make_known,
    present_code,
    register_at_desk,
    update_profile,
)
from backend.accounts.actions.roles import grant_role, revoke_role
from backend.accounts.actions.tokens import IssuedToken, digest_of, issue_token, note_use, revoke_token

__all__ = [
    "IssuedToken",
    "NewMember",
    "Profile",
    "add_group_member",
    "add_organisation_member",
    "approve_group",
    "approve_organisation",
    "confirm_identity",
    "digest_of",
    "grant_role",
    "hand_over_group",
    "issue_token",
    "make_known",
    "note_use",
    "present_code",
    "refuse_group",
    "refuse_organisation",
    "register_at_desk",
    "register_group",
    "register_organisation",
    "remove_group_member",
    "remove_organisation_member",
    "revoke_role",
    "revoke_token",
    "set_group_role",
    "update_profile",
]
