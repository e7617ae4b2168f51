"""What somebody said how much they want to do, beside what they have agreed to: they are warned, and decide."""

from datetime import datetime, timedelta

from backend.accounts import models as accounts
from backend.common import clock
from volunteers import enums, models, rules
from volunteers.rules.offers import Done, Limits


def limits_of(offer: models.Offer) -> Limits:
    """This function will give the limits of an offer."""
    return Limits(offer.times_a_week, offer.times_a_month, offer.minutes_a_week, offer.minutes_a_month)


def passed_by(person: accounts.User, shift: models.Shift) -> list[enums.Reason]:
    """This function will list the limits of a person's own which a shift would pass; none without an offer."""
    return passed_at(person, starts_at=shift.starts_at, ends_at=shift.ends_at, besides=shift)


def passed_at(
    person: accounts.User, *, starts_at: datetime, ends_at: datetime, besides: models.Shift | None = None
) -> list[enums.Reason]:
    """This function will list the limits of a person's own which a time would pass; `besides` is not counted."""
    offer = models.Offer.objects.filter(person=person, kind=enums.OfferKind.PERSON).first()
    if offer is None or limits_of(offer) == Limits():
        return []
    minutes = int((ends_at - starts_at).total_seconds()) // 60
    return rules.offers.passed(limits_of(offer), done(person, starts_at, besides), minutes=minutes)


def done(person: accounts.User, at: datetime, besides: models.Shift | None = None) -> Done:
    """This function will add up what a person has agreed to in the week and the month of an instant."""
    week, month = (span(clock.date_of(at)) for span in (rules.offers.week_of, rules.offers.month_of))
    first, last = min(week[0], month[0]), max(week[1], month[1])
    placed = models.Assignment.objects.placed().filter(
        person=person, shift__starts_at__gte=clock.start_of(first), shift__starts_at__lt=clock.start_of(last)
    )
    spans = list(placed.exclude(shift=besides).values_list("shift__starts_at", "shift__ends_at"))
    in_week = [ends - starts for starts, ends in spans if week[0] <= clock.date_of(starts) < week[1]]
    in_month = [ends - starts for starts, ends in spans if month[0] <= clock.date_of(starts) < month[1]]
    return Done(len(in_week), _minutes(in_week), len(in_month), _minutes(in_month))


def _minutes(lengths: list[timedelta]) -> int:
    return sum(int(length.total_seconds()) // 60 for length in lengths)


def warnings_for(person: accounts.User, shift: models.Shift) -> list[str]:
    """This function will warn a person in sentences where a shift passes a limit that they set for themselves."""
    return sentences(passed_by(person, shift))


def sentences(reasons: list[enums.Reason]) -> list[str]:
    """This function will say which limits are passed."""
    spans = {enums.Reason.WEEK_LIMIT: "1週間", enums.Reason.MONTH_LIMIT: "1か月"}
    return [
        f"この活動に参加すると、ご自分で決めた{spans[reason]}の上限を超えます。よろしければ、このまま応募できます。"
        for reason in reasons
    ]
