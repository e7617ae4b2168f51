"""A booking goes to another room, date or period, or says something else: the same booking, wholly or not at all.

Old and new spaces are locked together before the bookings (decision 0004). The old slot is given back in the
transaction that takes the new one; where the new one cannot be had, nothing has changed.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date as day
from datetime import datetime
from typing import Any

from django.db import transaction

from backend.accounts import models as accounts
from backend.accounts import permissions as roles
from backend.common import audit, retries
from backend.common import errors as common
from backend.notices import actions as notices
from bookings import enums, errors, models, rules
from bookings.actions import admission, drafting, holding, steps, sweeping
from bookings.queries import calendars, fitting, wishes
from bookings.rules import moving as moves
from points import actions as points

# What a move writes anew from the wish; all else of a booking stays.
PLACE = ("room", "date", "period_codes", "periods_text", "starts_at", "ends_at", "during")
WORDS = ("headcount", "purpose", "activity")
MONEY = ("fee_yen", "discount_yen", "coupon_code")
TIMES = ("state", "form_due_at", "form_reminded_at", "holds_until", "report_due_at", "rules_codes")
# The rules that a change of headcount or activity raises anew.
PEOPLE = {"too_few_people", "too_many_people", "over_capacity"}
ACTIVITY = {"banned_activity"}
Refused = Callable[[Sequence[fitting.Fit]], common.DomainError]


@dataclass(frozen=True, kw_only=True)
class Change:
    """What is to be different about a booking; None leaves it as it is."""

    room: models.Room | None = None
    date: day | None = None
    periods: tuple[str, ...] | None = None
    headcount: int | None = None
    purpose: str | None = None
    activity: str | None = None


@dataclass(frozen=True, kw_only=True)
class Move:
    """A locked booking, the wish that it becomes, and how much of it becomes another."""

    booking: models.Booking
    wish: wishes.Wish
    purpose: str
    changes_place: bool
    changes_words: bool

    @property
    def needs_look(self) -> bool:
        """This function will tell whether the desk permitted something else: all but the number of people."""
        return self.changes_place or self.changes_words


@retries.on_conflict
def move_booking(
    booking: models.Booking,
    *,
    by: accounts.User,
    now: datetime,
    room: models.Room | None = None,
    date: day | None = None,
    periods: Sequence[str] | None = None,
    headcount: int | None = None,
    purpose: str | None = None,
    activity: str | None = None,
) -> models.Booking:
    """This function will bring a booking to another room, date or period of its center, or change what it says.

    The code, the group and the person stay. Rules are asked as for a new wish, without counting the booking itself.
    Raises PeriodTaken and RuleRefused (with alternatives), PeriodUnknown, RoomElsewhere, NothingChanged, NotMovable
    and TooLateToMove; then the booking is as it was.
    """
    named = tuple(periods) if periods is not None else None
    change = Change(room=room, date=date, periods=named, headcount=headcount, purpose=purpose, activity=activity)
    try:
        (moved,) = move_all([booking], change=lambda _: change, by=by, now=now, refused=_single_refusal)
    except errors.Refusal as refusal:
        refusal.offer(_alternatives(booking, wish_of(booking, change, by=by), now))
        raise
    _announce(moved, now=now, coupon_back=bool(booking.coupon_code and not moved.coupon_code))
    return moved


def move_all(
    bookings: Sequence[models.Booking],
    *,
    change: Callable[[models.Booking], Change],
    by: accounts.User,
    now: datetime,
    refused: Refused,
) -> list[models.Booking]:
    """This function will move several bookings of one person or group in one transaction, all of them or none.

    `refused` makes the error when one of them does not fit. The caller tells the person.
    """
    asked = [wish_of(booking, change(booking), by=by) for booking in bookings]
    sweep_places(asked, now=now)
    with transaction.atomic():
        return _moved(bookings, asked, change, by, now, refused)


def wish_of(booking: models.Booking, change: Change, *, by: accounts.User) -> wishes.Wish:
    """This function will give the wish that a booking becomes by a change. Raises RoomElsewhere."""
    room = change.room or booking.room
    if room.center_id != booking.center_id:
        raise errors.RoomElsewhere(center_name=booking.center.name)
    room.center = booking.center
    return wishes.Wish(
        room=room,
        date=change.date or booking.date,
        periods=tuple(booking.period_codes) if change.periods is None else change.periods,
        headcount=booking.headcount if change.headcount is None else change.headcount,
        activity=booking.activity if change.activity is None else change.activity,
        person=booking.booked_by,
        group=booking.group,
        with_guardian=booking.with_guardian,
        by_desk=roles.is_staff_of(by, booking.center.code),
    )


def sweep_places(asked: Iterable[wishes.Wish], *, now: datetime) -> None:
    """This function will end what is overdue where somebody wants to go, before anything is locked."""
    wanted = {(wish.room.pk, wish.date): wish for wish in asked}
    rooms, days = {pk for pk, _ in wanted}, {date for _, date in wanted}
    overdue = models.Booking.objects.overdue(now).filter(date__in=days)
    sharing = overdue.filter(room__room_spaces__space__room_spaces__room__in=rooms)
    for found in sharing.select_related("room").distinct().order_by("pk"):
        sweeping.end_overdue(found, now=now)


def _moved(
    bookings: Sequence[models.Booking],
    asked: Sequence[wishes.Wish],
    change: Callable[[models.Booking], Change],
    by: accounts.User,
    now: datetime,
    refused: Refused,
) -> list[models.Booking]:
    admission.lock_counted(asked[0])
    rows = steps.locked_all(bookings, rooms=[wish.room for wish in asked])
    planned = [_move(row, change(row), by, now) for row in rows]
    days = [row.date for row in rows]
    term = fitting.term([move.wish for move in planned], now=now, without=[row.pk for row in rows], also=days)
    fits = judged(term, planned, by_desk=planned[0].wish.by_desk)
    if not all(fit.fits for fit in fits):
        raise refused(fits)
    _write(planned, fits, term.calendar, by, now)
    return [move.booking for move in planned]


def _move(booking: models.Booking, change: Change, by: accounts.User, now: datetime) -> Move:
    wish = wish_of(booking, change, by=by)
    overdue = booking.holds_until is not None and booking.holds_until <= now
    if booking.state not in moves.MOVABLE or overdue or booking.starts_at <= now:
        raise errors.NotMovable(booking=booking.code, state_text=str(enums.State(booking.state).label))
    if not wish.by_desk:
        admission.check_mode(wish, now)
    admission.check_restriction(wish, now)
    admission.check_group(booking.group, now)
    here = (booking.room_id, booking.date, set(booking.period_codes))
    purpose = booking.purpose if change.purpose is None else change.purpose
    move = Move(
        booking=booking,
        wish=wish,
        purpose=purpose,
        changes_place=here != (wish.room.pk, wish.date, set(wish.periods)),
        changes_words=(booking.purpose, booking.activity) != (purpose, wish.activity),
    )
    if not move.needs_look and booking.headcount == wish.headcount:
        raise errors.NothingChanged
    return move


def judged(term: fitting.Term, planned: Sequence[Move], *, by_desk: bool) -> list[fitting.Fit]:
    """This function will judge moves in the order of their dates, and give the answers in the order of the moves.

    Raises TooLateToMove where a person would leave a place after the center's deadline.
    """
    found: dict[int, fitting.Fit] = {}
    for move in sorted(planned, key=lambda move: (move.wish.date, move.booking.pk)):
        if move.changes_place and not by_desk:
            check_in_time(term, move.booking)
        fit = term.fit_beside(move.wish, found.values())
        found[move.booking.pk] = fit if move.changes_place else fit.forgiven(_known_faults(term, move))
    return [found[move.booking.pk] for move in planned]


def _known_faults(term: fitting.Term, move: Move) -> set[str]:
    """This function will name the rules that speak against a booking as it stands, whatever the change says.

    A booking which stays in its place keeps it, though its window has not opened by today's rules, say; but more
    people or another activity are asked about anew.
    """
    booking, wish = move.booking, move.wish
    stands = replace(wish, headcount=booking.headcount, activity=booking.activity)
    known = {rule.code for rule in term.fit(stands).broken}
    if wish.headcount != booking.headcount:
        known -= PEOPLE
    return known if wish.activity == booking.activity else known - ACTIVITY


def check_in_time(term: fitting.Term, booking: models.Booking) -> None:
    """This function will raise TooLateToMove after the center's deadline to cancel: a move gives a slot back, too."""
    until = fitting.changeable_until(term.calendar, booking)
    if term.now >= until:
        phone = booking.center.phone
        raise errors.TooLateToMove(
            booking=booking.code,
            due_text=rules.text_of(until),
            center_name=booking.center.name,
            phone_text=f"電話 {phone}" if phone else "",
        )


def _write(
    planned: Sequence[Move],
    fits: Sequence[fitting.Fit],
    calendar: calendars.Calendar,
    by: accounts.User,
    now: datetime,
) -> None:
    before = [_told(move.booking) for move in planned]
    leaving = [move.booking for move in planned if move.changes_place]
    left = {(booking.room, booking.date) for booking in leaving}
    models.SpaceHold.objects.filter(booking__in=leaving).delete()
    with common.translated(**admission.named(planned[0].wish, fits[0].stretch)):
        for move, fit in zip(planned, fits, strict=True):
            _rewrite(move, fit, calendar, by, now)
        holding.hold_all(leaving)
    for move, told in zip(planned, before, strict=True):
        _record(move, told, by, now)
    for room, date in sorted(left, key=lambda place: (place[0].pk, place[1])):
        steps.pass_on(room, date=date, now=now)


def _rewrite(move: Move, fit: fitting.Fit, calendar: calendars.Calendar, by: accounts.User, now: datetime) -> None:
    booking, wish = move.booking, move.wish
    if fit.stretch is None:
        raise errors.PeriodUnknown(**admission.named(wish))
    in_force = calendar.rules(wish.room, wish.date)
    draft = drafting.drafted(wish, drafting.Entry(by=by, purpose=move.purpose, now=now), fit.stretch, in_force)
    automatic = draft.state == enums.State.APPROVED
    booking.state = moves.state_after_move(
        booking.state, by_desk=wish.by_desk, automatic=automatic, needs_look=move.needs_look
    )
    for name in (*PLACE, *WORDS):
        setattr(booking, name, getattr(draft, name))
    if move.changes_place:
        _date_anew(booking, fit.stretch, in_force)
        booking.fee_yen = draft.fee_yen
        booking.rules_codes = [version.code for version in calendar.versions(wish.room, wish.date)]
        _take_coupon_along(booking, by, now)
    booking.holds_until = holding.ends_by_itself(booking, in_force)
    booking.save(update_fields=[*PLACE, *WORDS, *MONEY, *TIMES])


def _date_anew(booking: models.Booking, stretch: calendars.Stretch, in_force: rules.Rules) -> None:
    """This function will reckon deadlines for the new day; those counted from the booking stay with its first day."""
    due = drafting.form_due(in_force, stretch, booking.created_at)
    if due != booking.form_due_at:
        booking.form_due_at, booking.form_reminded_at = due, None
    booking.report_due_at = holding.report_due(booking, in_force)


def _take_coupon_along(booking: models.Booking, by: accounts.User, now: datetime) -> None:
    """This function will reckon the coupon anew; where there is no fee to take it from, its person gets it back."""
    if not booking.coupon_code or booking.booked_by is None:
        return
    if not booking.fee_yen:
        points.release_coupon(booking_code=booking.code, now=now, by=by)
        booking.coupon_code, booking.discount_yen = "", 0
        return
    coupon = points.apply_coupon(
        booking.coupon_code, person_code=booking.booked_by.code, booking_code=booking.code, now=now, by=by
    )
    booking.discount_yen = coupon.discount_yen(booking.fee_yen)


@dataclass(frozen=True)
class _Told:
    """What history and audit say of a booking before it is changed."""

    state: str
    words: str
    data: dict[str, Any]


def _told(booking: models.Booking) -> _Told:
    data = {
        "room": booking.room.code,
        "date": booking.date.isoformat(),
        "periods": booking.period_codes,
        "headcount": booking.headcount,
        "fee_yen": booking.fee_yen,
    }
    return _Told(booking.state, f"{_place(booking)} {booking.headcount}人", data)


def _place(booking: models.Booking) -> str:
    return f"{booking.room.name} {rules.date_text(booking.date)} {booking.periods_text}"


def _record(move: Move, before: _Told, by: accounts.User, now: datetime) -> None:
    booking, after = move.booking, _told(move.booking)
    changed = f"{before.words} → {after.words}" if before.words != after.words else "利用の目的"
    models.BookingStateChange.objects.create(
        booking=booking,
        from_state=before.state,
        to_state=booking.state,
        at=now,
        by=by,
        reason=f"変更：{changed}"[:200],
    )
    audit.record(
        "bookings.moved",
        by=by,
        about=booking.booked_by,
        subject=booking.code,
        center_code=booking.center.code,
        now=now,
        before=before.data | {"state": before.state},
        after=after.data | {"state": booking.state},
    )


def _single_refusal(fits: Sequence[fitting.Fit]) -> common.DomainError:
    (fit,) = fits
    named = admission.named(fit.wish, fit.stretch)
    match fit.verdict:
        case enums.Verdict.NO_PERIOD:
            return errors.PeriodUnknown(**named)
        case enums.Verdict.TAKEN if not fit.broken:
            return errors.PeriodTaken(**named)
    return errors.RuleRefused(
        **named, broken=[found.as_data() for found in fit.broken], sentences="".join(fit.sentences)
    )


def _alternatives(booking: models.Booking, wish: wishes.Wish, now: datetime) -> list[dict[str, Any]]:
    found = fitting.term([wish], now=now, without=[booking.pk]).alternatives(wish)
    here = (booking.room_id, booking.date, booking.starts_at)
    return [
        wishes.Alternative(fit.kind, fit.wish.room, fit.stretch).as_data()
        for fit in found
        if fit.stretch and (fit.wish.room.pk, fit.wish.date, fit.stretch.starts_at) != here
    ]


def _announce(booking: models.Booking, *, now: datetime, coupon_back: bool) -> None:
    if booking.booked_by is None:
        return
    notices.send(
        to=booking.booked_by,
        template="bookings/moved",
        key=f"booking-moved-{booking.code}-{now.timestamp()}",
        now=now,
        context={"booking": booking, "form_due": booking.form_due_text, "coupon_back": coupon_back},
        url=f"/bookings/{booking.code}/",
    )
