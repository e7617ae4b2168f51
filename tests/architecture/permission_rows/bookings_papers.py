"""Papers, check-in, no-shows and restrictions: pages and API. It is noon; the uses are of today or have passed."""

from datetime import UTC, date, datetime
from http import HTTPStatus

from bookings import actions, models
from bookings.queries import papers
from tests.architecture import tables
from tests.factories import bookings as make

SIGN_IN = tables.SIGN_IN
UNAUTHORIZED = HTTPStatus.UNAUTHORIZED
PURPOSE = "見本の秘密の集まり"
TODAY, APRIL = date(2026, 5, 8), date(2026, 4, 10)
BEFORE = datetime(2026, 4, 5, 3, 0, tzinfo=UTC)
NO_SHOWS = {"no_shows": {"limit": 1, "months": 3, "restricted_days": 30, "grace_days": 7}}
FORM = {"applicant_name": "見本 花子", "applicant_phone": "0294-00-0001", "purpose": "見本の集まり", "headcount": "8"}
JSON_FORM = {"applicant_phone": "0294-00-0001"}


def _room(cast: tables.Cast) -> models.Room:
    room: models.Room = make.RoomFactory.create(center=make.CenterFactory.create(code=cast.center_code))
    return room


def _booking(cast: tables.Cast, day: date = make.DAY, **fields: object) -> models.Booking:
    room = _room(cast)
    booking: models.Booking = make.BookingFactory.create(
        room=room, by=cast.resident, date=day, purpose=PURPOSE, **fields
    )
    return booking


def _target(booking: models.Booking, *, secret: str = "", **data: object) -> tables.Target:
    return tables.Target(kwargs={"code": booking.code}, data=data, secret=secret)


def _tentative(cast: tables.Cast) -> tables.Target:
    return _target(_booking(cast), secret=PURPOSE)


def _form(cast: tables.Cast) -> tables.Target:
    return _target(_booking(cast), **FORM)


def _api_form(cast: tables.Cast) -> tables.Target:
    return _target(_booking(cast), **JSON_FORM)


def _written(cast: tables.Cast) -> tables.Target:
    booking = _booking(cast)
    actions.receive_application(booking, by=cast.staff, now=tables.NOW, remarks=PURPOSE)
    return _target(booking, secret=PURPOSE)


def _paper(cast: tables.Cast) -> tables.Target:
    return _target(_booking(cast), received="on")


def _permitted(cast: tables.Cast, period: str = "afternoon") -> models.Booking:
    return _booking(cast, TODAY, periods=(period,), state="approved")


def _permit(cast: tables.Cast) -> tables.Target:
    return _target(_permitted(cast))


def _verified(cast: tables.Cast) -> tables.Target:
    return tables.Target(kwargs={"token": papers.permit(_permitted(cast)).token})


def _over(cast: tables.Cast) -> tables.Target:
    return _target(_permitted(cast, "morning"), headcount="7", trouble="")


def _reported(cast: tables.Cast) -> tables.Target:
    booking = _permitted(cast, "morning")
    actions.submit_report(booking, by=cast.resident, headcount=7, checks=[], trouble=PURPOSE, now=tables.NOW)
    return _target(booking, note="", secret=PURPOSE)


def _check_in(cast: tables.Cast) -> tables.Target:
    return tables.Target(kwargs={"code": cast.center_code}, data={"code": _permitted(cast).code})


def _reason(cast: tables.Cast) -> tables.Target:
    return _target(_permitted(cast, "morning"), reason="誰も来なかった")


def _missing(cast: tables.Cast, day: date = TODAY) -> models.Booking:
    booking = _booking(cast, day, periods=("morning",), now=BEFORE, state="approved")
    return actions.record_no_show(booking, by=cast.staff, reason="見本", now=booking.ends_at)


def _objection(cast: tables.Cast) -> tables.Target:
    return _target(_missing(cast), text="日にちを間違えました")


def _correction(cast: tables.Cast) -> tables.Target:
    return _target(_missing(cast), outcome="cancelled", reason="確かめました")


def _attendance(cast: tables.Cast) -> tables.Target:
    booking = _missing(cast)
    actions.object_to_no_show(booking, by=cast.resident, text=PURPOSE, now=tables.NOW)
    return tables.Target(kwargs={"code": cast.center_code}, secret=PURPOSE)


def _absentee(cast: tables.Cast) -> models.Booking:
    make.publish(make.CenterFactory.create(code=cast.center_code), NO_SHOWS)
    return _missing(cast, APRIL)


def _decision(cast: tables.Cast) -> tables.Target:
    _absentee(cast)
    said = {"ends_on_year": "2026", "ends_on_month": "5", "ends_on_day": "20", "reason": "見本の理由"}
    return tables.Target(kwargs={"code": cast.center_code}, query={"person": cast.resident.code}, data=said)


def _lifting(cast: tables.Cast) -> tables.Target:
    booking = _absentee(cast)
    made = actions.restrict(
        booking.center, person=cast.resident, ends_on=date(2026, 5, 20), reason=PURPOSE, by=cast.staff, now=tables.NOW
    )
    return tables.Target(kwargs={"code": made.code}, data={"reason": "見本の理由"}, secret=PURPOSE)


def _decision_by_api(cast: tables.Cast) -> tables.Target:
    _absentee(cast)
    said = {"person": cast.resident.code, "ends_on": "2026-05-20", "reason": "見本の理由"}
    return tables.Target(kwargs={"code": cast.center_code}, data=said)


def _restricted(cast: tables.Cast) -> tables.Target:
    return tables.Target(kwargs={"code": cast.center_code}, secret=_lifting(cast).secret)


def _room_checked(cast: tables.Cast) -> tables.Target:
    target = _reported(cast)
    return tables.Target(kwargs=target.kwargs, data={"note": ""}, secret=PURPOSE)


ROWS = [
    tables.Row("bookings:booking-application", _tentative, SIGN_IN, 200, 404, 200, 404, 200),
    tables.Row("bookings:booking-application", _form, SIGN_IN, 302, 404, 302, 404, 302, method="POST"),
    tables.Row("bookings:booking-paper-application", _tentative, SIGN_IN, 404, 404, 200, 404, 200),
    tables.Row("bookings:booking-paper-application", _paper, SIGN_IN, 404, 404, 302, 404, 302, method="POST"),
    tables.Row("bookings:booking-permit", _permit, SIGN_IN, 200, 404, 200, 404, 200),
    tables.Row("bookings:permit", _verified, 200, 200, 200, 302, 200, 302),
    tables.Row("bookings:booking-report", _over, SIGN_IN, 200, 404, 200, 404, 200),
    tables.Row("bookings:booking-report", _over, SIGN_IN, 302, 404, 302, 404, 302, method="POST"),
    tables.Row("bookings:booking-room-check", _reported, SIGN_IN, 404, 404, 200, 404, 200),
    tables.Row("bookings:booking-room-check", _reported, SIGN_IN, 404, 404, 302, 404, 302, method="POST"),
    tables.Row("bookings:booking-check-in", _permit, SIGN_IN, 404, 404, 200, 404, 200),
    tables.Row("bookings:booking-check-in", _permit, SIGN_IN, 404, 404, 302, 404, 302, method="POST"),
    tables.Row("bookings:center-check-in", _check_in, SIGN_IN, 403, 403, 200, 403, 200),
    tables.Row("bookings:center-check-in", _check_in, SIGN_IN, 403, 403, 302, 403, 302, method="POST"),
    tables.Row("bookings:booking-no-show", _reason, SIGN_IN, 404, 404, 200, 404, 200),
    tables.Row("bookings:booking-no-show", _reason, SIGN_IN, 404, 404, 302, 404, 302, method="POST"),
    tables.Row("bookings:booking-objection", _objection, SIGN_IN, 200, 404, 404, 404, 404),
    tables.Row("bookings:booking-objection", _objection, SIGN_IN, 302, 404, 404, 404, 404, method="POST"),
    tables.Row("bookings:booking-correction", _correction, SIGN_IN, 404, 404, 200, 404, 200),
    tables.Row("bookings:booking-correction", _correction, SIGN_IN, 404, 404, 302, 404, 302, method="POST"),
    tables.Row("bookings:center-attendance", _attendance, SIGN_IN, 403, 403, 200, 403, 200),
    tables.Row("bookings:restriction-new", _decision, SIGN_IN, 403, 403, 200, 403, 200),
    tables.Row("bookings:restriction-new", _decision, SIGN_IN, 403, 403, 302, 403, 302, method="POST"),
    tables.Row("bookings:restriction-lifting", _lifting, SIGN_IN, 404, 404, 200, 404, 200),
    tables.Row("bookings:restriction-lifting", _lifting, SIGN_IN, 404, 404, 302, 404, 302, method="POST"),
    tables.Row("api-bookings:booking-application", _written, UNAUTHORIZED, 200, 404, 200, 404, 200),
    tables.Row("api-bookings:booking-application", _api_form, UNAUTHORIZED, 200, 404, 200, 404, 200, method="POST"),
    tables.Row("api-bookings:booking-permit", _permit, UNAUTHORIZED, 200, 404, 200, 404, 200),
    tables.Row("api-bookings:booking-report", _reported, UNAUTHORIZED, 200, 404, 200, 404, 200),
    tables.Row("api-bookings:booking-report", _over, UNAUTHORIZED, 201, 404, 201, 404, 201, method="POST"),
    tables.Row("api-bookings:booking-no-show", _reason, UNAUTHORIZED, 404, 404, 200, 404, 200, method="POST"),
    tables.Row("api-bookings:booking-objection", _objection, UNAUTHORIZED, 201, 404, 404, 404, 404, method="POST"),
    tables.Row("api-bookings:booking-correction", _correction, UNAUTHORIZED, 404, 404, 200, 404, 200, method="POST"),
    tables.Row("api-bookings:booking-paper-application", _paper, UNAUTHORIZED, 404, 404, 200, 404, 200, method="POST"),
    tables.Row("api-bookings:booking-room-check", _room_checked, UNAUTHORIZED, 404, 404, 200, 404, 200, method="POST"),
    tables.Row("api-bookings:center-restrictions", _restricted, UNAUTHORIZED, 403, 403, 200, 403, 200),
    tables.Row(
        "api-bookings:center-restrictions", _decision_by_api, UNAUTHORIZED, 403, 403, 201, 403, 201, method="POST"
    ),
    tables.Row("api-bookings:restriction-lifting", _lifting, UNAUTHORIZED, 404, 404, 200, 404, 200, method="POST"),
    tables.Row("api-bookings:center-check-ins", _check_in, UNAUTHORIZED, 403, 403, 200, 403, 200, method="POST"),
]
