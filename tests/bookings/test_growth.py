"""Years of bookings: what is loaded for measuring the guards would accept, and no read of one's own goes through all.

`make bench ONLY=growth` holds a million bookings against ten thousand.
"""

from datetime import timedelta

import pytest
from django.db import connection

from backend.accounts import models as accounts
from bookings import models
from bookings.queries import bookings, waiting
from tests.factories import bookings as make
from tests.factories.accounts import GroupFactory, UserFactory
from tests.support import growth

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
MANY = 20_000


@pytest.fixture
def person() -> accounts.User:
    crowd = UserFactory.build_batch(200, district=None)
    for number, one in enumerate(crowd):
        one.email = f"crowd{number}@example.test"
    accounts.User.objects.bulk_create(crowd)
    center = make.CenterFactory.create()
    person = UserFactory.create()
    pattern = make.BookingFactory.create(room=make.RoomFactory.create(center=center, is_active=False), by=person)
    for _ in range(10):
        make.RoomFactory.create(center=center)
    growth.load(pattern, first=0, end=MANY)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return person


def test_what_is_loaded_is_what_the_guards_would_accept(person: accounts.User) -> None:
    assert (growth.disagreeing(), models.Booking.objects.count()) == (0, MANY + 1)
    models.SpaceHold.objects.filter(booking=models.Booking.objects.latest("pk")).update(holds=False)
    assert growth.disagreeing() == 1


def test_ones_own_bookings_are_found_without_reading_those_of_all(person: accounts.User) -> None:
    group = GroupFactory.create(representative=person)
    room, day = make.RoomFactory.create(), make.DAY + timedelta(days=1)
    theirs = make.BookingFactory.create(room=room, by=person, for_group=group, date=day)
    mine = bookings.bookings_of(person)
    assert {found.group for found in mine} == {None, group}
    assert theirs in mine
    for asked in (mine, bookings.upcoming_of(person, now=make.NOW), waiting.offers_of(person, now=make.NOW)):
        assert "Seq Scan on bookings_booking" not in asked.explain()
