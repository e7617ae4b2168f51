"""The desk of a center and its API."""

from bookings import actions, models
from tests.architecture import tables
from tests.factories import bookings as make
from tests.factories.accounts import UserFactory

Role = tables.Role


def _rooms(cast: tables.Cast, n: int) -> list[models.Room]:
    center = make.CenterFactory.create(code=cast.center_code)
    return [make.RoomFactory.create(center=center, name=f"見本室{number}") for number in range(n)]


def _written(cast: tables.Cast, n: int) -> list[models.Booking]:
    written = []
    for number, room in enumerate(_rooms(cast, n)):
        person = UserFactory.create(name=f"見本 来客{number}")
        make.BookingFactory.create(room=room, by=person, periods=("night",))
        call = {"date": make.DAY, "periods": ["morning"], "headcount": 8, "purpose": "役員会", "now": tables.NOW}
        contact = {"contact_name": f"見本 電話{number}", "contact_phone": "0294-00-0001"}
        made = actions.reserve_by_proxy(room, by=cast.staff, **call, **contact)  # type: ignore[arg-type]
        actions.write_desk_note(made, by=cast.staff, text="見本のメモ", now=tables.NOW)
        written.append(made)
    return written


def _search(cast: tables.Cast, n: int) -> tables.Target:
    shows = tuple(booking.code for booking in _written(cast, n))
    return tables.Target(kwargs={"code": cast.center_code}, query={"q": "見本"}, shows=shows)


def _wall(cast: tables.Cast, n: int) -> tables.Target:
    shows = tuple(booking.room.name for booking in _written(cast, n))
    return tables.Target(kwargs={"code": cast.center_code, "date": make.DAY}, shows=shows)


def _day(cast: tables.Cast, n: int) -> tables.Target:
    shows = tuple(booking.code for booking in _written(cast, n))
    return tables.Target(kwargs={"code": cast.center_code, "date": make.DAY}, shows=shows)


def _free(cast: tables.Cast, n: int) -> tables.Target:
    names = tuple(room.name for room in _rooms(cast, n))
    return tables.Target(kwargs={"code": cast.center_code}, shows=names)


def _notes(cast: tables.Cast, n: int) -> tables.Target:
    (booking,) = _written(cast, 1)
    texts = tuple(f"見本のメモ{number}番" for number in range(n))
    for text in texts:
        actions.write_desk_note(booking, by=cast.staff, text=text, now=tables.NOW)
    return tables.Target(kwargs={"code": booking.code}, shows=texts)


ROWS = [
    tables.Budget("bookings:center-search", Role.STAFF, _search, queries=12),
    tables.Budget("bookings:center-week-board", Role.STAFF, _wall, queries=8),
    tables.Budget("bookings:walk-in-new", Role.STAFF, _free, queries=9),
    tables.Budget("bookings:booking-desk-notes", Role.STAFF, _notes, queries=6),
    tables.Budget("bookings:booking-claims", Role.RESIDENT, tables.flat, queries=3, flat=True),
    tables.Budget("api-bookings:desk-day", Role.STAFF, _day, queries=10),
    tables.Budget("api-bookings:desk-search", Role.STAFF, _search, queries=11),
    tables.Budget("api-bookings:desk-notes", Role.STAFF, _notes, queries=5),
]
