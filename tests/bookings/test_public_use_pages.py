"""Public use as a desk enters it, and the choice of those who had to give way."""

from typing import Any

import pytest

from backend.accounts import enums as account_enums
from backend.accounts import models as accounts
from backend.common import models as common
from bookings import models
from tests.factories import bookings as make
from tests.factories.accounts import StaffRoleFactory, UserFactory, staff_of
from tests.support import pages
from tests.support.client import PageClient

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]
URL = "/desk/centers/kuji/public-uses/new/?room=kuji-a&date=2026-05-13"
USE = {
    "user_class": "city",
    "contact_name": "見本市 市民活動課",
    "contact_phone": "０２９４－００－００００",
    "periods": ["morning"],
    "headcount": "20",
    "purpose": "市民説明会",
    "reason": "市民説明会を開くため",
}


@pytest.fixture
def room() -> models.Room:
    found = make.RoomFactory.create(center__code="kuji", code="kuji-a", name="和室A")
    make.publish(found.center, {"public_use": {"classes": ["city"], "may_displace": True}})
    make.user_class(found.center, "city")
    return found


@pytest.fixture
def booking(room: models.Room) -> models.Booking:
    make.RoomFactory.create(center=room.center, name="和室B")
    return make.BookingFactory.create(room=room, by=UserFactory.create(name="見本 予約"))


@pytest.fixture
def desk(client: PageClient) -> accounts.User:
    person = staff_of("kuji")
    client.force_login(person)
    return person


def _confirmed(client: PageClient, booking: models.Booking) -> Any:  # noqa: ANN401 - Django's response
    return client.post(URL, USE | {"confirmed": [booking.code]})


def test_a_free_room_is_taken_at_once(client: PageClient, room: models.Room, desk: accounts.User) -> None:
    response = client.post(URL, USE)
    made = models.Booking.objects.get()
    assert response["Location"] == f"/public-uses/{made.code}/"
    assert (made.state, made.user_class, made.contact_phone) == ("approved", "city", "0294-00-0000")


def test_the_preview_names_who_would_give_way_and_changes_nothing(
    client: PageClient, booking: models.Booking, desk: accounts.User
) -> None:
    words = pages.words(client.post(URL, USE))
    assert "取り消しになる予約 1件" in words
    assert "見本 予約" in words
    booking.refresh_from_db()
    assert (booking.state, models.Booking.objects.count()) == ("tentative", 1)
    look = common.AuditEntry.objects.get(action="bookings.public_use")
    assert (look.actor_code, look.about_code) == (desk.code, make.person_of(booking).code)


def test_what_was_confirmed_gives_way_and_the_result_shows_what_is_held(
    client: PageClient, booking: models.Booking, desk: accounts.User
) -> None:
    response = _confirmed(client, booking)
    booking.refresh_from_db()
    assert booking.state == "displaced"
    words = pages.words(client.get(response["Location"]))
    assert "取り消しになった予約 1件" in words
    assert "和室B" in words


def test_without_a_reason_the_preview_asks_for_one(
    client: PageClient, booking: models.Booking, desk: accounts.User
) -> None:
    response = client.post(URL, USE | {"reason": ""})
    assert "理由がまだ書かれていません" in pages.words(response)
    again = client.post(URL, USE | {"again": "1"})
    assert again.context["form"]["purpose"].value() == "市民説明会"


def test_what_came_in_between_is_shown_again(client: PageClient, booking: models.Booking, desk: accounts.User) -> None:
    other = make.BookingFactory.create(room=booking.room, periods=("afternoon",))
    response = client.post(URL, USE | {"periods": ["morning", "afternoon"], "confirmed": [booking.code]})
    assert response.status_code == 409
    words = pages.words(response)
    assert "予約の状況が変わりました" in words
    assert "取り消しになる予約 2件" in words
    other.refresh_from_db()
    assert other.state == "tentative"


def test_city_staff_take_the_room_without_seeing_names(client: PageClient, booking: models.Booking) -> None:
    person = UserFactory.create()
    StaffRoleFactory.create(user=person, kind=account_enums.StaffKind.CITY_OFFICIAL, center_code="")
    client.force_login(person)
    words = pages.words(client.post(URL, USE))
    assert "お名前は、" in words
    assert "見本 予約" not in words
    page = client.get(_confirmed(client, booking)["Location"])
    assert "見本 予約" not in pages.words(page)


def test_a_center_without_the_clause_says_so(client: PageClient, room: models.Room, desk: accounts.User) -> None:
    make.publish(room.center, {"public_use": None}, room=room)
    assert "公用の優先が定められていません" in pages.words(client.get(URL))


def test_the_displaced_choose_one_and_the_rest_is_free_again(client: PageClient, booking: models.Booking) -> None:
    client.force_login(staff_of("kuji"))
    _confirmed(client, booking)
    client.force_login(make.person_of(booking))
    page = client.get(f"/bookings/{booking.code}/alternatives/")
    held = list(page.context["held"])
    assert "市民説明会を開くため" in pages.words(page)
    response = client.post(f"/bookings/{held[0].code}/acceptance/")
    assert response["Location"] == f"/bookings/{held[0].code}/"
    states = models.Booking.objects.filter(replaces=booking).order_by("pk").values_list("state", flat=True)
    assert list(states) == ["tentative", *["cancelled"] * (len(held) - 1)]


def test_the_displaced_decline_all_that_is_held(client: PageClient, booking: models.Booking) -> None:
    client.force_login(staff_of("kuji"))
    _confirmed(client, booking)
    client.force_login(make.person_of(booking))
    client.post(f"/bookings/{booking.code}/alternatives/decline/")
    assert "取ってある部屋はありません" in pages.words(client.get(f"/bookings/{booking.code}/alternatives/"))


def test_the_displaced_decline_all_that_is_held_by_the_api_once(client: PageClient, booking: models.Booking) -> None:
    client.force_login(staff_of("kuji"))
    _confirmed(client, booking)
    held = models.Booking.objects.filter(replaces=booking, state="offered").count()
    client.force_login(make.person_of(booking))
    where = f"/api/v1/bookings/{booking.code}/alternatives/decline/"
    key = {"Idempotency-Key": "mihon-decline"}
    answers = [client.post(where, {}, content_type="application/json", headers=head).json() for head in (key, key, {})]
    assert answers == [{"released": held}, {"released": held}, {"released": 0}]
    client.force_login(UserFactory.create())
    assert client.post(where, {}, content_type="application/json").status_code == 404


def test_the_desk_chooses_for_somebody_on_the_phone(client: PageClient, booking: models.Booking) -> None:
    client.force_login(staff_of("kuji"))
    _confirmed(client, booking)
    held = models.Booking.objects.filter(replaces=booking).order_by("pk").first()
    assert held is not None
    client.post(f"/bookings/{held.code}/acceptance/")
    held.refresh_from_db()
    assert (held.state, held.booked_by) == ("tentative", booking.booked_by)
