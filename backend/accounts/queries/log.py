"""Reads of the audit log."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from backend.accounts import models, rules
from backend.common import directory
from backend.common import models as common


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
