"""How many queries the pages of equipment and loans take, with one row and with three."""

from datetime import timedelta

from bookings import actions, models
from tests.architecture.tables import NOW, Budget, Cast, Role, Target
from tests.factories import bookings as make


def _center(cast: Cast) -> models.Center:
    return make.CenterFactory.create(code=cast.center_code)


def _kinds(cast: Cast, n: int) -> Target:
    names = tuple(f"見本の備品{number}" for number in range(n))
    for name in names:
        make.loan(make.EquipmentFactory.create(center=_center(cast), name=name), now=NOW)
    return Target(shows=names)


def _stock(cast: Cast, n: int) -> Target:
    return Target(kwargs={"code": cast.center_code}, shows=_kinds(cast, n).shows)


def _one(cast: Cast, n: int) -> Target:
    equipment = make.EquipmentFactory.create(center=_center(cast), pieces=n)
    return Target(kwargs={"code": equipment.code}, shows=tuple(f"{n}台" for _ in range(n)))


def _pieces(cast: Cast, n: int) -> Target:
    equipment = make.EquipmentFactory.create(center=_center(cast), pieces=n)
    return Target(kwargs={"code": equipment.code}, shows=tuple(f"{number}号" for number in range(1, n + 1)))


def _piece(cast: Cast, n: int) -> Target:
    return Target(kwargs={"code": make.EquipmentFactory.create(center=_center(cast)).code, "number": 1})


def _booking(cast: Cast, n: int) -> Target:
    booking = make.BookingFactory.create(by=cast.resident, room__center=_center(cast))
    return Target(kwargs={"code": booking.code}, shows=_kinds(cast, n).shows)


def _own(cast: Cast, n: int) -> Target:
    names = tuple(f"見本の備品{number}" for number in range(n))
    for name in names:
        make.loan(make.EquipmentFactory.create(center=_center(cast), name=name), by=cast.resident)
    return Target(shows=names)


def _loan(cast: Cast, n: int) -> Target:
    loan = make.loan(make.EquipmentFactory.create(center=_center(cast), pieces=n), by=cast.resident, pieces=n)
    return Target(kwargs={"code": loan.code}, shows=tuple(f"{number}号" for number in range(1, n + 1)))


def _one_loan(cast: Cast, n: int) -> Target:
    return Target(kwargs=_loan(cast, n).kwargs)


def _desk(cast: Cast, n: int) -> Target:
    purposes = []
    for number in range(n):
        for hours in (-3, 1, 30):
            equipment = make.EquipmentFactory.create(center=_center(cast))
            starts = NOW + timedelta(hours=hours)
            purposes.append(f"見本の用事{number}の{hours}")
            loan = make.loan(
                equipment, by=cast.resident, starts_at=starts, ends_at=starts + timedelta(hours=2), purpose=purposes[-1]
            )
            if hours < 0:
                actions.hand_out_loan(loan, by=cast.staff, now=starts)
    return Target(kwargs={"code": cast.center_code}, shows=tuple(purposes[::3]))


def _lendable(cast: Cast, n: int) -> Target:
    return Target(kwargs={"code": cast.center_code}, shows=_kinds(cast, n).shows)


def _empty(cast: Cast, n: int) -> Target:
    return Target(kwargs={"code": _center(cast).code})


RESIDENT, STAFF = Role.RESIDENT, Role.STAFF
ROWS = [
    Budget("bookings:equipment-list", Role.ANONYMOUS, _kinds, queries=6),
    Budget("bookings:loan-new", RESIDENT, _one, queries=6),
    Budget("bookings:booking-loan-new", RESIDENT, _booking, queries=9),
    Budget("bookings:loans", RESIDENT, _own, queries=6),
    Budget("bookings:loan", RESIDENT, _loan, queries=5),
    Budget("bookings:loan-cancellation", RESIDENT, _one_loan, queries=4, flat=True),
    Budget("bookings:loan-return", STAFF, _loan, queries=5),
    Budget("bookings:center-loans", STAFF, _desk, queries=7),
    Budget("bookings:center-loan-new", STAFF, _lendable, queries=5),
    Budget("bookings:center-equipment", STAFF, _stock, queries=6),
    Budget("bookings:center-equipment-new", STAFF, _empty, queries=4, flat=True),
    Budget("bookings:equipment-changes", STAFF, _pieces, queries=6),
    Budget("bookings:piece-withdrawal", STAFF, _piece, queries=5, flat=True),
    Budget("api-bookings:equipment-list", Role.ANONYMOUS, _kinds, queries=4),
    Budget("api-bookings:loans", RESIDENT, _own, queries=3),
    Budget("api-bookings:loan", RESIDENT, _one_loan, queries=2, flat=True),
    Budget("api-bookings:center-loans", STAFF, _desk, queries=6),
]
