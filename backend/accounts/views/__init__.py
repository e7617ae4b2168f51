"""The pages of people, groups, organisations, tokens, roles and the audit log."""

from backend.accounts.views.group_people import (
    group_appointment,
    group_member_removals,
    group_representative,
    group_roles,
)
from backend.accounts.views.group_reviews import group_approval, group_overlaps, group_refusal, group_reviews
from backend.accounts.views.groups import (
    group,
    group_ending,
    group_leaving,
    group_members,
    group_new,
    group_renewal,
    groups,
)
from backend.accounts.views.log import audit_log, audit_trail
from backend.accounts.views.organisations import (
    organisation,
    organisation_approval,
    organisation_member_removals,
    organisation_members,
    organisation_new,
    organisation_refusal,
    organisation_reviews,
    organisations,
)
from backend.accounts.views.people import identity_confirmation, people, people_presentations, person, person_new
from backend.accounts.views.profile import profile, profile_changes
from backend.accounts.views.roles import staff_role_revocations, staff_roles
from backend.accounts.views.tokens import api_token_revocation, api_tokens

__all__ = [
    "api_token_revocation",
    "api_tokens",
    "audit_log",
    "audit_trail",
    "group",
    "group_appointment",
    "group_approval",
    "group_ending",
    "group_leaving",
    "group_member_removals",
    "group_members",
    "group_new",
    "group_overlaps",
    "group_refusal",
    "group_renewal",
    "group_representative",
    "group_reviews",
    "group_roles",
    "groups",
    "identity_confirmation",
    "organisation",
    "organisation_approval",
    "organisation_member_removals",
    "organisation_members",
    "organisation_new",
    "organisation_refusal",
    "organisation_reviews",
    "organisations",
    "people",
    "people_presentations",
    "person",
    "person_new",
    "profile",
    "profile_changes",
    "staff_role_revocations",
    "staff_roles",
]
