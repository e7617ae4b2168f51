"""Reserving a room.

Locks are taken in one order everywhere (decision 0004): the person or group whose bookings are counted → the room's
leaf spaces by id → bookings by id → a coupon.
"""

from collections.abc import Callable, Sequence
from datetime import date as day
from datetime import datetime

from django.db import transaction

from backend.accounts import actions as people
from backend.accounts import enums as account_enums
from backend.accounts import models as accounts
from backend.common import audit, retries
from backend.common import errors as common
from bookings import enums, errors, models
from bookings.actions import admission, drafting, holding, steps, sweeping
from bookings.queries import calendars, waiting, wishes
from points import actions as points
from points import errors as points_errors

Then = Callable[[models.Booking], models.Booking]


@retries.on_conflict
def reserve_room(
    room: models.Room,
    *,
    date: day,
    periods: Sequence[str],
    by: accounts.User,
    headcount: int,
    purpose: str,
    now: datetime,
    activity: str = "",
    for_group: accounts.Group | None = None,
    with_guardian: bool = False,
    coupon_code: str = "",
) -> models.Booking:
    """This function will reserve a room for a person or their group and give the booking, tentative or approved.

    Raises PeriodTaken, RuleRefused, OnlineBookingClosed (with alternatives), PeriodUnknown, GroupNotReady, FeeUnknown
    and the refusals of `points.actions.apply_coupon`.
    """
    wish = wishes.Wish(
        room=room,
        date=date,
        periods=tuple(periods),
        headcount=headcount,
        activity=activity,
        person=by,
        group=for_group,
        with_guardian=with_guardian,
    )
    return with_alternatives(wish, drafting.Entry(by=by, purpose=purpose, coupon_code=coupon_code, now=now))


def with_alternatives(wish: wishes.Wish, entry: drafting.Entry, *, then: Then | None = None) -> models.Booking:
    """This function will reserve what is wished for, or put what else would do into the refusal.

    What belongs to the same transaction goes into `then`: a sweep of what is overdue stands between two of them, and
    inside an outer one would lock spaces after people.
    """
    try:
        return _reserved_in_earnest(wish, entry, then or (lambda made: made))
    except errors.Refusal as refusal:
        raise with_what_else(wish, refusal, entry.now) from refusal.__cause__


def with_what_else(wish: wishes.Wish, refusal: errors.Refusal, now: datetime) -> errors.Refusal:
    """This function will put into a refusal what could be had instead, and whether one can wait for it."""
    told = _told_well(wish, refusal, now)
    told.offer([alternative.as_data() for alternative in wishes.alternatives(wish, now=now)])
    return told


def _told_well(wish: wishes.Wish, refusal: errors.Refusal, now: datetime) -> errors.Refusal:
    """This function will say of a taken period whether one can wait for it, and whether it is only offered so far."""
    if not isinstance(refusal, errors.PeriodTaken):
        return refusal
    line = waiting.look_at(wish.room, date=wish.date, periods=wish.periods, now=now)
    refusal.data["can_wait"] = line.is_open and not wish.by_desk
    if not line.offered_until_text:
        return refusal
    return errors.PeriodOffered(**refusal.data, until_text=line.offered_until_text)


def _reserved_in_earnest(wish: wishes.Wish, entry: drafting.Entry, then: Then) -> models.Booking:
    try:
        with transaction.atomic():
            return then(reserved(wish, entry))
    except errors.PeriodTaken:
        # What is in the way may have ended by itself, and only the sweep has not come by.
        if not sweeping.sweep_room(wish.room, date=wish.date, now=entry.now):
            raise
    with transaction.atomic():
        return then(reserved(wish, entry))


def reserved(wish: wishes.Wish, entry: drafting.Entry) -> models.Booking:
    """This function will reserve what is wished for within the caller's transaction, as `reserve_room` does."""
    admission.check_mode(wish, entry.now)
    admission.check_group(wish.group, entry.now)
    calendar = calendars.calendar(wish.room.center, first=wish.date, last=wish.date)
    stretch = calendar.stretch(wish.room, wish.date, wish.periods)
    if stretch is None:
        raise errors.PeriodUnknown(**admission.named(wish))
    in_force = calendar.rules(wish.room, wish.date)
    admission.check_rules(wish, stretch, calendar, in_force, entry.now)
    spaces = holding.locked_spaces(wish.room)
    booking = drafting.drafted(wish, entry, stretch, in_force)
    booking.rules_codes = [version.code for version in calendar.versions(wish.room, wish.date)]
    apply_coupon(booking, entry, wish)
    with common.translated(**admission.named(wish, stretch)):
        booking.save(force_insert=True)
        holding.hold(booking, spaces, by=entry.by, now=entry.now)
    tell(booking, entry)
    return booking


def apply_coupon(booking: models.Booking, entry: drafting.Entry, wish: wishes.Wish) -> None:
    """This function will take a coupon off the fee of a booking, without saving it; raises FeeUnknown.

    It is that of the booking's person: by theirs it is reckoned anew when the booking moves, and to them it goes back.
    """
    if not entry.coupon_code:
        return
    if booking.booked_by_id != entry.by.pk:
        raise points_errors.VoucherNotFound
    if booking.fee_yen is None:
        raise errors.FeeUnknown(**admission.named(wish))
    coupon = points.apply_coupon(
        entry.coupon_code, person_code=entry.by.code, booking_code=booking.code, now=entry.now, by=entry.by
    )
    booking.coupon_code = coupon.code
    booking.discount_yen = coupon.discount_yen(booking.fee_yen)


def tell(booking: models.Booking, entry: drafting.Entry) -> None:
    """This function will write down that a room was reserved, and tell its person."""
    audit.record(
        "bookings.reserved",
        by=entry.by,
        about=booking.booked_by,
        subject=booking.code,
        center_code=booking.center.code,
        now=entry.now,
        room=booking.room.code,
        date=booking.date.isoformat(),
        periods=booking.period_codes,
    )
    if booking.booked_by:
        people.make_known(
            booking.booked_by,
            center_code=booking.center.code,
            origin=account_enums.ContactOrigin.BOOKED,
            now=entry.now,
        )
    if (
        booking.channel != enums.Channel.WALK_IN and not entry.quiet
    ):  # who stands at the counter is told of what it became
        steps.announce(booking, "reserved", now=entry.now)
