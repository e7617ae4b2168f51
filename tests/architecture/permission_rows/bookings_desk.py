"""The desk of a center: search, walk-ins, notes, slips and the wall; the claim of a booking; the same by API."""

from http import HTTPStatus

import time_machine

from bookings import actions, models
from tests.architecture import tables
from tests.factories import bookings as make

SIGN_IN = tables.SIGN_IN
UNAUTHORIZED = HTTPStatus.UNAUTHORIZED
PURPOSE = "見本の秘密の集まり"
NAME = "見本 秘密"


def _room(cast: tables.Cast) -> models.Room:
    return make.RoomFactory.create(center=make.CenterFactory.create(code=cast.center_code), code="kuji-a")


def _written(cast: tables.Cast) -> models.Booking:
    with time_machine.travel(tables.NOW):
        return actions.reserve_by_proxy(
            _room(cast),
            date=make.DAY,
            periods=["morning"],
            by=cast.staff,
            contact_name=NAME,
            contact_phone="0294-00-0001",
            headcount=8,
            purpose=PURPOSE,
            now=tables.NOW,
        )


def _search(cast: tables.Cast) -> tables.Target:
    _written(cast)
    return tables.Target(kwargs={"code": cast.center_code}, query={"q": "0001"}, secret=NAME)


def _wall(cast: tables.Cast) -> tables.Target:
    _written(cast)
    return tables.Target(kwargs={"code": cast.center_code, "date": make.DAY}, secret="個人の方のお名前")


def _day(cast: tables.Cast) -> tables.Target:
    _written(cast)
    return tables.Target(kwargs={"code": cast.center_code, "date": make.DAY}, secret=NAME)


def _guest(cast: tables.Cast) -> tables.Target:
    room = _room(cast)
    guest = {
        "slots": f"{room.code}/night",
        "contact_name": NAME,
        "headcount": "8",
        "purpose": PURPOSE,
    }
    return tables.Target(kwargs={"code": cast.center_code}, data=guest)


def _notes(cast: tables.Cast) -> tables.Target:
    booking = _written(cast)
    actions.write_desk_note(booking, by=cast.staff, text="見本の秘密のメモ", now=tables.NOW)
    return tables.Target(kwargs={"code": booking.code}, secret="見本の秘密のメモ", data={"text": "見本のメモ"})


def _note(cast: tables.Cast) -> tables.Target:
    return tables.Target(kwargs=_notes(cast).kwargs, data={"text": "見本のメモ"})


def _slip(cast: tables.Cast) -> tables.Target:
    return tables.Target(kwargs={"code": _written(cast).code}, secret=NAME)


def _issue(cast: tables.Cast) -> tables.Target:
    return tables.Target(kwargs={"code": _written(cast).code})


def _code(cast: tables.Cast) -> tables.Target:
    slip = actions.issue_claim(_written(cast), by=cast.staff, now=tables.NOW)
    return tables.Target(data={"code": slip.code_text})


def _called(cast: tables.Cast) -> tables.Target:
    call = {
        "room": _room(cast).code,
        "date": make.DAY.isoformat(),
        "periods": ["morning"],
        "contact_name": NAME,
        "contact_phone": "0294-00-0001",
        "headcount": 8,
        "purpose": PURPOSE,
    }
    return tables.Target(kwargs={"code": cast.center_code}, data=call)


def _came(cast: tables.Cast) -> tables.Target:
    guest = {"room": _room(cast).code, "periods": ["night"], "contact_name": NAME, "headcount": 8}
    return tables.Target(kwargs={"code": cast.center_code}, data=guest)


ROWS = [
    tables.Row("bookings:center-search", _search, SIGN_IN, 403, 403, 200, 403, 200),
    tables.Row("bookings:center-week-board", _wall, SIGN_IN, 403, 403, 200, 403, 200),
    tables.Row("bookings:walk-in-new", _guest, SIGN_IN, 403, 403, 200, 403, 200),
    tables.Row("bookings:walk-in-new", _guest, SIGN_IN, 403, 403, 302, 403, 302, method="POST"),
    tables.Row("bookings:booking-desk-notes", _notes, SIGN_IN, 404, 404, 200, 404, 200),
    tables.Row("bookings:booking-desk-notes", _note, SIGN_IN, 404, 404, 302, 404, 302, method="POST"),
    tables.Row("bookings:booking-claim-slip", _slip, SIGN_IN, 404, 404, 200, 404, 200, method="POST"),
    tables.private("bookings:booking-claims"),
    tables.private("bookings:booking-claims", _code, method="POST"),
    tables.private("bookings:booking-claim-acceptances", _code, method="POST", answer=302),
    tables.Row("api-bookings:desk-day", _day, UNAUTHORIZED, 403, 403, 200, 403, 200),
    tables.Row("api-bookings:desk-search", _search, UNAUTHORIZED, 403, 403, 200, 403, 200),
    tables.Row("api-bookings:proxy-bookings", _called, UNAUTHORIZED, 403, 403, 201, 403, 201, method="POST"),
    tables.Row("api-bookings:walk-ins", _came, UNAUTHORIZED, 403, 403, 201, 403, 201, method="POST"),
    tables.Row("api-bookings:desk-notes", _notes, UNAUTHORIZED, 404, 404, 200, 404, 200),
    tables.Row("api-bookings:desk-notes", _note, UNAUTHORIZED, 404, 404, 201, 404, 201, method="POST"),
    tables.Row("api-bookings:desk-claims", _issue, UNAUTHORIZED, 404, 404, 201, 404, 201, method="POST"),
    tables.api("api-bookings:booking-claims", _code, method="POST"),
]
