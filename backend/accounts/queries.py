"""Reads of people, groups, organisations, tokens and the audit log."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from django.db.models import Exists, Model, OuterRef, Q, QuerySet

from backend.accounts import enums, models, rules
from backend.common import directory, errors
from backend.common import models as common

Row = TypeVar("Row", bound=Model)


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


def token_of(person: models.User, code: str) -> models.ApiToken:
    """This function will give one of a person's tokens."""
    found = tokens_of(person).filter(code=code).first()
    if found is None:
        raise errors.NotFound
    return found


def find_person(code: str) -> models.User | None:
    """This function will give the person with a code, if there is one."""
    return models.User.objects.select_related("district").filter(code=code).first() if code else None


def person(code: str) -> models.User:
    """This function will give the person with a code."""
    found = find_person(code)
    if found is None:
        raise errors.NotFound
    return found


@dataclass(frozen=True)
class Post:
    """A role with the name of its center, empty for the whole city."""

    pk: int
    user: models.User
    kind: str
    center_name: str

    @property
    def words(self) -> str:
        """This property gives the role as people call it."""
        return enums.StaffKind(self.kind).label


def posts_of(person: models.User) -> list[Post]:
    """This function will list the roles in which a person works for a center or the city."""
    return _posts(models.StaffRole.objects.filter(user=person).select_related("user"))


def posts() -> list[Post]:
    """This function will list who works where."""
    return _posts(models.StaffRole.objects.select_related("user"))


def _posts(roles: QuerySet[models.StaffRole]) -> list[Post]:
    ordered = list(roles.order_by("kind", "center_code", "user__furigana", "pk"))
    centers = directory.center_names() if ordered else {}
    return [Post(r.pk, r.user, r.kind, centers.get(r.center_code, r.center_code)) for r in ordered]


def staff_role(typed: str) -> models.StaffRole:
    """This function will give one role by the number that its form sends."""
    return _numbered(models.StaffRole.objects.select_related("user"), typed)


def _numbered(rows: QuerySet[Row], typed: str) -> Row:
    found = rows.filter(pk=typed).first() if typed.isdecimal() else None
    if found is None:
        raise errors.NotFound
    return found


def people_of_centers(center_codes: Iterable[str] | None) -> QuerySet[models.User]:
    """This function will list the own people of some centers, by furigana; None means everybody."""
    if center_codes is None:
        return models.User.objects.filter(is_active=True).order_by("furigana", "pk")
    wanted = list(center_codes)
    met = models.CenterContact.objects.filter(user=OuterRef("pk"), center_code__in=wanted)
    own = Q(Exists(met)) | Q(district__center_code__in=wanted)
    return models.User.objects.filter(own, is_active=True).order_by("furigana", "pk")


def search_people(center_codes: Iterable[str] | None, words: str) -> QuerySet[models.User]:
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


def group(code: str) -> models.Group:
    """This function will give the group with a code."""
    found = models.Group.objects.select_related("reviewed_by").filter(code=code).first()
    if found is None:
        raise errors.NotFound
    return found


def group_member(group: models.Group, typed: str) -> models.GroupMember:
    """This function will give one member of a group by the number that its form sends."""
    return _numbered(models.GroupMember.objects.select_related("user", "group").filter(group=group), typed)


def organisation(code: str) -> models.Organisation:
    """This function will give the organisation with a code."""
    found = models.Organisation.objects.select_related("district", "reviewed_by").filter(code=code).first()
    if found is None:
        raise errors.NotFound
    return found


def organisation_member(organisation: models.Organisation, typed: str) -> models.OrganisationMember:
    """This function will give one member of an organisation by the number that its form sends."""
    rows = models.OrganisationMember.objects.select_related("user", "organisation")
    return _numbered(rows.filter(organisation=organisation), typed)


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
    center: str

    @property
    def words(self) -> str:
        """This function will say what was done, as a person reads it."""
        return rules.words_of_action(self.entry.action, looked=self.entry.kind == common.AuditEntry.Kind.LOOK)


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
    """This function will put people, roles and centers to lines of the log, in three queries however many lines."""
    lines = list(entries)
    codes = {line.actor_code for line in lines} | {line.about_code for line in lines}
    people = {
        person.code: person for person in models.User.objects.filter(code__in=codes).prefetch_related("staff_roles")
    }
    centers = directory.center_names()
    return [_trail_line(line, people, centers) for line in lines]


def _trail_line(entry: common.AuditEntry, people: Mapping[str, models.User], centers: Mapping[str, str]) -> TrailLine:
    actor = people.get(entry.actor_code)
    roles = sorted({role.get_kind_display() for role in actor.staff_roles.all()}) if actor else []
    center = centers.get(entry.center_code, entry.center_code)
    return TrailLine(entry, actor, people.get(entry.about_code), "・".join(roles), center)
