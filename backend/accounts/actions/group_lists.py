from datetime import datetime

from django.db import transaction

from backend.accounts import enums, errors, models
from backend.accounts.actions import group_steps as steps
from backend.common import errors as common_errors

Role = enums.GroupRole


@transaction.atomic
def add_group_member(
    group: models.Group, *, member: steps.NewMember, by: models.User, now: datetime
) -> models.GroupMember:
    """This function will put somebody on a group's list; who has an account is told, and may leave again."""
    fresh = _open(group)
    with common_errors.translated():
        row = models.GroupMember.objects.create(
            group=fresh, user=member.user, name=member.name, furigana=member.furigana, role=Role.MEMBER
        )
    steps.note_overlaps(fresh, now=now)
    steps.record(fresh, "accounts.group_member_added", by=by, about=member.user, now=now)
    steps.tell(fresh, [member.user], "group_member_added", key=str(row.pk), now=now)
    return row


def _open(group: models.Group) -> models.Group:
    fresh = steps.locked(group)
    if fresh.status == enums.GroupStatus.ENDED:
        raise errors.GroupOver
    return fresh


@transaction.atomic
def remove_group_member(member: models.GroupMember, *, by: models.User, now: datetime, reason: str = "") -> None:
    """This function will take somebody off a group's list; the representative hands over first."""
    fresh = _open(member.group)
    if _fresh(member).role == Role.REPRESENTATIVE:
        raise errors.GroupNeedsRepresentative
    key = str(member.pk)
    member.delete()
    steps.note_overlaps(fresh, now=now)
    steps.record(fresh, "accounts.group_member_removed", by=by, about=member.user, now=now, reason=reason)
    if member.user_id != by.pk:
        steps.tell(fresh, [member.user], "group_member_removed", key=key, now=now)


def leave_group(member: models.GroupMember, *, now: datetime) -> None:
    """This function will take somebody off a list at their own wish; the representative hands over first."""
    assert member.user is not None  # noqa: S101 - tells mypy; a row of one's own has one's account
    remove_group_member(member, by=member.user, now=now)


@transaction.atomic
def set_group_role(member: models.GroupMember, *, role: str, by: models.User, now: datetime) -> None:
    """This function will make a member a deputy, who may book, or a member again."""
    fresh = _open(member.group)
    if Role.REPRESENTATIVE in (_fresh(member).role, role):
        raise errors.GroupNeedsRepresentative
    with common_errors.translated():
        models.GroupMember.objects.filter(pk=member.pk).update(role=role)
    steps.record(fresh, "accounts.group_role_set", by=by, about=member.user, now=now, role=role)


@transaction.atomic
def hand_over_group(member: models.GroupMember, *, by: models.User, now: datetime) -> None:
    """This function will make a deputy the representative, and the former one a deputy.

    Raises NotADeputy, MemberWithoutAccount.
    """
    fresh = _open(member.group)
    if member.user is None:
        raise errors.MemberWithoutAccount
    if _fresh(member).role != Role.DEPUTY:
        raise errors.NotADeputy
    _change_representative(fresh, member, by, now)


@transaction.atomic
def appoint_representative(member: models.GroupMember, *, reason: str, by: models.User, now: datetime) -> None:
    """This function will let a desk make any member with an account the representative, for a reason.

    Raises ReasonForChangeMissing, MemberWithoutAccount, GroupNeedsRepresentative.
    """
    if not reason.strip():
        raise errors.ReasonForChangeMissing
    fresh = _open(member.group)
    if member.user is None:
        raise errors.MemberWithoutAccount
    if _fresh(member).role == Role.REPRESENTATIVE:
        raise errors.GroupNeedsRepresentative
    _change_representative(fresh, member, by, now, reason)


def _fresh(member: models.GroupMember) -> models.GroupMember:
    """This function will read a row again under the group's lock, or say that it is gone."""
    found = models.GroupMember.objects.filter(pk=member.pk).first()
    if found is None:
        raise common_errors.NotFound
    return found


def _change_representative(
    group: models.Group, member: models.GroupMember, by: models.User, now: datetime, reason: str = ""
) -> None:
    former = group.members.select_related("user").get(role=Role.REPRESENTATIVE)
    models.GroupMember.objects.filter(pk=former.pk).update(role=Role.DEPUTY)
    models.GroupMember.objects.filter(pk=member.pk).update(role=Role.REPRESENTATIVE)
    steps.record(group, "accounts.group_handed_over", by=by, about=member.user, now=now, reason=reason)
    told = [person for person in (former.user, member.user) if person != by]
    key = f"{member.pk}:{now:%Y%m%d%H%M%S%f}"
    steps.tell(group, told, "group_representative", key=key, now=now, name=member.name, reason=reason)
