"""The pages of room booking."""

from bookings import models
from tests.architecture import tables
from tests.factories import bookings as make

SIGN_IN = tables.SIGN_IN
PURPOSE = "見本の秘密の集まり"


def _room(cast: tables.Cast) -> models.Room:
    return make.RoomFactory.create(center=make.CenterFactory.create(code=cast.center_code), code="kuji-a")


def _center(cast: tables.Cast) -> tables.Target:
    return tables.Target(kwargs={"code": _room(cast).center.code})


def _free_period(cast: tables.Cast) -> tables.Target:
    query = {"date": make.DAY.isoformat(), "period": "morning"}
    return tables.Target(kwargs={"code": _room(cast).code}, query=query)


def _wish(cast: tables.Cast) -> tables.Target:
    free = _free_period(cast)
    wish = {"periods": "morning", "headcount": "8", "purpose": PURPOSE, "agreed": "on"}
    return tables.Target(kwargs=free.kwargs, query=free.query, data=wish)


def _booking(cast: tables.Cast) -> tables.Target:
    booking = make.BookingFactory.create(room=_room(cast), by=cast.resident, purpose=PURPOSE)
    return tables.Target(kwargs={"code": booking.code}, secret=PURPOSE)


def _own_bookings(cast: tables.Cast) -> tables.Target:
    room = _room(cast)
    make.BookingFactory.create(room=room, by=cast.resident, purpose=PURPOSE)
    return tables.Target()


def _decision(cast: tables.Cast) -> tables.Target:
    return tables.Target(kwargs=_booking(cast).kwargs, data={"reason": "見本の理由"})


def _desk(cast: tables.Cast) -> tables.Target:
    make.BookingFactory.create(room=_room(cast), by=cast.resident, purpose=PURPOSE)
    return tables.Target(kwargs={"code": cast.center_code}, secret=PURPOSE)


def _desk_day(cast: tables.Cast) -> tables.Target:
    desk = _desk(cast)
    return tables.Target(kwargs=desk.kwargs | {"date": make.DAY}, secret=desk.secret)


def _call(cast: tables.Cast) -> tables.Target:
    room = _room(cast)
    wish = {
        "contact_name": "見本 電話",
        "contact_phone": "0294-00-0001",
        "periods": "morning",
        "headcount": "8",
        "purpose": PURPOSE,
    }
    query = {"room": room.code, "date": make.DAY.isoformat()}
    return tables.Target(kwargs={"code": cast.center_code}, query=query, data=wish)


ROWS = [
    tables.public("bookings:centers"),
    tables.public("bookings:center", _center),
    tables.public("bookings:center-week", _center),
    tables.public("bookings:center-rules", _center),
    tables.public("bookings:rooms"),
    tables.private("bookings:booking-new", _free_period),
    tables.private("bookings:booking-new", _wish, method="POST", answer=302),
    tables.private("bookings:bookings", _own_bookings),
    tables.Row("bookings:booking", _booking, SIGN_IN, 200, 404, 200, 404, 200),
    tables.Row("bookings:booking-cancellation", _booking, SIGN_IN, 200, 404, 200, 404, 200),
    tables.Row("bookings:booking-cancellation", _decision, SIGN_IN, 302, 404, 302, 404, 302, method="POST"),
    tables.Row("bookings:booking-approval", _booking, SIGN_IN, 404, 404, 302, 404, 302, method="POST"),
    tables.Row("bookings:booking-refusal", _booking, SIGN_IN, 404, 404, 200, 404, 200),
    tables.Row("bookings:booking-refusal", _decision, SIGN_IN, 404, 404, 302, 404, 302, method="POST"),
    tables.Row("bookings:center-desk", _desk, SIGN_IN, 403, 403, 200, 403, 200),
    tables.Row("bookings:center-day", _desk_day, SIGN_IN, 403, 403, 200, 403, 200),
    tables.Row("bookings:proxy-booking-new", _call, SIGN_IN, 403, 403, 200, 403, 200),
    tables.Row("bookings:proxy-booking-new", _call, SIGN_IN, 403, 403, 302, 403, 302, method="POST"),
]
