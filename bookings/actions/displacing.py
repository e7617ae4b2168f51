"""Public use (公用): the city takes a room, and who stood in its way is told and finds something else held for them.

One transaction, in the order of locks of decision 0004. The spaces of every room in which something could be held are
locked at once with those that are taken.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date as day
from datetime import datetime

from django.db import transaction

from backend.accounts import models as accounts
from backend.common import audit, retries
from backend.common import errors as common
from backend.notices import actions as notices
from bookings import enums, errors, models, rules
from bookings.actions import admission, drafting, holding, offering, steps, sweeping
from bookings.queries import calendars, public_use, waiting, wishes
from points import actions as points

_WITHDRAWN = "公用のため、ご案内を取りやめました"


@dataclass(frozen=True)
class _Plan:
    """What is asked, and what the calendar says of it."""

    wish: wishes.Wish
    entry: drafting.Entry
    calendar: calendars.Calendar
    stretch: calendars.Stretch
    in_force: rules.Rules
    reason: str


@retries.on_conflict
def book_public_use(
    room: models.Room,
    *,
    date: day,
    periods: Sequence[str],
    user_class: str,
    by: accounts.User,
    contact_name: str,
    contact_phone: str,
    headcount: int,
    purpose: str,
    now: datetime,
    activity: str = "",
    reason: str = "",
    displacing: Collection[str] = (),
) -> models.Booking:
    """This function will take a room for public use, permitted at once, and displace what it may and what was shown.

    `displacing` are the codes that somebody saw and confirmed. Raises NotPublicUse, MayNotDisplace,
    DisplacementChanged where something else stands in the way, ReasonMissing, and what reserving raises before.
    """
    sweeping.sweep_room(room, date=date, now=now)
    wish = _wish(room, date, periods, headcount, activity, user_class)
    entry = drafting.Entry(by=by, purpose=purpose, contact_name=contact_name, contact_phone=contact_phone, now=now)
    with transaction.atomic():
        return _booked(_admitted(wish, entry, reason.strip()), displacing)


def preview_public_use(
    room: models.Room,
    *,
    date: day,
    periods: Sequence[str],
    user_class: str,
    by: accounts.User,
    headcount: int,
    now: datetime,
    activity: str = "",
    purpose: str = "",
    **_said: str,
) -> public_use.Preview:
    """This function will say what public use would displace, and change nothing; it raises what the deed would."""
    wish = _wish(room, date, periods, headcount, activity, user_class)
    plan = _admitted(wish, drafting.Entry(by=by, purpose=purpose, now=now), "")
    found = public_use.obstacles(wish, plan.stretch, plan.in_force, now=now)
    if found.because:
        raise errors.MayNotDisplace(**admission.named(wish, plan.stretch), because=found.because)
    return public_use.Preview(plan.stretch, found)


def _wish(
    room: models.Room, date: day, periods: Sequence[str], headcount: int, activity: str, user_class: str
) -> wishes.Wish:
    return wishes.Wish(
        room=room,
        date=date,
        periods=tuple(periods),
        headcount=headcount,
        activity=activity,
        by_desk=True,
        public_class=user_class,
    )


def _admitted(wish: wishes.Wish, entry: drafting.Entry, reason: str) -> _Plan:
    admission.check_mode(wish, entry.now)
    calendar = calendars.calendar(wish.room.center, first=wish.date, last=wish.date)
    stretch = calendar.stretch(wish.room, wish.date, wish.periods)
    if stretch is None:
        raise errors.PeriodUnknown(**admission.named(wish))
    in_force = calendar.rules(wish.room, wish.date)
    if wish.user_class not in rules.public_classes(in_force):
        raise errors.NotPublicUse(**admission.named(wish, stretch))
    admission.check_rules(wish, stretch, calendar, in_force, entry.now)
    return _Plan(wish, entry, calendar, stretch, in_force, reason)


def _booked(plan: _Plan, displacing: Collection[str]) -> models.Booking:
    rooms = _locked_around(plan)
    now = plan.entry.now
    found = public_use.obstacles(plan.wish, plan.stretch, plan.in_force, now=now, is_locked=True)
    _check(plan, found, displacing)
    made = _written(plan)
    for offer in found.offers:
        _withdraw(offer, plan)
    for booking in found.bookings:
        booking.displaced_by = made
        steps.change(booking, enums.State.DISPLACED, by=plan.entry.by, now=now, reason=plan.reason)
    with common.translated(**admission.named(plan.wish, plan.stretch)):
        holding.hold(made, holding.locked_spaces(made.room), by=plan.entry.by, now=now)
    for booking in found.bookings:
        _keep_alternatives(booking, plan, rooms)
    steps.pass_on(made.room, date=made.date, now=now)
    for booking in found.bookings:
        _tell(booking, plan)
    return made


def _locked_around(plan: _Plan) -> set[int]:
    """This function will lock the room, and wherever something could be held for those whom it takes it from."""
    seen = public_use.obstacles(plan.wish, plan.stretch, plan.in_force, now=plan.entry.now)
    rooms = public_use.rooms_around(seen.bookings, now=plan.entry.now) | {plan.wish.room.pk}
    holding.lock_spaces(rooms)
    return rooms


def _check(plan: _Plan, found: public_use.Obstacles, displacing: Collection[str]) -> None:
    if found.because:
        raise errors.MayNotDisplace(**admission.named(plan.wish, plan.stretch), because=found.because)
    if not found.codes <= set(displacing):
        raise errors.DisplacementChanged(**admission.named(plan.wish, plan.stretch), bookings=sorted(found.codes))
    if found.bookings and not plan.reason:
        raise errors.ReasonMissing


def _written(plan: _Plan) -> models.Booking:
    made = drafting.drafted(plan.wish, plan.entry, plan.stretch, plan.in_force)
    made.rules_codes = [version.code for version in plan.calendar.versions(plan.wish.room, plan.wish.date)]
    # The city permits its own use as it decides on it: there is no form to wait for, for which the room could be lost.
    made.state, made.form_due_at, made.channel = enums.State.APPROVED, None, enums.Channel.COUNTER
    made.holds_until = holding.ends_by_itself(made, plan.in_force)
    made.save(force_insert=True)
    audit.record(
        "bookings.public_use",
        by=plan.entry.by,
        subject=made.code,
        center_code=made.center.code,
        reason=plan.reason,
        now=plan.entry.now,
        room=made.room.code,
        date=made.date.isoformat(),
        periods=made.period_codes,
        user_class=made.user_class,
    )
    return made


def _withdraw(offer: models.Booking, plan: _Plan) -> None:
    """This function will take an unanswered offer back; its person stands in line again, at the place they had."""
    models.WaitingEntry.objects.filter(offer=offer).update(state=enums.WaitingState.WAITING, offer=None)
    steps.change(offer, enums.State.CANCELLED, by=plan.entry.by, now=plan.entry.now, reason=_WITHDRAWN)
    offering.tell(offer, "offer_withdrawn", now=plan.entry.now, reason=plan.reason)


def _keep_alternatives(booking: models.Booking, plan: _Plan, rooms: Collection[int]) -> None:
    """This function will hold what is nearest for somebody displaced, so that nobody takes it while they decide."""
    days = plan.in_force.public_use.alternatives_days if plan.in_force.public_use else 0
    kept = 0
    for other in public_use.substitutes(booking, rooms=rooms, now=plan.entry.now):
        if kept < public_use.ALTERNATIVES:
            kept += _keep(booking, other, plan, days)


def _keep(booking: models.Booking, other: wishes.Alternative, plan: _Plan, days: int) -> bool:
    now, stretch = plan.entry.now, other.stretch
    calendar = calendars.calendar(other.room.center, first=stretch.date, last=stretch.date)
    in_force = calendar.rules(other.room, stretch.date)
    until = rules.alternative_until(in_force, days=days, starts_at=stretch.starts_at, periods=stretch.codes, now=now)
    if until is None:
        return False
    wish = replace(public_use.wish_of(booking), room=other.room, date=stretch.date, periods=stretch.codes)
    entry = drafting.Entry(
        by=plan.entry.by,
        purpose=booking.purpose,
        contact_name=booking.contact_name,
        contact_kana=booking.contact_kana,
        contact_phone=booking.contact_phone,
        channel=enums.Channel(booking.channel),
        now=now,
    )
    offer = drafting.drafted(wish, entry, stretch, in_force)
    offer.rules_codes = [version.code for version in calendar.versions(other.room, stretch.date)]
    offer.replaces = booking
    offering.keep(offer, until=until, now=now)
    return True


def _tell(booking: models.Booking, plan: _Plan) -> None:
    now = plan.entry.now
    points.release_coupon(booking_code=booking.code, now=now, by=plan.entry.by)
    held = list(waiting.alternatives_for(booking, now=now))
    for person in public_use.told_of(booking):
        notices.send(
            to=person,
            template="bookings/displaced",
            key=f"booking-displaced-{booking.code}",
            now=now,
            context={"booking": booking, "reason": plan.reason, "held": held, "until": _until(held)},
            url=f"/bookings/{booking.code}/alternatives/",
        )


def _until(held: Sequence[models.Booking]) -> str:
    """This function will write until when the first of several things held is held."""
    first = min(held, key=lambda offer: (offer.holds_until is None, offer.holds_until), default=None)
    return waiting.until_text(first) if first else ""


@retries.on_conflict
@transaction.atomic
def decline_alternatives(booking: models.Booking, *, by: accounts.User, now: datetime) -> int:
    """This function will release all that is held for a displaced booking, and tell how many rooms that were."""
    held = list(models.Booking.objects.filter(replaces=booking).select_related("room"))
    offered = [offer for offer in steps.locked_all(held) if offer.state == enums.State.OFFERED] if held else []
    for offer in offered:
        steps.step(offer, enums.State.CANCELLED, by=by, now=now, reason="どれも使わないとのお返事のため")
    return len(offered)
