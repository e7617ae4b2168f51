"""Series of groups, and bookings that go elsewhere: pages and API."""

from datetime import timedelta
from http import HTTPStatus

from bookings import models
from tests.architecture import tables
from tests.factories import bookings as make
from tests.factories import series as several
from tests.factories.accounts import GroupFactory

SIGN_IN, UNAUTHORIZED = tables.SIGN_IN, HTTPStatus.UNAUTHORIZED
PURPOSE = "見本の秘密の集まり"


def _room(cast: tables.Cast) -> models.Room:
    return make.RoomFactory.create(center=make.CenterFactory.create(code=cast.center_code), code="kuji-a")


def _series(cast: tables.Cast) -> models.Series:
    group = GroupFactory.create(representative=cast.resident)
    return several.make_series(_room(cast), group, purpose=PURPOSE)


def _own(cast: tables.Cast) -> tables.Target:
    return tables.Target(kwargs={"code": _series(cast).code}, secret=PURPOSE)


def _named(cast: tables.Cast) -> tables.Target:
    return tables.Target(kwargs={"code": _series(cast).code})


def _dates(cast: tables.Cast) -> tables.Target:
    series = _series(cast)
    codes = [booking.code for booking in series.bookings.order_by("date")]
    return tables.Target(kwargs={"code": series.code}, data={"booking": codes, "reason": ""})


def _api_dates(cast: tables.Cast) -> tables.Target:
    page = _dates(cast)
    return tables.Target(kwargs=page.kwargs, data={"bookings": page.data["booking"]})


def _change(cast: tables.Cast) -> tables.Target:
    page = _dates(cast)
    return tables.Target(
        kwargs=page.kwargs, query={"scope": "all", "periods": "night"}, data={"booking": page.data["booking"]}
    )


def _api_change(cast: tables.Cast) -> tables.Target:
    dates = _api_dates(cast)
    return tables.Target(kwargs=dates.kwargs, data=dates.data | {"periods": ["night"]})


def _listed(cast: tables.Cast) -> tables.Target:
    group = GroupFactory.create(representative=cast.resident, name="見本の秘密の会")
    several.make_series(_room(cast), group)
    return tables.Target(kwargs={"code": cast.center_code}, secret="見本の秘密の会")


def _wish(cast: tables.Cast) -> dict[str, object]:
    group = GroupFactory.create(representative=cast.resident, center_code=cast.center_code, name="見本の秘密の会")
    return {
        "group": group.code,
        "repetition": "weekly",
        "weekday": 2,
        "first": make.DAY.isoformat(),
        "last": (make.DAY + timedelta(weeks=2)).isoformat(),
        "periods": "morning",
        "headcount": 8,
        "purpose": "健康体操の練習",
    }


def _new(cast: tables.Cast) -> tables.Target:
    return tables.Target(kwargs={"code": _room(cast).code}, query=_wish(cast))


def _ticked(cast: tables.Cast) -> tables.Target:
    room = _room(cast)
    tick = {f"on-{make.DAY}": f"{make.DAY}.{room.code}.morning", "submission": "f-MIHON"}
    return tables.Target(kwargs={"code": room.code}, query=_wish(cast), data=tick)


def _api_new(cast: tables.Cast) -> tables.Target:
    room, day = _room(cast), make.DAY.isoformat()
    dates = [{"planned": day, "room": room.code, "date": day, "periods": ["morning"]}]
    return tables.Target(data=_wish(cast) | {"room": room.code, "periods": ["morning"], "dates": dates})


def _booking(cast: tables.Cast) -> tables.Target:
    booking = make.BookingFactory.create(room=_room(cast), by=cast.resident, purpose=PURPOSE)
    return tables.Target(kwargs={"code": booking.code}, secret=PURPOSE)


def _place(cast: tables.Cast) -> tables.Target:
    elsewhere = {
        "room": "kuji-a",
        "date": (make.DAY + timedelta(days=1)).isoformat(),
        "periods": "night",
        "headcount": "8",
        "purpose": PURPOSE,
    }
    return tables.Target(kwargs=_booking(cast).kwargs, data=elsewhere)


def _api_place(cast: tables.Cast) -> tables.Target:
    return tables.Target(kwargs=_booking(cast).kwargs, data={"periods": ["night"]})


ROWS = [
    tables.private("bookings:series-list"),
    tables.private("bookings:series-rooms"),
    tables.Row("bookings:series-new", _new, SIGN_IN, 200, 403, 200, 403, 200),
    tables.Row("bookings:series-plan", _new, SIGN_IN, 200, 403, 200, 403, 200),
    tables.Row("bookings:series-plan", _ticked, SIGN_IN, 302, 403, 302, 403, 302, method="POST"),
    tables.Row("bookings:series", _own, SIGN_IN, 200, 404, 200, 404, 200),
    tables.Row("bookings:series-cancellation", _named, SIGN_IN, 200, 404, 200, 404, 200),
    tables.Row("bookings:series-cancellation", _dates, SIGN_IN, 302, 404, 302, 404, 302, method="POST"),
    tables.Row("bookings:series-change", _named, SIGN_IN, 200, 404, 200, 404, 200),
    tables.Row("bookings:series-change", _change, SIGN_IN, 302, 404, 302, 404, 302, method="POST"),
    tables.Row("bookings:series-approval", _named, SIGN_IN, 404, 404, 302, 404, 302, method="POST"),
    tables.Row("bookings:center-series", _listed, SIGN_IN, 403, 403, 200, 403, 200),
    tables.Row("bookings:booking-move", _booking, SIGN_IN, 200, 404, 200, 404, 200),
    tables.Row("bookings:booking-move", _place, SIGN_IN, 302, 404, 302, 404, 302, method="POST"),
    tables.api("api-bookings:series-list"),
    tables.Row("api-bookings:series-list", _api_new, UNAUTHORIZED, 201, 404, 201, 404, 201, method="POST"),
    tables.Row("api-bookings:series-plan", _new, UNAUTHORIZED, 200, 404, 200, 404, 200),
    tables.Row("api-bookings:series", _own, UNAUTHORIZED, 200, 404, 200, 404, 200),
    tables.Row("api-bookings:series-cancellation", _api_dates, UNAUTHORIZED, 200, 404, 200, 404, 200, method="POST"),
    tables.Row("api-bookings:series-change", _api_change, UNAUTHORIZED, 200, 404, 200, 404, 200, method="POST"),
    tables.Row("api-bookings:series-approval", _named, UNAUTHORIZED, 404, 404, 200, 404, 200, method="POST"),
    tables.Row("api-bookings:booking-move", _api_place, UNAUTHORIZED, 200, 404, 200, 404, 200, method="POST"),
]
