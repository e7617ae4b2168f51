"""The pages of the waiting list and of offers, as people use them."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine

from backend.accounts import models as accounts
from backend.common import models as common
from bookings import actions, models
from tests.factories import bookings as make
from tests.factories import points
from tests.factories.accounts import GroupFactory, UserFactory, staff_of
from tests.support import pages
from tests.support.client import PageClient

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]
URL = "/rooms/kuji-a/waiting-entries/new/?date=2026-05-13&period=morning"
WEEK, FORM = "/centers/kuji/week/?first=2026-05-13", "/rooms/kuji-a/bookings/new/?date=2026-05-13"
WISH = {"periods": ["morning"], "headcount": "１２", "purpose": "書道の練習", "agreed": "on"}
OPEN = {"waiting_list": {"is_open": True, "answer_hours": 24, "stops_hours": 2}}


@pytest.fixture
def room() -> models.Room:
    found = make.RoomFactory.create(center__code="kuji", center__name="久慈交流センター", code="kuji-a", name="和室A")
    make.publish(found.center, OPEN)
    return found


@pytest.fixture
def booking(room: models.Room) -> models.Booking:
    return make.BookingFactory.create(room=room)


@pytest.fixture
def person(client: PageClient) -> accounts.User:
    person = UserFactory.create()
    client.force_login(person)
    return person


def entry_of(person: accounts.User, room: models.Room) -> models.WaitingEntry:
    return actions.join_line(
        room, date=make.DAY, periods=["morning"], by=person, headcount=5, purpose="書道の練習", now=make.NOW
    )


def offer_to(person: accounts.User, booking: models.Booking) -> models.Booking:
    entry = entry_of(person, booking.room)
    actions.cancel_booking(booking, by=make.person_of(booking), now=make.NOW)
    entry.refresh_from_db()
    assert entry.offer is not None
    return entry.offer


def test_a_refused_reservation_leads_to_the_line_with_what_was_typed(
    client: PageClient, booking: models.Booking, person: accounts.User
) -> None:
    response = client.post(FORM, WISH)
    link, *_ = pages.links(response, "キャンセル待ちに入る")
    assert (urlsplit(link).path, parse_qs(urlsplit(link).query)) == (
        "/rooms/kuji-a/waiting-entries/new/",
        {"date": ["2026-05-13"], "period": ["morning"], "headcount": ["１２"], "purpose": ["書道の練習"]},
    )
    form = client.get(link).context["form"]
    assert (form["periods"].value(), form["purpose"].value()) == (["morning"], "書道の練習")


@pytest.mark.parametrize(
    "page",
    ["/centers/kuji/week/?first=2026-05-13", "/rooms/?date=2026-05-13", "/rooms/kuji-a/bookings/new/?date=2026-05-13"],
)
def test_a_taken_period_leads_to_the_line_from_every_page_of_what_is_free(
    client: PageClient, booking: models.Booking, person: accounts.User, page: str
) -> None:
    assert URL.replace("&", "&amp;") in client.get(page).content.decode()


@pytest.mark.parametrize(
    "page", ["/centers/kuji/week/?first=2026-05-13", "/rooms/kuji-a/bookings/new/?date=2026-05-13"]
)
def test_where_the_center_has_no_line_there_is_no_way_to_it(
    client: PageClient, booking: models.Booking, person: accounts.User, page: str
) -> None:
    make.publish(booking.center, {"waiting_list": {"is_open": False}}, room=booking.room)
    assert "waiting-entries" not in client.get(page).content.decode()
    assert pages.links(client.post(FORM, WISH), "キャンセル待ちに入る") == []


def test_a_person_joins_and_sees_their_place(
    client: PageClient, booking: models.Booking, person: accounts.User
) -> None:
    entry_of(UserFactory.create(), booking.room)
    entry_of(UserFactory.create(), booking.room)
    response = client.post(URL, WISH)
    entry = models.WaitingEntry.objects.get(person=person)
    assert (response["Location"], entry.headcount) == (f"/waiting-entries/{entry.code}/", 12)
    assert "あなたの順番は、今3番目です" in pages.words(client.get(response["Location"]))
    assert "3番目" in pages.words(client.get("/bookings/"))


def test_a_representative_joins_for_the_group(
    client: PageClient, booking: models.Booking, person: accounts.User
) -> None:
    group = GroupFactory.create(representative=person)
    client.post(URL, WISH | {"applicant": group.code})
    assert models.WaitingEntry.objects.get().group == group


def test_what_can_be_had_at_once_is_reserved_at_once(
    client: PageClient, room: models.Room, person: accounts.User
) -> None:
    response = client.post(URL, WISH)
    assert response.status_code == 409
    (link,) = pages.links(response, "このまま予約する")
    assert urlsplit(link).path == "/rooms/kuji-a/bookings/new/"


def test_a_rule_that_will_never_let_them_in_is_named(
    client: PageClient, booking: models.Booking, person: accounts.User
) -> None:
    response = client.post(URL, WISH | {"headcount": "31"})
    assert response.status_code == 422
    assert "この部屋の定員は30人です。" in pages.words(response)


def test_who_leaves_is_asked_once_more(client: PageClient, booking: models.Booking, person: accounts.User) -> None:
    entry = entry_of(person, booking.room)
    url = f"/waiting-entries/{entry.code}/departure/"
    assert "いちばん後ろの順番になります" in pages.words(client.get(url))
    client.post(url)
    entry.refresh_from_db()
    assert entry.state == "left"


def test_an_offer_says_until_when_and_takes_one_button(
    client: PageClient, booking: models.Booking, person: accounts.User
) -> None:
    offer = offer_to(person, booking)
    page = client.get(f"/bookings/{offer.code}/offer/")
    assert "お返事の期限 2026年5月2日(土) 12:00まで" in pages.words(page)
    response = client.post(f"/bookings/{offer.code}/acceptance/")
    offer.refresh_from_db()
    assert (response["Location"], offer.state) == (f"/bookings/{offer.code}/", "tentative")
    assert "予約になっています" in pages.words(client.get(f"/bookings/{offer.code}/offer/"))


def test_an_offer_is_listed_before_the_bookings_and_is_none_yet(
    client: PageClient, booking: models.Booking, person: accounts.User
) -> None:
    offer = offer_to(person, booking)
    page = client.get("/bookings/")
    assert [found.code for found in page.context["offers"]] == [offer.code]
    assert list(page.context["upcoming"]) == []
    assert "まだ予約ではありません" in pages.words(client.get(f"/bookings/{offer.code}/"))


def test_an_offer_can_be_declined(client: PageClient, booking: models.Booking, person: accounts.User) -> None:
    offer = offer_to(person, booking)
    client.post(f"/bookings/{offer.code}/decline/")
    offer.refresh_from_db()
    assert offer.state == "cancelled"
    assert list(client.get("/bookings/").context["earlier"].object_list) == []


def test_a_rule_that_broke_meanwhile_is_named_and_the_offer_is_over(
    client: PageClient, booking: models.Booking, person: accounts.User
) -> None:
    offer = offer_to(person, booking)
    clause = {"minimum": 20, "paragraph": "20人以上で利用してください。"}
    make.publish(booking.center, {"headcount": clause}, room=booking.room)
    response = client.post(f"/bookings/{offer.code}/acceptance/")
    assert response.status_code == 422
    assert "利用のきまり：「20人以上で利用してください。」" in pages.words(response)
    assert "このご案内は終わりました" in pages.words(response)


def test_a_late_answer_is_told_so(client: PageClient, booking: models.Booking, person: accounts.User) -> None:
    offer = offer_to(person, booking)
    with time_machine.travel(make.NOW + timedelta(hours=25), tick=False):
        client.force_login(person)
        response = client.post(f"/bookings/{offer.code}/acceptance/")
    assert response.status_code == 409
    assert "お返事の期限を過ぎました" in pages.words(response)


def test_a_coupon_can_be_used_on_an_offer(client: PageClient, room: models.Room, person: accounts.User) -> None:
    points.rule()
    points.earn(person, 50)
    with time_machine.travel(points.NOW, tick=False):
        client.force_login(person)
        coupon = points.order(points.PerkFactory.create(coupon=True), person).code
        day = points.NOW.date() + timedelta(days=20)
        booking = make.BookingFactory.create(room=room, date=day, now=points.NOW)
        entry = actions.join_line(
            room, date=day, periods=["morning"], by=person, headcount=5, purpose="練習", now=points.NOW
        )
        actions.cancel_booking(booking, by=make.person_of(booking), now=points.NOW)
        entry.refresh_from_db()
        assert entry.offer is not None
        client.post(f"/bookings/{entry.offer.code}/acceptance/", {"coupon": coupon})
    entry.offer.refresh_from_db()
    assert (entry.offer.coupon_code, entry.offer.discount_yen) == (coupon, 200)


def test_the_desk_sees_the_line_with_names_and_each_look_is_recorded(
    client: PageClient, booking: models.Booking
) -> None:
    people = [UserFactory.create(name="見本 一番", phone="0294-00-0001"), UserFactory.create(name="見本 二番")]
    for person in people:
        entry_of(person, booking.room)
    client.force_login(staff_of("kuji"))
    words = pages.words(client.get("/desk/centers/kuji/waiting-entries/"))
    assert "1番目 見本 一番 0294-00-0001" in words
    looked = common.AuditEntry.objects.filter(action="bookings.waiting").values_list("about_code", flat=True)
    assert set(looked) == {person.code for person in people}


def test_who_has_left_a_group_does_not_take_its_offer(
    client: PageClient, booking: models.Booking, person: accounts.User
) -> None:
    group = GroupFactory.create(representative=person)
    entry = actions.join_line(
        booking.room,
        date=make.DAY,
        periods=["morning"],
        by=person,
        for_group=group,
        headcount=5,
        purpose="書道の練習",
        now=make.NOW,
    )
    group.members.all().delete()
    actions.cancel_booking(booking, by=make.person_of(booking), now=make.NOW)
    entry.refresh_from_db()
    assert entry.offer is not None
    assert client.post(f"/bookings/{entry.offer.code}/acceptance/").status_code == 404
    entry.offer.refresh_from_db()
    assert entry.offer.state == "offered"
