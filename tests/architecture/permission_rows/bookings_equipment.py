"""Equipment and loans: public to look at, one's own to borrow, the desk's to hand out and keep."""

from http import HTTPStatus

from bookings import actions, models
from tests.architecture import tables
from tests.architecture.tables import Cast, Row, Target
from tests.factories import bookings as make

SIGN_IN, UNAUTHORIZED = tables.SIGN_IN, HTTPStatus.UNAUTHORIZED
PURPOSE = "見本の秘密の映写会"
TIMES = {"day": make.DAY.isoformat(), "starts_at": "10:00", "ends_at": "12:00", "purpose": PURPOSE, "pieces": "1"}
SHEET = {"name": "見本のいす", "pieces": "3", "lending": "either", "most_days": "7", "is_active": "on"}


def _equipment(cast: Cast) -> models.Equipment:
    center = make.CenterFactory.create(code=cast.center_code)
    return make.EquipmentFactory.create(center=center, name="見本の投影機")


def _loan(cast: Cast) -> models.Loan:
    starts, ends = tables.NOW, make.loan(_equipment(cast)).ends_at
    equipment = models.Equipment.objects.select_related("center").get()
    return make.loan(equipment, by=cast.resident, starts_at=starts, ends_at=ends, now=tables.NOW, purpose=PURPOSE)


def _out(cast: Cast) -> models.Loan:
    return actions.hand_out_loan(_loan(cast), by=cast.staff, now=tables.NOW)


def _new(cast: Cast) -> Target:
    return Target(kwargs={"code": _equipment(cast).code}, data=TIMES)


def _with_booking(cast: Cast) -> Target:
    booking = make.BookingFactory.create(by=cast.resident, room__center=_equipment(cast).center)
    equipment = models.Equipment.objects.get()
    return Target(kwargs={"code": booking.code}, data={"equipment": equipment.code, "pieces": "1"})


def _own(cast: Cast) -> Target:
    return Target(kwargs={"code": _loan(cast).code}, secret=PURPOSE)


def _end(cast: Cast) -> Target:
    return Target(kwargs={"code": _loan(cast).code})


def _back(cast: Cast) -> Target:
    return Target(kwargs={"code": _out(cast).code})


def _at_desk(cast: Cast) -> Target:
    _loan(cast)
    return Target(kwargs={"code": cast.center_code}, secret=PURPOSE)


def _by_phone(cast: Cast) -> Target:
    equipment = _equipment(cast)
    called = {"equipment": equipment.code, "contact_name": "見本 次郎", "contact_phone": "0294-00-0000"}
    return Target(kwargs={"code": cast.center_code}, data=TIMES | called)


def _stock(cast: Cast) -> Target:
    return Target(kwargs={"code": cast.center_code}, secret=_equipment(cast).name)


def _registration(cast: Cast) -> Target:
    return Target(kwargs={"code": make.CenterFactory.create(code=cast.center_code).code}, data=SHEET)


def _changes(cast: Cast) -> Target:
    return Target(kwargs={"code": _equipment(cast).code}, data=SHEET)


def _piece(cast: Cast) -> Target:
    return Target(kwargs={"code": _equipment(cast).code, "number": 1}, data={"reason": "故障"})


def _by_api(cast: Cast) -> Target:
    times = {"starts_at": "2026-05-13T10:00:00+09:00", "ends_at": "2026-05-13T12:00:00+09:00"}
    return Target(data={"equipment": _equipment(cast).code, "pieces": 1, "purpose": PURPOSE, **times})


def _desk(name: str, build: tables.Builder, method: str = "GET", answer: int = 200, refused: int = 403) -> Row:
    return Row(name, build, SIGN_IN, refused, refused, answer, refused, answer, method=method)


ROWS = [
    tables.public("bookings:equipment-list"),
    tables.private("bookings:loan-new", _new),
    tables.private("bookings:loan-new", _new, method="POST", answer=302),
    tables.private("bookings:loans"),
    Row("bookings:booking-loan-new", _with_booking, SIGN_IN, 200, 404, 200, 404, 200),
    Row("bookings:booking-loan-new", _with_booking, SIGN_IN, 302, 404, 302, 404, 302, method="POST"),
    Row("bookings:loan", _own, SIGN_IN, 200, 404, 200, 404, 200),
    Row("bookings:loan-cancellation", _own, SIGN_IN, 200, 404, 200, 404, 200),
    Row("bookings:loan-cancellation", _end, SIGN_IN, 302, 404, 302, 404, 302, method="POST"),
    _desk("bookings:loan-hand-out", _end, "POST", 302, refused=404),
    _desk("bookings:loan-return", _back, refused=404),
    _desk("bookings:loan-return", _back, "POST", 302, refused=404),
    _desk("bookings:center-loans", _at_desk),
    _desk("bookings:center-loan-new", _by_phone),
    _desk("bookings:center-loan-new", _by_phone, "POST", 302),
    _desk("bookings:center-equipment", _stock),
    _desk("bookings:center-equipment-new", _registration),
    _desk("bookings:center-equipment-new", _registration, "POST", 302),
    _desk("bookings:equipment-changes", _changes, refused=404),
    _desk("bookings:equipment-changes", _changes, "POST", 302, refused=404),
    _desk("bookings:piece-withdrawal", _piece, refused=404),
    _desk("bookings:piece-withdrawal", _piece, "POST", 302, refused=404),
    _desk("bookings:piece-return", _piece, "POST", 302, refused=404),
    tables.public("api-bookings:equipment-list"),
    tables.api("api-bookings:loans"),
    tables.api("api-bookings:loans", _by_api, method="POST", answer=201),
    Row("api-bookings:loan", _own, UNAUTHORIZED, 200, 404, 200, 404, 200),
    Row("api-bookings:loan-cancellation", _end, UNAUTHORIZED, 200, 404, 200, 404, 200, method="POST"),
    Row("api-bookings:loan-hand-out", _end, UNAUTHORIZED, 404, 404, 200, 404, 200, method="POST"),
    Row("api-bookings:loan-return", _back, UNAUTHORIZED, 404, 404, 200, 404, 200, method="POST"),
    Row("api-bookings:center-loans", _at_desk, UNAUTHORIZED, 403, 403, 200, 403, 200),
]
