import pytest

from backend.notices import models as notices
from bookings import models
from tests.factories import bookings as make
from tests.factories.accounts import staff_of
from tests.support import pages
from tests.support.client import PageClient

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]


def test_the_desk_approves_and_comes_back_to_the_desk(client: PageClient) -> None:
    booking = make.BookingFactory.create()
    client.force_login(staff_of(booking.center.code))
    response = client.post(f"/bookings/{booking.code}/approval/")
    assert response["Location"] == f"/desk/centers/{booking.center.code}/"
    assert models.Booking.objects.get().state == "approved"
    assert notices.Notice.objects.filter(user=booking.booked_by, template="bookings/approved").count() == 1


def test_a_cancelled_booking_cannot_be_approved_and_the_page_says_why(client: PageClient) -> None:
    booking = make.BookingFactory.create(state="cancelled")
    client.force_login(staff_of(booking.center.code))
    response = client.post(f"/bookings/{booking.code}/approval/")
    assert response.status_code == 409
    assert "この予約は今「取り消し」のため" in pages.words(response)


def test_a_person_cannot_approve_their_own_booking(client: PageClient) -> None:
    booking = make.BookingFactory.create()
    client.force_login(make.person_of(booking))
    assert client.post(f"/bookings/{booking.code}/approval/").status_code == 404
    assert models.Booking.objects.get().state == "tentative"
