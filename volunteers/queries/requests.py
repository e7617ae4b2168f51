"""The board, and what an organisation and the reviewers see of requests."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import (
    Case,
    DateTimeField,
    Exists,
    Func,
    Min,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Greatest, Least

from backend.accounts import models as accounts
from backend.common import clock
from volunteers import enums, models, rules
from volunteers.queries import windows

Status = enums.RequestStatus


@dataclass(frozen=True, slots=True)
class BoardFilter:
    """What a visitor looks for on the board; empty means all."""

    district: accounts.District | None = None
    field: models.Field | None = None
    day: date | None = None
    kind: str = ""


def board(wanted: BoardFilter, *, now: datetime) -> QuerySet[models.Request]:
    """This function will list the published requests with a time to come, the next to begin first.

    Each comes with the shifts and windows that match as `open_shifts` and `open_windows`, and `next_starts_at`. A
    window that is open begins today.
    """
    today = clock.date_of(now)
    shifts, open_windows = _upcoming(wanted, now), windows.upcoming(today=today, day=wanted.day)
    of_it = {"request": OuterRef("pk")}
    requests = models.Request.objects.published().filter(
        Exists(shifts.filter(**of_it)) | Exists(open_windows.filter(**of_it)), _where(wanted)
    )
    opens = Subquery(open_windows.filter(**of_it).order_by("first").values(opens=_StartOf("first"))[:1])
    begins = Greatest(opens, Value(clock.start_of(today)))
    return (
        requests.annotate(
            window_opens=opens,
            next_starts_at=Least(
                Min("shifts__starts_at", filter=_from("shifts__", wanted, now)),
                Case(When(window_opens__isnull=False, then=begins)),
            ),
        )
        .select_related("organisation", "field", "district")
        .prefetch_related(
            Prefetch("shifts", shifts.order_by("starts_at", "pk"), to_attr="open_shifts"),
            Prefetch("windows", open_windows.order_by("first", "pk"), to_attr="open_windows"),
        )
        .order_by("next_starts_at", "pk")
    )


class _StartOf(Func):
    """The first instant of a day in Tokyo."""

    template = "((%(expressions)s)::timestamp AT TIME ZONE 'Asia/Tokyo')"
    output_field = DateTimeField()


def _upcoming(wanted: BoardFilter, now: datetime) -> QuerySet[models.Shift]:
    return models.Shift.objects.filter(_from("", wanted, now))


def _from(prefix: str, wanted: BoardFilter, now: datetime) -> Q:
    upcoming = Q(
        **{
            f"{prefix}starts_at__gt": now,
            f"{prefix}called_off_at__isnull": True,
            # A picked time is its own people's; others pick one in the window.
            f"{prefix}window__isnull": True,
        }
    )
    if wanted.day is None:
        return upcoming
    begins, ends = clock.start_of(wanted.day), clock.start_of(wanted.day + timedelta(days=1))
    return upcoming & Q(**{f"{prefix}starts_at__gte": begins, f"{prefix}starts_at__lt": ends})


def _where(wanted: BoardFilter) -> Q:
    asked = Q()
    if wanted.district is not None:
        asked &= Q(district=wanted.district)
    if wanted.field is not None:
        asked &= Q(field=wanted.field)
    if wanted.kind:
        asked &= Q(kind=wanted.kind)
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
    closed = rules.places.closed_reason(
        status=request.status, starts_at=shift.starts_at, called_off=shift.is_called_off, now=now
    )
    return closed is None and (not shift.is_full or request.has_waiting_list)


def shown_to(standings: Iterable[ShiftStanding], *, organises: bool) -> list[ShiftStanding]:
    """This function will leave out the times that others picked: only they and the organisers see them one by one."""
    return [one for one in standings if organises or one.mine or one.shift.window_id is None]


def count_standing(request: models.Request, *, now: datetime, shift: models.Shift | None = None) -> int:
    """This function will count the people who stand to a shift, or to all shifts of a request that are before it."""
    live = models.Assignment.objects.filter(ended_at__isnull=True, shift__request=request, shift__starts_at__gt=now)
    return (live.filter(shift=shift) if shift else live).values("person").distinct().count()


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


def in_review() -> QuerySet[models.Request]:
    """This function will list the requests that wait for a review, the oldest first."""
    return detailed().filter(status=Status.IN_REVIEW).order_by("created_at", "pk")


def fields() -> QuerySet[models.Field]:
    """This function will list the fields of activity in the city's order."""
    return models.Field.objects.order_by("position", "pk")
