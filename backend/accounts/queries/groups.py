"""Reads of groups, their lists and their registrations."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.db.models import Case, Count, Exists, OuterRef, Q, QuerySet, When

from backend.accounts import enums, models, rules
from backend.accounts.queries.rows import numbered
from backend.common import directory, errors

BOOKING = (enums.GroupRole.REPRESENTATIVE, enums.GroupRole.DEPUTY)
SOON = timedelta(days=max(rules.REMINDED_BEFORE))
BY_ROLE = Case(*(When(role=role, then=place) for place, role in enumerate(BOOKING)), default=len(BOOKING))
# A group whose application a desk has to decide, and one whose shared people a desk has not settled.
WAITS = Exists(models.GroupRegistration.objects.filter(group=OuterRef("pk"), status=enums.ReviewStatus.PENDING))
OVERLAPS = Exists(models.GroupOverlap.objects.filter(group=OuterRef("pk"), settled_at__isnull=True))
# Where the city of a center is not known, groups renew as where nothing else is said.
USUAL = models.Municipality()


def groups_of(person: models.User) -> QuerySet[models.Group]:
    """This function will list the groups in which a person is, by name."""
    return models.Group.objects.filter(members__user=person).order_by("name", "pk")


def groups_booking_for(person: models.User) -> QuerySet[models.Group]:
    """This function will list the approved groups for which a person may book."""
    mine = models.GroupMember.objects.filter(group=OuterRef("pk"), user=person, role__in=BOOKING)
    approved = models.Group.objects.filter(status=enums.GroupStatus.APPROVED)
    return approved.filter(Exists(mine)).order_by("name", "pk")


def groups_to_review(center_codes: Iterable[str] | None) -> QuerySet[models.Group]:
    """This function will list what waits for a desk, the oldest first: applications, and people in several lists."""
    return _at(center_codes).filter(WAITS | OVERLAPS).order_by("created_at", "pk")


def groups_waiting(center_codes: Iterable[str] | None) -> QuerySet[models.Group]:
    """This function will list the groups that have applied, the oldest first; None means every center."""
    return _at(center_codes).filter(WAITS).order_by("created_at", "pk")


def groups_with_overlaps(center_codes: Iterable[str] | None) -> QuerySet[models.Group]:
    """This function will list registered groups whose list came to hold the people of another, by name."""
    return _at(center_codes).filter(~WAITS, OVERLAPS).order_by("name", "pk")


def groups_expiring(center_codes: Iterable[str] | None, *, today: date) -> QuerySet[models.Group]:
    """This function will list registered groups that end soon and have not applied again, the soonest first."""
    soon = _at(center_codes).filter(~WAITS, status=enums.GroupStatus.APPROVED)
    return soon.filter(valid_until__range=(today, today + SOON)).order_by("valid_until", "name", "pk")


def groups_registered(center_codes: Iterable[str] | None, *, today: date) -> QuerySet[models.Group]:
    """This function will list the groups whose registration counts today, by name."""
    counts = Q(valid_until__isnull=True) | Q(valid_until__gte=today)
    return _at(center_codes).filter(counts, status=enums.GroupStatus.APPROVED).order_by("name", "pk")


def groups_over(center_codes: Iterable[str] | None, *, today: date) -> QuerySet[models.Group]:
    """This function will list the groups whose registration has run out or was refused or ended, the latest first."""
    ran_out = Q(status=enums.GroupStatus.APPROVED, valid_until__lt=today)
    over = ran_out | Q(status__in=[enums.GroupStatus.REFUSED, enums.GroupStatus.ENDED])
    return _at(center_codes).filter(~WAITS, over).order_by("-valid_until", "name", "pk")


def _at(center_codes: Iterable[str] | None) -> QuerySet[models.Group]:
    """This function will give the groups of some centers, with what their desk wants to know of each in a list."""
    found = models.Group.objects.annotate(has_overlap=OVERLAPS, member_count=Count("members"))
    return found if center_codes is None else found.filter(center_code__in=list(center_codes))


def groups_to_remind(today: date) -> QuerySet[models.Group]:
    """This function will list the groups that end soon, have not applied again and may not have been reminded."""
    least = min(rules.REMINDED_BEFORE)
    unreminded = Q(reminded_days__isnull=True) | Q(reminded_days__gt=least)
    return groups_expiring(None, today=today).filter(unreminded)


def members_of_group(group: models.Group) -> QuerySet[models.GroupMember]:
    """This function will list the members of a group: representative, deputies, members, each in order of entry."""
    return group.members.select_related("user").order_by(BY_ROLE, "pk")


def people_booking_for(group: models.Group) -> list[models.User]:
    """This function will give the people who book for a group: representative and deputies."""
    rows = group.members.filter(role__in=BOOKING).select_related("user").order_by("-role", "pk")
    return [row.user for row in rows if row.user is not None]


def group(code: str) -> models.Group:
    """This function will give the group with a code."""
    found = models.Group.objects.select_related("reviewed_by").filter(code=code).first()
    if found is None:
        raise errors.NotFound
    return found


def group_member(group: models.Group, typed: str) -> models.GroupMember:
    """This function will give one member of a group by the number that its form sends."""
    return numbered(models.GroupMember.objects.select_related("user", "group").filter(group=group), typed)


def own_membership(group: models.Group, person: models.User) -> models.GroupMember:
    """This function will give a person's own row in the list of a group."""
    found = models.GroupMember.objects.select_related("user", "group").filter(group=group, user=person).first()
    if found is None:
        raise errors.NotFound
    return found


def registrations_of(group: models.Group) -> QuerySet[models.GroupRegistration]:
    """This function will list the applications of a group and what became of them, the latest first."""
    return group.registrations.order_by("-submitted_at", "-pk")


def waiting_registration(group: models.Group) -> models.GroupRegistration | None:
    """This function will give the application of a group that a desk has to decide, if there is one."""
    return group.registrations.filter(status=enums.ReviewStatus.PENDING).first()


def has_open_overlap(group: models.Group) -> bool:
    """This function will tell whether a registered group's list came to hold the people of another, not settled yet."""
    return group.is_approved and group.overlaps.filter(settled_at__isnull=True).exists()


def municipality_of(center_code: str) -> models.Municipality:
    """This function will give the municipality of a center, or one that says nothing of its own."""
    code = directory.city_of(center_code)
    return (models.Municipality.objects.filter(code=code).first() if code else None) or USUAL


def user_classes(center_code: str) -> QuerySet[models.UserClass]:
    """This function will list the classes of users of a center's municipality, in its order."""
    known = models.UserClass.objects.filter(municipality__code=directory.city_of(center_code))
    return known.order_by("position", "pk")


def class_name(center_code: str, user_class: str) -> str:
    """This function will give the name of a class of users, or its code where nobody has named it."""
    if not user_class:
        return ""
    found = user_classes(center_code).filter(code=user_class).first()
    return found.name if found else user_class


def fee_percents(municipality_id: int) -> dict[str, int]:
    """This function will give what each class of users of a municipality pays of a fee, in percent, by its code."""
    return dict(models.UserClass.objects.filter(municipality=municipality_id).values_list("code", "fee_percent"))
