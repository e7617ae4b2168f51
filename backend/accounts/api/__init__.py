"""Oneself and one's groups under /api/v1/."""

from backend.accounts.api.group_desk import GroupApproval, GroupOverlaps, GroupRefusal, GroupWaitingList
from backend.accounts.api.groups import (
    GroupAppointment,
    GroupDetail,
    GroupLeaving,
    GroupList,
    GroupMemberList,
    GroupMemberRemoval,
    GroupRegistrationList,
    GroupRenewal,
    GroupRepresentative,
    GroupRoles,
)
from backend.accounts.api.me import Me

__all__ = [
    "GroupAppointment",
    "GroupApproval",
    "GroupDetail",
    "GroupLeaving",
    "GroupList",
    "GroupMemberList",
    "GroupMemberRemoval",
    "GroupOverlaps",
    "GroupRefusal",
    "GroupRegistrationList",
    "GroupRenewal",
    "GroupRepresentative",
    "GroupRoles",
    "GroupWaitingList",
    "Me",
]
