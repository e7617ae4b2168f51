"""Each look of a desk at somebody's data leaves a line, by the API as by the pages (decision 0007)."""

import pytest

from backend.accounts import models as accounts
from backend.common import models as common
from bookings import actions, models
from tests.factories import bookings as make
from tests.factories.accounts import UserFactory, staff_of
from tests.support.client import PageClient

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]


@pytest.fixture
def desk() -> accounts.User:
    return staff_of("kuji")


@pytest.fixture
def booking() -> models.Booking:
    center = make.CenterFactory.create(code="kuji")
    make.publish(center, {"waiting_list": {"is_open": True, "stops_hours": 1}})
    return make.BookingFactory.create(room=make.RoomFactory.create(center=center), state="approved")


def looks_of(desk: accounts.User) -> list[tuple[str, str]]:
    found = common.AuditEntry.objects.filter(kind="look", actor_code=desk.code)
    return list(found.values_list("about_code", "center_code"))


@pytest.mark.parametrize("part", ["", "permit/"])
def test_a_look_at_a_booking_is_recorded(
    client: PageClient, desk: accounts.User, booking: models.Booking, part: str
) -> None:
    client.force_login(desk)
    assert client.get(f"/api/v1/bookings/{booking.code}/{part}").status_code == 200
    assert looks_of(desk) == [(make.person_of(booking).code, "kuji")]


def test_a_look_at_a_place_in_line_is_recorded(
    client: PageClient, desk: accounts.User, booking: models.Booking
) -> None:
    person = UserFactory.create()
    entry = actions.join_line(
        booking.room, date=make.DAY, periods=["morning"], by=person, headcount=5, purpose="見本", now=make.NOW
    )
    client.force_login(desk)
    assert client.get(f"/api/v1/waiting-entries/{entry.code}/").status_code == 200
    assert looks_of(desk) == [(person.code, "kuji")]


def test_nobody_s_look_at_their_own_is_recorded(client: PageClient, booking: models.Booking) -> None:
    client.force_login(make.person_of(booking))
    assert client.get(f"/api/v1/bookings/{booking.code}/").status_code == 200
    assert looks_of(make.person_of(booking)) == []
