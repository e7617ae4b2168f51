"""The waiting lists: who stands in them, in the order of each request's rule."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import (
    Case,
    Count,
    DateTimeField,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce

from backend.accounts import models as accounts
from backend.common import clock
from backend.notices import queries as notices
from volunteers import enums, models, rules

State, Order = enums.AssignmentState, enums.LineOrder
FIRST, AFTER = Value(0), Value(1)
HOUR = timedelta(hours=1)


def in_order(shift: models.Shift) -> QuerySet[models.Assignment]:
    """This function will list those who wait for a shift, whoever is asked first at the head.

    Equal ones stand in the order in which they came. Each has `is_busy`: they fill a place elsewhere at that time.
    """
    busy = models.Assignment.objects.placed().filter(
        person=OuterRef("person"), during__overlap=(shift.starts_at, shift.ends_at)
    )
    return (
        shift.assignments.filter(state=State.WAITING)
        .select_related("person")
        .annotate(turn=_turn(shift), is_busy=Exists(busy))
        .order_by("turn", "position")
    )


def _turn(shift: models.Shift) -> Combinable:
    request = shift.request
    if request.line_order == Order.FEWER:
        return Coalesce(_places_in_month(shift), 0)
    if request.line_order == Order.MEMBERS:
        member = accounts.OrganisationMember.objects.filter(
            organisation=request.organisation_id, user=OuterRef("person")
        )
        return Case(When(Exists(member), then=FIRST), default=AFTER)
    if request.line_order == Order.DISTRICT:
        return Case(When(person__district=request.district_id, then=FIRST), default=AFTER)
    return FIRST


def _places_in_month(shift: models.Shift) -> Subquery:
    """This function will count in SQL a person's confirmed places in the month of a shift, Tokyo's."""
    begins, ends = (clock.start_of(day) for day in rules.offers.month_of(shift.day))
    mine = models.Assignment.objects.confirmed().filter(
        person=OuterRef("person"), shift__starts_at__gte=begins, shift__starts_at__lt=ends
    )
    counted = mine.order_by().values("person").annotate(n=Count("pk")).values("n")
    return Subquery(counted, output_field=IntegerField())


def place_in_line(assignment: models.Assignment) -> int:
    """This function will tell how manyth somebody is in the waiting list by its rule, counting from 1."""
    line = list(in_order(assignment.shift).values_list("pk", flat=True))
    return line.index(assignment.pk) + 1 if assignment.pk in line else 0


def waited_for(people: Collection[int], left: models.Shift) -> QuerySet[models.Shift]:
    """This function will list the shifts with a free place for which some people wait, at the time of one they left."""
    waiting = models.Assignment.objects.filter(
        person__in=people, state=State.WAITING, during__overlap=(left.starts_at, left.ends_at)
    )
    found = models.Shift.objects.filter(pk__in=waiting.values("shift"), taken__lt=F("capacity"))
    return found.exclude(pk=left.pk).order_by("pk")


def with_line(request: models.Request, *, now: datetime) -> QuerySet[models.Shift]:
    """This function will list the shifts of a request that are to come, have a free place, and ever had a line."""
    return request.shifts.filter(starts_at__gt=now, line__gt=0, taken__lt=F("capacity")).order_by("pk")


def overdue(now: datetime) -> QuerySet[models.Assignment]:
    """This function will list the places that were kept until an instant that is over, the longest over first."""
    return models.Assignment.objects.overdue(now).select_related("shift").order_by("answer_due_at", "pk")


def overdue_before(shift: models.Shift, *, now: datetime) -> QuerySet[models.Assignment]:
    """This function will list what is overdue and keeps a place of a shift, or somebody of its line from one."""
    waiting = Q(
        person__assignments__shift=shift,
        person__assignments__state=State.WAITING,
        during__overlap=(shift.starts_at, shift.ends_at),
    )
    found = models.Assignment.objects.overdue(now).filter(Q(shift=shift) | waiting)
    unique = models.Assignment.objects.filter(pk__in=found.values("pk"))
    return unique.select_related("shift").order_by("answer_due_at", "pk")


def overdue_of(person: accounts.User, shift: models.Shift, *, now: datetime) -> QuerySet[models.Assignment]:
    """This function will list what is overdue and keeps a person from a shift."""
    found = models.Assignment.objects.overdue(now).filter(
        person=person, during__overlap=(shift.starts_at, shift.ends_at)
    )
    return found.select_related("shift").order_by("answer_due_at", "pk")


def invitations_over(now: datetime) -> QuerySet[models.Assignment]:
    """This function will list the invitations that nobody answered in their time."""
    over = models.Assignment.objects.filter(state=State.INVITED, invitation_due_at__lte=now)
    return over.select_related("shift").order_by("invitation_due_at", "pk")


def unanswered(now: datetime) -> QuerySet[models.Assignment]:
    """This function will list those who are asked, have not answered though they can, and have not been reminded."""
    asked = models.Assignment.objects.filter(
        state=State.OFFERED,
        answer_due_at__gt=now,
        reminded_at=None,
        shift__request__status=enums.RequestStatus.PUBLISHED,
    )
    return asked.select_related("shift").order_by("answer_due_at", "pk")


def ended(now: datetime) -> QuerySet[models.Assignment]:
    """This function will list those in line of whom nobody is asked any more, and who have not been told so.

    Who joined the line after that knew it. What is called off, closed or has begun is told of otherwise.
    """
    hours = ExpressionWrapper(F("shift__request__cutoff_hours") * Value(HOUR), output_field=DurationField())
    last = ExpressionWrapper(F("shift__starts_at") - hours - rules.lines.LEAST_TO_ANSWER, output_field=DateTimeField())
    waiting = models.Assignment.objects.filter(
        state=State.WAITING,
        shift__starts_at__gt=now,
        shift__called_off_at=None,
        shift__request__status=enums.RequestStatus.PUBLISHED,
    )
    over = waiting.annotate(last=last).filter(last__lt=now, created_at__lte=F("last"))
    told = notices.was_told("person", Value("line_ended:"), OuterRef("code"), Value(":1"))
    return over.exclude(told).select_related("shift").order_by("shift__starts_at", "position", "pk")


def can_take(assignment: models.Assignment, *, now: datetime) -> bool:
    """This function will tell whether somebody in line can take a free place at once, as it is too late to be asked."""
    shift = assignment.shift
    if not assignment.is_waiting or shift.free < assignment.places:
        return False
    return closed_reason(shift, now=now) is None and answer_due(shift, now=now) is None


def closed_reason(shift: models.Shift, *, now: datetime) -> enums.Reason | None:
    """This function will tell why nobody gets a place of a shift any more; None while its places are given."""
    return rules.places.closed_reason(
        status=shift.request.status, starts_at=shift.starts_at, called_off=shift.is_called_off, now=now
    )


def answer_due(shift: models.Shift, *, now: datetime) -> datetime | None:
    """This function will give until when somebody of a shift's line who is asked now can answer; None when too late."""
    request = shift.request
    return rules.lines.answer_due(
        starts_at=shift.starts_at, answer_hours=request.answer_hours, cutoff_hours=request.cutoff_hours, now=now
    )


@dataclass(frozen=True, slots=True)
class LineStanding:
    """What somebody of a waiting list can do now; the instants are None where nobody is asked or awaited any more."""

    order: str
    due: datetime | None
    asks_until: datetime | None
    can_answer: bool
    can_take: bool
    can_say_short_notice: bool


def standing(assignment: models.Assignment, *, now: datetime) -> LineStanding:
    """This function will tell somebody how the line goes in which they stand, and what they can do about it."""
    shift, request = assignment.shift, assignment.shift.request
    is_open = closed_reason(shift, now=now) is None
    waits = assignment.is_waiting and is_open
    last = rules.lines.asks_until(starts_at=shift.starts_at, cutoff_hours=request.cutoff_hours)
    return LineStanding(
        order=request.get_line_order_display(),
        due=assignment.answer_due_at if assignment.is_offered and is_open else None,
        asks_until=last if waits and answer_due(shift, now=now) else None,
        can_answer=assignment.is_offered and is_open and not assignment.is_overdue(now),
        can_take=can_take(assignment, now=now),
        can_say_short_notice=waits and request.confirms_late,
    )
