"""Who stands how to which shift."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet, Sum

from backend.accounts import models as accounts
from volunteers import enums, errors, models, rules
from volunteers.queries import changes, consents, lines

State = enums.AssignmentState


@dataclass(frozen=True, slots=True)
class Met:
    """What a person has at the time of a shift: a place elsewhere, a standing to the shift itself."""

    is_busy: bool
    stands: bool


def met_at(person: accounts.User, shift: models.Shift) -> Met:
    """This function will tell what a person has at the time of a shift."""
    live = models.Assignment.objects.live().filter(person=person, during__overlap=(shift.starts_at, shift.ends_at))
    found = list(live.values_list("shift", "state"))
    return Met(
        is_busy=any(pk != shift.pk and state in enums.PLACED_STATES for pk, state in found),
        stands=any(pk == shift.pk for pk, _ in found),
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
    return models.Assignment.objects.detailed().filter(person=person).prefetch_related(changes.ANSWERS)


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
    """This function will add up a person's approved minutes of help, and points; at events people do not help."""
    approved = models.Attendance.objects.filter(assignment__person=person, approved_at__isnull=False)
    absent = Q(assignment__party__contact_came=False)
    helped = Q(assignment__shift__request__purpose=enums.Purpose.ACTIVITY) & ~absent
    sums = approved.aggregate(minutes=Sum("approved_minutes", filter=helped), points=Sum("points"))
    return Total(minutes=sums["minutes"] or 0, points=sums["points"] or 0)


@dataclass(frozen=True, slots=True)
class Standing:
    """What a volunteer can do about one assignment now; `line` is 0 unless a place may still come.

    It `came_too_late` where the recruiting was ended before they had a place.
    """

    line: int
    can_withdraw: bool
    can_answer: bool
    came_too_late: bool
    attendance: models.Attendance | None


def standing(assignment: models.Assignment, *, now: datetime) -> Standing:
    """This function will tell a volunteer how one assignment stands and what they can do about it."""
    state, shift = assignment.state, assignment.shift
    is_over = shift.request.status == enums.RequestStatus.CLOSED
    may_come = not is_over and not shift.has_started(now)
    return Standing(
        line=lines.place_in_line(assignment) if state == State.WAITING and may_come else 0,
        can_withdraw=rules.places.can_withdraw(state=state, starts_at=shift.starts_at, now=now)
        and not came(assignment),
        can_answer=rules.places.can_answer(state) and may_come,
        came_too_late=is_over and state in enums.UNPLACED_STATES,
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
    return models.Attendance.objects.standing().filter(assignment__shift=shift).count()


@dataclass(frozen=True, slots=True)
class Roster:
    """Everybody of a shift as the organiser sees them."""

    confirmed: list[models.Assignment]
    applied: list[models.Assignment]
    waiting: list[models.Assignment]
    asked: list[models.Assignment]
    consented: set[int]

    @property
    def people(self) -> list[accounts.User]:
        """This function will list everybody whose name is on the roster."""
        return [each.person for each in [*self.confirmed, *self.applied, *self.asked, *self.waiting]]

    def awaiting_from(self, by: accounts.User) -> list[models.Assignment]:
        """This function will list those who came and whose hours somebody can approve now."""
        return [
            each
            for each in self.confirmed
            if came(each)
            and not each.attendance.is_approved
            and is_counted(each)
            and rules.hours.can_approve(person=each.person.code, by=by.code)
        ]

    @property
    def came_count(self) -> int:
        """This function will count those who have been checked in."""
        return sum(_came_with(each) for each in self.confirmed)


def is_counted(assignment: models.Assignment) -> bool:
    """This function will tell whether it is known how many came: of a party somebody writes it."""
    return not hasattr(assignment, "party") or assignment.party.is_counted


def _came_with(assignment: models.Assignment) -> int:
    if not came(assignment):
        return 0
    return assignment.party.present or 1 if hasattr(assignment, "party") else 1


def came(assignment: models.Assignment) -> bool:
    """This function will tell whether somebody has been checked in, and nobody has crossed it out."""
    return hasattr(assignment, "attendance") and not assignment.attendance.is_voided


def roster(shift: models.Shift) -> Roster:
    """This function will give everybody of a shift: those with a place by furigana, all others in their turn."""
    rows = list(
        models.Assignment.objects.select_related(
            "person",
            "attendance",
            "phone_permission",
            "party__group",
            "party__organisation",
            "party_member__party__group",
            "party_member__party__organisation",
        )
        .filter(shift=shift, state__in=[*enums.PLACED_STATES, State.APPLIED])
        .order_by("person__furigana", "person__name", "pk")
    )
    waiting = list(lines.in_order(shift))
    for row in [*rows, *waiting]:
        row.shift = shift
    kept = (row for row in rows if row.answer_due_at is not None)
    confirmed = [row for row in rows if row.state == State.CONFIRMED]
    return Roster(
        confirmed=confirmed,
        consented=consents.consented(shift, confirmed),
        applied=sorted((row for row in rows if row.state == State.APPLIED), key=lambda row: row.pk),
        waiting=waiting,
        asked=sorted(kept, key=lambda row: (row.answer_due_at, row.pk)),
    )
