"""How many queries the pages of call-offs, windows, changes and templates take, with one row and with three."""

from datetime import timedelta

from tests.architecture.tables import Budget, Cast, Role, Target
from tests.factories import accounts as people
from tests.factories import bookings as rooms
from tests.factories import volunteers as factories
from volunteers import actions, models


def _request(cast: Cast, **fields: object) -> models.Request:
    organisation = people.OrganisationFactory.create(manager=cast.resident)
    return factories.RequestFactory.create(organisation=organisation, **fields)


def _shift(cast: Cast, n: int) -> Target:
    shift = factories.ShiftFactory.create(request=_request(cast))
    for _ in range(n):
        factories.confirmed(shift)
    return Target(kwargs={"code": shift.code}, shows=tuple(f"{n}人" for _ in range(n)))


def _request_with_people(cast: Cast, n: int) -> Target:
    shift = factories.ShiftFactory.create(request=_request(cast))
    for _ in range(n):
        factories.confirmed(shift)
    return Target(kwargs={"code": shift.request.code}, shows=tuple(f"{n}人" for _ in range(n)))


def _window(cast: Cast, n: int) -> Target:
    window = factories.WindowFactory.create()
    shown = []
    for hour in range(n):
        starts = factories.morning(1) + timedelta(hours=hour)
        shift = factories.ShiftFactory.create(request=window.request, window=window, starts_at=starts)
        factories.confirmed(shift)
        shown.append(f"5月9日（土）{10 + hour}:00")
    return Target(kwargs={"code": window.code}, shows=tuple(shown))


def _own(cast: Cast, n: int) -> Target:
    return Target(kwargs={"code": _request(cast).code})


def _templates(cast: Cast, n: int) -> Target:
    request = _request(cast)
    names = tuple(f"見本のひな形{number}" for number in range(n))
    for name in names:
        actions.save_template(request, name=name, by=cast.resident, now=factories.NOW)
    return Target(shows=names)


def _rooms(cast: Cast, n: int) -> Target:
    people.OrganisationFactory.create(manager=cast.resident)
    return Target(shows=tuple(rooms.RoomFactory.create(name=f"見本の部屋{number}").name for number in range(n)))


def _shift_with_room(cast: Cast, n: int) -> Target:
    booking = rooms.BookingFactory.create(by=cast.resident)
    shift = factories.ShiftFactory.create(request=_request(cast), booking_code=booking.code)
    return Target(kwargs={"code": shift.code})


RESIDENT = Role.RESIDENT
ROWS = [
    Budget("portal:request-with-room", RESIDENT, _rooms, queries=13),
    Budget("portal:shift-room", RESIDENT, _shift_with_room, queries=10, flat=True),
    Budget("portal:request-recurrence", RESIDENT, _own, queries=9, flat=True),
    Budget("volunteers:request-template-new", RESIDENT, _own, queries=5, flat=True),
    Budget("volunteers:request-templates", RESIDENT, _templates, queries=5),
    Budget("volunteers:shift-call-off", RESIDENT, _shift, queries=6),
    Budget("volunteers:request-call-off", RESIDENT, _request_with_people, queries=6),
    Budget("volunteers:window-applications", RESIDENT, _window, queries=5),
]
