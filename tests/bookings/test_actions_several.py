"""Several rooms at once: all or none, with caps that fill up among them, and one notice."""

from dataclasses import replace
from datetime import datetime, time, timedelta

import pytest

from backend.accounts import models as accounts
from backend.common import clock
from backend.notices import models as notices
from bookings import actions, errors, models
from bookings.queries import covering, wishes
from tests.factories import bookings as make
from tests.factories.accounts import UserFactory
from tests.factories.bookings import DAY, NOW

pytestmark = pytest.mark.django_db


def _wish(room: models.Room, person: accounts.User, days: int = 0) -> wishes.Wish:
    return wishes.Wish(room=room, date=DAY + timedelta(days=days), periods=("morning",), headcount=5, person=person)


def _reserve(*wanted: wishes.Wish) -> list[models.Booking]:
    assert wanted[0].person
    return actions.reserve_rooms(wanted, purpose="見本の教室", by=wanted[0].person, now=NOW)


def test_rooms_of_two_centers_are_reserved_and_told_of_once() -> None:
    person = UserFactory.create()
    rooms = [make.RoomFactory.create(), make.RoomFactory.create()]
    made = _reserve(*[_wish(room, person, days) for days, room in enumerate(rooms)])
    assert [(one.room, one.state, one.space_holds.count()) for one in made] == [
        (room, "tentative", 1) for room in rooms
    ]
    notice = notices.Notice.objects.get(user=person)
    assert (notice.template, [one.code in notice.body for one in made]) == ("bookings/rooms_reserved", [True, True])


def test_one_room_is_told_of_as_ever() -> None:
    person = UserFactory.create()
    _reserve(_wish(make.RoomFactory.create(), person))
    assert notices.Notice.objects.get(user=person).template == "bookings/reserved"


def test_none_is_reserved_where_one_is_taken_and_the_refusal_says_which() -> None:
    person, room = UserFactory.create(), make.RoomFactory.create()
    other = make.RoomFactory.create(center=room.center)
    make.BookingFactory.create(room=room, date=DAY + timedelta(days=1))
    with pytest.raises(errors.PeriodTaken) as refused:
        _reserve(_wish(room, person), _wish(room, person, 1))
    told = refused.value.data
    assert (told["place"], told["alternatives"][0]["room_code"]) == (1, other.code)
    assert not models.Booking.objects.filter(booked_by=person).exists()


def test_the_same_room_twice_at_one_time_and_a_cap_that_fills_up_are_refused() -> None:
    person, room = UserFactory.create(), make.RoomFactory.create()
    with pytest.raises(errors.PeriodTaken):
        _reserve(_wish(room, person), _wish(room, person))
    make.publish(room.center, {"caps": {"limits": [{"span": "month", "limit": 1}]}})
    with pytest.raises(errors.RuleRefused) as refused:
        _reserve(_wish(room, person), _wish(room, person, 7))
    assert refused.value.data["place"] == 1


def test_what_is_overdue_makes_way() -> None:
    person, old = UserFactory.create(), make.BookingFactory.create()
    models.Booking.objects.filter(pk=old.pk).update(holds_until=NOW - timedelta(minutes=1))
    (made,) = _reserve(replace(_wish(old.room, person), date=old.date))
    old.refresh_from_db()
    assert (made.room, old.state) == (old.room, "lapsed")


def _at(hour: float) -> datetime:
    return clock.at(DAY, time(int(hour), int(hour % 1 * 60)))


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (9, 12, ("morning",)),
        (9.5, 11, ("morning",)),
        (10, 15, ("morning", "afternoon")),
        (12.5, 14, ("morning", "afternoon")),
        (13, 21, ("afternoon", "night")),
        (17, 18, ("night",)),
    ],
)
def test_the_fewest_periods_that_cover_a_time_are_taken(first: float, last: float, expected: tuple[str, ...]) -> None:
    assert covering.periods_of(make.RoomFactory.create(), _at(first), _at(last)) == expected


@pytest.mark.parametrize(("first", "last"), [(8, 10), (20, 22)])
def test_a_time_outside_of_all_periods_is_refused_with_those_there_are(first: float, last: float) -> None:
    with pytest.raises(errors.NoPeriodCovers) as refused:
        covering.periods_of(make.RoomFactory.create(), _at(first), _at(last))
    assert "午前 9:00〜12:00、午後 13:00〜17:00、夜間 17:00〜21:00" in refused.value.sentence
