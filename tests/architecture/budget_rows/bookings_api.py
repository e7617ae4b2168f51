"""The bookings API."""

from datetime import timedelta

from bookings import models
from tests.architecture import tables
from tests.factories import bookings as make


def _rooms(cast: tables.Cast, n: int) -> list[models.Room]:
    center = make.CenterFactory.create(code=cast.center_code)
    return [make.RoomFactory.create(center=center) for _ in range(n)]


def _centers(cast: tables.Cast, n: int) -> tables.Target:
    return tables.Target(shows=tuple(make.CenterFactory.create().code for _ in range(n)))


def _center(cast: tables.Cast, n: int) -> tables.Target:
    return tables.Target(kwargs={"code": make.CenterFactory.create(code=cast.center_code).code})


def _listed(cast: tables.Cast, n: int) -> tables.Target:
    return tables.Target(shows=tuple(room.code for room in _rooms(cast, n)))


def _week(cast: tables.Cast, n: int) -> tables.Target:
    rooms = _rooms(cast, n)
    return tables.Target(kwargs={"code": cast.center_code}, shows=tuple(room.code for room in rooms))


def _day(cast: tables.Cast, n: int) -> tables.Target:
    rooms = _rooms(cast, n)
    return tables.Target(query={"date": make.DAY.isoformat()}, shows=tuple(room.code for room in rooms))


def _bookings(cast: tables.Cast, n: int) -> tables.Target:
    (room,) = _rooms(cast, 1)
    days = [make.DAY + timedelta(days=number) for number in range(n)]
    made = [make.BookingFactory.create(room=room, by=cast.resident, date=day) for day in days]
    return tables.Target(shows=tuple(booking.code for booking in made))


def _booking(cast: tables.Cast, n: int) -> tables.Target:
    return tables.Target(kwargs={"code": _bookings(cast, 1).shows[0]})


ROWS = [
    tables.Budget("api-bookings:centers", tables.Role.ANONYMOUS, _centers, queries=1),
    tables.Budget("api-bookings:center", tables.Role.ANONYMOUS, _center, queries=1, flat=True),
    tables.Budget("api-bookings:center-week", tables.Role.ANONYMOUS, _week, queries=4),
    tables.Budget("api-bookings:rooms", tables.Role.ANONYMOUS, _listed, queries=1),
    tables.Budget("api-bookings:availability", tables.Role.ANONYMOUS, _day, queries=3),
    tables.Budget("api-bookings:bookings", tables.Role.RESIDENT, _bookings, queries=2),
    tables.Budget("api-bookings:booking", tables.Role.RESIDENT, _booking, queries=2, flat=True),
]
