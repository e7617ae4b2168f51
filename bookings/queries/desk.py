"""One center's day as its desk works with it: what stands where, what to do next, and what waits (requirement A6)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet

from backend.accounts import models as accounts
from backend.common import clock
from bookings import enums, models
from bookings.queries import availability, calendars, centers
from bookings.rules import desk_steps

# A list of what waits shows so many; then the desk goes by date.
SHOWN = 30
CHECK_IN_OPENS = timedelta(minutes=30)
RELATED = ("center", "room__center", "booked_by", "group", "report", "application")


@dataclass(frozen=True, slots=True)
class Entry:
    """A booking as the desk works with it. `is_continued` says that it began in an earlier period."""

    booking: models.Booking
    steps: tuple[enums.DeskStep, ...] = ()
    notes: tuple[models.DeskNote, ...] = ()
    is_form_overdue: bool = False
    is_continued: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """One period of a room on the day: its bookings, or else what it is."""

    period: calendars.PeriodTime
    status: enums.CellStatus
    entries: tuple[Entry, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A room with its periods of the day."""

    room: models.Room
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Board:
    """A day at a center, room by room and period by period; `columns` are the periods that most rooms have."""

    center: models.Center
    day: date
    rows: tuple[Row, ...]

    @property
    def entries(self) -> list[Entry]:
        """This function will give every booking of the day once."""
        return [e for row in self.rows for cell in row.cells for e in cell.entries if not e.is_continued]


@dataclass(frozen=True, slots=True)
class Waiting:
    """Some of what waits for the desk, the soonest use first; `has_more` where the list was cut."""

    entries: tuple[Entry, ...]
    has_more: bool


@dataclass(frozen=True, slots=True)
class Desk:
    """All that one screen of the desk shows."""

    board: Board
    to_approve: Waiting
    forms_due: Waiting
    reports_missing: Waiting
    offers: Waiting

    @property
    def bookings(self) -> list[models.Booking]:
        """This function will give every booking on the screen once."""
        lists = (self.to_approve, self.forms_due, self.reports_missing, self.offers)
        shown = [*self.board.entries, *(entry for waiting in lists for entry in waiting.entries)]
        return list({entry.booking.pk: entry.booking for entry in shown}.values())

    @property
    def noted(self) -> list[Entry]:
        """This function will give the bookings of the day about which the desk wrote something down."""
        return [entry for entry in self.board.entries if entry.notes]


@dataclass(frozen=True)
class _Day:
    """What a day's cells are made of."""

    day: date
    now: datetime
    calendar: calendars.Calendar
    by_room: Mapping[int, Sequence[Entry]]
    taken: Mapping[int, Sequence[tuple[datetime, datetime]]]


def desk(center: models.Center, *, day: date, now: datetime) -> Desk:
    """This function will gather what the desk of a center sees on its screen: a day, and all that waits."""
    lists = [list(found[: SHOWN + 1]) for found in _lists(center, now)]
    held = list(_held(center, day, day, now))
    notes = _notes([*held, *(booking for found in lists for booking in found)])
    to_approve, forms_due, reports, offers = (_waiting(found, notes, now) for found in lists)
    return Desk(_board(center, day, held, notes, now), to_approve, forms_due, reports, offers)


def board(center: models.Center, *, day: date, now: datetime) -> Board:
    """This function will lay out one day at a center, with the desk's notes."""
    held = list(_held(center, day, day, now))
    return _board(center, day, held, _notes(held), now)


def week(center: models.Center, *, first: date, now: datetime) -> list[Board]:
    """This function will lay out seven days at a center from a date on, without notes."""
    last = first + timedelta(days=6)
    by_day: defaultdict[date, list[models.Booking]] = defaultdict(list)
    for booking in _held(center, first, last, now):
        by_day[booking.date].append(booking)
    rooms = _rooms(center)
    calendar = calendars.calendar(center, first=first, last=last)
    taken = availability.taken([room.pk for room in rooms], first=first, last=last, now=now)
    days = [first + timedelta(days=ahead) for ahead in range(7)]
    return [
        Board(center, day, _rows(rooms, _Day(day, now, calendar, _by_room(by_day[day], {}, calendar, now), taken)))
        for day in days
    ]


def entry(booking: models.Booking, *, now: datetime) -> Entry:
    """This function will give one booking as the desk works with it."""
    calendar = calendars.calendar(booking.center, first=booking.date, last=booking.date)
    return _entry(booking, _notes([booking]), calendar, now)


def notes_of(booking: models.Booking) -> QuerySet[models.DeskNote]:
    """This function will list what the desk wrote down about a booking, the newest first."""
    return models.DeskNote.objects.filter(booking=booking).select_related("by").order_by("-at", "-pk")


def groups_known(center: models.Center) -> QuerySet[accounts.Group]:
    """This function will list the groups that a center knows: registered at its desk, or with bookings here."""
    came = models.Booking.objects.filter(center=center, group__isnull=False).values("group")
    return accounts.Group.objects.filter(Q(center_code=center.code) | Q(pk__in=came)).order_by("name", "pk")


def _board(center: models.Center, day: date, held: Sequence[models.Booking], notes: "_Notes", now: datetime) -> Board:
    rooms = _rooms(center)
    calendar = calendars.calendar(center, first=day, last=day)
    taken = availability.taken([room.pk for room in rooms], first=day, last=day, now=now)
    return Board(center, day, _rows(rooms, _Day(day, now, calendar, _by_room(held, notes, calendar, now), taken)))


def _rooms(center: models.Center) -> list[models.Room]:
    found = list(centers.rooms_of(center))
    for room in found:
        room.center = center
    return found


def _held(center: models.Center, first: date, last: date, now: datetime) -> QuerySet[models.Booking]:
    """This function will list what holds a room on days, and who did not come, so that a mistake can be put right."""
    holding = Q(state__in=enums.LIVE_STATES) & (Q(holds_until=None) | Q(holds_until__gt=now))
    found = models.Booking.objects.filter(center=center, date__range=(first, last))
    shown = found.filter(holding | Q(state=enums.State.NO_SHOW)).select_related(*RELATED)
    return shown.order_by("starts_at", "pk")


def _lists(center: models.Center, now: datetime) -> list[QuerySet[models.Booking]]:
    here = models.Booking.objects.filter(center=center).select_related(*RELATED).order_by("starts_at", "pk")
    waiting = here.filter(state__in=[enums.State.TENTATIVE, enums.State.APPLIED])
    tonight = clock.start_of(clock.date_of(now) + timedelta(days=1))
    since = now - desk_steps.REPORTS_LOOKED_BACK
    return [
        waiting.filter(Q(holds_until=None) | Q(holds_until__gt=now)),
        waiting.filter(state=enums.State.TENTATIVE, form_due_at__lte=tonight),
        here.filter(state=enums.State.USED, report=None, starts_at__gte=since, ends_at__lte=now),
        here.filter(state=enums.State.OFFERED, holds_until__gt=now),
    ]


_Notes = Mapping[int, tuple[models.DeskNote, ...]]


def _notes(bookings: Iterable[models.Booking]) -> _Notes:
    wanted = {booking.pk for booking in bookings}
    found: defaultdict[int, tuple[models.DeskNote, ...]] = defaultdict(tuple)
    for note in models.DeskNote.objects.filter(booking__in=wanted).select_related("by").order_by("at", "pk"):
        found[note.booking_id] = (*found[note.booking_id], note)
    return found


def _waiting(found: Sequence[models.Booking], notes: _Notes, now: datetime) -> Waiting:
    shown = found[:SHOWN]
    return Waiting(tuple(_entry(booking, notes, None, now) for booking in shown), len(found) > SHOWN)


def _by_room(
    held: Iterable[models.Booking], notes: _Notes, calendar: calendars.Calendar, now: datetime
) -> Mapping[int, Sequence[Entry]]:
    found: defaultdict[int, list[Entry]] = defaultdict(list)
    for booking in held:
        found[booking.room_id].append(_entry(booking, notes, calendar, now))
    return found


def _entry(booking: models.Booking, notes: _Notes, calendar: calendars.Calendar | None, now: datetime) -> Entry:
    facts = _facts(booking, calendar, now)
    return Entry(
        booking,
        tuple(enums.DeskStep(step) for step in desk_steps.desk_steps(facts)),
        notes.get(booking.pk, ()),
        desk_steps.is_form_overdue(facts),
    )


def _facts(booking: models.Booking, calendar: calendars.Calendar | None, now: datetime) -> desk_steps.DeskFacts:
    in_force = calendar.rules(booking.room, booking.date) if calendar else None
    opens = in_force.check_in.opens_minutes if in_force and in_force.check_in else None
    report = getattr(booking, "report", None)
    by_desk = bool(in_force and in_force.room_check and in_force.room_check.by_desk)
    return desk_steps.DeskFacts(
        now=now,
        state=booking.state,
        starts_at=booking.starts_at,
        ends_at=booking.ends_at,
        check_in_from=booking.starts_at - (CHECK_IN_OPENS if opens is None else timedelta(minutes=opens)),
        form_due_at=booking.form_due_at,
        has_report=report is not None,
        decided_here=booking.approver != enums.Approver.CITY,
        room_checked=bool(report and report.room_checked_at) if by_desk else None,
    )


def _rows(rooms: Iterable[models.Room], of_day: _Day) -> tuple[Row, ...]:
    return tuple(Row(room, _cells(room, of_day)) for room in rooms)


def _cells(room: models.Room, of_day: _Day) -> tuple[Cell, ...]:
    closed = of_day.calendar.closed(room, of_day.day)
    periods = of_day.calendar.periods(room, of_day.day)
    return tuple(_cell(room, period, of_day, closed.reason if closed else "") for period in periods)


def _cell(room: models.Room, period: calendars.PeriodTime, of_day: _Day, closed: str) -> Cell:
    starts, ends = clock.at(of_day.day, period.starts), clock.at(of_day.day, period.ends)
    entries = tuple(
        _seen_from(entry, starts)
        for entry in of_day.by_room.get(room.pk, ())
        if entry.booking.starts_at < ends and starts < entry.booking.ends_at
    )
    return Cell(period, _status(room, starts, ends, of_day, closed), entries, closed)


def _seen_from(entry: Entry, starts: datetime) -> Entry:
    if entry.booking.starts_at >= starts:
        return entry
    return Entry(entry.booking, entry.steps, entry.notes, entry.is_form_overdue, is_continued=True)


def _status(room: models.Room, starts: datetime, ends: datetime, of_day: _Day, closed: str) -> enums.CellStatus:
    if closed:
        return enums.CellStatus.CLOSED
    if availability.is_taken(room, starts, ends, of_day.taken[room.pk]):
        return enums.CellStatus.BLOCKED
    return enums.CellStatus.PAST if ends <= of_day.now else enums.CellStatus.FREE
