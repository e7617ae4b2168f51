"""Reads of people, groups, organisations, tokens and the audit log."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from backend.accounts import enums, models
from backend.common import models as common


def living_token(digest: str, *, now: datetime) -> models.ApiToken | None:
    """This function will give the token with this hash, unless it is over, revoked or its person gone."""
    return (
        models.ApiToken.objects.select_related("user")
        .filter(digest=digest, revoked_at__isnull=True, expires_at__gt=now, user__is_active=True)
        .first()
    )


def tokens_of(person: models.User) -> QuerySet[models.ApiToken]:
    """This function will list a person's tokens, the newest first."""
    return models.ApiToken.objects.filter(user=person).order_by("-created_at", "-pk")


def people_of_centers(center_codes: Iterable[str]) -> QuerySet[models.User]:
    """This function will list the own people of some centers, by furigana."""
    wanted = list(center_codes)
    met = models.CenterContact.objects.filter(user=OuterRef("pk"), center_code__in=wanted)
    own = Q(Exists(met)) | Q(district__center_code__in=wanted)
    return models.User.objects.filter(own, is_active=True).order_by("furigana", "pk")


def search_people(center_codes: Iterable[str], words: str) -> QuerySet[models.User]:
    """This function will list own people of some centers whose name, furigana or phone begins with or holds words."""
    found = Q(name__icontains=words) | Q(furigana__icontains=words) | Q(phone__contains=words)
    return people_of_centers(center_codes).filter(found)


def groups_of(person: models.User) -> QuerySet[models.Group]:
    """This function will list the groups in which a person is, by name."""
    return models.Group.objects.filter(members__user=person).order_by("name", "pk")


def groups_booking_for(person: models.User) -> QuerySet[models.Group]:
    """This function will list the approved groups for which a person may book."""
    roles = [enums.GroupRole.REPRESENTATIVE, enums.GroupRole.DEPUTY]
    mine = models.GroupMember.objects.filter(group=OuterRef("pk"), user=person, role__in=roles)
    approved = models.Group.objects.filter(status=enums.ReviewStatus.APPROVED)
    return approved.filter(Exists(mine)).order_by("name", "pk")


def groups_to_review(center_codes: Iterable[str] | None) -> QuerySet[models.Group]:
    """This function will list the groups that wait for a desk, the oldest first; None means every center."""
    waiting = models.Group.objects.filter(status=enums.ReviewStatus.PENDING)
    if center_codes is not None:
        waiting = waiting.filter(center_code__in=list(center_codes))
    return waiting.order_by("created_at", "pk")


def members_of_group(group: models.Group) -> QuerySet[models.GroupMember]:
    """This function will list the members of a group: representative, deputies, members, each in order of entry."""
    return group.members.select_related("user").order_by("-role", "pk")


def organisations_of(person: models.User) -> QuerySet[models.Organisation]:
    """This function will list the organisations in which a person is, by name."""
    return models.Organisation.objects.filter(members__user=person).order_by("name", "pk")


def organisations_managed_by(person: models.User) -> QuerySet[models.Organisation]:
    """This function will list the organisations for which a person acts."""
    return organisations_of(person).filter(members__role=enums.OrganisationRole.MANAGER)


def organisations_to_review() -> QuerySet[models.Organisation]:
    """This function will list the organisations that wait for the city, the oldest first."""
    return models.Organisation.objects.filter(status=enums.ReviewStatus.PENDING).order_by("created_at", "pk")


def members_of_organisation(organisation: models.Organisation) -> QuerySet[models.OrganisationMember]:
    """This function will list the members of an organisation, managers first."""
    return organisation.members.select_related("user").order_by("role", "pk")


@dataclass(frozen=True)
class TrailLine:
    """One line of the audit log with the words a person reads: who, in what role, did what, when."""

    entry: common.AuditEntry
    actor: models.User | None
    about: models.User | None
    roles: str


def trail_of(person: models.User) -> QuerySet[common.AuditEntry]:
    """This function will list what others saw or changed of a person, the newest first."""
    return (
        common.AuditEntry.objects.filter(about_code=person.code).exclude(actor_code=person.code).order_by("-at", "-pk")
    )


@dataclass(frozen=True)
class LogFilter:
    """What an administrator looks for in the log; empty means everything."""

    person_code: str = ""
    center_code: str = ""
    kind: str = ""
    since: datetime | None = None
    until: datetime | None = None


def log(wanted: LogFilter) -> QuerySet[common.AuditEntry]:
    """This function will list the lines of the log that match, the newest first."""
    found = common.AuditEntry.objects.order_by("-at", "-pk")
    if wanted.person_code:
        found = found.filter(Q(about_code=wanted.person_code) | Q(actor_code=wanted.person_code))
    exact = {"center_code": wanted.center_code, "kind": wanted.kind}
    found = found.filter(**{name: value for name, value in exact.items() if value})
    within = {"at__gte": wanted.since, "at__lt": wanted.until}
    return found.filter(**{name: value for name, value in within.items() if value})


def trail_lines(entries: Iterable[common.AuditEntry]) -> list[TrailLine]:
    """This function will put people and their roles to lines of the log, in two queries however many lines."""
    lines = list(entries)
    codes = {line.actor_code for line in lines} | {line.about_code for line in lines}
    people = {
        person.code: person for person in models.User.objects.filter(code__in=codes).prefetch_related("staff_roles")
    }
    return [_trail_line(line, people) for line in lines]


def _trail_line(entry: common.AuditEntry, people: dict[str, models.User]) -> TrailLine:
    actor = people.get(entry.actor_code)
    roles = sorted({role.get_kind_display() for role in actor.staff_roles.all()}) if actor else []
    return TrailLine(entry, actor, people.get(entry.about_code), "・".join(roles))
