"""Who came and who did not: check-in, uses that have passed, no-shows and how they are put right."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from backend.accounts import models as accounts
from backend.common import audit, clock, retries
from backend.common import errors as common
from bookings import enums, errors, models, rules
from bookings.actions import steps, sweeping
from bookings.queries import attendance as queries
from bookings.queries import calendars
from points import actions as points


@dataclass(frozen=True)
class CheckedIn:
    """A booking whose people are here; `already` when somebody had noted that before."""

    booking: models.Booking
    already: bool


@retries.on_conflict
@transaction.atomic
def check_in(booking: models.Booking, *, at: models.Center, by: accounts.User, now: datetime) -> CheckedIn:
    """This function will note at a center's desk that the people of a booking are here; a second time changes nothing.

    Raises OtherCenter, CheckInTooEarly, CheckInTooLate and NotCheckedIn.
    """
    if booking.center_id != at.pk:
        raise errors.OtherCenter(booking=booking.code, center_name=booking.center.name)
    fresh = steps.locked(booking)
    if fresh.state in (enums.State.USED, enums.State.REPORTED):
        return CheckedIn(fresh, already=True)
    _check_moment(fresh, now)
    fresh.checked_in_at = now
    return CheckedIn(steps.step(fresh, enums.State.USED, by=by, now=now), already=False)


def _check_moment(booking: models.Booking, now: datetime) -> None:
    until = min(filter(None, [booking.holds_until, booking.ends_at]))
    if booking.state == enums.State.NO_SHOW or (booking.state == enums.State.APPROVED and until <= now):
        until = _released_at(booking) if booking.state == enums.State.NO_SHOW else until
        raise errors.CheckInTooLate(booking=booking.code, until_text=_moment(until))
    if booking.state != enums.State.APPROVED:
        raise errors.NotCheckedIn(booking=booking.code, state_text=booking.get_state_display())
    starts_at = booking.starts_at.astimezone(clock.TOKYO)
    opens = rules.check_in_opens(calendars.rules_for(booking.room, date=booking.date), starts_at)
    if now < opens:
        raise errors.CheckInTooEarly(
            booking=booking.code,
            opens_text=_moment(opens),
            starts_text=f"{starts_at:%H:%M}",
            opens_at=opens.isoformat(),
        )


def _released_at(booking: models.Booking) -> datetime:
    change = booking.state_changes.filter(to_state=enums.State.NO_SHOW).order_by("-at").first()
    return change.at if change else booking.ends_at


def settle_passed_uses(*, now: datetime, limit: int = 500) -> int:
    """This function will note as used what was permitted, has passed, and is checked in by nobody under its rules."""
    passed = models.Booking.objects.filter(state=enums.State.APPROVED, ends_at__lte=now, holds_until=None)
    found = list(passed.select_related("room").order_by("ends_at", "pk"))
    # What waits for a desk's word stays among them, and must not fill the share of those that are settled here.
    return sweeping.for_each(queries.used_by_themselves(found)[:limit], _settle, now=now)


@retries.on_conflict
@transaction.atomic
def _settle(booking: models.Booking, *, now: datetime) -> bool:
    fresh = steps.locked(booking)
    if fresh.state != enums.State.APPROVED or fresh.ends_at > now or fresh.holds_until is not None:
        return False
    steps.step(fresh, enums.State.USED, by=None, now=now, reason="利用の時間が終わったため")
    return True


@retries.on_conflict
@transaction.atomic
def record_no_show(booking: models.Booking, *, by: accounts.User, reason: str, now: datetime) -> models.Booking:
    """This function will note at the desk that nobody came, and tell the person how to put a mistake right.

    Raises NoShowTooEarly and StepNotAllowed.
    """
    fresh = steps.locked(booking)
    if fresh.starts_at > now:
        raise errors.NoShowTooEarly(booking=fresh.code, starts_text=_moment(fresh.starts_at))
    missing = steps.step(fresh, enums.State.NO_SHOW, by=by, now=now, reason=reason)
    steps.announce(missing, "no_show", now=now, grace=queries.grace_text(missing))
    return missing


@retries.on_conflict
@transaction.atomic
def object_to_no_show(
    booking: models.Booking, *, by: accounts.User, text: str, now: datetime
) -> models.NoShowObjection:
    """This function will take what a person says against a no-show; until the desk decides, it does not count.

    Raises NothingToPutRight, GraceOver, ReasonMissing and AlreadyObjected.
    """
    fresh = _missing(booking)
    _check_grace(fresh, now)
    if not text.strip():
        raise errors.ReasonMissing
    with common.translated(booking=fresh.code):
        said = models.NoShowObjection.objects.create(booking=fresh, text=text, at=now, by=by)
    _record("bookings.no_show_objected", fresh, by=by, now=now, reason=text[:200])
    return said


@retries.on_conflict
@transaction.atomic
def put_no_show_right(
    booking: models.Booking, *, to: enums.ObjectionOutcome, by: accounts.User, reason: str, now: datetime
) -> models.Booking:
    """This function will decide at the desk what a no-show really was: a use, a date that was a mistake, or a no-show.

    Within the grace, or later where its person spoke up in time. Raises NothingToPutRight, GraceOver, ReasonMissing,
    and RoomGone when the room was given to others meanwhile.
    """
    fresh = _missing(booking)
    if not reason.strip():
        raise errors.ReasonMissing
    spoken = models.NoShowObjection.objects.filter(booking=fresh, outcome="")
    if not spoken.exists():
        _check_grace(fresh, now)
    if to != enums.ObjectionOutcome.KEPT:
        fresh = _put_right(fresh, enums.State(to.value), by=by, reason=reason, now=now)
    spoken.update(outcome=to, answer=reason, decided_at=now, decided_by=by)
    if to == enums.ObjectionOutcome.KEPT:
        _record("bookings.no_show_kept", fresh, by=by, now=now, reason=reason)
    steps.announce(fresh, f"no_show_{to.value}", now=now, reason=reason)
    return fresh


def _put_right(
    booking: models.Booking, to: enums.State, *, by: accounts.User, reason: str, now: datetime
) -> models.Booking:
    right = steps.step(booking, to, by=by, now=now, reason=reason)
    if to == enums.State.CANCELLED:
        points.release_coupon(booking_code=right.code, now=now, by=by)
        return right
    # An offer that nobody answered, say, holds nothing any more, though no sweep has come by. Its spaces are locked.
    sweeping.sweep_room(right.room, date=right.date, now=now)
    try:
        with common.translated(booking=right.code):
            right.space_holds.update(holds=True)
    except errors.PeriodTaken as taken:
        raise errors.RoomGone(booking=right.code) from taken
    return right


def _missing(booking: models.Booking) -> models.Booking:
    fresh = steps.locked(booking)
    if fresh.state != enums.State.NO_SHOW:
        raise errors.NothingToPutRight(booking=fresh.code, state_text=fresh.get_state_display())
    return fresh


def _check_grace(booking: models.Booking, now: datetime) -> None:
    until = queries.grace_until(booking)
    if until is not None and clock.date_of(now) > until:
        phone = booking.center.phone
        raise errors.GraceOver(
            booking=booking.code,
            due_text=rules.date_text(until),
            center_name=booking.center.name,
            phone_text=f"電話 {phone}" if phone else "",
        )


def _record(action: str, booking: models.Booking, *, by: accounts.User, now: datetime, reason: str) -> None:
    audit.record(
        action,
        by=by,
        about=booking.booked_by,
        subject=booking.code,
        center_code=booking.center.code,
        reason=reason,
        now=now,
    )


def _moment(instant: datetime) -> str:
    local = instant.astimezone(clock.TOKYO)
    return f"{rules.date_text(local.date())} {local:%H:%M}"
