import pytest

from backend.accounts import actions, enums
from backend.accounts import models as accounts
from bookings import models
from tests.factories import bookings as make
from tests.factories.accounts import GroupFactory, UserFactory, staff_of
from tests.support import html, pages
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
    contact = (booking.contact_name, booking.contact_kana, booking.contact_phone, booking.channel)
    assert contact == ("見本 電話", "ミホン デンワ", "0294-00-0001", "phone")
    assert (booking.entered_by, booking.booked_by, booking.date) == (staff, None, make.DAY)


def test_a_number_that_is_no_phone_is_refused_in_words(client: PageClient, staff: accounts.User) -> None:
    response = client.post(URL, WISH | {"contact_phone": "12"})
    assert response.status_code == 422
    assert "＊電話番号を、市外局番から入れてください（例：0294-22-0000）。" in pages.texts(response, "li")


def test_a_refusal_offers_what_is_free_here_for_one_press_with_all_that_was_typed(
    client: PageClient, staff: accounts.User
) -> None:
    room = models.Room.objects.get()
    make.RoomFactory.create(center__name="南交流センター", name="会議室")
    make.BookingFactory.create(room=room)
    response = client.post(URL, WISH | {"channel": "counter"})
    assert response.status_code == 409
    first = _hidden(response)
    assert first == {
        "room": "kuji-a",
        "date": "2026-05-13",
        "periods": "afternoon",
        "channel": "counter",
        "contact_name": "見本 電話",
        "contact_kana": "みほん でんわ",
        "contact_phone": "０２９４（００）０００１",
        "headcount": "8",
        "purpose": "役員会",
    }
    assert client.post(URL, first).status_code == 302
    made = models.Booking.objects.latest("pk")
    assert (made.contact_name, made.period_codes, made.channel) == ("見本 電話", ["afternoon"], "counter")
    assert "南交流センター" in pages.words(response)


def _hidden(response: pages.Answer) -> dict[str, str]:
    """What the first alternative's button sends."""
    forms = html.parse(response.content.decode()).find("form")
    first = next(form for form in forms if "に予約を入れる" in html.text(form))
    sent = {field.get("name", ""): field.get("value", "") for field in first.iter("input")}
    return {name: value for name, value in sent.items() if name != "csrfmiddlewaretoken"}


def test_another_room_or_day_keeps_all_that_was_typed(client: PageClient, staff: accounts.User) -> None:
    make.RoomFactory.create(center__code="kuji", code="kuji-b", name="和室B")
    moved = {"look": "1", "room": "kuji-b", "date_year": "2026", "date_month": "5", "date_day": "14"}
    response = client.post(URL, WISH | moved)
    form = response.context["form"]
    assert (form.options.room.code, form.options.date.isoformat()) == ("kuji-b", "2026-05-14")
    assert form["contact_phone"].value() == "０２９４（００）０００１"
    assert form["periods"].value() == ["morning"]
    assert not models.Booking.objects.exists()


def test_a_day_typed_wrongly_on_the_way_keeps_all_that_was_typed(client: PageClient, staff: accounts.User) -> None:
    gone = {"look": "1", "room": "kuji-a", "date_year": "2026", "date_month": "4", "date_day": "1"}
    response = client.post(URL, WISH | gone)
    assert response.status_code == 422
    kept = dict(response.context["kept"])
    assert (kept["contact_name"], kept["purpose"], kept["periods"]) == ("見本 電話", "役員会", "morning")


def test_a_person_who_was_found_first_gets_the_booking_and_the_notice(client: PageClient, staff: accounts.User) -> None:
    person = UserFactory.create(name="見本 花子", furigana="ミホン ハナコ", phone="0294-00-0002")
    known(person)
    page = client.get(f"{URL}&person={person.code}")
    assert page.context["form"]["contact_kana"].value() == "ミホン ハナコ"
    assert client.post(f"{URL}&person={person.code}", WISH).status_code == 302
    booking = models.Booking.objects.get()
    assert (booking.booked_by, booking.entered_by, booking.contact_name) == (person, staff, "見本 電話")
    assert person.notices.get().template == "bookings/reserved"


def test_somebody_whom_the_desk_does_not_know_is_not_found(client: PageClient, staff: accounts.User) -> None:
    stranger = UserFactory.create()
    group = GroupFactory.create(center_code="suwa")
    assert client.get(f"{URL}&person={stranger.code}").status_code == 404
    assert client.get(f"{URL}&group={group.code}").status_code == 404
    assert client.post(f"{URL}&person={stranger.code}", WISH).status_code == 404


def test_a_group_that_phones_books_as_the_group_and_its_representative_is_told(
    client: PageClient, staff: accounts.User
) -> None:
    leader = UserFactory.create()
    group = GroupFactory.create(representative=leader, user_class="registered")
    assert client.post(f"{URL}&group={group.code}", WISH).status_code == 302
    booking = models.Booking.objects.get()
    assert (booking.group, booking.booked_by, booking.user_class) == (group, None, "registered")
    assert [notice.template for notice in leader.notices.all()] == ["bookings/written_for_group"]


def test_the_caps_of_a_group_hold_on_the_phone_too(client: PageClient, staff: accounts.User) -> None:
    group = GroupFactory.create()
    make.publish(models.Center.objects.get(code="kuji"), {"caps": {"limits": [{"span": "week", "limit": 1}]}})
    url = f"{URL}&group={group.code}"
    assert client.post(url, WISH).status_code == 302
    assert client.post(url, WISH | {"periods": ["night"]}).status_code == 422


def known(person: accounts.User) -> None:
    actions.make_known(person, center_code="kuji", origin=enums.ContactOrigin.DESK, now=make.NOW)
