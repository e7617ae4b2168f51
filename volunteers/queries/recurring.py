"""What recurring shifts would come to, date by date, before anything is made."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time

from backend.common import clock
from volunteers import models, rules


@dataclass(frozen=True, slots=True)
class Pattern:
    """What each of the shifts would be; times in Tokyo, `ends_at` after `starts_at` on the same day."""

    starts_at: time
    ends_at: time
    place: str


@dataclass(frozen=True, slots=True)
class Planned:
    """One date: its instants, what is in the way, and whether that rules it out."""

    day: date
    starts_at: datetime
    ends_at: datetime
    conflicts: tuple[str, ...]
    is_out: bool

    @property
    def is_free(self) -> bool:
        """This function will tell whether nothing is in the way."""
        return not self.conflicts


def dry_run(
    request: models.Request,
    repetition: rules.repetition.Repetition,
    pattern: Pattern,
    *,
    closed: Mapping[date, str],
    now: datetime,
) -> list[Planned]:
    """This function will list the dates of a rule with the conflicts of each; `closed` names closures by date."""
    days = rules.repetition.dates_of(repetition)
    others = _others(request, days, pattern)
    return [_planned(request, day, pattern, others, closed.get(day, ""), now) for day in days]


def _others(request: models.Request, days: list[date], pattern: Pattern) -> list[models.Shift]:
    """This function will list the organisation's own shifts of that time, from the first day to the last."""
    if not days:
        return []
    span = (clock.at(days[0], pattern.starts_at), clock.at(days[-1], pattern.ends_at))
    return list(
        models.Shift.objects.select_related("request")
        .filter(request__organisation=request.organisation_id, during__overlap=span, called_off_at__isnull=True)
        .exclude(request__status="refused")
        .order_by("starts_at", "pk")
    )


def _planned(
    request: models.Request,
    day: date,
    pattern: Pattern,
    others: list[models.Shift],
    closure: str,
    now: datetime,
) -> Planned:
    starts, ends = clock.at(day, pattern.starts_at), clock.at(day, pattern.ends_at)
    meeting = [one for one in others if one.starts_at < ends and starts < one.ends_at]
    same = [one for one in meeting if _is_same(one, request, starts, ends, pattern.place)]
    conflicts = [_of_shift(one) for one in meeting if one not in same]
    out = ["この回はすでにあります。"] * bool(same) + ["もう過ぎています。"] * (starts <= now)
    return Planned(day, starts, ends, (*out, *([closure] if closure else []), *conflicts), bool(out))


def _is_same(other: models.Shift, request: models.Request, starts: datetime, ends: datetime, place: str) -> bool:
    same_time = (other.starts_at, other.ends_at, other.place) == (starts, ends, place)
    return other.request_id == request.pk and same_time


def _of_shift(other: models.Shift) -> str:
    starts, ends = other.starts_at.astimezone(clock.TOKYO), other.ends_at.astimezone(clock.TOKYO)
    return f"団体のほかの活動「{other.request.title}」（{other.place}、{starts:%-H:%M}〜{ends:%-H:%M}）と重なります。"
