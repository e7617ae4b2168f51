"""Invitations to groups and organisations, and the places they fill."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from backend.accounts import models as accounts
from backend.accounts.permissions import Visitor
from backend.common import clock, errors, fiscal_year
from volunteers import models, permissions, rules
from volunteers.models.assignments import AssignmentQuerySet
from volunteers.queries import offers

# The attendance of a member with a place of their own.
MEMBER = "assignment__party__members__place__attendance"
CAME = Q(**{f"{MEMBER}__approved_at__isnull": False, f"{MEMBER}__voided_at__isnull": True})


def detailed() -> AssignmentQuerySet:
    """This function will give the assignments of parties with all that their page shows."""
    return (
        models.Assignment.objects.detailed()
        .filter(party__isnull=False)
        .select_related("party__group", "party__organisation", "party__offer")
    )


def own_invitation(user: Visitor, code: str) -> models.Assignment:
    """This function will give a party's assignment to those who answer for the party; for others there is none."""
    found = detailed().filter(code=code).first()
    if found is None or not permissions.answers_for(user, found.party):
        raise errors.NotFound
    return found


def upcoming_of(person: accounts.User, *, now: datetime) -> QuerySet[models.Assignment]:
    """This function will list what parties for which somebody answers are asked to do or have agreed to."""
    parties = offers.parties_of(person)
    groups = [one.pk for one in parties if isinstance(one, accounts.Group)]
    organisations = [one.pk for one in parties if isinstance(one, accounts.Organisation)]
    mine = Q(party__group__in=groups) | Q(party__organisation__in=organisations)
    return detailed().live().filter(mine, shift__ends_at__gt=now).order_by("shift__starts_at", "pk")


def is_asked(shift: models.Shift, offer: models.Offer) -> bool:
    """This function will tell whether the party of an offer stands to a shift already, by whomever."""
    return shift.assignments.live().filter(party__offer=offer).exists()


def has_come_in_person(assignment: models.Assignment) -> bool:
    """This function will tell whether the own person of a place came; a party may come without its contact."""
    return not hasattr(assignment, "party") or assignment.party.contact_came


def conditions_of(assignment: models.Assignment) -> str:
    """This function will say in one line what all people of a party have to meet."""
    request = assignment.shift.request
    return rules.conditions.of_party(request.conditions_text, minimum_age=request.minimum_age)


def unsaid_conditions(assignment: models.Assignment) -> str:
    """This function will give what nobody has said yet that a party's people meet; empty where it was said."""
    conditions = conditions_of(assignment)
    said = assignment.party.declarations.filter(conditions=conditions, people__gte=assignment.places)
    return "" if assignment.is_confirmed and said.exists() else conditions


@dataclass(frozen=True, slots=True)
class Done:
    """One activity of a party whose hours are approved: how many came, for how long each.

    `people` are all of them; of `members` the hours were approved one by one, `member_minutes` in all.
    """

    shift: models.Shift
    people: int
    minutes: int
    members: int = 0
    member_minutes: int = 0

    @property
    def person_minutes(self) -> int:
        """This function will give people times time."""
        return (self.people - self.members) * self.minutes + self.member_minutes


@dataclass(frozen=True, slots=True)
class Record:
    """What a party has done in a fiscal year, the latest first."""

    year: int
    done: list[Done]

    @property
    def activities(self) -> int:
        """This function will count the activities."""
        return len(self.done)

    @property
    def people(self) -> int:
        """This function will add up those who came, each as often as they did."""
        return sum(one.people for one in self.done)

    @property
    def person_minutes(self) -> int:
        """This function will add up people times time."""
        return sum(one.person_minutes for one in self.done)

    @property
    def hours(self) -> str:
        """This function will say people times time in hours, with one digit behind the point."""
        return f"{self.person_minutes / 60:.1f}"


def records_of(party: accounts.Group | accounts.Organisation) -> list[Record]:
    """This function will tell by fiscal year what a party has done and had approved; the latest first."""
    whose = Q(assignment__party__group=party) if isinstance(party, accounts.Group) else None
    approved = (
        models.Attendance.objects.standing()
        .filter(whose or Q(assignment__party__organisation=party), approved_at__isnull=False)
        .select_related("assignment__party", "assignment__shift__request__organisation")
        .annotate(
            members=Count("assignment__party__members", filter=CAME),
            member_minutes=Sum(f"{MEMBER}__approved_minutes", filter=CAME, default=0),
        )
        .order_by("-assignment__shift__starts_at", "-pk")
    )
    return _by_year(_done(one) for one in approved)


def _done(came: Any) -> Done:  # noqa: ANN401 - an attendance as it is annotated above
    people = (came.assignment.party.present or 0) + came.members
    return Done(came.assignment.shift, people, came.approved_minutes or 0, came.members, came.member_minutes)


def _by_year(done: Iterable[Done]) -> list[Record]:
    found: dict[int, list[Done]] = {}
    for one in done:
        found.setdefault(fiscal_year.of(clock.date_of(one.shift.starts_at)), []).append(one)
    return [Record(year, rows) for year, rows in found.items()]
