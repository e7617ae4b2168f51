"""The waiting list, offers and public use."""

from bookings import actions, models
from tests.architecture import tables
from tests.architecture.permission_rows import bookings_waiting as rows
from tests.factories import bookings as make
from tests.factories.accounts import GroupFactory, UserFactory

Role = tables.Role


def _new(cast: tables.Cast, n: int) -> tables.Target:
    groups = [GroupFactory.create(representative=cast.resident) for _ in range(n)]
    new = rows._new(cast)
    return tables.Target(kwargs=new.kwargs, query=new.query, shows=tuple(group.name for group in groups))


def _entry(cast: tables.Cast, n: int) -> tables.Target:
    return rows._departure(cast)


def _offer(cast: tables.Cast, n: int) -> tables.Target:
    return rows._answer(cast)


def _lines(cast: tables.Cast, n: int) -> tables.Target:
    booking, _ = rows._line(cast)
    names = []
    for number in range(n):
        person = UserFactory.create(name=f"見本 行列{number}")
        wish = {"date": make.DAY, "periods": ["morning"], "headcount": 8, "purpose": "練習"}
        actions.join_line(booking.room, by=person, now=make.NOW, **wish)  # type: ignore[arg-type]
        names.append(person.name)
    return tables.Target(kwargs={"code": cast.center_code}, shows=tuple(names))


def _waiting(cast: tables.Cast, n: int) -> tables.Target:
    room = rows._room(cast)
    codes = []
    for period in ("morning", "afternoon", "night")[:n]:
        make.BookingFactory.create(room=room, periods=(period,))
        wish = {"date": make.DAY, "periods": [period], "headcount": 8, "purpose": "練習"}
        codes.append(actions.join_line(room, by=cast.resident, now=make.NOW, **wish).code)  # type: ignore[arg-type]
    return tables.Target(shows=tuple(codes))


def _alternatives(cast: tables.Cast, n: int) -> tables.Target:
    booking, _ = rows._displaced(cast)
    return tables.Target(kwargs={"code": booking.code}, shows=_held(booking, n))


def _held(booking: models.Booking, n: int) -> tuple[str, ...]:
    held = list(models.Booking.objects.filter(replaces=booking).order_by("pk"))
    for offer in held[n:]:
        actions.decline_offer(offer, by=make.person_of(booking), now=tables.NOW)
    return tuple(offer.code for offer in held[:n])


def _public(cast: tables.Cast, n: int) -> tables.Target:
    target = rows._public(cast)
    names = tuple(make.user_class(models.Center.objects.get(), f"city-{number}").name for number in range(n))
    classes = ["city", *(f"city-{number}" for number in range(n))]
    center = models.Center.objects.get()
    content = {"public_use": {"classes": classes, "may_displace": True}}
    make.publish(center, content, room=center.rooms.get())
    return tables.Target(kwargs=target.kwargs, query=target.query, shows=names)


def _result(cast: tables.Cast, n: int) -> tables.Target:
    return rows._result(cast)


ROWS = [
    tables.Budget("bookings:waiting-entry-new", Role.RESIDENT, _new, queries=8),
    tables.Budget("bookings:waiting-entry", Role.RESIDENT, _entry, queries=4, flat=True),
    tables.Budget("bookings:waiting-entry-departure", Role.RESIDENT, _entry, queries=4, flat=True),
    tables.Budget("bookings:booking-offer", Role.RESIDENT, _offer, queries=5, flat=True),
    tables.Budget("bookings:booking-alternatives", Role.RESIDENT, _alternatives, queries=6),
    tables.Budget("bookings:center-waiting", Role.STAFF, _lines, queries=6),
    tables.Budget("bookings:public-use-new", Role.STAFF, _public, queries=10),
    tables.Budget("bookings:public-use", Role.STAFF, _result, queries=9, flat=True),
    tables.Budget("api-bookings:waiting-entries", Role.RESIDENT, _waiting, queries=2),
    tables.Budget("api-bookings:waiting-entry", Role.RESIDENT, _entry, queries=2, flat=True),
    tables.Budget("api-bookings:booking-alternatives", Role.RESIDENT, _alternatives, queries=3),
]
