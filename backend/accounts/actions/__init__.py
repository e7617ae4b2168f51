"""Changes of people, roles, groups, organisations and tokens."""

from backend.accounts.actions.group_lists import (
    add_group_member,
    appoint_representative,
    hand_over_group,
    leave_group,
    remove_group_member,
    set_group_role,
)
from backend.accounts.actions.group_rules import set_renewal_day, set_user_class
from backend.accounts.actions.group_steps import NewMember
from backend.accounts.actions.groups import (
    approve_group,
    end_group,
    refuse_group,
    register_group,
    renew_group,
    settle_overlaps,
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
from backend.accounts.actions.reminding import remind_groups
from backend.accounts.actions.roles import grant_role, revoke_role
from backend.accounts.actions.tokens import IssuedToken, digest_of, issue_token, note_use, revoke_token

__all__ = [
    "IssuedToken",
    "NewMember",
    "Profile",
    "add_group_member",
    "add_organisation_member",
    "appoint_representative",
    "approve_group",
    "approve_organisation",
    "confirm_identity",
    "digest_of",
    "end_group",
    "grant_role",
    "hand_over_group",
    "issue_token",
    "leave_group",
    "make_known",
    "note_use",
    "present_code",
    "refuse_group",
    "refuse_organisation",
    "register_at_desk",
    "register_group",
    "register_organisation",
    "remind_groups",
    "remove_group_member",
    "remove_organisation_member",
    "renew_group",
    "revoke_role",
    "revoke_token",
    "set_group_role",
    "set_renewal_day",
    "set_user_class",
    "settle_overlaps",
    "update_profile",
]
