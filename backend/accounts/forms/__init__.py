"""What people type about themselves, their groups, organisations, tokens and roles.

`forms.sign_in` is not imported here: allauth loads `forms.profile` while it is loading itself.
"""

from backend.accounts.forms.desks import DeskPersonForm, LogForm, PresentationForm, ProofForm, RoleForm
from backend.accounts.forms.groups import (
    AppointmentForm,
    ApprovalForm,
    GroupForm,
    GroupRoleForm,
    MemberForm,
    MemberListForm,
    OverlapForm,
    RefusalForm,
    RenewalForm,
)
from backend.accounts.forms.organisations import OrganisationForm, OrganisationMemberForm
from backend.accounts.forms.profile import ProfileForm
from backend.accounts.forms.tokens import TokenForm

__all__ = [
    "AppointmentForm",
    "ApprovalForm",
    "DeskPersonForm",
    "GroupForm",
    "GroupRoleForm",
    "LogForm",
    "MemberForm",
    "MemberListForm",
    "OrganisationForm",
    "OrganisationMemberForm",
    "OverlapForm",
    "PresentationForm",
    "ProfileForm",
    "ProofForm",
    "RefusalForm",
    "RenewalForm",
    "RoleForm",
    "TokenForm",
]
