"""The waiting list (キャンセル待ち) and what is offered: to join the line, leave it, take an offer or decline it.

Locks in the order of decision 0004, entries of the list after bookings.
"""

from collections.abc import Sequence
from datetime import date as day
from datetime import datetime

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from backend.accounts import models as accounts
from backend.accounts import permissions as roles
from backend.common import audit, retries
from backend.common import errors as common
from backend.notices import actions as notices
from bookings import enums, errors, models, rules
from bookings.actions import admission, drafting, holding, offering, reserving, steps
from bookings.queries import availability, calendars, waiting, wishes

_CHOSEN = "ほかの候補をお選びになったため"
_DECLINED = "ご案内をお断りになったため"
REASON_LENGTH = 200


@retries.on_conflict
@transaction.atomic
def join_line(
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
) -> models.WaitingEntry:
    """This function will put a person or their group in line for a taken period, and give their entry.

    What the rules would never let them have is refused at once; caps may have room by then and count at acceptance.
    Raises WaitingClosed, RuleRefused, NothingToWaitFor, AlreadyWaiting, AlreadyYours and what reserving raises before.
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
    stretch = _admitted(wish, now)
    # Under the lock nobody frees the room between the look and the place in line.
    holding.locked_spaces(room)
    _check_taken(wish, stretch, now)
    entry = _waits(wish, stretch, by, purpose, now)
    _write_down(entry, "joined", by, now)
    _confirm(entry, now)
    return entry


def _waits(
    wish: wishes.Wish, stretch: calendars.Stretch, by: accounts.User, purpose: str, now: datetime
) -> models.WaitingEntry:
    with common.translated():
        return models.WaitingEntry.objects.create(
            room=wish.room,
            date=wish.date,
            period_codes=list(stretch.codes),
            periods_text=stretch.text,
            during=DateTimeTZRange(*availability.kept(wish.room, stretch.starts_at, stretch.ends_at)),
            person=by,
            group=wish.group,
            headcount=wish.headcount,
            purpose=purpose,
            activity=wish.activity,
            with_guardian=wish.with_guardian,
            joined_at=now,
        )


def _admitted(wish: wishes.Wish, now: datetime) -> calendars.Stretch:
    admission.check_mode(wish, now)
    admission.check_group(wish.group, now)
    calendar = calendars.calendar(wish.room.center, first=wish.date, last=wish.date)
    stretch = calendar.stretch(wish.room, wish.date, wish.periods)
    if stretch is None:
        raise errors.PeriodUnknown(**admission.named(wish))
    in_force = calendar.rules(wish.room, wish.date)
    if not in_force.waiting_list or not in_force.waiting_list.is_open:
        raise errors.WaitingClosed(**admission.named(wish, stretch))
    admission.check_rules(wish, stretch, calendar, rules.without_caps(in_force), now)
    if not rules.is_waiting_open(in_force, starts_at=stretch.starts_at, periods=stretch.codes, now=now):
        raise errors.WaitingClosed(**admission.named(wish, stretch))
    return stretch


def _check_taken(wish: wishes.Wish, stretch: calendars.Stretch, now: datetime) -> None:
    starts, ends = availability.kept(wish.room, stretch.starts_at, stretch.ends_at)
    holders = list(waiting.in_the_way(wish.room, starts=starts, ends=ends, now=now))
    if not holders:
        raise errors.NothingToWaitFor(**admission.named(wish, stretch))
    own = {booking.pk for booking in holders if _is_of(booking, wish)}
    if own:
        raise errors.AlreadyYours(**admission.named(wish, stretch))


def _is_of(booking: models.Booking, wish: wishes.Wish) -> bool:
    if wish.group:
        return booking.group_id == wish.group.pk
    return wish.person is not None and booking.booked_by_id == wish.person.pk and booking.group_id is None


def _write_down(entry: models.WaitingEntry, what: str, by: accounts.User, now: datetime) -> None:
    audit.record(
        f"bookings.waiting_{what}",
        by=by,
        about=entry.person,
        subject=entry.code,
        center_code=entry.room.center.code,
        now=now,
        room=entry.room.code,
        date=entry.date.isoformat(),
        periods=entry.period_codes,
    )


def _confirm(entry: models.WaitingEntry, now: datetime) -> None:
    placed = waiting.entry(entry.code)
    notices.send(
        to=entry.person,
        template="bookings/waiting_joined",
        key=f"waiting-joined-{entry.code}",
        now=now,
        context={"entry": placed},
        url=f"/waiting-entries/{entry.code}/",
    )


@retries.on_conflict
@transaction.atomic
def leave_line(entry: models.WaitingEntry, *, by: accounts.User, now: datetime) -> models.WaitingEntry:
    """This function will take somebody out of the line; an offer that came meanwhile is declined.

    Raises NoLongerWaiting.
    """
    holding.lock_spaces([entry.room_id])
    fresh = models.WaitingEntry.objects.select_related("room__center", "person", "offer__room").get(pk=entry.pk)
    if fresh.state == enums.WaitingState.OFFERED and fresh.offer:
        _declined(fresh.offer, by, now)
    elif not models.WaitingEntry.objects.filter(pk=fresh.pk, state=enums.WaitingState.WAITING).update(
        state=enums.WaitingState.LEFT, ended_at=now
    ):
        raise errors.NoLongerWaiting(state_text=str(enums.WaitingState(fresh.state).label))
    _write_down(fresh, "left", by, now)
    fresh.refresh_from_db()
    return fresh


@retries.on_conflict
@transaction.atomic
def decline_offer(offer: models.Booking, *, by: accounts.User, now: datetime) -> models.Booking:
    """This function will give an offered room back, which goes to the next in line. Raises OfferAnswered, OfferOver."""
    return _declined(offer, by, now)


def _declined(offer: models.Booking, by: accounts.User, now: datetime) -> models.Booking:
    fresh = steps.locked(offer)
    _check_unanswered(fresh, now)
    return steps.step(fresh, enums.State.CANCELLED, by=by, now=now, reason=_DECLINED)


@retries.on_conflict
def accept_offer(offer: models.Booking, *, by: accounts.User, now: datetime, coupon_code: str = "") -> models.Booking:
    """This function will make a booking of an offer, tentative or approved like any other; what else is held goes on.

    Raises OfferAnswered, OfferOver, the refusals of `points.actions.apply_coupon`, and what reserving raises where the
    rules do not allow it any more; then the offer is at an end and the room has gone on.
    """
    with transaction.atomic():
        accepted, refusal = _answered(offer, drafting.Entry(by=by, purpose="", coupon_code=coupon_code, now=now))
    # Only now: what the refusal brought about (the room has gone on) must stay.
    if refusal:
        raise refusal
    return accepted


def _answered(offer: models.Booking, entry: drafting.Entry) -> tuple[models.Booking, common.DomainError | None]:
    fresh, others = _locked_with_others(offer, entry.by)
    if fresh.state == enums.State.OFFERED and fresh.holds_until and fresh.holds_until <= entry.now:
        steps.step(fresh, enums.State.LAPSED, by=None, now=entry.now)
        steps.wind_up(fresh, now=entry.now)
        return fresh, errors.OfferOver()
    _check_unanswered(fresh, entry.now)
    wish = _wish_of(fresh, entry.by)
    try:
        stretch, in_force = _still_allowed(wish, entry.now)
    except common.DomainError as refusal:
        offering.refused(fresh, now=entry.now)
        reason = refusal.sentence[:REASON_LENGTH]
        steps.step(fresh, enums.State.CANCELLED, by=None, now=entry.now, reason=reason)
        return fresh, refusal
    _take(fresh, stretch, in_force, entry)
    for other in others:
        steps.step(other, enums.State.CANCELLED, by=entry.by, now=entry.now, reason=_CHOSEN)
    if entry.coupon_code:
        reserving.apply_coupon(fresh, entry, wish)
        fresh.save(update_fields=["coupon_code", "discount_yen"])
    reserving.tell(fresh, entry)
    return fresh, None


def _locked_with_others(offer: models.Booking, by: accounts.User) -> tuple[models.Booking, list[models.Booking]]:
    """This function will lock an offer, and what else is held for the same displaced person, in the one order."""
    admission.lock_counted(_wish_of(offer, by))
    held = [offer]
    if offer.replaces_id:
        held = list(models.Booking.objects.filter(replaces=offer.replaces_id).select_related("room"))
    locked = steps.locked_all(held)
    fresh = next(one for one in locked if one.pk == offer.pk)
    return fresh, [one for one in locked if one.pk != offer.pk and one.state == enums.State.OFFERED]


def _check_unanswered(offer: models.Booking, now: datetime) -> None:
    if offer.state == enums.State.LAPSED or (offer.holds_until and offer.holds_until <= now):
        raise errors.OfferOver
    if offer.state != enums.State.OFFERED:
        raise errors.OfferAnswered(booking=offer.code, state_text=str(enums.State(offer.state).label))


def _wish_of(offer: models.Booking, by: accounts.User) -> wishes.Wish:
    return wishes.Wish(
        room=offer.room,
        date=offer.date,
        periods=tuple(offer.period_codes),
        headcount=offer.headcount,
        activity=offer.activity,
        person=offer.booked_by,
        group=offer.group,
        with_guardian=offer.with_guardian,
        by_desk=offer.entered_by_id is not None or _answers_for_another(offer, by),
        public_class=wishes.public_class_of(offer),
    )


def _answers_for_another(offer: models.Booking, by: accounts.User) -> bool:
    """This function will tell whether the desk takes something for somebody displaced, whom it has on the phone."""
    return offer.replaces_id is not None and offer.booked_by_id != by.pk and roles.is_staff_of(by, offer.center.code)


def _still_allowed(wish: wishes.Wish, now: datetime) -> tuple[calendars.Stretch, rules.Rules]:
    admission.check_mode(wish, now)
    admission.check_group(wish.group, now)
    calendar = calendars.calendar(wish.room.center, first=wish.date, last=wish.date)
    stretch = calendar.stretch(wish.room, wish.date, wish.periods)
    if stretch is None:
        raise errors.PeriodUnknown(**admission.named(wish))
    in_force = calendar.rules(wish.room, wish.date)
    admission.check_rules(wish, stretch, calendar, in_force, now)
    return stretch, in_force


def _take(offer: models.Booking, stretch: calendars.Stretch, in_force: rules.Rules, entry: drafting.Entry) -> None:
    """This function will make the booking: from now on its deadlines count, as if it had been reserved now."""
    offer.created_at = entry.now
    offer.form_due_at = drafting.form_due(in_force, stretch, entry.now)
    offer.save(update_fields=["created_at", "form_due_at"])
    steps.step(offer, drafting.first_state(in_force), by=entry.by, now=entry.now)
