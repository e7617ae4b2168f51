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
from django.db.models import Case, Exists, F, Func, IntegerField, OuterRef, Q, Value, When
from django.db.models.functions import Coalesce, ExtractIsoWeekDay, TruncDate, TruncTime
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
    shut = ~_admitted(sides, now)
    return (
        (Reason.REQUEST_NOT_OPEN, ~Q(Exact(sides.status, Value(str(enums.RequestStatus.PUBLISHED))))),
        (Reason.SHIFT_STARTED, LessThanOrEqual(sides.starts_at, Value(now))),
        (Reason.CALLED_OFF, ~Q(_is_null(sides.called_off_at))),
        (Reason.AGE_UNKNOWN, (has_minimum | has_maximum) & Q(_is_null(sides.born))),
        (Reason.TOO_YOUNG, has_minimum & Q(LessThan(age, sides.minimum_age))),
        (Reason.TOO_OLD, has_maximum & Q(GreaterThan(age, sides.maximum_age))),
        (Reason.OTHER_DISTRICT, _audience(sides.audience, Audience.DISTRICT) & shut),
        (Reason.MEMBERS_ONLY, _audience(sides.audience, Audience.MEMBERS) & shut),
        (Reason.CITY_EMPLOYEES_ONLY, _audience(sides.audience, Audience.CITY_EMPLOYEES) & shut),
        (Reason.ALREADY_APPLIED, _stands(sides, enums.LIVE_STATES)),
        (Reason.DECLINED_EARLIER, _declined(sides)),
        (Reason.OVERLAPPING_SHIFT, _overlaps(sides)),
        (Reason.SHIFT_FULL, GreaterThanOrEqual(sides.taken, sides.capacity)),
        (Reason.NOT_AVAILABLE, Q(_has_times(sides)) & ~Q(_is_free(sides))),
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
    return Exists(models.Assignment.objects.confirmed().filter(person_id=_outer(sides.person), during__overlap=during))


def _has_times(sides: Sides) -> Exists:
    return Exists(models.OfferTime.objects.filter(offer_id=_outer(sides.offer)))


def _is_free(sides: Sides) -> Exists:
    """This function will tell in SQL whether a time of the offer meets the shift on the day on which it starts."""
    starts, ends = _aware(_outer(sides.starts_at)), _aware(_outer(sides.ends_at))
    same_day = Exact(TruncDate(starts, tzinfo=clock.TOKYO), TruncDate(ends, tzinfo=clock.TOKYO))
    before_end = Q(starts_at__lt=TruncTime(ends, tzinfo=clock.TOKYO))
    return Exists(
        models.OfferTime.objects.filter(
            Q(offer_id=_outer(sides.offer)),
            Q(weekday=ExtractIsoWeekDay(starts, tzinfo=clock.TOKYO)),
            Q(ends_at__gt=TruncTime(starts, tzinfo=clock.TOKYO)),
            before_end | ~Q(same_day),
        )
    )
