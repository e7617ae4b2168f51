"""Pilot switches, for the city; and the month of a center, for everybody."""

from datetime import date, timedelta

from bookings import actions, enums
from tests.architecture import tables
from tests.factories import bookings as make

SIGN_IN = tables.SIGN_IN
REASON = "見本の秘密の理由"


def _month(cast: tables.Cast) -> tables.Target:
    center = make.RoomFactory.create(center=make.CenterFactory.create(code=cast.center_code)).center
    return tables.Target(kwargs={"code": center.code, "month": date(2026, 6, 1)})


def _planned(cast: tables.Cast) -> str:
    turn = actions.switch_center(
        make.CenterFactory.create(code=cast.center_code),
        switch=enums.Switch.BOOKING_MODE,
        value=enums.BookingMode.GROUPS,
        reason=REASON,
        by=cast.administrator,
        now=tables.NOW,
        takes_effect_at=tables.NOW + timedelta(days=30),
    )
    return turn.code


def _list(cast: tables.Cast) -> tables.Target:
    _planned(cast)
    return tables.Target(secret="2026年6月7日")


def _turns(cast: tables.Cast) -> tables.Target:
    _planned(cast)
    return tables.Target(kwargs={"code": cast.center_code}, secret=REASON)


def _turn(cast: tables.Cast) -> tables.Target:
    make.CenterFactory.create(code=cast.center_code)
    data = {"turn": "lottery_on:on", "when": "now", "reason": REASON}
    return tables.Target(kwargs={"code": cast.center_code}, data=data)


def _api_turn(cast: tables.Cast) -> tables.Target:
    make.CenterFactory.create(code=cast.center_code)
    data = {"switch": "lottery_on", "value": "on", "reason": REASON}
    return tables.Target(kwargs={"code": cast.center_code}, data=data)


def _withdrawal(cast: tables.Cast) -> tables.Target:
    return tables.Target(kwargs={"turn": _planned(cast), "code": cast.center_code})


ROWS = [
    tables.public("bookings:center-month", _month),
    tables.public("api-bookings:center-month", _month),
    tables.Row("bookings:switches", _list, SIGN_IN, 403, 403, 403, 403, 200, city_official=200),
    tables.Row("bookings:center-switches", _turns, SIGN_IN, 403, 403, 403, 403, 200, city_official=200),
    tables.Row("bookings:center-switches", _turn, SIGN_IN, 403, 403, 403, 403, 302, method="POST", city_official=302),
    tables.Row(
        "bookings:center-switch-withdrawal",
        _withdrawal,
        SIGN_IN,
        403,
        403,
        403,
        403,
        302,
        method="POST",
        city_official=302,
    ),
    tables.Row("api-bookings:center-switches", _turns, 401, 403, 403, 403, 403, 200, city_official=200),
    tables.Row(
        "api-bookings:center-switches", _api_turn, 401, 403, 403, 403, 403, 201, method="POST", city_official=201
    ),
    tables.Row(
        "api-bookings:center-switch-withdrawal",
        _withdrawal,
        401,
        403,
        403,
        403,
        403,
        200,
        method="POST",
        city_official=200,
    ),
]
