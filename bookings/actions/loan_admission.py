"""What is asked before somebody borrows: does the center lend it so, is it open then, and does the time fit."""

from datetime import datetime, time
from typing import TYPE_CHECKING

from backend.accounts import models as accounts
from backend.common import clock
from bookings import enums, errors, rules
from bookings.actions import admission
from bookings.queries import attendance, calendars
from bookings.queries import equipment as queries
from bookings.rules import lending

if TYPE_CHECKING:
    from bookings.actions.lending import LoanPlan  # it asks here before it lends


def check(plan: "LoanPlan", by: accounts.User, now: datetime) -> None:
    """This function will raise what speaks against a loan, whoever else has the pieces."""
    if plan.ends_at <= plan.starts_at or plan.ends_at <= now:
        raise errors.LoanTimeUnclear
    _check_way(plan)
    admission.check_group(plan.group, now)
    _check_restriction(plan, by, now)
    if plan.booking is not None:
        _check_booking(plan, now)
        return
    _check_mode(plan, now)
    _check_days(plan)


def _check_way(plan: "LoanPlan") -> None:
    if not lending.is_lent_so(plan.equipment.lending, with_room=plan.booking is not None):
        alone = plan.equipment.lending == enums.Lending.ALONE
        raise (errors.EquipmentGoesOut if alone else errors.EquipmentNeedsRoom)(**named(plan))


def _check_restriction(plan: "LoanPlan", by: accounts.User, now: datetime) -> None:
    if plan.by_desk:
        return
    center = plan.equipment.center
    held = attendance.restriction_in_force(center, person=by, group=plan.group, today=clock.date_of(now))
    if held:
        raise errors.Restricted(
            **named(plan),
            restriction=held.code,
            until=held.ends_on.isoformat(),
            until_text=rules.date_text(held.ends_on),
            whose=f"「{plan.group.name}」" if plan.group else "この方",
            phone_text=_phone(plan),
        )


def _check_booking(plan: "LoanPlan", now: datetime) -> None:
    booking = plan.booking
    if booking is None:
        return
    is_over = booking.holds_until is not None and booking.holds_until <= now
    stands = booking.is_live and booking.state != enums.State.OFFERED and not is_over
    if not stands or booking.center_id != plan.equipment.center_id:
        raise errors.BookingTakesNoLoan(**named(plan))
    if plan.starts_at < booking.starts_at or plan.ends_at > booking.ends_at:
        raise errors.LoanOutsideBooking(**named(plan), span=queries.span_text(booking.starts_at, booking.ends_at))


def _check_mode(plan: "LoanPlan", now: datetime) -> None:
    here = plan.equipment.center.switches_at(now)
    if not here.admits(for_group=plan.group is not None, by_desk=plan.by_desk):
        mode = str(enums.BookingMode(here.booking_mode).label)
        raise errors.LoansAtDesk(**named(plan), mode_text=mode, phone_text=_phone(plan))


def _check_days(plan: "LoanPlan") -> None:
    first, last = clock.date_of(plan.starts_at), clock.date_of(plan.ends_at)
    if lending.days_of(first, last) > plan.equipment.most_days:
        raise errors.LoanTooLong(**named(plan), most_days=plan.equipment.most_days)
    calendar = calendars.calendar(plan.equipment.center, first=first, last=last)
    for instant in (plan.starts_at, plan.ends_at):
        _check_open(plan, calendar, instant)


def _check_open(plan: "LoanPlan", calendar: calendars.Calendar, instant: datetime) -> None:
    """This function will see that somebody is at the desk when something is fetched or brought back."""
    local = instant.astimezone(clock.TOKYO)
    closed = rules.closed_on(calendar.closures, local.date(), "")
    if closed:
        reopens = f"次に開くのは{rules.date_text(closed.reopens_on)}です。" if closed.reopens_on else ""
        day_text = rules.date_text(local.date())
        raise errors.LoanDayClosed(**named(plan), day_text=day_text, reason=closed.reason, reopens_text=reopens)
    hours = calendar.rules(None, local.date()).hours
    if hours and not hours.opens <= _of_day(local) <= hours.closes:
        raise errors.LoanHourClosed(**named(plan), hours_text=f"{hours.opens:%-H:%M}〜{hours.closes:%-H:%M}")


def _of_day(local: datetime) -> time:
    return local.time().replace(second=0, microsecond=0)


def _phone(plan: "LoanPlan") -> str:
    phone = plan.equipment.center.phone
    return f"電話 {phone}" if phone else ""


def named(plan: "LoanPlan") -> dict[str, object]:
    """This function will give what the sentences of refusals name of a loan."""
    equipment = plan.equipment
    return {
        "equipment": {"code": equipment.code, "name": equipment.name},
        "equipment_name": equipment.name,
        "center_name": equipment.center.name,
        "pieces": plan.pieces,
        "when": queries.span_text(plan.starts_at, plan.ends_at),
    }
