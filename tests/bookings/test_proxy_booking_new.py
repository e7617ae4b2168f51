from urllib.parse import parse_qs, urlsplit

import pytest

from backend.accounts import models as accounts
from bookings import models
from tests.factories import bookings as make
from tests.factories.accounts import staff_of
from tests.support import pages
from tests.support.client import PageClient

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]
START = "/desk/centers/kuji/proxy-bookings/new/"
URL = f"{START}?room=kuji-a&date_year=令和8&date_month=5&date_day=１３"
WISH = {
    "contact_name": "見本 電話",
    "contact_kana": "みほん でんわ",
    "contact_phone": "０２９４（００）０００１",
    "periods": ["morning"],
    "headcount": "8",
    "purpose": "役員会",
}


@pytest.fixture
def staff(client: PageClient) -> accounts.User:
    make.RoomFactory.create(center__code="kuji", code="kuji-a", name="和室A")
    person = staff_of("kuji")
    client.force_login(person)
    return person


def test_the_desk_first_chooses_room_and_day(client: PageClient, staff: accounts.User) -> None:
    assert list(client.get(START).context["form"].fields) == ["room", "date"]
    assert client.get(URL).context["form"].options.date == make.DAY


def test_a_day_that_has_passed_is_refused_in_words(client: PageClient, staff: accounts.User) -> None:
    response = client.get(START, {"room": "kuji-a", "date": "2026-04-30"})
    assert "＊過ぎた日です。今日からあとの日を入れてください。" in pages.texts(response, "li")


def test_the_desk_writes_a_booking_down_for_somebody_on_the_phone(client: PageClient, staff: accounts.User) -> None:
    response = client.post(URL, WISH)
    booking = models.Booking.objects.get()
    assert response["Location"] == f"/bookings/{booking.code}/"
    assert (booking.contact_name, booking.contact_phone) == ("見本 電話（ミホン デンワ）", "0294-00-0001")
    assert (booking.entered_by, booking.booked_by, booking.date) == (staff, None, make.DAY)


def test_a_number_that_is_no_phone_is_refused_in_words(client: PageClient, staff: accounts.User) -> None:
    response = client.post(URL, WISH | {"contact_phone": "12"})
    assert response.status_code == 422
    assert "＊電話番号を、市外局番から入れてください（例：0294-22-0000）。" in pages.texts(response, "li")


def test_a_refusal_leads_the_desk_to_what_is_free_here_and_takes_what_was_typed_along(
    client: PageClient, staff: accounts.User
) -> None:
    room = models.Room.objects.get()
    make.RoomFactory.create(center__name="南交流センター", name="会議室")
    make.BookingFactory.create(room=room)
    response = client.post(URL, WISH)
    assert response.status_code == 409
    (link, *_) = pages.links(response, "和室A")
    assert parse_qs(urlsplit(link).query) == {
        "room": ["kuji-a"],
        "date": ["2026-05-13"],
        "period": ["afternoon"],
        "headcount": ["8"],
        "purpose": ["役員会"],
        "contact_name": ["見本 電話"],
        "contact_kana": ["みほん でんわ"],
        "contact_phone": ["０２９４（００）０００１"],
    }
    assert client.get(link).context["form"]["contact_name"].value() == "見本 電話"
    assert pages.links(response, "南交流センター") == []
