"""Who stands how to which shift."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, QuerySet, Sum

from backend.accounts import models as accounts
from volunteers import enums, errors, models, rules

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

    @property
    def spoken(self) -> str:
        """This function will say the time in hours and minutes."""
        hours, minutes = divmod(self.minutes, 60)
        return f"{hours}時間{minutes}分" if minutes else f"{hours}時間"


def total_of(person: accounts.User) -> Total:
    """This function will add up a person's approved minutes and points."""
    approved = models.Attendance.objects.filter(assignment__person=person, approved_at__isnull=False)
    sums = approved.aggregate(minutes=Sum("approved_minutes"), points=Sum("points"))
    return Total(minutes=sums["minutes"] or 0, points=sums["points"] or 0)


def place_in_line(assignment: models.Assignment) -> int:
    """This function will tell how manyth somebody is in the waiting list, counting from 1."""
    ahead = assignment.shift.assignments.in_line().filter(position__lt=assignment.position)
    return ahead.count() + 1


@dataclass(frozen=True, slots=True)
class Standing:
    """What a volunteer can do about one assignment now; `line` is 0 unless a place may still come."""

    line: int
    can_withdraw: bool
    can_answer: bool
    attendance: models.Attendance | None


def standing(assignment: models.Assignment, *, now: datetime) -> Standing:
    """This function will tell a volunteer how one assignment stands and what they can do about it."""
    state, shift = assignment.state, assignment.shift
    return Standing(
        line=place_in_line(assignment) if state == State.WAITING and not shift.has_started(now) else 0,
        can_withdraw=rules.places.can_withdraw(state=state, starts_at=shift.starts_at, now=now)
        and not came(assignment),
        can_answer=rules.places.can_answer(state) and not shift.has_started(now),
        attendance=assignment.attendance if came(assignment) else None,
    )


def own_place(person: accounts.User, shift: models.Shift) -> models.Assignment | None:
    """This function will give a person's confirmed place in a shift."""
    return models.Assignment.objects.detailed().confirmed().filter(person=person, shift=shift).first()


def attendance_of(assignment: models.Assignment) -> models.Attendance:
    """This function will give the attendance of somebody who was checked in. Raises NotCheckedIn."""
    if not came(assignment):
        raise errors.NotCheckedIn
    return assignment.attendance


def count_came(shift: models.Shift) -> int:
    """This function will count those of a shift who have been checked in."""
    return models.Attendance.objects.filter(assignment__shift=shift).count()


@dataclass(frozen=True, slots=True)
class Roster:
    """Everybody of a shift as the organiser sees them."""

    confirmed: list[models.Assignment]
    applied: list[models.Assignment]
    waiting: list[models.Assignment]

    @property
    def people(self) -> list[accounts.User]:
        """This function will list everybody whose name is on the roster."""
        return [each.person for each in [*self.confirmed, *self.applied, *self.waiting]]

    def awaiting_from(self, by: accounts.User) -> list[models.Assignment]:
        """This function will list those who came and whose hours somebody can approve now."""
        return [
            each
            for each in self.confirmed
            if came(each)
            and not each.attendance.is_approved
            and rules.hours.can_approve(person=each.person.code, by=by.code)
        ]

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
