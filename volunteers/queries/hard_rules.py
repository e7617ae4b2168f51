"""The hard rules of matching in SQL, each with its reason code.

The same expressions judge one person against many shifts and one shift against many people. They say what
rules.conditions says; tests hold the two together.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.postgres.fields import DateTimeRangeField
from django.db import models as db
from django.db.models import (
    Aggregate,
    Case,
    Count,
    Exists,
    F,
    Func,
    IntegerField,
    OuterRef,
    Q,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce, ExtractIsoWeekDay, TruncDate, TruncMonth, TruncTime, TruncWeek
from django.db.models.functions.datetime import TruncBase
from django.db.models.lookups import Exact, GreaterThan, GreaterThanOrEqual, LessThan, LessThanOrEqual

from backend.accounts import enums as accounts_enums
from backend.accounts import models as accounts
from backend.common import clock
from volunteers import enums, models

Reason = enums.Reason
State = enums.AssignmentState


@dataclass(frozen=True, slots=True)
class Sides:
    """Where the hard rules find each fact: a value, or a column of the rows that are being judged."""

    status: Any
    starts_at: Any
    ends_at: Any
    called_off_at: Any
    minimum_age: Any
    maximum_age: Any
    guardian: Any
    audience: Any
    widens_at: Any
    widens_to: Any
    district: Any
    organisation: Any
    shift: Any
    capacity: Any
    taken: Any
    person: Any
    born: Any
    home: Any
    offer: Any
    is_party: Any
    needed_skill: Any
    languages_asked: Any
    languages: Any
    reach_steps: Any
    reach_metres: Any
    times_a_week: Any
    times_a_month: Any
    minutes_a_week: Any
    minutes_a_month: Any


class _AgeOn(Func):
    """A person's age in years on a day."""

    template = "date_part('year', age(%(expressions)s))::integer"
    output_field = IntegerField()


def refusal(sides: Sides, now: datetime) -> Case:
    """This function will give the first hard rule that refuses, as its reason code, or an empty text."""
    return Case(
        *[When(condition, then=Value(str(reason))) for reason, condition in _rules(sides, now)],
        default=Value(""),
        output_field=db.CharField(),
    )


def _rules(sides: Sides, now: datetime) -> Iterable[tuple[Reason, Any]]:
    age = _AgeOn(_day(sides.starts_at), sides.born)
    Audience = enums.Audience  # noqa: N806 - the enum, by its name
    has_minimum = Q(GreaterThanOrEqual(sides.minimum_age, Value(0)))
    has_maximum = Q(GreaterThanOrEqual(sides.maximum_age, Value(0)))
    accompanied = Q(Exact(sides.guardian, Value(str(enums.Guardian.ACCOMPANIED))))
    shut = ~_admitted(sides, now)
    return (
        (Reason.REQUEST_NOT_OPEN, ~Q(Exact(sides.status, Value(str(enums.RequestStatus.PUBLISHED))))),
        (Reason.SHIFT_STARTED, LessThanOrEqual(sides.starts_at, Value(now))),
        (Reason.CALLED_OFF, ~Q(_is_null(sides.called_off_at))),
        (Reason.AGE_UNKNOWN, (has_minimum | has_maximum | accompanied) & Q(_is_null(sides.born))),
        (Reason.TOO_YOUNG, has_minimum & Q(LessThan(age, sides.minimum_age))),
        (Reason.TOO_OLD, has_maximum & Q(GreaterThan(age, sides.maximum_age))),
        (Reason.SKILL_UNCONFIRMED, ~Q(_is_null(sides.needed_skill)) & ~Q(_has_skill(sides))),
        (Reason.OTHER_DISTRICT, _audience(sides.audience, Audience.DISTRICT) & shut),
        (Reason.MEMBERS_ONLY, _audience(sides.audience, Audience.MEMBERS) & shut),
        (Reason.CITY_EMPLOYEES_ONLY, _audience(sides.audience, Audience.CITY_EMPLOYEES) & shut),
        (Reason.ALREADY_APPLIED, _stands(sides, enums.LIVE_STATES)),
        (Reason.DECLINED_EARLIER, _declined(sides)),
        (Reason.OVERLAPPING_SHIFT, _overlaps(sides)),
        (Reason.SHIFT_FULL, GreaterThanOrEqual(sides.taken, sides.capacity)),
        *_of_the_offer(sides),
    )


def _of_the_offer(sides: Sides) -> Iterable[tuple[Reason, Any]]:
    """This function will give what people said of themselves: it keeps suggestions away, and nobody from applying."""
    return (
        (Reason.AWAY, Q(_is_away(sides))),
        (Reason.NOT_AVAILABLE, (Q(_has_times(sides)) | Q(_has_days(sides))) & ~(Q(_is_free(sides)) | Q(_comes(sides)))),
        (Reason.TOO_FAR, _is_too_far(sides)),
        (
            Reason.LANGUAGE_NOT_SPOKEN,
            _has_some(sides.languages_asked) & ~Q(_Overlap(sides.languages_asked, sides.languages)),
        ),
        (Reason.WEEK_LIMIT, _passes(sides, TruncWeek, sides.times_a_week, sides.minutes_a_week)),
        (Reason.MONTH_LIMIT, _passes(sides, TruncMonth, sides.times_a_month, sides.minutes_a_month)),
    )


def _day(instant: Any) -> TruncDate:  # noqa: ANN401 - an expression
    return TruncDate(_aware(instant), tzinfo=clock.TOKYO)


def _aware(instant: Any) -> Any:  # noqa: ANN401 - an expression; a bare value needs its type said
    return db.ExpressionWrapper(instant, output_field=db.DateTimeField())


def _is_null(expression: Any) -> Any:  # noqa: ANN401 - an expression
    return db.lookups.IsNull(expression, True)


def _admitted(sides: Sides, now: datetime) -> Q:
    """This function will tell in SQL whether the audience, or the one to which it has widened, lets the person in."""
    widened = Q(LessThanOrEqual(sides.widens_at, Value(now)))
    return _belongs(sides, sides.audience) | (widened & _belongs(sides, sides.widens_to))


def _belongs(sides: Sides, audience: Any) -> Q:  # noqa: ANN401 - an expression
    Audience = enums.Audience  # noqa: N806 - the enum, by its name
    return (
        _audience(audience, Audience.EVERYONE)
        | (_audience(audience, Audience.DISTRICT) & _lives_there(sides))
        | (_audience(audience, Audience.MEMBERS) & Q(_is_member(sides)))
        | (_audience(audience, Audience.CITY_EMPLOYEES) & Q(_is_employee(sides)))
    )


def _audience(asked: Any, audience: enums.Audience) -> Q:  # noqa: ANN401 - an expression
    return Q(Exact(asked, Value(str(audience))))


def _lives_there(sides: Sides) -> Q:
    return Q(Exact(Coalesce(sides.home, Value(0)), Coalesce(sides.district, Value(-1))))


def _outer(side: Any) -> Any:  # noqa: ANN401 - a value stays, a column becomes the outer query's
    return OuterRef(_column(side)) if isinstance(side, F) else side


def _column(side: F) -> str:
    name: str = side.name  # type: ignore[attr-defined]
    return name


def _is_member(sides: Sides) -> Exists:
    return Exists(
        accounts.OrganisationMember.objects.filter(
            organisation_id=_outer(sides.organisation), user_id=_outer(sides.person)
        )
    )


def _is_employee(sides: Sides) -> Exists:
    kinds = [accounts_enums.StaffKind.CITY_EMPLOYEE, accounts_enums.StaffKind.ADMINISTRATOR]
    return Exists(accounts.StaffRole.objects.filter(user_id=_outer(sides.person), kind__in=kinds))


def _has_skill(sides: Sides) -> Exists:
    """This function will tell in SQL whether a desk has seen that a person has a skill, good on the shift's day."""
    day = _day(_outer(sides.starts_at))
    good = Q(valid_from__isnull=True) | Q(valid_from__lte=day), Q(valid_until__isnull=True) | Q(valid_until__gte=day)
    return Exists(
        models.HeldSkill.objects.filter(
            *good, person_id=_outer(sides.person), skill_id=_outer(sides.needed_skill), confirmed_at__isnull=False
        )
    )


def _stands(sides: Sides, states: Iterable[str]) -> Exists:
    return Exists(
        models.Assignment.objects.filter(
            shift_id=_outer(sides.shift), person_id=_outer(sides.person), state__in=list(states)
        )
    )


def _declined(sides: Sides) -> Exists:
    """This function will tell in SQL whether somebody said no; who left because of a change has not."""
    ended = models.Assignment.objects.filter(
        shift_id=_outer(sides.shift), person_id=_outer(sides.person), state__in=[State.WITHDRAWN, State.DECLINED]
    )
    left = models.ChangeAnswer.objects.filter(assignment=OuterRef("pk"), answer=enums.Answer.LEFT)
    return Exists(ended.exclude(Exists(left)))


def _overlaps(sides: Sides) -> Exists:
    during = Func(
        _outer(sides.starts_at),
        _outer(sides.ends_at),
        function="tstzrange",
        output_field=DateTimeRangeField(),
    )
    return Exists(models.Assignment.objects.placed().filter(person_id=_outer(sides.person), during__overlap=during))


# What people said of themselves ---------------------------------------------------------------------------------------


def _has_times(sides: Sides) -> Exists:
    return Exists(models.OfferTime.objects.filter(offer_id=_outer(sides.offer)))


def _is_free(sides: Sides) -> Exists:
    """This function will tell in SQL whether a time of the offer meets the shift on the day on which it starts."""
    starts = _aware(_outer(sides.starts_at))
    weekly = models.OfferTime.objects.filter(
        offer_id=_outer(sides.offer), weekday=ExtractIsoWeekDay(starts, tzinfo=clock.TOKYO)
    )
    return Exists(weekly.filter(*_meets(sides)))


def _meets(sides: Sides) -> tuple[Q, Q]:
    """This function will compare the times of a row in SQL with those of the shift on its first day."""
    starts, ends = _aware(_outer(sides.starts_at)), _aware(_outer(sides.ends_at))
    same_day = Exact(_day(_outer(sides.starts_at)), _day(_outer(sides.ends_at)))
    before_end = Q(starts_at__lt=TruncTime(ends, tzinfo=clock.TOKYO))
    return Q(ends_at__gt=TruncTime(starts, tzinfo=clock.TOKYO)), before_end | ~Q(same_day)


def _exceptions(sides: Sides, *, is_free: bool) -> db.QuerySet[models.OfferException]:
    return models.OfferException.objects.filter(offer_id=_outer(sides.offer), is_free=is_free)


def _has_days(sides: Sides) -> Exists:
    return Exists(_exceptions(sides, is_free=True))


def _comes(sides: Sides) -> Exists:
    """This function will tell in SQL whether somebody can also come on the shift's day, at a time that meets it."""
    of_day = _exceptions(sides, is_free=True).filter(first=_day(_outer(sides.starts_at)))
    return Exists(of_day.filter(*_meets(sides)))


def _is_away(sides: Sides) -> Exists:
    """This function will tell in SQL whether a day of the shift lies in days on which somebody cannot come."""
    first, last = _day(_outer(sides.starts_at)), _day(_outer(sides.ends_at))
    return Exists(_exceptions(sides, is_free=False).filter(first__lte=last, last__gte=first))


def _is_too_far(sides: Sides) -> Q:
    """This function will tell in SQL whether a request lies in a district that an offer leaves out.

    Who said nothing about districts comes anywhere, and a request of no district is near to all.
    """
    chosen = models.Offer.districts.through.objects.filter(offer_id=_outer(sides.offer))
    has_reach = ~Q(_is_null(sides.reach_steps)) | ~Q(_is_null(sides.reach_metres))
    there = Q(Exists(chosen.filter(district_id=_outer(sides.district))))
    near = has_reach & (_lives_there(sides) | Q(_is_near(sides)))
    says_something = has_reach | Q(Exists(chosen))
    return ~Q(_is_null(sides.district)) & says_something & ~(there | near)


def _is_near(sides: Sides) -> Exists:
    within = Q(steps__lte=_outer(sides.reach_steps)) | Q(metres__lte=_outer(sides.reach_metres))
    return Exists(
        models.DistrictDistance.objects.filter(within, origin_id=_outer(sides.home), other_id=_outer(sides.district))
    )


class _Overlap(Func):
    """Whether two lists have something in common."""

    template = "(%(expressions)s)"
    arg_joiner = " && "
    output_field = db.BooleanField()


def _has_some(listed: Any) -> Q:  # noqa: ANN401 - an expression
    return Q(GreaterThan(Func(listed, function="cardinality", output_field=IntegerField()), Value(0)))


def _passes(sides: Sides, span: type[TruncBase], times: Any, minutes: Any) -> Q:  # noqa: ANN401 - expressions
    """This function will tell in SQL whether the shift is one too many in its week or month, by times or by minutes."""
    agreed = _agreed(sides, span)
    by_times = GreaterThan(_summed(agreed, Count("pk")) + Value(1), times)
    with_this = _summed(agreed, Sum(_Minutes(F("shift__ends_at"), F("shift__starts_at")))) + _Minutes(
        _aware(sides.ends_at), _aware(sides.starts_at)
    )
    by_minutes = GreaterThan(with_this, minutes)
    return (~Q(_is_null(times)) & Q(by_times)) | (~Q(_is_null(minutes)) & Q(by_minutes))


def _agreed(sides: Sides, span: type[TruncBase]) -> db.QuerySet[models.Assignment]:
    """This function will give what an offer's person, or its party, has agreed to in the span of the shift."""
    in_span = Exact(
        span(F("shift__starts_at"), tzinfo=clock.TOKYO), span(_aware(_outer(sides.starts_at)), tzinfo=clock.TOKYO)
    )
    of_party = Q(Exact(_outer(sides.is_party), Value(True)), party__offer_id=_outer(sides.offer))
    of_person = Q(Exact(_outer(sides.is_party), Value(False)), person_id=_outer(sides.person))
    return models.Assignment.objects.placed().filter(of_party | of_person, in_span)


class _Minutes(Func):
    """The minutes from the second instant to the first."""

    template = "(extract(epoch FROM (%(expressions)s)) / 60)::integer"
    arg_joiner = " - "
    output_field = IntegerField()


def _summed(rows: db.QuerySet[models.Assignment], added: Aggregate) -> Coalesce:
    counted = rows.order_by().annotate(_one=Value(1)).values("_one").annotate(n=added).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)
