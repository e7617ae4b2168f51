"""The pages of room booking."""

from datetime import timedelta

from bookings import models
from tests.architecture import tables
from tests.factories import bookings as make
from tests.factories.accounts import GroupFactory, UserFactory

Role = tables.Role


def _rooms(cast: tables.Cast, n: int) -> list[models.Room]:
    center = make.CenterFactory.create(code=cast.center_code)
    return [make.RoomFactory.create(center=center, name=f"見本室{number}") for number in range(n)]


def _centers(cast: tables.Cast, n: int) -> tables.Target:
    return tables.Target(shows=tuple(make.CenterFactory.create().name for _ in range(n)))


def _center(cast: tables.Cast, n: int) -> tables.Target:
    names = tuple(room.name for room in _rooms(cast, n))
    return tables.Target(kwargs={"code": cast.center_code}, shows=names)


def _rules(cast: tables.Cast, n: int) -> tables.Target:
    rooms = _rooms(cast, n)
    for room in rooms:
        ban = {"activity": "dance", "paragraph": f"{room.name}では踊れません。"}
        make.publish(room.center, {"bans": {"dance": ban}}, room=room)
    return tables.Target(
        kwargs={"code": cast.center_code}, shows=tuple(f"{room.name}では踊れません。" for room in rooms)
    )


def _search(cast: tables.Cast, n: int) -> tables.Target:
    rooms = [make.RoomFactory.create(name=f"見本室{number}") for number in range(n)]
    return tables.Target(query={"date": make.DAY.isoformat()}, shows=tuple(room.name for room in rooms))


def _new(cast: tables.Cast, n: int) -> tables.Target:
    groups = [GroupFactory.create(representative=cast.resident) for _ in range(n)]
    query = {"date": make.DAY.isoformat(), "period": "morning"}
    return tables.Target(
        kwargs={"code": _rooms(cast, 1)[0].code}, query=query, shows=tuple(group.name for group in groups)
    )


def _bookings(cast: tables.Cast, n: int) -> tables.Target:
    (room,) = _rooms(cast, 1)
    days = [make.DAY + timedelta(days=number) for number in range(n)]
    made = [make.BookingFactory.create(room=room, by=cast.resident, date=day) for day in days]
    for day in days:
        make.BookingFactory.create(room=room, by=cast.resident, date=day, periods=("night",), state="cancelled")
    return tables.Target(shows=tuple(booking.code for booking in made))


def _booking(cast: tables.Cast, n: int) -> tables.Target:
    return tables.Target(kwargs={"code": _bookings(cast, 1).shows[0]})


def _desk(cast: tables.Cast, n: int) -> tables.Target:
    names = []
    for number, room in enumerate(_rooms(cast, n)):
        person = UserFactory.create(name=f"見本 来客{number}")
        make.BookingFactory.create(room=room, by=person)
        names.append(person.name)
    return tables.Target(kwargs={"code": cast.center_code}, shows=tuple(names))


def _day(cast: tables.Cast, n: int) -> tables.Target:
    desk = _desk(cast, n)
    return tables.Target(kwargs=desk.kwargs | {"date": make.DAY}, shows=desk.shows)


def _call(cast: tables.Cast, n: int) -> tables.Target:
    names = tuple(room.name for room in _rooms(cast, n))
    return tables.Target(kwargs={"code": cast.center_code}, shows=names)


ROWS = [
    tables.Budget("bookings:centers", Role.ANONYMOUS, _centers, queries=2),
    tables.Budget("bookings:center", Role.ANONYMOUS, _center, queries=4),
    tables.Budget("bookings:center-week", Role.RESIDENT, _center, queries=8),
    tables.Budget("bookings:center-rules", Role.ANONYMOUS, _rules, queries=9),
    tables.Budget("bookings:rooms", Role.ANONYMOUS, _search, queries=5),
    tables.Budget("bookings:booking-new", Role.RESIDENT, _new, queries=9),
    tables.Budget("bookings:bookings", Role.RESIDENT, _bookings, queries=8),
    tables.Budget("bookings:booking", Role.RESIDENT, _booking, queries=11, flat=True),
    tables.Budget("bookings:booking-cancellation", Role.RESIDENT, _booking, queries=4, flat=True),
    tables.Budget("bookings:booking-refusal", Role.STAFF, _booking, queries=5, flat=True),
    tables.Budget("bookings:center-desk", Role.STAFF, _desk, queries=14),
    tables.Budget("bookings:center-day", Role.STAFF, _day, queries=10),
    tables.Budget("bookings:proxy-booking-new", Role.STAFF, _call, queries=5),
]
