"""Papers, check-in, no-shows and restrictions: pages and API."""

from datetime import UTC, date, datetime, timedelta

from bookings import actions, models
from bookings.queries import papers
from tests.architecture import tables
from tests.factories import bookings as make
from tests.factories.accounts import UserFactory

Role = tables.Role
BEFORE = datetime(2026, 4, 5, 3, 0, tzinfo=UTC)
APRIL = date(2026, 4, 10)
NO_SHOWS = {"no_shows": {"limit": 1, "months": 3, "restricted_days": 30, "grace_days": 7}}


def _booking(cast: tables.Cast, **fields: object) -> models.Booking:
    room = make.RoomFactory.create(center=make.CenterFactory.create(code=cast.center_code))
    booking: models.Booking = make.BookingFactory.create(room=room, by=cast.resident, **fields)
    return booking


def _tentative(cast: tables.Cast, n: int) -> tables.Target:
    return tables.Target(kwargs={"code": _booking(cast).code})


def _permitted(cast: tables.Cast, n: int) -> tables.Target:
    return tables.Target(kwargs={"code": _booking(cast, state="approved").code})


def _written(cast: tables.Cast, n: int) -> tables.Target:
    booking = _booking(cast)
    actions.receive_application(booking, by=cast.staff, now=tables.NOW)
    return tables.Target(kwargs={"code": booking.code})


def _verified(cast: tables.Cast, n: int) -> tables.Target:
    return tables.Target(kwargs={"token": papers.permit(_booking(cast, state="approved")).token})


def _reported(cast: tables.Cast, n: int) -> tables.Target:
    booking = _booking(cast, state="approved", date=APRIL, now=BEFORE)
    actions.submit_report(booking, by=cast.resident, headcount=7, checks=[], trouble="", now=tables.NOW)
    return tables.Target(kwargs={"code": booking.code})


def _desk(cast: tables.Cast, n: int) -> tables.Target:
    return tables.Target(kwargs={"code": make.CenterFactory.create(code=cast.center_code).code})


def _missing(cast: tables.Cast, *, days: int = 0) -> models.Booking:
    booking = _booking(cast, state="approved", date=APRIL + timedelta(days=days), now=BEFORE)
    return actions.record_no_show(booking, by=cast.staff, reason="見本", now=booking.ends_at)


def _objection(cast: tables.Cast, n: int) -> tables.Target:
    return tables.Target(kwargs={"code": _missing(cast).code})


def _attendance(cast: tables.Cast, n: int) -> tables.Target:
    center = make.CenterFactory.create(code=cast.center_code)
    make.publish(center, NO_SHOWS | {"check_in": {"opens_minutes": 30}})
    names = []
    for number in range(n):
        person = UserFactory.create(name=f"見本 欠席{number}")
        room = make.RoomFactory.create(center=center)
        made = make.BookingFactory.create(room=room, by=person, date=APRIL, now=BEFORE, state="approved")
        actions.record_no_show(made, by=cast.staff, reason="見本", now=made.ends_at)
        make.BookingFactory.create(room=room, by=person, date=APRIL, periods=("night",), now=BEFORE, state="approved")
        names.append(person.name)
    return tables.Target(kwargs={"code": center.code}, shows=tuple(names))


def _evidence(cast: tables.Cast, n: int) -> tables.Target:
    center = make.CenterFactory.create(code=cast.center_code)
    make.publish(center, NO_SHOWS)
    days = [_missing(cast, days=number).date for number in range(n)]
    shows = tuple(f"{day.month}月{day.day}日" for day in days)
    return tables.Target(kwargs={"code": center.code}, query={"person": cast.resident.code}, shows=shows)


def _lifting(cast: tables.Cast, n: int) -> tables.Target:
    make.publish(make.CenterFactory.create(code=cast.center_code), NO_SHOWS)
    booking = _missing(cast)
    made = actions.restrict(
        booking.center, person=cast.resident, ends_on=date(2026, 5, 20), reason="見本", by=cast.staff, now=tables.NOW
    )
    return tables.Target(kwargs={"code": made.code})


def _restrictions(cast: tables.Cast, n: int) -> tables.Target:
    center = make.CenterFactory.create(code=cast.center_code)
    days = {"starts_on": APRIL, "ends_on": date(2026, 5, 20)}
    reasons = tuple(f"見本の理由{number}" for number in range(n))
    for reason in reasons:
        models.Restriction.objects.create(
            center=center,
            person=UserFactory.create(),
            reason=reason,
            decided_at=tables.NOW,
            decided_by=cast.staff,
            **days,
        )
    return tables.Target(kwargs={"code": center.code}, shows=reasons)


ROWS = [
    tables.Budget("bookings:booking-application", Role.RESIDENT, _tentative, queries=5, flat=True),
    tables.Budget("bookings:booking-paper-application", Role.STAFF, _tentative, queries=5, flat=True),
    tables.Budget("bookings:booking-permit", Role.RESIDENT, _permitted, queries=5, flat=True),
    tables.Budget("bookings:permit", Role.ANONYMOUS, _verified, queries=1, flat=True),
    tables.Budget("bookings:booking-report", Role.RESIDENT, _permitted, queries=6, flat=True),
    tables.Budget("bookings:booking-room-check", Role.STAFF, _reported, queries=6, flat=True),
    tables.Budget("bookings:booking-check-in", Role.STAFF, _permitted, queries=5, flat=True),
    tables.Budget("bookings:center-check-in", Role.STAFF, _desk, queries=4, flat=True),
    tables.Budget("bookings:booking-no-show", Role.STAFF, _permitted, queries=5, flat=True),
    tables.Budget("bookings:booking-objection", Role.RESIDENT, _objection, queries=6, flat=True),
    tables.Budget("bookings:booking-correction", Role.STAFF, _objection, queries=6, flat=True),
    tables.Budget("bookings:center-attendance", Role.STAFF, _attendance, queries=12),
    tables.Budget("bookings:restriction-new", Role.STAFF, _evidence, queries=9),
    tables.Budget("bookings:restriction-lifting", Role.STAFF, _lifting, queries=4, flat=True),
    tables.Budget("api-bookings:booking-application", Role.RESIDENT, _written, queries=3, flat=True),
    tables.Budget("api-bookings:booking-permit", Role.RESIDENT, _permitted, queries=5, flat=True),
    tables.Budget("api-bookings:booking-report", Role.RESIDENT, _reported, queries=3, flat=True),
    tables.Budget("api-bookings:center-restrictions", Role.STAFF, _restrictions, queries=5),
]
