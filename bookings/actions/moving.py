"""A booking goes to another room, date or period, or says something else: the same booking, wholly or not at all.

Old and new spaces are locked together before the bookings (decision 0004). The old slot is given back in the
transaction that takes the new one; where the new one cannot be had, nothing has changed.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date as day
from datetime import datetime
from typing import Any

from django.db import transaction

from backend.accounts import models as accounts
from backend.accounts import permissions as roles
from backend.common import audit, retries
from backend.common import errors as common
from backend.notices import actions as notices
from bookings import enums, errors, models, permissions, rules
from bookings.actions import admission, drafting, holding, lending, steps, sweeping
from bookings.queries import calendars, fitting, moves, wishes
from bookings.rules.moving import state_after_move
from points import actions as points

# What a move writes anew from the wish; all else of a booking stays.
PLACE = ("room", "date", "period_codes", "periods_text", "starts_at", "ends_at", "during")
WORDS = ("headcount", "purpose", "activity")
MONEY = ("user_class", "fee_yen", "discount_yen", "coupon_code")
TIMES = ("state", "approver", "form_due_at", "form_reminded_at", "holds_until", "report_due_at", "rules_codes")
Refused = Callable[[Sequence[fitting.Fit]], common.DomainError]


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
    change = moves.Change(room=room, date=date, periods=named, headcount=headcount, purpose=purpose, activity=activity)
    try:
        (moved,) = move_all([booking], change=lambda _: change, by=by, now=now, refused=_single_refusal)
    except errors.Refusal as refusal:
        refusal.offer(_alternatives(_move(booking, change, by), now))
        raise
    _announce(moved, now=now, coupon_back=bool(booking.coupon_code and not moved.coupon_code))
    return moved


def move_all(
    bookings: Sequence[models.Booking],
    *,
    change: moves.Changes,
    by: accounts.User,
    now: datetime,
    refused: Refused,
) -> list[models.Booking]:
    """This function will move several bookings of one person or group in one transaction, all of them or none.

    `refused` makes the error when one of them does not fit. The caller tells the person.
    """
    asked = [_move(booking, change(booking), by).wish for booking in bookings]
    sweep_places(asked, now=now)
    with transaction.atomic():
        admission.lock_counted(asked[0])
        rows = steps.locked_all(bookings, rooms=[wish.room for wish in asked])
        planned = [_admitted(_move(row, change(row), by), now) for row in rows]
        term = moves.term(planned, now=now)
        fits = moves.judged(term, planned)
        if not all(fit.fits for fit in fits):
            raise refused(fits)
        _write(planned, fits, term.calendar, by, now)
        return [move.booking for move in planned]


def _move(booking: models.Booking, change: moves.Change, by: accounts.User) -> moves.Move:
    return moves.move(booking, change, by_desk=roles.is_staff_of(by, booking.center.code))


def sweep_places(asked: Iterable[wishes.Wish], *, now: datetime) -> None:
    """This function will end what is overdue where somebody wants to go, before anything is locked."""
    wanted = {(wish.room.pk, wish.date) for wish in asked}
    rooms, days = {pk for pk, _ in wanted}, {date for _, date in wanted}
    overdue = models.Booking.objects.overdue(now).filter(date__in=days)
    sharing = overdue.filter(room__room_spaces__space__room_spaces__room__in=rooms)
    for found in sharing.select_related("room").distinct().order_by("pk"):
        sweeping.end_overdue(found, now=now)


def _admitted(move: moves.Move, now: datetime) -> moves.Move:
    booking, wish = move.booking, move.wish
    if not moves.is_movable(booking, now=now):
        raise errors.NotMovable(booking=booking.code, state_text=str(enums.State(booking.state).label))
    if not wish.by_desk:
        admission.check_mode(wish, now)
    admission.check_restriction(wish, now)
    admission.check_group(booking.group, now)
    if not move.changes_something:
        raise errors.NothingChanged
    return move


def _write(
    planned: Sequence[moves.Move],
    fits: Sequence[fitting.Fit],
    calendar: calendars.Calendar,
    by: accounts.User,
    now: datetime,
) -> None:
    before = [_told(move.booking) for move in planned]
    leaving = [move.booking for move in planned if move.changes_place]
    left = {(booking.room, booking.date) for booking in leaving}
    used = {booking.pk: (booking.starts_at, booking.ends_at) for booking in leaving}
    models.SpaceHold.objects.filter(booking__in=leaving).delete()
    with common.translated(**admission.named(planned[0].wish, fits[0].stretch)):
        for move, fit in zip(planned, fits, strict=True):
            _rewrite(move, fit, calendar, by, now)
        holding.hold_all(leaving)
    for booking in leaving:
        lending.follow_booking(booking, was=used[booking.pk], by=by, now=now)
    for move, told in zip(planned, before, strict=True):
        _record(move, told, by, now)
    for room, date in sorted(left, key=lambda place: (place[0].pk, place[1])):
        steps.pass_on(room, date=date, now=now)


def _rewrite(
    move: moves.Move, fit: fitting.Fit, calendar: calendars.Calendar, by: accounts.User, now: datetime
) -> None:
    booking, wish = move.booking, move.wish
    if fit.stretch is None:
        raise errors.PeriodUnknown(**admission.named(wish))
    in_force = calendar.rules(wish.room, wish.date)
    draft = drafting.drafted(wish, drafting.Entry(by=by, purpose=move.purpose, now=now), fit.stretch, in_force)
    automatic = draft.state == enums.State.APPROVED
    # What the city permits is looked at by the city: a desk that moves it has not decided it.
    decides = wish.by_desk and permissions.may_decide(by, draft)
    booking.state = state_after_move(booking.state, by_desk=decides, automatic=automatic, needs_look=move.needs_look)
    for name in (*PLACE, *WORDS):
        setattr(booking, name, getattr(draft, name))
    if move.changes_place:
        _date_anew(booking, fit.stretch, in_force)
        booking.fee_yen, booking.user_class = draft.fee_yen, draft.user_class
        booking.rules_codes = [version.code for version in calendar.versions(wish.room, wish.date)]
        _take_coupon_along(booking, by, now)
    booking.approver = draft.approver
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


def _record(move: moves.Move, before: _Told, by: accounts.User, now: datetime) -> None:
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
        case enums.Verdict.TOO_LATE:
            phone = fit.wish.room.center.phone
            return errors.TooLateToMove(**named, due_text=fit.due_text, phone_text=f"電話 {phone}" if phone else "")
        case enums.Verdict.NO_PERIOD:
            return errors.PeriodUnknown(**named)
        case enums.Verdict.TAKEN if not fit.broken:
            return errors.PeriodTaken(**named)
    return errors.RuleRefused(
        **named, broken=[found.as_data() for found in fit.broken], sentences="".join(fit.sentences)
    )


def _alternatives(move: moves.Move, now: datetime) -> list[dict[str, Any]]:
    booking = move.booking
    found = moves.term([move], now=now).alternatives(move.wish)
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
