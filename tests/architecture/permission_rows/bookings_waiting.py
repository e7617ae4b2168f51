"""The waiting list, offers and public use."""

from http import HTTPStatus

from bookings import actions, models
from tests.architecture import tables
from tests.factories import bookings as make
from tests.factories.accounts import UserFactory

SIGN_IN, UNAUTHORIZED = tables.SIGN_IN, HTTPStatus.UNAUTHORIZED
PURPOSE = "見本の秘密の集まり"
RULES = {
    "waiting_list": {"is_open": True},
    "public_use": {"classes": ["city"], "may_displace": True},
}
WISH = {"headcount": 8, "purpose": PURPOSE}


def _room(cast: tables.Cast) -> models.Room:
    room = make.RoomFactory.create(center=make.CenterFactory.create(code=cast.center_code), code="kuji-a")
    make.publish(room.center, RULES)
    return room


def _taken(cast: tables.Cast) -> models.Booking:
    return make.BookingFactory.create(room=_room(cast), by=UserFactory.create())


def _line(cast: tables.Cast) -> tuple[models.Booking, models.WaitingEntry]:
    booking = _taken(cast)
    wish = {"date": make.DAY, "periods": ["morning"], "headcount": 8, "purpose": PURPOSE}
    return booking, actions.join_line(booking.room, by=cast.resident, now=make.NOW, **wish)  # type: ignore[arg-type]


def _offered(cast: tables.Cast) -> models.Booking:
    booking, entry = _line(cast)
    actions.cancel_booking(booking, by=make.person_of(booking), now=tables.NOW)
    entry.refresh_from_db()
    assert entry.offer is not None
    return entry.offer


def _displaced(cast: tables.Cast) -> tuple[models.Booking, models.Booking]:
    booking = make.BookingFactory.create(room=_room(cast), by=cast.resident, purpose=PURPOSE)
    public = actions.book_public_use(
        booking.room,
        date=make.DAY,
        periods=["morning"],
        user_class="city",
        by=cast.staff,
        contact_name="見本市 市民活動課",
        contact_phone="0294-00-0000",
        headcount=20,
        purpose="市民説明会",
        reason="市民説明会を開くため",
        displacing=[booking.code],
        now=tables.NOW,
    )
    return booking, public


def _new(cast: tables.Cast) -> tables.Target:
    booking = _taken(cast)
    query = {"date": make.DAY.isoformat(), "period": "morning"}
    wish = {"periods": "morning", "headcount": "8", "purpose": PURPOSE, "agreed": "on"}
    return tables.Target(kwargs={"code": booking.room.code}, query=query, data=wish)


def _new_by_api(cast: tables.Cast) -> tables.Target:
    booking = _taken(cast)
    wish = {"room": booking.room.code, "date": make.DAY.isoformat(), "periods": ["morning"], **WISH}
    return tables.Target(data=wish)


def _entry(cast: tables.Cast) -> tables.Target:
    return tables.Target(kwargs={"code": _line(cast)[1].code}, secret=PURPOSE)


def _departure(cast: tables.Cast) -> tables.Target:
    return tables.Target(kwargs={"code": _line(cast)[1].code})


def _offer(cast: tables.Cast) -> tables.Target:
    return tables.Target(kwargs={"code": _offered(cast).code}, secret=PURPOSE)


def _answer(cast: tables.Cast) -> tables.Target:
    return tables.Target(kwargs={"code": _offered(cast).code})


def _alternatives(cast: tables.Cast) -> tables.Target:
    return tables.Target(kwargs={"code": _displaced(cast)[0].code})


def _result(cast: tables.Cast) -> tables.Target:
    return tables.Target(kwargs={"code": _displaced(cast)[1].code})


def _lines(cast: tables.Cast) -> tables.Target:
    _line(cast)
    return tables.Target(kwargs={"code": cast.center_code}, secret=PURPOSE)


def _public(cast: tables.Cast) -> tables.Target:
    room = _room(cast)
    wish = {
        "user_class": "city",
        "contact_name": "見本市 市民活動課",
        "contact_phone": "0294-00-0000",
        "periods": "morning",
        "headcount": "20",
        "purpose": "市民説明会",
    }
    make.user_class(room.center, "city")
    query = {"room": room.code, "date": make.DAY.isoformat()}
    return tables.Target(kwargs={"code": cast.center_code}, query=query, data=wish)


def _public_by_api(cast: tables.Cast) -> tables.Target:
    room = _room(cast)
    wish = {
        "room": room.code,
        "date": make.DAY.isoformat(),
        "periods": ["morning"],
        "user_class": "city",
        "contact_name": "見本市 市民活動課",
        "contact_phone": "0294-00-0000",
        "headcount": 20,
        "purpose": "市民説明会",
    }
    return tables.Target(data=wish)


ROWS = [
    tables.private("bookings:waiting-entry-new", _new),
    tables.private("bookings:waiting-entry-new", _new, method="POST", answer=302),
    tables.Row("bookings:waiting-entry", _entry, SIGN_IN, 200, 404, 200, 404, 200),
    tables.Row("bookings:waiting-entry-departure", _entry, SIGN_IN, 200, 404, 404, 404, 404),
    tables.Row("bookings:waiting-entry-departure", _departure, SIGN_IN, 302, 404, 404, 404, 404, method="POST"),
    tables.Row("bookings:booking-offer", _offer, SIGN_IN, 200, 404, 200, 404, 200),
    tables.Row("bookings:booking-acceptance", _answer, SIGN_IN, 302, 404, 403, 404, 403, method="POST"),
    tables.Row("bookings:booking-decline", _answer, SIGN_IN, 302, 404, 403, 404, 403, method="POST"),
    tables.Row("bookings:booking-alternatives", _alternatives, SIGN_IN, 200, 404, 200, 404, 200),
    tables.Row("bookings:alternatives-decline", _alternatives, SIGN_IN, 302, 404, 302, 404, 302, method="POST"),
    tables.Row("bookings:center-waiting", _lines, SIGN_IN, 403, 403, 200, 403, 200),
    tables.Row("bookings:public-use-new", _public, SIGN_IN, 403, 403, 200, 403, 200, city_official=200),
    tables.Row("bookings:public-use-new", _public, SIGN_IN, 403, 403, 302, 403, 302, method="POST", city_official=302),
    tables.Row("bookings:public-use", _result, SIGN_IN, 404, 404, 200, 404, 200, city_official=200),
    tables.api("api-bookings:waiting-entries"),
    tables.api("api-bookings:waiting-entries", _new_by_api, method="POST", answer=201),
    tables.Row("api-bookings:waiting-entry", _entry, UNAUTHORIZED, 200, 404, 200, 404, 200),
    tables.Row(
        "api-bookings:waiting-entry-departure", _departure, UNAUTHORIZED, 200, 404, 404, 404, 404, method="POST"
    ),
    tables.Row("api-bookings:booking-acceptance", _answer, UNAUTHORIZED, 200, 404, 404, 404, 404, method="POST"),
    tables.Row("api-bookings:booking-decline", _answer, UNAUTHORIZED, 200, 404, 404, 404, 404, method="POST"),
    tables.Row("api-bookings:booking-alternatives", _alternatives, UNAUTHORIZED, 200, 404, 200, 404, 200),
    tables.Row(
        "api-bookings:alternatives-decline", _alternatives, UNAUTHORIZED, 200, 404, 200, 404, 200, method="POST"
    ),
    tables.Row(
        "api-bookings:public-uses",
        _public_by_api,
        UNAUTHORIZED,
        403,
        403,
        201,
        403,
        201,
        method="POST",
        city_official=201,
    ),
]
