"""Reserving a room.

Locks are taken in one order everywhere (decision 0004): the person or group whose bookings are counted → the room's
leaf spaces by id → bookings by id → a coupon.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date as day
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from backend.accounts import actions as people
from backend.accounts import enums as account_enums
from backend.accounts import models as accounts
from backend.common import audit, clock, retries
from backend.common import errors as common
from bookings import enums, errors, models, rules
from bookings.actions import holding, steps, sweeping
from bookings.queries import availability, calendars, wishes
from points import actions as points


@dataclass(frozen=True, kw_only=True)
class _Entry:
    """What is written down besides the wish itself."""

    by: accounts.User
    purpose: str
    now: datetime
    coupon_code: str = ""
    contact_name: str = ""
    contact_phone: str = ""


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
    return _with_alternatives(wish, _Entry(by=by, purpose=purpose, coupon_code=coupon_code, now=now))


@retries.on_conflict
def reserve_by_proxy(
    room: models.Room,
    *,
    date: day,
    periods: Sequence[str],
    by: accounts.User,
    contact_name: str,
    contact_phone: str,
    headcount: int,
    purpose: str,
    now: datetime,
    activity: str = "",
    for_person: accounts.User | None = None,
    for_group: accounts.Group | None = None,
    with_guardian: bool = False,
) -> models.Booking:
    """This function will write down the booking of somebody on the phone or at the counter (代理入力).

    The same rules hold; the desk answers for what an account would say. Raises what `reserve_room` raises.
    """
    wish = wishes.Wish(
        room=room,
        date=date,
        periods=tuple(periods),
        headcount=headcount,
        activity=activity,
        person=for_person,
        group=for_group,
        with_guardian=with_guardian,
        by_desk=True,
    )
    entry = _Entry(by=by, purpose=purpose, contact_name=contact_name, contact_phone=contact_phone, now=now)
    return _with_alternatives(wish, entry)


def _with_alternatives(wish: wishes.Wish, entry: _Entry) -> models.Booking:
    try:
        return _reserved_in_earnest(wish, entry)
    except errors.Refusal as refusal:
        found = wishes.alternatives(wish, now=entry.now)
        refusal.offer([alternative.as_data() for alternative in found])
        raise


def _reserved_in_earnest(wish: wishes.Wish, entry: _Entry) -> models.Booking:
    try:
        with transaction.atomic():
            return _reserved(wish, entry)
    except errors.PeriodTaken:
        # What is in the way may have ended by itself, and only the sweep has not come by.
        if not sweeping.sweep_room(wish.room, date=wish.date, now=entry.now):
            raise
    with transaction.atomic():
        return _reserved(wish, entry)


def _reserved(wish: wishes.Wish, entry: _Entry) -> models.Booking:
    _check_mode(wish)
    _check_group(wish.group, entry.now)
    calendar = calendars.calendar(wish.room.center, first=wish.date, last=wish.date)
    stretch = calendar.stretch(wish.room, wish.date, wish.periods)
    if stretch is None:
        raise errors.PeriodUnknown(**_named(wish))
    in_force = calendar.rules(wish.room, wish.date)
    _check_rules(wish, stretch, calendar, in_force, entry.now)
    spaces = holding.locked_spaces(wish.room)
    booking = _drafted(wish, entry, stretch, in_force)
    booking.rules_codes = [version.code for version in calendar.versions(wish.room, wish.date)]
    _apply_coupon(booking, entry, wish)
    with common.translated(**_named(wish, stretch)):
        booking.save(force_insert=True)
        holding.hold(booking, spaces, by=entry.by, now=entry.now)
    _tell(booking, entry)
    return booking


def _check_mode(wish: wishes.Wish) -> None:
    mode = enums.BookingMode(wish.room.center.booking_mode)
    allowed = {enums.BookingMode.EVERYONE}
    if wish.group:
        allowed.add(enums.BookingMode.GROUPS)
    if wish.by_desk:
        allowed |= {enums.BookingMode.GROUPS, enums.BookingMode.DESK_ONLY}
    if mode not in allowed:
        phone = wish.room.center.phone
        raise errors.OnlineBookingClosed(
            **_named(wish), mode_text=str(mode.label), phone_text=f"電話 {phone}" if phone else ""
        )


def _check_group(group: accounts.Group | None, now: datetime) -> None:
    if group is None:
        return
    ended = group.valid_until is not None and group.valid_until < clock.date_of(now)
    if not group.is_approved or ended:
        raise errors.GroupNotReady(group=group.code, group_name=group.name)


def _check_rules(
    wish: wishes.Wish,
    stretch: calendars.Stretch,
    calendar: calendars.Calendar,
    in_force: rules.Rules,
    now: datetime,
) -> None:
    uses: wishes.Uses = {}
    if in_force.caps:
        _lock_counted(wish)
        uses = wishes.other_uses(wish, now=now)
    counted = uses.get(wish.room.center_id, ())
    asked = wishes.facts(wish, wish.room, stretch, calendar, uses=counted, now=now)
    broken = rules.broken(in_force, asked)
    if broken:
        raise errors.RuleRefused(
            **_named(wish, stretch),
            broken=[found.as_data() for found in broken],
            sentences="".join(found.sentence for found in broken),
        )


def _lock_counted(wish: wishes.Wish) -> None:
    """This function will lock whose bookings are counted, so that two wishes of theirs follow one another."""
    if wish.group:
        accounts.Group.objects.select_for_update(no_key=True).filter(pk=wish.group.pk).values_list("pk").get()
    elif wish.person:
        accounts.User.objects.select_for_update(no_key=True).filter(pk=wish.person.pk).values_list("pk").get()


def _drafted(wish: wishes.Wish, entry: _Entry, stretch: calendars.Stretch, in_force: rules.Rules) -> models.Booking:
    room, fee = wish.room, wish.room.fee_yen
    automatic = in_force.approval is not None and in_force.approval.by == "automatic"
    drafted = models.Booking(
        center=room.center,
        room=room,
        date=wish.date,
        period_codes=list(stretch.codes),
        periods_text=stretch.text,
        starts_at=stretch.starts_at,
        ends_at=stretch.ends_at,
        during=DateTimeTZRange(*availability.kept(room, stretch.starts_at, stretch.ends_at)),
        state=enums.State.APPROVED if automatic else enums.State.TENTATIVE,
        booked_by=wish.person,
        group=wish.group,
        user_class=wish.user_class,
        entered_by=entry.by if wish.by_desk else None,
        contact_name=entry.contact_name,
        contact_phone=entry.contact_phone,
        purpose=entry.purpose,
        activity=wish.activity,
        headcount=wish.headcount,
        with_guardian=wish.with_guardian,
        fee_yen=None if fee is None else fee * len(stretch.codes),
        form_due_at=_form_due(in_force, stretch, entry.now),
        created_at=entry.now,
    )
    drafted.holds_until = holding.ends_by_itself(drafted, in_force)
    return drafted


def _form_due(in_force: rules.Rules, stretch: calendars.Stretch, now: datetime) -> datetime | None:
    due = rules.first_due(
        in_force,
        "form",
        use=stretch.date,
        periods=stretch.codes,
        booked=clock.date_of(now),
        zone=clock.TOKYO,
    )
    return due[0] if due else None


def _apply_coupon(booking: models.Booking, entry: _Entry, wish: wishes.Wish) -> None:
    if not entry.coupon_code:
        return
    if booking.fee_yen is None:
        raise errors.FeeUnknown(**_named(wish))
    coupon = points.apply_coupon(
        entry.coupon_code, person_code=entry.by.code, booking_code=booking.code, now=entry.now, by=entry.by
    )
    booking.coupon_code = coupon.code
    booking.discount_yen = coupon.discount_yen(booking.fee_yen)


def _tell(booking: models.Booking, entry: _Entry) -> None:
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
    steps.announce(booking, "reserved", now=entry.now)


def _named(wish: wishes.Wish, stretch: calendars.Stretch | None = None) -> dict[str, Any]:
    center = wish.room.center
    return {
        "center": {"code": center.code, "name": center.name, "phone": center.phone},
        "room": {"code": wish.room.code, "name": wish.room.name},
        "date": wish.date.isoformat(),
        "periods": list(wish.periods),
        "center_name": center.name,
        "room_name": wish.room.name,
        "day_text": rules.date_text(wish.date),
        "periods_text": stretch.text if stretch else "",
    }
