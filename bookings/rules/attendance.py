"""Checking in, no-shows and reminders in instants and dates. Pure; instants are in Tokyo time in practice."""

from datetime import date, datetime, time, timedelta

from bookings.rules import dates, schema

# So long before its deadline a form is asked for; for what is booked later than that, half of the time that is left.
FORM_REMINDER = timedelta(days=2)


def check_in_opens(rules: schema.Rules, starts_at: datetime) -> datetime:
    """This function will tell from when one can check in: by the rules, else from the beginning of the day of use."""
    if rules.check_in is None:
        return datetime.combine(starts_at.date(), time(), starts_at.tzinfo)
    return starts_at - timedelta(minutes=rules.check_in.opens_minutes)


def is_used_by_itself(rules: schema.Rules) -> bool:
    """This function will tell whether a permitted use counts as made when its time has passed: nobody checks in."""
    return rules.check_in is None


def asked_for_from(made: datetime, due: datetime) -> datetime:
    """This function will tell from when a form that is due is asked for once."""
    return max(due - FORM_REMINDER, made + (due - made) / 2)


def grace_until(rules: schema.Rules, use: date) -> date | None:
    """This function will give the last day on which a no-show can be put right, or None where no rule counts any."""
    return last_day_of_grace(rules.no_shows, use) if rules.no_shows else None


def last_day_of_grace(clause: schema.NoShows, use: date) -> date:
    """This function will give the last day on which a no-show can be put right under a rule."""
    return use + timedelta(days=clause.grace_days)


def counted_from(clause: schema.NoShows, today: date) -> date:
    """This function will give the first date of use whose no-show still counts today."""
    return dates.before(today, clause.months, "month")


def no_show_counts(clause: schema.NoShows, use: date, today: date) -> bool:
    """This function will tell whether a no-show counts today: not too long ago, and its grace is over."""
    return counted_from(clause, today) <= use and last_day_of_grace(clause, use) < today


def restricted_until(clause: schema.NoShows, today: date) -> date:
    """This function will give the latest last day of a restriction that begins today."""
    return today + timedelta(days=max(clause.restricted_days, 1) - 1)
