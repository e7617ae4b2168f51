import datetime as dt

import pytest
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test.utils import CaptureQueriesContext

from bookings import models
from bookings.queries import availability, calendars
from tests.factories import bookings as make

pytestmark = pytest.mark.django_db


def statuses(room: models.Room, day: dt.date = make.DAY, **said: object) -> list[str]:
    found = availability.room_day(room, date=day, **({"now": make.NOW} | said))  # type: ignore[arg-type]
    return [slot.status.value for slot in found.slots]


def test_a_room_that_nobody_has_is_free_all_day() -> None:
    assert statuses(make.RoomFactory.create()) == ["free", "free", "free"]


def test_what_is_reserved_is_taken_and_what_is_cancelled_is_free_again() -> None:
    booking = make.BookingFactory.create(periods=["afternoon"])
    assert statuses(booking.room) == ["free", "taken", "free"]
    ended = make.BookingFactory.create(periods=["afternoon"], state="cancelled")
    assert statuses(ended.room) == ["free", "free", "free"]


def test_a_half_that_is_reserved_takes_the_joined_room_and_not_the_other_half() -> None:
    half = make.RoomFactory.create()
    other = make.RoomFactory.create(center=half.center)
    whole = make.joined_room(half, other)
    make.BookingFactory.create(room=half)
    assert [statuses(room)[0] for room in (half, other, whole)] == ["taken", "free", "taken"]


def test_buffers_take_the_neighbouring_period() -> None:
    room = make.RoomFactory.create(cleanup_minutes=10)
    make.BookingFactory.create(room=room, periods=["afternoon"])
    assert statuses(room) == ["free", "taken", "taken"]


def test_a_closed_day_tells_its_reason() -> None:
    room = make.RoomFactory.create()
    models.Closure.objects.create(
        center=room.center, reason="点検", dates=DateRange(make.DAY, make.DAY + dt.timedelta(days=1))
    )
    found = availability.room_day(room, date=make.DAY, now=make.NOW)
    assert {(slot.status.value, slot.reason) for slot in found.slots} == {("closed", "点検")}
    assert statuses(room, make.DAY + dt.timedelta(days=1)) == ["free", "free", "free"]


def test_a_closure_of_one_room_leaves_the_others_open() -> None:
    room = make.RoomFactory.create()
    other = make.RoomFactory.create(center=room.center)
    models.Closure.objects.create(center=room.center, room=room, reason="床の張り替え", weekday=make.DAY.weekday())
    assert (statuses(room)[0], statuses(other)[0]) == ("closed", "free")


def test_today_what_has_begun_is_past() -> None:
    room = make.RoomFactory.create()
    noon = dt.datetime(2026, 5, 13, 3, tzinfo=dt.UTC)
    assert statuses(room, now=noon) == ["past", "free", "free"]


def test_before_its_window_a_period_tells_when_it_opens_to_whom() -> None:
    room = make.RoomFactory.create()
    tiers = [{"classes": ["registered-group"], "amount": 2}, {"amount": 1, "unit": "week", "opens_at": "09:00"}]
    make.publish(room.center, {"windows": {"tiers": tiers}})
    found = availability.room_day(room, date=make.DAY, now=make.NOW)
    assert [slot.status.value for slot in found.slots] == ["not_open_yet"] * 3
    assert found.slots[0].opens_at is not None
    assert found.slots[0].opens_at.isoformat() == "2026-05-06T09:00:00+09:00"
    assert statuses(room, user_class="registered-group") == ["free", "free", "free"]


def test_a_use_whose_form_would_be_late_is_shown_as_closed_for_booking() -> None:
    room = make.RoomFactory.create()
    form = {"kind": "form", "amount": 2, "unit": "week", "counted": "before_use"}
    make.publish(room.center, {"deadlines": {"form": form}})
    assert statuses(room) == ["too_late"] * 3


def test_a_week_shows_every_room_on_every_day_with_the_periods_of_that_day() -> None:
    room = make.RoomFactory.create(position=1)
    make.RoomFactory.create(center=room.center, position=0, is_active=False)
    other = make.RoomFactory.create(center=room.center, position=2)
    models.PeriodSet.objects.update(valid=DateRange(make.SINCE, dt.date(2026, 5, 15)))
    make.set_periods(room.center, make.PERIODS[:2], valid=(dt.date(2026, 5, 15), None))
    week = availability.free_periods(room.center, first=make.DAY, now=make.NOW)
    assert [row.room for row in week.rooms] == [room, other]
    assert [len(day.slots) for day in week.rooms[0].days] == [3, 3, 2, 2, 2, 2, 2]
    assert week.dates[-1] == dt.date(2026, 5, 19)


def test_a_search_finds_rooms_by_district_people_and_period() -> None:
    small, large = make.RoomFactory.create(capacity=10), make.RoomFactory.create(capacity=50)
    unknown = make.RoomFactory.create(capacity=None)
    district = large.center.district
    assert district is not None

    def found(**asked: object) -> list[models.Room]:
        return [day.room for day in availability.search(date=make.DAY, now=make.NOW, **asked)]  # type: ignore[arg-type]

    assert found() == [small, large, unknown]
    assert found(headcount=11) == [large, unknown]
    assert found(district_code=district.code) == [large]
    assert found(period_code="night") == [small, large, unknown]
    assert found(period_code="midnight") == []


def test_a_search_with_a_period_tells_of_that_one_only() -> None:
    make.RoomFactory.create()
    (day,) = availability.search(date=make.DAY, now=make.NOW, period_code="night")
    assert [slot.code for slot in day.slots] == ["night"]


@pytest.mark.parametrize("rooms", [1, 3])
def test_a_search_takes_three_queries_for_any_number_of_rooms(rooms: int) -> None:
    for _ in range(rooms):
        make.BookingFactory.create()
    with CaptureQueriesContext(connection) as captured:
        found = availability.search(date=make.DAY, now=make.NOW)
        assert len({day.room.center.district for day in found}) == rooms
    assert len(captured) == 3


@pytest.mark.parametrize("rooms", [1, 3])
def test_a_week_takes_three_queries_for_any_number_of_rooms(rooms: int) -> None:
    center = make.CenterFactory.create()
    for _ in range(rooms):
        make.BookingFactory.create(room=make.RoomFactory.create(center=center))
    with CaptureQueriesContext(connection) as captured:
        assert len(availability.free_periods(center, first=make.DAY, now=make.NOW).rooms) == rooms
    assert len(captured) == 3


def test_what_is_free_and_what_can_be_reserved_agree_at_once() -> None:
    room = make.RoomFactory.create()
    availability.search(date=make.DAY, now=make.NOW)
    make.publish(room.center, {"windows": {"tiers": [{"amount": 1, "unit": "day"}]}})
    assert statuses(room) == ["not_open_yet"] * 3
    make.publish(room.center, {"windows": None}, valid_from=dt.date(2026, 5, 2))
    assert statuses(room) == ["free"] * 3


def test_rules_come_from_the_city_the_center_and_the_room() -> None:
    room = make.RoomFactory.create()
    make.publish(room.center, {"headcount": {"minimum": 2}, "periods": {"may_span": False}})
    make.publish(room.center, {"headcount": {"minimum": 6}}, room=room)
    read = calendars.rules_for(room, date=make.DAY)
    assert read.headcount is not None
    assert read.periods is not None
    assert (read.headcount.minimum, read.periods.may_span) == (6, False)
    of_center = calendars.rules_of_center(room.center, date=make.DAY).headcount
    assert of_center is not None
    assert of_center.minimum == 2
    assert calendars.rules_of_room_alone(room, date=make.DAY).periods is None


def test_rules_of_another_center_or_another_year_do_not_rule_here() -> None:
    room, elsewhere = make.RoomFactory.create(), make.RoomFactory.create()
    make.publish(elsewhere.center, {"headcount": {"minimum": 9}})
    make.publish(room.center, {"headcount": {"minimum": 8}}, valid_from=make.DAY + dt.timedelta(days=1))
    assert calendars.rules_for(room, date=make.DAY).headcount is None
