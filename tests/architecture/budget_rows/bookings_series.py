"""Series of groups, and bookings that go elsewhere: pages and API."""

from datetime import timedelta

from bookings import models
from bookings.rules import repetition
from tests.architecture import tables
from tests.factories import bookings as make
from tests.factories import series as several
from tests.factories.accounts import GroupFactory

Role = tables.Role


def _room(cast: tables.Cast) -> models.Room:
    return make.RoomFactory.create(center=make.CenterFactory.create(code=cast.center_code), code="kuji-a")


def _several(cast: tables.Cast, n: int) -> tables.Target:
    room = _room(cast)
    groups = [GroupFactory.create(representative=cast.resident) for _ in range(n)]
    for number, group in enumerate(groups):
        day = make.DAY + timedelta(days=number)
        weekly = repetition.Repetition(kind="weekly", weekday=day.weekday())
        several.make_series(room, group, first=day, last=day, pattern=weekly)
    return tables.Target(shows=tuple(group.name for group in groups))


def _coded(cast: tables.Cast, n: int) -> tables.Target:
    _several(cast, n)
    return tables.Target(shows=tuple(models.Series.objects.values_list("code", flat=True)))


def _at_desk(cast: tables.Cast, n: int) -> tables.Target:
    return tables.Target(kwargs={"code": cast.center_code}, shows=_several(cast, n).shows)


def _rooms(cast: tables.Cast, n: int) -> tables.Target:
    center = make.CenterFactory.create(code=cast.center_code)
    return tables.Target(shows=tuple(make.RoomFactory.create(center=center).name for _ in range(n)))


def _wish(cast: tables.Cast, n: int) -> tables.Target:
    group = GroupFactory.create(representative=cast.resident)
    query = {
        "group": group.code,
        "repetition": "weekly",
        "weekday": 2,
        "first": make.DAY.isoformat(),
        "last": (make.DAY + timedelta(weeks=n - 1)).isoformat(),
        "periods": "morning",
        "headcount": 8,
        "purpose": "健康体操の練習",
    }
    days = several.wednesdays(n)
    return tables.Target(
        kwargs={"code": _room(cast).code},
        query=query,
        shows=tuple(f"{day.year}年{day.month}月{day.day}日（水）" for day in days),
    )


def _api_wish(cast: tables.Cast, n: int) -> tables.Target:
    page = _wish(cast, n)
    days = tuple(day.isoformat() for day in several.wednesdays(n))
    return tables.Target(kwargs=page.kwargs, query=page.query, shows=days)


def _new(cast: tables.Cast, n: int) -> tables.Target:
    groups = [GroupFactory.create(representative=cast.resident) for _ in range(n)]
    return tables.Target(kwargs={"code": _room(cast).code}, shows=tuple(group.name for group in groups))


def _dates(cast: tables.Cast, n: int) -> tables.Target:
    group = GroupFactory.create(representative=cast.resident)
    series = several.make_series(_room(cast), group, last=make.DAY + timedelta(weeks=n - 1))
    codes = series.bookings.order_by("date").values_list("code", flat=True)
    return tables.Target(kwargs={"code": series.code}, shows=tuple(codes))


def _given(cast: tables.Cast, n: int) -> tables.Target:
    dates = _dates(cast, n)
    return tables.Target(kwargs=dates.kwargs, query={"scope": "all"}, shows=dates.shows)


def _changed(cast: tables.Cast, n: int) -> tables.Target:
    dates = _dates(cast, n)
    return tables.Target(kwargs=dates.kwargs, query={"scope": "all", "periods": "night"}, shows=dates.shows)


def _booking(cast: tables.Cast, n: int) -> tables.Target:
    booking = make.BookingFactory.create(room=_room(cast), by=cast.resident)
    return tables.Target(kwargs={"code": booking.code})


ROWS = [
    tables.Budget("bookings:series-list", Role.RESIDENT, _several, queries=6),
    tables.Budget("bookings:series-rooms", Role.RESIDENT, _rooms, queries=4),
    tables.Budget("bookings:series-new", Role.RESIDENT, _new, queries=7),
    tables.Budget("bookings:series-plan", Role.RESIDENT, _wish, queries=12),
    tables.Budget("bookings:series", Role.RESIDENT, _dates, queries=6),
    tables.Budget("bookings:series-cancellation", Role.RESIDENT, _given, queries=7),
    tables.Budget("bookings:series-change", Role.RESIDENT, _changed, queries=12),
    tables.Budget("bookings:center-series", Role.STAFF, _at_desk, queries=7),
    tables.Budget("bookings:booking-move", Role.RESIDENT, _booking, queries=6, flat=True),
    tables.Budget("api-bookings:series-list", Role.RESIDENT, _coded, queries=2),
    tables.Budget("api-bookings:series-plan", Role.RESIDENT, _api_wish, queries=7),
    tables.Budget("api-bookings:series", Role.RESIDENT, _dates, queries=4),
]
