"""Who came and left, as it was written and as it was put right."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypedDict
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from backend.accounts import models as accounts
from backend.common import clock, errors
from volunteers import enums, models, permissions, rules
from volunteers.queries import assignments, people

Presence = enums.Presence


def event_of(client_id: UUID) -> models.AttendanceEvent | None:
    """This function will find the event that a device has sent before under its number."""
    known = models.AttendanceEvent.objects.select_related("attendance__assignment__person")
    return known.filter(client_id=client_id).first()


def as_written(stays: Iterable[rules.hours.Interval], *, break_minutes: int, minutes: int) -> str:
    """This function will say times, break and minutes in one line, as the history of an attendance keeps them."""
    times = "、".join(f"{_hour(came)}〜{_hour(left) if left else ''}" for came, left in stays)
    rest = f"（休憩{break_minutes}分）" if break_minutes else ""
    return f"{times}{rest} {minutes}分".strip()[:200]


def _hour(instant: datetime) -> str:
    return f"{instant.astimezone(clock.TOKYO):%-H:%M}"


def written(attendance: models.Attendance) -> str:
    """This function will say what is written of an attendance now."""
    stays = [stay.interval for stay in attendance.stays.order_by("starts_at")]
    return as_written(stays, break_minutes=attendance.break_minutes, minutes=attendance.proposed_minutes)


@dataclass(frozen=True, slots=True)
class Line:
    """One person of a shift on the day: whether they are there, and what stands out about their time."""

    assignment: models.Assignment
    presence: Presence
    late: int
    early: int
    no_show: models.NoShow | None

    @property
    def attendance(self) -> models.Attendance | None:
        """This function will give what was written of who came."""
        return self.assignment.attendance if assignments.came(self.assignment) else None

    @property
    def is_expected(self) -> bool:
        """This function will tell whether the person may still come."""
        return self.presence == Presence.EXPECTED

    @property
    def is_here(self) -> bool:
        """This function will tell whether the person has come and not left."""
        return self.presence == Presence.HERE

    @property
    def has_left(self) -> bool:
        """This function will tell whether the person has come and left."""
        return self.presence == Presence.LEFT

    @property
    def is_no_show(self) -> bool:
        """This function will tell whether it was recorded that the person did not come."""
        return self.presence == Presence.NO_SHOW


def lines_of(shift: models.Shift, places: Iterable[models.Assignment]) -> list[Line]:
    """This function will tell of everybody with a place how they stand to the shift on the day."""
    absent = standing_no_shows(shift)
    return [_line(shift, one, absent.get(one.pk)) for one in places]


def totals_of(lines: Iterable[Line]) -> dict[str, int]:
    """This function will count people by how they stand to the shift on the day."""
    counted = Counter(str(line.presence) for line in lines)
    return {str(one): counted[str(one)] for one in Presence}


def standing_no_shows(shift: models.Shift) -> dict[int, models.NoShow]:
    """This function will give the records of not having come that stand, by assignment."""
    found = models.NoShow.objects.select_related("recorded_by").filter(assignment__shift=shift, undone_at__isnull=True)
    return {one.assignment_id: one for one in found}


def expected_at(shift: models.Shift) -> list[models.Assignment]:
    """This function will list those with a place who were neither checked in nor recorded as not having come."""
    places = shift.assignments.confirmed().select_related("person", "attendance", "party__group", "party__organisation")
    lines = lines_of(shift, places.order_by("person__furigana", "person__name", "pk"))
    return [line.assignment for line in lines if line.is_expected]


def _line(shift: models.Shift, assignment: models.Assignment, no_show: models.NoShow | None) -> Line:
    if not assignments.came(assignment):
        return Line(assignment, Presence.NO_SHOW if no_show else Presence.EXPECTED, 0, 0, no_show)
    attendance = assignment.attendance
    return Line(
        assignment,
        Presence.HERE if attendance.is_here else Presence.LEFT,
        rules.hours.late_minutes(attendance.checked_in_at, starts_at=shift.starts_at),
        rules.hours.early_minutes(attendance.checked_out_at, ends_at=shift.ends_at),
        None,
    )


class State(TypedDict):
    """How one person stands to the shift on the day, without a name, for a device that knows the names."""

    code: str
    presence: str
    came_at: datetime | None
    left_at: datetime | None


def states_of(shift: models.Shift) -> list[State]:
    """This function will tell of each place of a shift whether its person is there."""
    places = shift.assignments.confirmed().select_related("attendance").order_by("pk")
    return [_state(line) for line in lines_of(shift, places)]


def _state(line: Line) -> State:
    attendance = line.attendance
    return State(
        code=line.assignment.code,
        presence=str(line.presence),
        came_at=attendance.checked_in_at if attendance else None,
        left_at=attendance.checked_out_at if attendance else None,
    )


@dataclass(frozen=True, slots=True)
class History:
    """All that was written about one attendance: the stays, the events of devices, and what was put right."""

    stays: list[models.Stay]
    events: list[models.AttendanceEvent]
    changes: list[models.AttendanceChange]


def history_of(assignment: models.Assignment) -> History:
    """This function will tell what was written about somebody's attendance; also what was crossed out."""
    return History(
        stays=list(models.Stay.objects.filter(attendance=assignment.pk).order_by("starts_at")),
        events=list(
            models.AttendanceEvent.objects.select_related("by").filter(attendance=assignment.pk).order_by("pk")
        ),
        changes=list(
            models.AttendanceChange.objects.select_related("made_by").filter(attendance=assignment.pk).order_by("pk")
        ),
    )


def no_show_of(assignment: models.Assignment) -> models.NoShow | None:
    """This function will give the record of somebody's not having come, if one stands."""
    found = models.NoShow.objects.select_related("recorded_by")
    return found.filter(assignment=assignment, undone_at__isnull=True).first()


def seen_by_its_person(assignment: models.Assignment) -> dict[str, History | models.NoShow | None]:
    """This function will give what a person's own page shows: what was put right, or the record of not having come."""
    has_come = assignments.came(assignment)
    return {
        "attendance_history": history_of(assignment) if has_come else None,
        "no_show": None if has_come else no_show_of(assignment),
    }


def awaiting_of(person: accounts.User, *, now: datetime) -> QuerySet[models.Assignment]:
    """This function will list those whose hours somebody can approve: of the shifts they run, and not their own.

    Who is still there waits for the end, up to which their time is proposed; the roster of the shift approves sooner.
    """
    is_done = Q(shift__ends_at__lte=now) | Q(attendance__checked_out_at__isnull=False)
    return (
        models.Assignment.objects.confirmed()
        .select_related("person", "attendance", "shift__request__organisation", "party__group", "party__organisation")
        .annotate(begins_at=F("shift__starts_at"))  # a page of the API ends at a value that each row has itself
        .filter(
            is_done,
            attendance__approved_at__isnull=True,
            attendance__voided_at__isnull=True,
            attendance__isnull=False,
            shift__starts_at__lte=now,
            shift__request__organisation__in=people.managed_organisations(person).order_by().values("pk"),
        )
        .exclude(person=person)
        .exclude(party__isnull=False, party__present__isnull=True)
        .order_by("shift__starts_at", "shift_id", "person__furigana", "person__name", "pk")
    )


def shifts_of(person: accounts.User, codes: Collection[str]) -> list[models.Shift]:
    """This function will give the shifts of these assignments, all of which somebody runs; raises NotFound."""
    run = people.managed_organisations(person).order_by().values("pk")
    places = models.Assignment.objects.filter(code__in=codes, shift__request__organisation__in=run)
    found = list(places.select_related("shift").order_by("shift_id", "pk"))
    if len(found) < len(codes):
        raise errors.NotFound
    return list({place.shift_id: place.shift for place in found}.values())


def unapproved_since(ended_before: datetime) -> QuerySet[models.Shift]:
    """This function will list the shifts that ended by an instant and have hours that nobody approved."""
    waiting = models.Attendance.objects.awaiting().filter(
        assignment__shift=OuterRef("pk"), assignment__state="confirmed"
    )
    return (
        models.Shift.objects.select_related("request__organisation")
        .filter(Exists(waiting), ends_at__lte=ended_before, ends_at__gt=ended_before - rules.hours.ASKED_FOR)
        .order_by("ends_at", "pk")
    )


@dataclass(frozen=True, slots=True)
class Reserve:
    """How many will probably not come, by the organisation's past activities; nobody is named."""

    likely_absent: int
    past_places: int
    past_absent: int


def reserve_of(shift: models.Shift, *, now: datetime) -> Reserve:
    """This function will tell how many of the reserve a shift will probably need, by this organisation's past alone."""
    past = models.Assignment.objects.confirmed().filter(
        shift__request__organisation=shift.request.organisation_id,
        shift__ends_at__lte=now,
        shift__ends_at__gt=now - rules.presence.REMINDED_FOR,
    )
    stands = Q(no_shows__undone_at__isnull=True, no_shows__objected_at__isnull=True, no_shows__isnull=False)
    sums: Mapping[str, int] = past.aggregate(
        places=Count("pk", distinct=True), absent=Count("pk", filter=stands, distinct=True)
    )
    likely = rules.presence.likely_absent(placed=shift.taken, past_places=sums["places"], past_absent=sums["absent"])
    return Reserve(likely, sums["places"], sums["absent"])


def to_remind_again(*, now: datetime) -> QuerySet[models.Assignment]:
    """This function will list who is reminded once more before a shift: those who missed one, and did not object."""
    missed = models.NoShow.objects.filter(
        assignment__person=OuterRef("person"),
        undone_at__isnull=True,
        objected_at__isnull=True,
        recorded_at__gt=now - rules.presence.REMINDED_FOR,
    )
    return (
        models.Assignment.objects.confirmed()
        .select_related("person", "shift__request__organisation")
        .filter(Exists(missed), shift__starts_at__gt=now, shift__starts_at__lte=now + rules.presence.REMINDED_BEFORE)
        .order_by("shift__starts_at", "pk")
    )


def kept_places(keeper: accounts.User, holder: accounts.User, *, day: date) -> list[models.Assignment]:
    """This function will list a card holder's places of a day in the shifts whose roster somebody keeps."""
    begin = clock.start_of(day)
    places = (
        models.Assignment.objects.detailed()
        .confirmed()
        .filter(person=holder, shift__starts_at__gte=begin, shift__starts_at__lt=begin + rules.hours.DAY)
        .order_by("shift__starts_at", "pk")
    )
    return [one for one in places if permissions.may_keep_roster(keeper, one.shift)]


def stays_of(shift: models.Shift) -> dict[int, list[models.Stay]]:
    """This function will give the stays of everybody in a shift, by assignment, the first first."""
    found: dict[int, list[models.Stay]] = {}
    for stay in models.Stay.objects.filter(attendance__assignment__shift=shift).order_by("starts_at"):
        found.setdefault(stay.attendance_id, []).append(stay)
    return found
