"""Centers and rooms as residents look them up."""

import functools
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Min, Q, QuerySet

from backend.accounts import models as accounts
from backend.common import errors, statements
from bookings import models


@dataclass(frozen=True)
class PeriodName:
    """A period that centers have, by its code and name."""

    code: str
    name: str


@dataclass(frozen=True)
class ClosureLine:
    """When a center or one of its rooms is closed, in words; `room_name` is empty for the whole center."""

    words: str
    reason: str
    room_name: str
    source: str


@dataclass(frozen=True)
class CenterPage:
    """What the page of a center shows."""

    center: models.Center
    rooms: list[models.Room]
    periods: list[models.Period]
    closures: list[ClosureLine]


def centers() -> QuerySet[models.Center]:
    """This function will list every center with its district, in order."""
    return models.Center.objects.select_related("district").order_by("position", "pk")


def center_names() -> dict[str, str]:
    """This function will give the names of the centers by code, in order."""
    return dict(centers().values_list("code", "name"))


def center_cities() -> dict[str, str]:
    """This function will give the code of the municipality of each center by the center's code."""
    return dict(models.Center.objects.order_by("pk").values_list("code", "municipality__code"))


def rooms() -> QuerySet[models.Room]:
    """This function will list every room that can be reserved, with its center, in order."""
    active = models.Room.objects.filter(is_active=True).select_related("center__district", "center__municipality")
    return active.order_by("center__position", "center_id", "position", "pk")


def center(code: str) -> models.Center:
    """This function will find a center with its district and municipality, or raise NotFound."""
    found = models.Center.objects.select_related("district", "municipality").filter(code=code).first()
    if found is None:
        raise errors.NotFound
    return found


def room(code: str) -> models.Room:
    """This function will find a room that can be reserved, with its center, or raise NotFound."""
    found = rooms().filter(code=code).first()
    if found is None:
        raise errors.NotFound
    return found


def directory(*, words: str = "", district_code: str = "") -> list[models.Center]:
    """This function will list the centers of a district, or all, whose name, address or rooms hold the words.

    Each has `room_count`. Centers of no district come last.
    """
    active = Q(rooms__is_active=True)
    found = centers().annotate(room_count=Count("rooms", filter=active))
    if district_code:
        found = found.filter(district__code=district_code)
    if words:
        found = found.filter(pk__in=_holding(words))
    return list(found.order_by("district__position", "position", "pk"))


def _holding(words: str) -> QuerySet[models.Center, int]:
    in_name = Q(name__icontains=words) | Q(kana__icontains=words) | Q(address__icontains=words)
    in_room = Q(rooms__name__icontains=words, rooms__is_active=True)
    return models.Center.objects.filter(in_name | in_room | Q(district__name__icontains=words)).values_list(
        "pk", flat=True
    )


def room_to_reserve(code: str) -> models.Room:
    """This function will find a room with what reserving needs, no more, or raise NotFound."""
    row = statements.one(_to_reserve(), [code])
    if row is None:
        raise errors.NotFound
    found, rest = statements.read(row, models.Room)
    found.center, _ = statements.read(rest, models.Center)
    return found


@functools.cache
def _to_reserve() -> str:
    return f"""
        SELECT {statements.columns(models.Room, "r")}, {statements.columns(models.Center, "c")}
          FROM bookings_room r JOIN bookings_center c ON c.id = r.center_id WHERE r.code = %s AND r.is_active
    """  # noqa: S608 - the columns are those of our own models


def districts() -> QuerySet[accounts.District]:
    """This function will list the districts in their order."""
    return accounts.District.objects.order_by("position", "pk")


def period_names() -> list[PeriodName]:
    """This function will list the periods that centers have, the earliest first, each code once."""
    earliest = models.Period.objects.values("code").annotate(first=Min("starts"), name=Min("name"))
    names = {row["code"]: row["name"] for row in earliest.order_by("first", "code")}
    return [PeriodName(code, name) for code, name in names.items()]


def activities(center: models.Center) -> QuerySet[models.Activity]:
    """This function will list the kinds of activity of a center's municipality."""
    return models.Activity.objects.filter(municipality_id=center.municipality_id).order_by("position", "pk")


def rooms_of(center: models.Center) -> QuerySet[models.Room]:
    """This function will list the rooms of a center that can be reserved, in their order."""
    return models.Room.objects.filter(center=center, is_active=True).order_by("position", "pk")


def center_page(code: str, *, today: date) -> CenterPage:
    """This function will gather what the page of a center shows, or raise NotFound."""
    found = center(code)
    return CenterPage(found, list(rooms_of(found)), _periods(found, today), _closures(found))


def _periods(center: models.Center, today: date) -> list[models.Period]:
    valid = models.PeriodSet.objects.filter(center=center, room=None, valid__contains=today)
    return list(models.Period.objects.filter(period_set__in=valid).order_by("starts"))


def _closures(center: models.Center) -> list[ClosureLine]:
    closures = models.Closure.objects.filter(center=center).select_related("room").order_by("pk")
    return [
        ClosureLine(_words(closure), closure.reason, closure.room.name if closure.room else "", closure.source)
        for closure in closures
    ]


def _words(closure: models.Closure) -> str:
    weekday = f"毎週{'月火水木金土日'[closure.weekday]}曜日" if closure.weekday is not None else ""
    return "の".join(filter(None, [_span(closure), weekday]))


def _span(closure: models.Closure) -> str:
    if closure.first_month is not None:
        first = f"{closure.first_month}月{closure.first_day}日"
        last = f"{closure.last_month}月{closure.last_day}日"
        return f"毎年{first}" if first == last else f"毎年{first}から{last}まで"
    if closure.dates is None or closure.dates.lower is None:
        return ""
    return _dates(closure.dates.lower, closure.dates.upper)


def _dates(first: date, after: date | None) -> str:
    if after is None:
        return f"{_date(first)}から"
    last = after - timedelta(days=1)
    return _date(first) if first == last else f"{_date(first)}から{_date(last)}まで"


def _date(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
