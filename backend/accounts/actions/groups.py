from collections.abc import Collection, Sequence
from datetime import date, datetime

from django.db import transaction

from backend.accounts import enums, errors, models, queries, rules
from backend.accounts.actions import group_steps as steps
from backend.accounts.actions.people import make_known
from backend.common import clock
from backend.common import errors as common_errors

Role, Status = enums.GroupRole, enums.GroupStatus


def register_group(
    *,
    name: str,
    kana: str,
    purpose: str,
    center_code: str,
    members: Sequence[steps.NewMember],
    by: models.User,
    now: datetime,
) -> models.Group:
    """This function will register a group with its list, `by` as its representative; a desk reviews it.

    Raises GroupNameTaken where the center has a group of this name, whatever its spaces and widths.
    """
    with transaction.atomic(), common_errors.translated():
        group = models.Group.objects.create(name=name, kana=kana, purpose=purpose, center_code=center_code)
        first = steps.NewMember(by.display_name, by.furigana, by, Role.REPRESENTATIVE)
        steps.enter(group, [first, *members])
        _apply(group, by=by, now=now)
        make_known(by, center_code=center_code, origin=enums.ContactOrigin.GROUP, now=now)
        steps.record(group, "accounts.group_registered", by=by, now=now, members=len(members) + 1)
        _tell_newcomers(group, members, now)
    return group


def _apply(group: models.Group, *, by: models.User, now: datetime) -> models.GroupRegistration:
    opens = queries.municipality_of(group.center_code).renewal_opens
    today = clock.date_of(now)
    valid_until = group.valid_until if group.is_approved else None
    term = rules.term_of(today, valid_until=valid_until, opens=opens)
    if term is None:
        raise errors.RenewalNotOpen(opens_text=_opens_text(today, valid_until, opens))
    steps.note_overlaps(group, now=now)
    return models.GroupRegistration.objects.create(
        group=group,
        valid_until=term.valid_until,
        member_count=group.members.count(),
        submitted_by=by,
        submitted_at=now,
    )


def _opens_text(today: date, valid_until: date | None, opens: tuple[int, int]) -> str:
    day = rules.next_renewal_on(valid_until or today, opens)
    return f"{day.year}年{day.month}月{day.day}日"


def _tell_newcomers(group: models.Group, members: Sequence[steps.NewMember], now: datetime) -> None:
    newcomers = [member.user for member in members]
    steps.tell(group, newcomers, "group_member_added", key=f"{now:%Y%m%d%H%M%S%f}", now=now)


@transaction.atomic
def renew_group(
    group: models.Group,
    *,
    name: str,
    kana: str,
    purpose: str,
    staying: Collection[int],
    members: Sequence[steps.NewMember],
    by: models.User,
    now: datetime,
) -> models.GroupRegistration:
    """This function will apply for a group once more, for the next fiscal year or after a refusal.

    `staying` are the rows of the list that stay; who books for the group stays anyway. A group that counts today keeps
    its name. Raises RegistrationWaits, RenewalNotOpen, GroupOver, GroupNameTaken, AlreadyMember.
    """
    fresh = steps.locked(group)
    if fresh.status == Status.ENDED:
        raise errors.GroupOver
    if queries.waiting_registration(fresh):
        raise errors.RegistrationWaits
    if not fresh.is_valid_on(clock.date_of(now)):
        fresh.name = name
    fresh.kana, fresh.purpose = kana, purpose
    if fresh.status == Status.REFUSED:
        fresh.status = Status.PENDING
    with common_errors.translated():
        fresh.save()
        gone = _keep_only(fresh, staying, by, now)
        steps.enter(fresh, members)
        made = _apply(fresh, by=by, now=now)
    steps.record(fresh, "accounts.group_renewal_applied", by=by, now=now, left=gone, joined=len(members))
    _tell_newcomers(fresh, members, now)
    return made


def _keep_only(group: models.Group, staying: Collection[int], by: models.User, now: datetime) -> int:
    leaving = group.members.filter(role=Role.MEMBER).exclude(pk__in=list(staying)).select_related("user")
    rows = list(leaving.order_by("pk"))
    for row in rows:
        if row.user is not None:
            steps.record(group, "accounts.group_member_removed", by=by, about=row.user, now=now)
    leaving.delete()
    return len(rows)


@transaction.atomic
def approve_group(
    group: models.Group,
    *,
    by: models.User,
    now: datetime,
    user_class: str = "",
    overlap_reason: str = "",
    seen: str = "",
) -> models.Group:
    """This function will approve what a group has applied for, with its class of users.

    Where other lists hold the same people, it wants a reason, and `seen`, the mark of the overlaps that the desk was
    shown; raises OverlapUnseen with what there is now. Raises AlreadyReviewed, UserClassUnknown.
    """
    fresh, registration = _to_decide(group)
    if user_class and not queries.user_classes(fresh.center_code).filter(code=user_class).exists():
        raise errors.UserClassUnknown
    _look_at_overlaps(fresh, overlap_reason, seen, by, now)
    _grant(fresh, registration, user_class, clock.date_of(now))
    _decide(fresh, registration, enums.ReviewStatus.APPROVED, by, now)
    registration.overlap_reason = overlap_reason.strip()
    registration.user_class = user_class
    fresh.status = Status.APPROVED
    _save(fresh, registration)
    until = f"{registration.valid_until:%Y年%-m月%-d日}"
    _announce(fresh, registration, "group_approved", by=by, now=now, reason=registration.overlap_reason, until=until)
    return fresh


def _to_decide(group: models.Group) -> tuple[models.Group, models.GroupRegistration]:
    fresh = steps.locked(group)
    registration = queries.waiting_registration(fresh)
    if registration is None:
        raise errors.AlreadyReviewed(decision=fresh.get_status_display())
    return fresh, registration


def _look_at_overlaps(group: models.Group, reason: str, seen: str, by: models.User, now: datetime) -> None:
    found = steps.note_overlaps(group, now=now)
    if not found:
        return
    if not reason.strip() or seen != queries.mark_of(found):
        groups = "、".join(f"{each.other.name} {each.count}人" for each in found)
        raise errors.OverlapUnseen(threshold=rules.SHARED_FROM, groups_text=groups)
    group.overlaps.filter(settled_at__isnull=True).update(settled_at=now, settled_by=by, reason=reason.strip())


def _grant(group: models.Group, registration: models.GroupRegistration, user_class: str, today: date) -> None:
    """This function will give a group its term and class; the class of a term to come takes effect with it."""
    held = group.valid_until if group.is_approved else None
    if registration.valid_until < today:
        opens = queries.municipality_of(group.center_code).renewal_opens
        term = rules.term_of(today, valid_until=held, opens=opens)
        registration.valid_until = term.valid_until if term else registration.valid_until
    registration.valid_from = rules.begins_on(today, held)
    group.user_class, group.later_class, group.later_from = group.class_on(today), "", None
    if registration.valid_from > today:
        group.later_class, group.later_from = user_class, registration.valid_from
    else:
        group.user_class = user_class
    group.valid_until, group.reminded_days = registration.valid_until, None


def _decide(
    group: models.Group,
    registration: models.GroupRegistration,
    status: enums.ReviewStatus,
    by: models.User,
    now: datetime,
) -> None:
    registration.status = status
    for each in (group, registration):
        each.reviewed_by, each.reviewed_at = by, now


def _save(group: models.Group, registration: models.GroupRegistration) -> None:
    with common_errors.translated():
        registration.save()
        group.save()


@transaction.atomic
def refuse_group(group: models.Group, *, reason: str, by: models.User, now: datetime) -> models.Group:
    """This function will refuse what a group has applied for, for a reason which its people are told.

    A group that is registered stays so until its last day.
    """
    if not reason.strip():
        raise errors.ReasonMissing
    fresh, registration = _to_decide(group)
    _decide(fresh, registration, enums.ReviewStatus.REFUSED, by, now)
    registration.review_note = fresh.review_note = reason
    if fresh.status == Status.PENDING:
        fresh.status = Status.REFUSED
    _save(fresh, registration)
    _announce(fresh, registration, "group_refused", by=by, now=now, reason=reason)
    return fresh


def _announce(
    group: models.Group,
    registration: models.GroupRegistration,
    template: str,
    *,
    by: models.User,
    now: datetime,
    reason: str = "",
    **said: str,
) -> None:
    steps.record(group, f"accounts.{template}", by=by, now=now, reason=reason)
    told = queries.people_booking_for(group)
    steps.tell(group, told, template, key=str(registration.pk), now=now, reason=reason, **said)


@transaction.atomic
def settle_overlaps(group: models.Group, *, reason: str, seen: str, by: models.User, now: datetime) -> None:
    """This function will note that a desk has looked at lists with the same people, and what it found.

    Raises ReasonForOverlapMissing, and OverlapUnseen when other lists hold the same people by now.
    """
    if not reason.strip():
        raise errors.ReasonForOverlapMissing
    fresh = steps.locked(group)
    _look_at_overlaps(fresh, reason, seen, by, now)
    steps.record(fresh, "accounts.group_overlaps_settled", by=by, now=now, reason=reason)


@transaction.atomic
def end_group(group: models.Group, *, by: models.User, now: datetime) -> None:
    """This function will end a group: its list is deleted but for its representative, its history stays.

    A group that was never registered is deleted with everything, which takes its application back.
    """
    fresh = steps.locked(group)
    if fresh.status == Status.ENDED:
        raise errors.GroupOver
    steps.record(fresh, "accounts.group_ended", by=by, now=now)
    if fresh.status != Status.APPROVED:
        fresh.delete()
        return
    today = clock.date_of(now)
    fresh.registrations.filter(status=enums.ReviewStatus.PENDING).delete()
    fresh.members.exclude(role=Role.REPRESENTATIVE).delete()
    fresh.overlaps.filter(settled_at__isnull=True).delete()
    fresh.status, fresh.valid_until = Status.ENDED, min(fresh.valid_until or today, today)
    fresh.later_class, fresh.later_from = "", None
    fresh.save()
