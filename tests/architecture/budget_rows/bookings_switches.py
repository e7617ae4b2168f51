"""Pilot switches and the month of a center."""

from datetime import date, timedelta

from bookings import actions, enums, models
from tests.architecture import tables
from tests.factories import bookings as make

Role = tables.Role


def _rooms(cast: tables.Cast, n: int) -> tuple[models.Room, ...]:
    center = make.CenterFactory.create(code=cast.center_code)
    return tuple(make.RoomFactory.create(center=center, name=f"見本室{number}") for number in range(n))


def _month(cast: tables.Cast, n: int) -> tables.Target:
    rooms = _rooms(cast, n)
    for room in rooms:
        make.BookingFactory.create(room=room, by=cast.resident, date=date(2026, 6, 8))
    kwargs = {"code": cast.center_code, "month": date(2026, 6, 1)}
    return tables.Target(kwargs=kwargs, shows=tuple(room.name for room in rooms))


def _turn(cast: tables.Cast, center: models.Center, number: int) -> str:
    reason = f"見本の理由{number}"
    actions.switch_center(
        center,
        switch=enums.Switch.LOTTERY,
        value="off" if number % 2 else "on",
        reason=reason,
        by=cast.administrator,
        now=tables.NOW,
        takes_effect_at=tables.NOW + timedelta(days=1 + number),
    )
    return reason


def _centers(cast: tables.Cast, n: int) -> tables.Target:
    centers = [make.CenterFactory.create() for _ in range(n)]
    for center in centers:
        _turn(cast, center, 0)
    return tables.Target(shows=tuple(center.name for center in centers))


def _turns(cast: tables.Cast, n: int) -> tables.Target:
    center = make.CenterFactory.create(code=cast.center_code)
    return tables.Target(kwargs={"code": center.code}, shows=tuple(_turn(cast, center, number) for number in range(n)))


ROWS = [
    tables.Budget("bookings:center-month", Role.ANONYMOUS, _month, queries=4),
    tables.Budget("api-bookings:center-month", Role.ANONYMOUS, _month, queries=4),
    tables.Budget("bookings:switches", Role.ADMINISTRATOR, _centers, queries=4),
    tables.Budget("bookings:center-switches", Role.ADMINISTRATOR, _turns, queries=5),
    tables.Budget("api-bookings:center-switches", Role.ADMINISTRATOR, _turns, queries=4),
]
