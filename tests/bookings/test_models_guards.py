"""What the database itself refuses, whatever code asks for it."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange, DateTimeTZRange

from backend.common import errors as common
from bookings import enums, errors, models
from tests.factories import bookings as make
from tests.factories.accounts import MunicipalityFactory

pytestmark = pytest.mark.django_db


def check_now() -> None:
    """This function will make the deferred guards look, as a commit does."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def committed(act: Callable[[], object]) -> None:
    with transaction.atomic():
        act()
        check_now()


def refused_as(error: type[common.DomainError], act: Callable[[], object]) -> None:
    with pytest.raises(error), common.translated():
        committed(act)


def refused_by(constraint: str, act: Callable[[], object]) -> None:
    with pytest.raises(IntegrityError) as refused:
        committed(act)
    assert common.constraint_of(refused.value) == constraint


def hold_of(booking: models.Booking) -> models.SpaceHold:
    return booking.space_holds.get()


def test_two_holds_of_a_space_cannot_overlap() -> None:
    hold = hold_of(make.BookingFactory.create())
    night = make.BookingFactory.create(periods=["night"])
    copy = models.SpaceHold(booking=night, space=hold.space, during=hold.during)
    refused_as(errors.PeriodTaken, copy.save)


def test_holds_that_only_touch_do_not_overlap() -> None:
    room = make.RoomFactory.create()
    make.BookingFactory.create(room=room, periods=["afternoon"])
    make.BookingFactory.create(room=room, periods=["night"])
    check_now()


@pytest.mark.parametrize(
    "drift",
    [
        lambda booking: hold_of(booking).delete(),
        lambda booking: booking.space_holds.update(holds=False),
        lambda booking: booking.space_holds.update(
            during=DateTimeTZRange(booking.starts_at, booking.ends_at + dt.timedelta(hours=1))
        ),
        lambda booking: models.Booking.objects.filter(pk=booking.pk).update(state=enums.State.CANCELLED),
        lambda booking: models.Booking.objects.filter(pk=booking.pk).update(room=make.RoomFactory.create()),
        lambda booking: models.Booking.objects.filter(pk=booking.pk).update(
            during=DateTimeTZRange(booking.starts_at - dt.timedelta(hours=1), booking.ends_at)
        ),
        lambda booking: models.SpaceHold.objects.create(
            booking=booking,
            space=make.RoomFactory.create(center=booking.center).spaces.get(),
            during=booking.during,
        ),
    ],
    ids=["deleted", "let go", "other time", "ended alone", "other room", "moved alone", "one too many"],
)
def test_a_booking_and_its_holds_cannot_drift_apart(drift: Callable[[models.Booking], object]) -> None:
    booking = make.BookingFactory.create()
    check_now()
    refused_as(errors.HoldsDrifted, lambda: drift(booking))


def test_a_booking_cannot_be_without_holds() -> None:
    booking = make.BookingFactory.create()
    copy = models.Booking.objects.get(pk=booking.pk)
    copy.pk, copy.code = None, "b-COPY00000"
    refused_as(errors.HoldsDrifted, copy.save)


def test_a_hold_cannot_come_back_to_life_without_its_booking() -> None:
    booking = make.BookingFactory.create(state="cancelled")
    refused_as(errors.HoldsDrifted, lambda: booking.space_holds.update(holds=True))


@pytest.mark.parametrize(
    ("constraint", "change"),
    [
        ("booking_state_is_known", {"state": "dreamt"}),
        ("booking_has_people", {"headcount": 0}),
        ("booking_has_a_period", {"period_codes": []}),
        ("booking_is_somebodys", {"booked_by": None}),
        ("booking_discount_is_within_its_fee", {"discount_yen": 301}),
        ("booking_keeps_at_least_its_use", {"ends_at": dt.datetime(2026, 5, 13, 9, tzinfo=dt.UTC)}),
        ("booking_ends_after_it_starts", {"ends_at": dt.datetime(2026, 5, 12, tzinfo=dt.UTC)}),
    ],
)
def test_what_a_booking_cannot_be(constraint: str, change: dict[str, object]) -> None:
    booking = make.BookingFactory.create()
    refused_by(constraint, lambda: models.Booking.objects.filter(pk=booking.pk).update(**change))


@pytest.mark.parametrize("statement", ["UPDATE {} SET reason = 'x'", "DELETE FROM {}", "TRUNCATE {}"])
def test_the_history_of_bookings_is_never_rewritten(statement: str) -> None:
    make.BookingFactory.create()
    check_now()
    with connection.cursor() as cursor:
        refused_by(
            "booking_history_is_append_only",
            lambda: cursor.execute(statement.format("bookings_bookingstatechange")),
        )


def test_a_room_with_live_bookings_keeps_its_spaces() -> None:
    room = make.BookingFactory.create().room
    refused_as(errors.RoomInUse, room.room_spaces.get().delete)


def test_a_room_without_live_bookings_can_be_made_of_other_spaces() -> None:
    room = make.BookingFactory.create(state="cancelled").room
    room.room_spaces.get().delete()
    check_now()
    assert room.spaces.count() == 0


@pytest.mark.parametrize(
    "change",
    [{"content": {}}, {"published_at": None}, {"valid": DateRange(dt.date(2021, 4, 1), None)}, {"center": None}],
)
def test_published_rules_are_final(change: dict[str, object]) -> None:
    published = make.publish(make.CenterFactory.create(), {"headcount": {"minimum": 2}})
    refused_as(
        errors.RulesAreFinal,
        lambda: models.UsageRules.objects.filter(pk=published.pk).update(**change),
    )


def test_published_rules_cannot_be_deleted() -> None:
    refused_as(errors.RulesAreFinal, make.publish(make.CenterFactory.create(), {}).delete)


def test_a_draft_may_overlap_and_be_changed() -> None:
    center = make.CenterFactory.create()
    published = make.publish(center, {})
    draft = models.UsageRules.objects.create(
        municipality=center.municipality, center=center, valid=published.valid, content={}, created_at=make.NOW
    )
    draft.content = {"headcount": {"minimum": 3}}
    draft.save()
    draft.delete()


def test_two_published_versions_of_one_scope_cannot_overlap() -> None:
    center = make.CenterFactory.create()
    published = make.publish(center, {})
    copy = models.UsageRules(
        municipality=center.municipality,
        center=center,
        valid=published.valid,
        content={},
        created_at=make.NOW,
        published_at=make.NOW,
    )
    refused_as(errors.RulesOverlap, copy.save)


def test_two_period_sets_of_a_center_cannot_overlap_but_a_room_may_have_its_own() -> None:
    room = make.RoomFactory.create()
    make.set_periods(room.center, make.PERIODS, room=room)
    refused_as(errors.PeriodSetsOverlap, lambda: make.set_periods(room.center, make.PERIODS))


def test_two_periods_of_a_set_cannot_overlap() -> None:
    center = make.CenterFactory.create()
    overlapping = [("a", "前", dt.time(9), dt.time(12)), ("b", "後", dt.time(11, 59), dt.time(13))]
    refused_as(
        errors.PeriodsOverlap,
        lambda: make.set_periods(center, overlapping, valid=(dt.date(2000, 1, 1), make.SINCE)),
    )


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"first_month": 12, "first_day": 29},
        {"first_month": 12, "first_day": 29, "last_month": 1, "last_day": 3, "dates": DateRange(make.DAY, None)},
    ],
)
def test_a_closure_is_yearly_dated_or_weekly(fields: dict[str, object]) -> None:
    closure = models.Closure(center=make.CenterFactory.create(), reason="見本", **fields)
    refused_by("closure_is_yearly_dated_or_weekly", closure.save)


def test_a_yearly_closure_may_keep_to_a_weekday() -> None:
    models.Closure.objects.create(
        center=make.CenterFactory.create(),
        reason="夏の月曜日",
        first_month=7,
        first_day=1,
        last_month=8,
        last_day=31,
        weekday=0,
    )


def test_an_external_id_names_one_center_of_a_municipality() -> None:
    make.CenterFactory.create(external_id="0001")
    other = make.CenterFactory.create(municipality=MunicipalityFactory.create(code="372013"), external_id="0001")
    refused_by(
        "center_external_id_once",
        lambda: make.CenterFactory.create(municipality=other.municipality, external_id="0001"),
    )
