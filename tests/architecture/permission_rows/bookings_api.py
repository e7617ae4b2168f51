"""The bookings API."""

from http import HTTPStatus

from bookings import models
from tests.architecture import tables
from tests.factories import bookings as make

UNAUTHORIZED = HTTPStatus.UNAUTHORIZED


def _room(cast: tables.Cast) -> models.Room:
    return make.RoomFactory.create(center=make.CenterFactory.create(code=cast.center_code))


def _booking(cast: tables.Cast) -> tables.Target:
    booking = make.BookingFactory.create(room=_room(cast), by=cast.resident)
    return tables.Target(kwargs={"code": booking.code}, secret=booking.purpose)


def _decision(cast: tables.Cast) -> tables.Target:
    return tables.Target(kwargs=_booking(cast).kwargs, data={"reason": "見本の理由"})


def _center(cast: tables.Cast) -> tables.Target:
    return tables.Target(kwargs={"code": _room(cast).center.code})


def _day(cast: tables.Cast) -> tables.Target:
    _room(cast)
    return tables.Target(query={"date": make.DAY.isoformat()})


def _wish(cast: tables.Cast) -> tables.Target:
    wish = {
        "room": _room(cast).code,
        "date": make.DAY.isoformat(),
        "periods": ["morning"],
        "headcount": 8,
        "purpose": "健康体操の練習",
    }
    return tables.Target(data=wish)


ROWS = [
    tables.public("api-bookings:centers"),
    tables.public("api-bookings:center", _center),
    tables.public("api-bookings:center-week", _center),
    tables.public("api-bookings:rooms"),
    tables.public("api-bookings:availability", _day),
    tables.api("api-bookings:bookings"),
    tables.api("api-bookings:bookings", _wish, method="POST", answer=201),
    tables.Row("api-bookings:booking", _booking, UNAUTHORIZED, 200, 404, 200, 404, 200),
    tables.Row("api-bookings:booking-cancellation", _booking, UNAUTHORIZED, 200, 404, 200, 404, 200, method="POST"),
    tables.Row("api-bookings:booking-approval", _booking, UNAUTHORIZED, 404, 404, 200, 404, 200, method="POST"),
    tables.Row("api-bookings:booking-refusal", _decision, UNAUTHORIZED, 404, 404, 200, 404, 200, method="POST"),
]
