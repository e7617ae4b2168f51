"""The pages that show several apps together."""

from datetime import timedelta

from backend.portal import enums
from tests.architecture import tables
from tests.factories import bookings as make
from tests.factories import volunteers


def _front(cast: tables.Cast, n: int) -> tables.Target:
    shifts = [volunteers.ShiftFactory.create(request__title=f"見本の活動{number}") for number in range(n)]
    return tables.Target(shows=tuple(shift.request.title for shift in shifts))


def _my(cast: tables.Cast, n: int) -> tables.Target:
    room = make.RoomFactory.create(center__code=cast.center_code)
    days = [make.DAY + timedelta(days=number) for number in range(n)]
    made = [make.BookingFactory.create(room=room, by=cast.resident, date=day) for day in days]
    return tables.Target(shows=tuple(booking.code for booking in made))


def _desk(cast: tables.Cast, n: int) -> tables.Target:
    return tables.Target(shows=tuple(make.CenterFactory.create().name for _ in range(n)))


def _help(cast: tables.Cast, n: int) -> tables.Target:
    return tables.Target(kwargs={"topic": enums.HelpTopic.ROOMS})


def _about(cast: tables.Cast, n: int) -> tables.Target:
    return tables.Target(kwargs={"topic": enums.AboutTopic.TERMS})


ROWS = [
    tables.Budget("portal:home", tables.Role.ANONYMOUS, _front, queries=4),
    tables.Budget("portal:my", tables.Role.RESIDENT, _my, queries=8),
    tables.Budget("portal:desk", tables.Role.ADMINISTRATOR, _desk, queries=7),
    tables.Budget("portal:help-index", tables.Role.ANONYMOUS, tables.flat, queries=0, flat=True),
    tables.Budget("portal:help-topic", tables.Role.ANONYMOUS, _help, queries=0, flat=True),
    tables.Budget("portal:about", tables.Role.ANONYMOUS, tables.flat, queries=0, flat=True),
    tables.Budget("portal:about-topic", tables.Role.ANONYMOUS, _about, queries=0, flat=True),
]
