"""When booking opens and by when things are due. Pure; instants are in the time zone of `now`, Tokyo in practice."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta, tzinfo

from bookings.rules import dates, schema


def window_of(rules: schema.Rules, user_class: str) -> schema.Window | None:
    """This function will give the booking window of a user class, else everybody's, else None where none is known."""
    tiers = rules.windows.tiers if rules.windows else ()
    own = next((tier for tier in tiers if user_class and user_class in tier.classes), None)
    return own or next((tier for tier in tiers if not tier.classes), None)


def opens_on(window: schema.Window, use: date) -> date:
    """This function will give the first day on which a date of use can be booked.

    Counted back from the date, or from the first day of its month: two months before the month of 20 May is 1 March.
    """
    counted_from = use.replace(day=1) if window.anchor == "month" else use
    return dates.before(counted_from, window.amount, window.unit)


def opens_at(rules: schema.Rules, user_class: str, use: date, zone: tzinfo | None) -> datetime | None:
    """This function will give the instant at which a date of use can be booked, or None where no window is known."""
    window = window_of(rules, user_class)
    if window is None:
        return None
    return datetime.combine(opens_on(window, use), window.opens_at or time(), zone)


def due_on(deadline: schema.Deadline, use: date, booked: date) -> date:
    """This function will give the last day on which something can be done."""
    if deadline.counted == "before_use":
        return dates.before(use, deadline.amount, deadline.unit)
    return dates.after(use if deadline.counted == "after_use" else booked, deadline.amount, deadline.unit)


def due_at(deadline: schema.Deadline, use: date, booked: date, zone: tzinfo | None) -> datetime:
    """This function will give the instant from which it is too late: a time of day, else the end of the last day."""
    last = due_on(deadline, use, booked)
    if deadline.time_of_day:
        return datetime.combine(last, deadline.time_of_day, zone)
    return datetime.combine(last + timedelta(days=1), time(), zone)


def deadlines_of(rules: schema.Rules, kind: str, periods: tuple[str, ...]) -> Iterator[schema.Deadline]:
    """This function will give the deadlines of one kind that concern a booking of these periods."""
    for deadline in rules.deadlines.values():
        if deadline.kind == kind and (not deadline.periods or set(deadline.periods) & set(periods)):
            yield deadline


def first_due(
    rules: schema.Rules, kind: str, *, use: date, periods: tuple[str, ...], booked: date, zone: tzinfo | None
) -> tuple[datetime, schema.Deadline] | None:
    """This function will give the earliest deadline of a kind with its instant, or None when there is none."""
    dues = [(due_at(found, use, booked, zone), found) for found in deadlines_of(rules, kind, periods)]
    return min(dues, key=lambda due: due[0]) if dues else None


def closes(
    rules: schema.Rules, *, use: date, periods: tuple[str, ...], zone: tzinfo | None
) -> tuple[datetime, schema.Deadline] | None:
    """This function will give until when a date of use can be booked, with the rule, or None without such a rule.

    A booking whose application form is already too late could only lapse, so the form's deadline before the use closes
    booking as well.
    """
    dues = [
        (due_at(found, use, use, zone), found)
        for kind in ("booking", "form")
        for found in deadlines_of(rules, kind, periods)
        if found.counted == "before_use"
    ]
    return min(dues, key=lambda due: due[0]) if dues else None


def cancellable_until(rules: schema.Rules, *, starts_at: datetime, periods: tuple[str, ...], booked: date) -> datetime:
    """This function will give until when a person may cancel: the center's deadline, else the beginning of the use."""
    due = first_due(rules, "cancellation", use=starts_at.date(), periods=periods, booked=booked, zone=starts_at.tzinfo)
    return min(due[0], starts_at) if due else starts_at


def text_of(due: datetime) -> str:
    """This function will write a deadline for residents: the day alone where the whole day counts."""
    if (due.hour, due.minute) == (0, 0):
        return f"{dates.text(due.date() - timedelta(days=1))}まで"
    return f"{dates.text(due.date())} {due:%H:%M}まで"
