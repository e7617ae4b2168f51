from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from backend.accounts import enums, errors, models
from backend.accounts.actions.people import make_known
from backend.common import announcements, audit
from backend.common import errors as common_errors

Role = enums.GroupRole


@dataclass(frozen=True)
class NewMember:
    """Somebody on a group's list of members: a name, and the account if there is one."""

    name: str
    furigana: str = ""
    user: models.User | None = None


def register_group(
    *,
    name: str,
    kana: str,
    purpose: str,
    center_code: str,
    members: Sequence[NewMember],
    by: models.User,
    now: datetime,
) -> models.Group:
    """This function will register a group with its list, `by` as its representative; a desk reviews it."""
    with transaction.atomic(), common_errors.translated():
        group = models.Group.objects.create(name=name, kana=kana, purpose=purpose, center_code=center_code)
        _list_members(group, [NewMember(by.name, by.furigana, by)], Role.REPRESENTATIVE)
        _list_members(group, members, Role.MEMBER)
        make_known(by, center_code=center_code, origin=enums.ContactOrigin.GROUP, now=now)
        audit.record("accounts.group_registered", by=by, subject=group.code, center_code=center_code, now=now)
    return group


def _list_members(group: models.Group, members: Sequence[NewMember], role: enums.GroupRole) -> None:
    models.GroupMember.objects.bulk_create(
        models.GroupMember(group=group, user=m.user, name=m.name, furigana=m.furigana, role=role) for m in members
    )


@transaction.atomic
def approve_group(
    group: models.Group, *, by: models.User, now: datetime, user_class: str = "", valid_until: date | None = None
) -> models.Group:
    """This function will approve a group, with its user class and the day until which it counts."""
    fresh = _reviewed(group, enums.ReviewStatus.APPROVED, by, now)
    fresh.user_class, fresh.valid_until = user_class, valid_until
    fresh.save()
    _announce(fresh, "accounts/group_approved", by, now)
    return fresh


@transaction.atomic
def refuse_group(group: models.Group, *, reason: str, by: models.User, now: datetime) -> models.Group:
    """This function will refuse a group, for a reason which its representative is told."""
    if not reason.strip():
        raise errors.ReasonMissing
    fresh = _reviewed(group, enums.ReviewStatus.REFUSED, by, now)
    fresh.review_note = reason
    fresh.save()
    _announce(fresh, "accounts/group_refused", by, now)
    return fresh


def _reviewed(group: models.Group, status: enums.ReviewStatus, by: models.User, now: datetime) -> models.Group:
    fresh = models.Group.objects.select_for_update(no_key=True).get(pk=group.pk)
    if fresh.status != enums.ReviewStatus.PENDING:
        raise errors.AlreadyReviewed(decision=fresh.get_status_display())
    fresh.status, fresh.reviewed_by, fresh.reviewed_at = status, by, now
    return fresh


def _announce(group: models.Group, template: str, by: models.User, now: datetime) -> None:
    audit.record(
        template.replace("/", "."),
        by=by,
        subject=group.code,
        center_code=group.center_code,
        reason=group.review_note,
        now=now,
    )
    representative = group.members.select_related("user").get(role=Role.REPRESENTATIVE).user
    announcements.send(
        to=representative,
        template=template,
        key=f"{template}:{group.code}",
        now=now,
        context={"group": group.name, "reason": group.review_note},
        url=f"/groups/{group.code}/",
    )


@transaction.atomic
def add_group_member(group: models.Group, *, member: NewMember, by: models.User, now: datetime) -> models.GroupMember:
    """This function will put somebody on a group's list."""
    with common_errors.translated():
        row = models.GroupMember.objects.create(
            group=group, user=member.user, name=member.name, furigana=member.furigana, role=Role.MEMBER
        )
    _record(group, "accounts.group_member_added", by, member.user, now)
    return row


@transaction.atomic
def remove_group_member(member: models.GroupMember, *, by: models.User, now: datetime) -> None:
    """This function will take somebody off a group's list; the representative hands over first."""
    if member.role == Role.REPRESENTATIVE:
        raise errors.GroupNeedsRepresentative
    member.delete()
    _record(member.group, "accounts.group_member_removed", by, member.user, now)


@transaction.atomic
def set_group_role(member: models.GroupMember, *, role: str, by: models.User, now: datetime) -> None:
    """This function will make a member a deputy, who may book, or a member again."""
    if Role.REPRESENTATIVE in (member.role, role):
        raise errors.GroupNeedsRepresentative
    member.role = role
    with common_errors.translated():
        member.save(update_fields=["role"])
    _record(member.group, "accounts.group_role_set", by, member.user, now)


@transaction.atomic
def hand_over_group(member: models.GroupMember, *, by: models.User, now: datetime) -> None:
    """This function will make a member with an account the representative, and the former one a deputy."""
    if member.user is None:
        raise errors.MemberWithoutAccount
    group = models.Group.objects.select_for_update(no_key=True).get(pk=member.group_id)
    group.members.filter(role=Role.REPRESENTATIVE).update(role=Role.DEPUTY)
    group.members.filter(pk=member.pk).update(role=Role.REPRESENTATIVE)
    _record(group, "accounts.group_handed_over", by, member.user, now)


def _record(group: models.Group, action: str, by: models.User, about: models.User | None, now: datetime) -> None:
    audit.record(action, by=by, about=about, subject=group.code, center_code=group.center_code, now=now)
