import datetime as dt

import pytest
import time_machine

from bookings import models
from tests.factories import bookings as make
from tests.factories.accounts import staff_of
from tests.support import pages
from tests.support.client import PageClient

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]


def test_a_person_is_asked_once_more_and_cancels(client: PageClient) -> None:
    booking = make.BookingFactory.create()
    client.force_login(make.person_of(booking))
    url = f"/bookings/{booking.code}/cancellation/"
    assert pages.texts(client.get(url), "h1") == ["予約を取り消しますか"]
    assert models.Booking.objects.get().state == "tentative"
    assert client.post(url, {"reason": "都合が変わったため"})["Location"] == f"/bookings/{booking.code}/"
    assert models.Booking.objects.get().state == "cancelled"
    assert booking.state_changes.filter(to_state="cancelled").get().reason == "都合が変わったため"


def test_a_booking_is_cancelled_without_a_reason_too(client: PageClient) -> None:
    booking = make.BookingFactory.create()
    client.force_login(make.person_of(booking))
    client.post(f"/bookings/{booking.code}/cancellation/")
    assert models.Booking.objects.get().state == "cancelled"


def test_after_the_deadline_the_page_says_to_phone(client: PageClient) -> None:
    booking = make.BookingFactory.create()
    client.force_login(make.person_of(booking))
    with time_machine.travel(make.NOW + dt.timedelta(days=30), tick=False):
        response = client.post(f"/bookings/{booking.code}/cancellation/")
    assert response.status_code == 409
    assert "窓口へお電話ください。電話 0294-00-0000" in pages.words(response)


def test_the_desk_cancels_for_somebody(client: PageClient) -> None:
    booking = make.BookingFactory.create()
    client.force_login(staff_of(booking.center.code))
    client.post(f"/bookings/{booking.code}/cancellation/", {"reason": "電話で連絡があったため"})
    assert models.Booking.objects.get().state == "cancelled"
