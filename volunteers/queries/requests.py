"""The board, and what an organisation and the reviewers see of requests."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Case, DateTimeField, Func, OuterRef, Prefetch, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Greatest

from backend.accounts import models as accounts
from backend.common import clock
from volunteers import enums, models, rules
from volunteers.queries import lines, windows

Status = enums.RequestStatus


@dataclass(frozen=True, slots=True)
class BoardFilter:
    """What a visitor looks for on the board; empty means all."""

    district: accounts.District | None = None
    field: models.Field | None = None
    day: date | None = None
    kind: str = ""
    purpose: str = ""


def board(wanted: BoardFilter, *, now: datetime) -> QuerySet[models.Request]:
    """This function will list the published requests with a time to come, the next to begin first.

    Each comes with the shifts and windows that match as `open_shifts` and `open_windows`, and `next_starts_at`. A
    window that is open begins today.
    """
    shifts, open_windows = _upcoming(wanted, now), windows.upcoming(today=clock.date_of(now), day=wanted.day)
    return (
        _with_something(wanted, shifts, open_windows)
        .annotate(next_starts_at=_next(shifts, open_windows, now))
        .select_related("organisation", "field", "district")
        .prefetch_related(
            # Without the range, which says what the two instants say: reading it costs more than all the rest.
            Prefetch("shifts", shifts.defer("during").order_by("starts_at", "pk"), to_attr="open_shifts"),
            Prefetch("windows", open_windows.order_by("first", "pk"), to_attr="open_windows"),
        )
        .order_by("next_starts_at", "pk")
    )


def number_on_board(wanted: BoardFilter, *, now: datetime) -> int:
    """This function will count the requests that `board` lists."""
    open_windows = windows.upcoming(today=clock.date_of(now), day=wanted.day)
    return _with_something(wanted, _upcoming(wanted, now), open_windows).count()


def _with_something(
    wanted: BoardFilter, shifts: QuerySet[models.Shift], open_windows: QuerySet[models.Window]
) -> QuerySet[models.Request]:
    # Not correlated: the server reads each table once, however many requests there are.
    found = Q(pk__in=shifts.values("request")) | Q(pk__in=open_windows.values("request"))
    return models.Request.objects.published().filter(found, _where(wanted))


def _next(shifts: QuerySet[models.Shift], open_windows: QuerySet[models.Window], now: datetime) -> Case:
    """This function will give in SQL when the next time of a request is; only one of the two tables is asked."""
    of_it = {"request": OuterRef("pk")}
    begins = shifts.filter(**of_it).order_by("starts_at").values("starts_at")[:1]
    opens = open_windows.filter(**of_it).order_by("first").values(opens=_StartOf("first"))[:1]
    today = Value(clock.start_of(clock.date_of(now)))
    picked = [enums.RequestKind.FLEXIBLE, enums.RequestKind.OPEN_ENDED]
    return Case(When(kind__in=picked, then=Greatest(Subquery(opens), today)), default=Subquery(begins))


class _StartOf(Func):
    """The first instant of a day in Tokyo."""

    template = "((%(expressions)s)::timestamp AT TIME ZONE 'Asia/Tokyo')"
    output_field = DateTimeField()


def _upcoming(wanted: BoardFilter, now: datetime) -> QuerySet[models.Shift]:
    """This function will give the set times to come; a picked time is its own people's, others pick one themselves."""
    upcoming = models.Shift.objects.filter(starts_at__gt=now, called_off_at=None, window=None)
    if wanted.day is None:
        return upcoming
    begins, ends = clock.start_of(wanted.day), clock.start_of(wanted.day + timedelta(days=1))
    return upcoming.filter(starts_at__gte=begins, starts_at__lt=ends)


def _where(wanted: BoardFilter) -> Q:
    asked = Q()
    if wanted.district is not None:
        asked &= Q(district=wanted.district)
    if wanted.field is not None:
        asked &= Q(field=wanted.field)
    if wanted.kind:
        asked &= Q(kind=wanted.kind)
    if wanted.purpose:
        asked &= Q(purpose=wanted.purpose)
    return asked


def detailed() -> QuerySet[models.Request]:
    """This function will give requests with what their own page shows."""
    return models.Request.objects.select_related("organisation", "field", "district")


def shifts_of(request: models.Request) -> QuerySet[models.Shift]:
    """This function will list a request's shifts in the order of time."""
    return request.shifts.select_related("request__organisation", "request__field", "request__district").order_by(
        "starts_at", "pk"
    )


def changeable_shifts(request: models.Request, *, now: datetime) -> QuerySet[models.Shift]:
    """This function will list the shifts that an edit can change: of a published request, those that are to come."""
    own = shifts_of(request).filter(window=None, called_off_at=None)
    return own.filter(starts_at__gt=now) if request.is_public else own


def detailed_shifts() -> QuerySet[models.Shift]:
    """This function will give shifts with their request and what belongs to it."""
    return models.Shift.objects.select_related("request__organisation", "request__field", "request__district")


@dataclass(frozen=True, slots=True)
class ShiftStanding:
    """A shift as one visitor sees it: how they stand to it, and whether they could apply."""

    shift: models.Shift
    mine: models.Assignment | None
    is_open: bool

    @property
    def can_apply(self) -> bool:
        """This function will tell whether the visitor is offered to apply; the rules still look at the person."""
        return self.is_open and self.mine is None

    @property
    def has_line(self) -> bool:
        """This function will tell whether applying means to wait in line."""
        return self.shift.is_full and self.shift.request.has_waiting_list


def with_standing(
    shifts: Iterable[models.Shift], *, person: accounts.User | None, now: datetime
) -> list[ShiftStanding]:
    """This function will put beside each shift how a visitor stands to it; `person` is None for the anonymous."""
    listed = list(shifts)
    mine = _mine(person, listed) if person else {}
    return [ShiftStanding(shift, mine.get(shift.pk), _is_open(shift, now)) for shift in listed]


def _mine(person: accounts.User, shifts: list[models.Shift]) -> dict[int, models.Assignment]:
    live = models.Assignment.objects.live().filter(person=person, shift__in=shifts)
    return {assignment.shift_id: assignment for assignment in live}


def _is_open(shift: models.Shift, now: datetime) -> bool:
    request = shift.request
    closed = lines.closed_reason(shift, now=now)
    shut = rules.events.shut(opens_at=request.opens_at, closes_at=request.closes_at, now=now)
    return closed is None and shut is None and (not shift.is_full or request.has_waiting_list)


def shown_to(standings: Iterable[ShiftStanding], *, organises: bool) -> list[ShiftStanding]:
    """This function will leave out the times that others picked: only they and the organisers see them one by one."""
    return [one for one in standings if organises or one.mine or one.shift.window_id is None]


def count_standing(request: models.Request, *, now: datetime, shift: models.Shift | None = None) -> int:
    """This function will count the people who stand to a shift, or to all shifts of a request that are before it."""
    live = models.Assignment.objects.filter(ended_at__isnull=True, shift__request=request, shift__starts_at__gt=now)
    return (live.filter(shift=shift) if shift else live).values("person").distinct().count()


def without_a_place(request: models.Request, *, now: datetime) -> QuerySet[models.Assignment]:
    """This function will list those who are asked, applied or wait, and have no place in what is to come.

    A place that is offered is none before the answer.
    """
    live = models.Assignment.objects.live().filter(shift__request=request, shift__starts_at__gt=now)
    unplaced = live.filter(state__in=enums.UNPLACED_STATES)
    return unplaced.select_related("person", "shift__request__organisation").order_by("shift", "pk")


def has_published(organisation: accounts.Organisation) -> bool:
    """This function will tell whether a request of the organisation has ever been published."""
    return organisation.requests.filter(published_at__isnull=False).exists()


def of_organisations(organisations: Iterable[accounts.Organisation]) -> QuerySet[models.Request]:
    """This function will list the requests of some organisations, the newest first, with their shifts."""
    return (
        detailed()
        .filter(organisation__in=list(organisations))
        .prefetch_related(
            Prefetch("shifts", models.Shift.objects.order_by("starts_at", "pk")),
            Prefetch("windows", models.Window.objects.order_by("first", "pk")),
        )
        .order_by("-created_at", "-pk")
    )


def with_times() -> QuerySet[models.Request]:
    """This function will give requests in no order, each with its times as the board brings them, also those past."""
    return detailed().prefetch_related(
        Prefetch("shifts", models.Shift.objects.filter(window=None).order_by("starts_at", "pk"), to_attr="open_shifts"),
        Prefetch("windows", models.Window.objects.order_by("first", "pk"), to_attr="open_windows"),
    )


def in_review() -> QuerySet[models.Request]:
    """This function will list the requests that wait for a review, the oldest first."""
    return detailed().filter(status=Status.IN_REVIEW).order_by("created_at", "pk")


def fields() -> QuerySet[models.Field]:
    """This function will list the fields of activity in the city's order."""
    return models.Field.objects.order_by("position", "pk")
