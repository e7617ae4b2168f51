"""Who stands how to which shift."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, QuerySet, Sum

from backend.accounts import models as accounts
from volunteers import enums, models

State = enums.AssignmentState


def is_busy(person: accounts.User, shift: models.Shift) -> bool:
    """This function will tell whether a person has another confirmed activity while a shift goes on."""
    return (
        models.Assignment.objects.confirmed()
        .filter(person=person, during__overlap=(shift.starts_at, shift.ends_at))
        .exclude(shift=shift)
        .exists()
    )


def shifts_waited_for(person: accounts.User, left: models.Shift) -> QuerySet[models.Shift]:
    """This function will list the shifts with a free place for which a person waits, at the time of one they left."""
    return (
        models.Shift.objects.filter(
            assignments__person=person,
            assignments__state=State.WAITING,
            assignments__during__overlap=(left.starts_at, left.ends_at),
            taken__lt=F("capacity"),
        )
        .exclude(pk=left.pk)
        .order_by("pk")
    )


def upcoming_of(person: accounts.User, *, now: datetime) -> QuerySet[models.Assignment]:
    """This function will list what a person has before them, the next first."""
    return (
        models.Assignment.objects.detailed()
        .live()
        .filter(person=person, shift__ends_at__gt=now)
        .order_by("shift__starts_at", "pk")
    )


def past_of(person: accounts.User, *, now: datetime) -> QuerySet[models.Assignment]:
    """This function will list what a person took part in, the latest first."""
    return (
        models.Assignment.objects.detailed()
        .confirmed()
        .filter(person=person, shift__ends_at__lte=now)
        .order_by("-shift__starts_at", "-pk")
    )


def all_of(person: accounts.User) -> QuerySet[models.Assignment]:
    """This function will list everything that a person ever applied to or was asked."""
    return models.Assignment.objects.detailed().filter(person=person)


@dataclass(frozen=True, slots=True)
class Total:
    """What a person has done in all: approved minutes, and the points that came of them."""

    minutes: int
    points: int


def total_of(person: accounts.User) -> Total:
    """This function will add up a person's approved minutes and points."""
    approved = models.Attendance.objects.filter(assignment__person=person, approved_at__isnull=False)
    sums = approved.aggregate(minutes=Sum("approved_minutes"), points=Sum("points"))
    return Total(minutes=sums["minutes"] or 0, points=sums["points"] or 0)


def place_in_line(assignment: models.Assignment) -> int:
    """This function will tell how manyth somebody is in the waiting list, counting from 1."""
    ahead = assignment.shift.assignments.in_line().filter(position__lt=assignment.position)
    return ahead.count() + 1


def of_person_in(person: accounts.User, request: models.Request) -> dict[int, models.Assignment]:
    """This function will give a person's live assignments in a request by the id of the shift."""
    mine = models.Assignment.objects.live().filter(person=person, shift__request=request)
    return {assignment.shift_id: assignment for assignment in mine}


@dataclass(frozen=True, slots=True)
class Roster:
    """Everybody of a shift as the organiser sees them; `awaiting` are those whose hours can be approved."""

    confirmed: list[models.Assignment]
    applied: list[models.Assignment]
    waiting: list[models.Assignment]

    @property
    def people(self) -> list[accounts.User]:
        """This function will list everybody whose name is on the roster."""
        return [each.person for each in [*self.confirmed, *self.applied, *self.waiting]]

    @property
    def awaiting(self) -> list[models.Assignment]:
        """This function will list those who came and whose hours are not approved."""
        return [each for each in self.confirmed if came(each) and not each.attendance.is_approved]

    @property
    def came_count(self) -> int:
        """This function will count those who have been checked in."""
        return sum(came(each) for each in self.confirmed)


def came(assignment: models.Assignment) -> bool:
    """This function will tell whether somebody has been checked in."""
    return hasattr(assignment, "attendance")


def roster(shift: models.Shift) -> Roster:
    """This function will give everybody of a shift: the confirmed by furigana, applications and the line in turn."""
    rows = list(
        models.Assignment.objects.select_related("person", "attendance")
        .filter(shift=shift, state__in=[State.CONFIRMED, State.APPLIED, State.WAITING])
        .order_by("person__furigana", "person__name", "pk")
    )
    for row in rows:
        row.shift = shift
    return Roster(
        confirmed=[row for row in rows if row.state == State.CONFIRMED],
        applied=sorted((row for row in rows if row.state == State.APPLIED), key=lambda row: row.pk),
        waiting=sorted((row for row in rows if row.state == State.WAITING), key=lambda row: row.position or 0),
    )
