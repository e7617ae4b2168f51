import pytest

from backend.notices import models as notices
from bookings import models
from tests.factories import bookings as make
from tests.factories.accounts import staff_of
from tests.support import pages
from tests.support.client import PageClient

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]


def test_the_desk_refuses_with_a_reason_that_the_person_reads(client: PageClient) -> None:
    booking = make.BookingFactory.create()
    client.force_login(staff_of(booking.center.code))
    reason = "点検のため使えません。翌週は空いています。"
    client.post(f"/bookings/{booking.code}/refusal/", {"reason": reason})
    assert models.Booking.objects.get().state == "refused"
    assert reason in notices.Notice.objects.get(user=booking.booked_by, template="bookings/refused").body


@pytest.mark.parametrize("reason", ["", "　 "])
def test_a_refusal_without_a_reason_is_asked_for_one(client: PageClient, reason: str) -> None:
    booking = make.BookingFactory.create()
    client.force_login(staff_of(booking.center.code))
    response = client.post(f"/bookings/{booking.code}/refusal/", {"reason": reason})
    assert response.status_code == 422
    assert pages.texts(response, "a", href="#id_reason") == [
        "お断りする理由：理由を書いてください。申し込んだ方に、そのままお伝えします。"
    ]
    assert models.Booking.objects.get().state == "tentative"
