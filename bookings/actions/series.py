"""A series (定期利用) of a group: made of the dates that were ticked, and later cancelled, changed or permitted.

Each of these is one transaction over all its dates, with the locks of decision 0004: the group, all spaces by id, all
bookings by id. The person hears of it once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from backend.accounts import actions as people
from backend.accounts import enums as account_enums
from backend.accounts import models as accounts
from backend.accounts import permissions as roles
from backend.common import audit, retries
from backend.common import errors as common
from backend.notices import actions as notices
from bookings import enums, errors, models, permissions
from bookings.actions import admission, drafting, holding, moving, steps
from bookings.queries import fitting, moves, planning, wishes
from bookings.queries import series as queries
from bookings.rules import repetition
from points import actions as points


@dataclass(frozen=True, kw_only=True)
class SeriesChange:
    """What is to be different on the dates of a series; None leaves it. `weekday` moves each date within its week."""

    room: models.Room | None = None
    weekday: int | None = None
    periods: tuple[str, ...] | None = None
    headcount: int | None = None
    purpose: str | None = None
    activity: str | None = None

    def of(self, booking: models.Booking) -> moves.Change:
        """This function will give what the change is for one date."""
        day = None if self.weekday is None else repetition.in_same_week(booking.date, self.weekday)
        return moves.Change(
            room=self.room,
            date=day,
            periods=self.periods,
            headcount=self.headcount,
            purpose=self.purpose,
            activity=self.activity,
        )


@dataclass(frozen=True)
class Cancelled:
    """What became of the dates that were to be cancelled: those that were, and those for which it was too late."""

    cancelled: tuple[models.Booking, ...]
    kept: tuple[queries.Given, ...]


@retries.on_conflict
def reserve_series(
    plan: planning.Plan, *, chosen: planning.Chosen, by: accounts.User, now: datetime, submission: str = ""
) -> models.Series:
    """This function will reserve every chosen date of a plan, or none, and give the series.

    The same submission of the same group gives the series that it made before. Raises DatesRefused with the dates that
    cannot be had (any more), NothingChosen, NotOfThisSeries, TermTooLong, NoDates and what `reserve_room` raises before
    it asks the rules.
    """
    wanted = planning.chosen_wishes(plan, chosen)
    moving.sweep_places(wanted, now=now)
    with transaction.atomic():
        # Under the lock of the group two presses of one button follow one another.
        admission.lock_counted(plan.wish)
        return _made_before(plan, wanted, submission) or _reserved(plan, wanted, by, now, submission)


def _made_before(plan: planning.Plan, wanted: Sequence[wishes.Wish], submission: str) -> models.Series | None:
    """This function will give the series that the same page has made; raises SeriesAlreadyMade for another choice."""
    made = models.Series.objects.filter(group=plan.wish.group, submission=submission).first() if submission else None
    if made is None:
        return None
    there = {(one.room_id, one.date, tuple(one.period_codes)) for one in models.Booking.objects.filter(series=made)}
    if there != {(wish.room.pk, wish.date, tuple(wish.periods)) for wish in wanted}:
        raise errors.SeriesAlreadyMade
    return made


def _reserved(
    plan: planning.Plan, wanted: Sequence[wishes.Wish], by: accounts.User, now: datetime, submission: str
) -> models.Series:
    admission.check_mode(plan.wish, now)
    admission.check_group(plan.wish.group, now)
    admission.check_restriction(plan.wish, now)
    holding.lock_spaces({wish.room.pk for wish in wanted})
    term = fitting.term(wanted, now=now)
    fits: list[fitting.Fit] = []
    for wish in wanted:
        fits.append(term.fit_beside(wish, fits))
    if not all(fit.fits for fit in fits):
        raise dates_refused(fits)
    series = _series(plan, by, now, submission)
    bookings = _bookings(series, plan, term, fits, by, now)
    _write_down(series, bookings, by, now)
    _tell(series, bookings, "series_reserved", now=now)
    return series


def dates_refused(fits: Sequence[fitting.Fit]) -> common.DomainError:
    """This function will make the error that names every date which does not fit."""
    return errors.DatesRefused(dates=planning.as_dates(fits))


def _series(plan: planning.Plan, by: accounts.User, now: datetime, submission: str) -> models.Series:
    wish, named = plan.wish, {"submission": submission} if submission else {}
    with common.translated():
        return models.Series.objects.create(
            room=wish.room,
            group=plan.group,
            repetition=plan.pattern.kind,
            weekday=plan.pattern.weekday,
            nth=plan.pattern.nth,
            period_codes=list(wish.periods),
            first=plan.first,
            last=plan.last,
            headcount=wish.headcount,
            purpose=plan.purpose,
            activity=wish.activity,
            created_at=now,
            created_by=by,
            **named,
        )


def _bookings(
    series: models.Series,
    plan: planning.Plan,
    term: fitting.Term,
    fits: Sequence[fitting.Fit],
    by: accounts.User,
    now: datetime,
) -> list[models.Booking]:
    channel = enums.Channel.COUNTER if plan.wish.by_desk else enums.Channel.ONLINE
    entry = drafting.Entry(by=by, purpose=plan.purpose, now=now, channel=channel)
    made = []
    for fit in fits:
        if fit.stretch is None:
            raise errors.PeriodUnknown(**admission.named(fit.wish))
        room, day = fit.wish.room, fit.wish.date
        booking = drafting.drafted(fit.wish, entry, fit.stretch, term.calendar.rules(room, day))
        booking.series = series
        booking.rules_codes = [version.code for version in term.calendar.versions(room, day)]
        made.append(booking)
    with common.translated(**admission.named(fits[0].wish, fits[0].stretch)):
        models.Booking.objects.bulk_create(made)
        holding.hold_all(made)
    return made


def _write_down(series: models.Series, bookings: Sequence[models.Booking], by: accounts.User, now: datetime) -> None:
    models.BookingStateChange.objects.bulk_create(
        models.BookingStateChange(booking=booking, from_state="", to_state=booking.state, at=now, by=by)
        for booking in bookings
    )
    _record(series, "series_reserved", bookings, by, now)
    for booking in bookings:
        audit.record(
            "bookings.reserved",
            by=by,
            about=booking.booked_by,
            subject=booking.code,
            center_code=booking.center.code,
            now=now,
            room=booking.room.code,
            date=booking.date.isoformat(),
            periods=booking.period_codes,
            series=series.code,
        )
    person = bookings[0].booked_by
    if person:
        center_code = series.room.center.code
        people.make_known(person, center_code=center_code, origin=account_enums.ContactOrigin.BOOKED, now=now)


def _record(
    series: models.Series,
    what: str,
    bookings: Sequence[models.Booking],
    by: accounts.User,
    now: datetime,
    reason: str = "",
) -> None:
    audit.record(
        f"bookings.{what}",
        by=by,
        about=bookings[0].booked_by if bookings else None,
        subject=series.code,
        center_code=series.room.center.code,
        reason=reason,
        now=now,
        bookings=[booking.code for booking in bookings],
    )


@retries.on_conflict
@transaction.atomic
def cancel_series(
    series: models.Series, *, bookings: Sequence[models.Booking], by: accounts.User, now: datetime, reason: str = ""
) -> Cancelled:
    """This function will cancel dates of a series, keep those past the center's deadline, and tell of both.

    The desk cancels later, too. Raises NothingChosen, and NotOfThisSeries for a booking of another series.
    """
    rows = _own_rows(series, bookings)
    ahead = [row for row in rows if moves.is_movable(row, now=now)]
    by_desk = roles.is_staff_of(by, series.room.center.code)
    given = queries.given_back(ahead, by_desk=by_desk, now=now)
    ended = tuple(
        steps.step(one.booking, enums.State.CANCELLED, by=by, now=now, reason=reason) for one in given if one.can
    )
    for booking in ended:
        points.release_coupon(booking_code=booking.code, now=now, by=by)
    kept = tuple(one for one in given if not one.can)
    if ended:
        _record(series, "series_cancelled", ended, by, now, reason)
        _tell(series, ended, "series_cancelled", now=now, kept=kept, reason=reason)
    return Cancelled(ended, kept)


def _own_rows(series: models.Series, bookings: Sequence[models.Booking]) -> list[models.Booking]:
    """This function will lock dates of a series after the group whose bookings are counted, in order of time."""
    if not bookings:
        raise errors.NothingChosen
    if any(booking.series_id != series.pk for booking in bookings):
        raise errors.NotOfThisSeries
    return sorted(steps.locked_all(bookings), key=lambda booking: booking.starts_at)


@retries.on_conflict
def change_series(
    series: models.Series,
    *,
    bookings: Sequence[models.Booking],
    change: SeriesChange,
    by: accounts.User,
    now: datetime,
    from_now_on: bool = False,
) -> list[models.Booking]:
    """This function will change dates of a series, all of those named or none, and tell of them once.

    With `from_now_on` the series itself says so, too. Raises DatesRefused, NothingChosen, NothingChanged, NotMovable
    and NotOfThisSeries.
    """
    if not bookings:
        raise errors.NothingChosen
    if any(booking.series_id != series.pk for booking in bookings):
        raise errors.NotOfThisSeries
    with transaction.atomic():
        moved = moving.move_all(bookings, change=change.of, by=by, now=now, refused=dates_refused)
        moved.sort(key=lambda booking: booking.starts_at)
        if from_now_on:
            _rewrite(series, change)
        _record(series, "series_changed", moved, by, now)
        _tell(series, moved, "series_changed", now=now)
    return moved


def _rewrite(series: models.Series, change: SeriesChange) -> None:
    said = {
        "room": change.room,
        "weekday": change.weekday,
        "period_codes": None if change.periods is None else list(change.periods),
        "headcount": change.headcount,
        "purpose": change.purpose,
        "activity": change.activity,
    }
    changed = {name: value for name, value in said.items() if value is not None}
    for name, value in changed.items():
        setattr(series, name, value)
    series.save(update_fields=list(changed))


@retries.on_conflict
@transaction.atomic
def approve_series(series: models.Series, *, by: accounts.User, now: datetime) -> list[models.Booking]:
    """This function will permit every date of a series that waits for somebody to decide who may, and tell of it once.

    Raises NothingChosen where none waits.
    """
    waiting = models.Booking.objects.filter(series=series, state__in=[enums.State.TENTATIVE, enums.State.APPLIED])
    rows = _own_rows(series, list(waiting.select_related("room", "center")))
    # Read again under the lock: one of them may have been permitted meanwhile.
    open_rows = [row for row in rows if row.state in (enums.State.TENTATIVE, enums.State.APPLIED)]
    own = [row for row in open_rows if moves.is_movable(row, now=now) and permissions.may_decide(by, row)]
    if not own:
        raise errors.NothingChosen
    approved = [steps.step(row, enums.State.APPROVED, by=by, now=now) for row in own]
    _record(series, "series_approved", approved, by, now)
    _tell(series, approved, "series_approved", now=now)
    return approved


def _tell(
    series: models.Series,
    bookings: Sequence[models.Booking],
    template: str,
    *,
    now: datetime,
    kept: Sequence[queries.Given] = (),
    reason: str = "",
) -> None:
    """This function will send one notice with every date to the person in whose name the group reserved."""
    person = bookings[0].booked_by
    if person is None:
        return
    notices.send(
        to=person,
        template=f"bookings/{template}",
        key=f"{template}-{series.code}-{now.timestamp()}",
        now=now,
        context={
            "series": series,
            "center": series.room.center,
            "bookings": bookings,
            "kept": kept,
            "reason": reason,
            "form_due": next((booking.form_due_text for booking in bookings if booking.form_due_at), ""),
        },
        url=f"/series/{series.code}/",
    )
