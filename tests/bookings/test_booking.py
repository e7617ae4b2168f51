import pytest

from backend.common import models as common
from bookings import actions
from tests.factories import bookings as make
from tests.factories.accounts import UserFactory, staff_of
from tests.support import pages
from tests.support.client import PageClient

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]


def test_a_person_sees_how_far_the_booking_has_come(client: PageClient) -> None:
    booking = make.BookingFactory.create(state="approved")
    client.force_login(make.person_of(booking))
    response = client.get(f"/bookings/{booking.code}/")
    assert pages.texts(response, "li", aria_current="step") == ["許可"]
    assert pages.texts(response, "span", class_="timeline__what") == ["仮予約", "許可済み"]
    assert len(pages.links(response, "予約を取り消す")) == 1


def test_the_day_by_which_the_form_is_due_is_told(client: PageClient) -> None:
    room = make.RoomFactory.create()
    form = {"kind": "form", "amount": 1, "unit": "week", "counted": "before_use"}
    make.publish(room.center, {"deadlines": {"form": form}})
    booking = make.BookingFactory.create(room=room)
    client.force_login(make.person_of(booking))
    words = pages.words(client.get(f"/bookings/{booking.code}/"))
    assert "2026年5月6日(水)までに、申請書を出してください。" in words


def test_a_refused_booking_tells_the_reason_and_where_to_go_on(client: PageClient) -> None:
    booking = make.BookingFactory.create(state="refused")
    client.force_login(make.person_of(booking))
    response = client.get(f"/bookings/{booking.code}/")
    assert "見本の理由" in pages.words(response)
    assert pages.links(response, "空き状況を見る") == [f"/centers/{booking.center.code}/week/"]
    assert pages.links(response, "予約を取り消す") == []


def test_the_desk_sees_how_to_reach_the_person_and_decides(client: PageClient) -> None:
    booking = make.BookingFactory.create(by=UserFactory.create(phone="0294-00-0009"))
    client.force_login(staff_of(booking.center.code))
    response = client.get(f"/bookings/{booking.code}/")
    assert "ご本人の電話0294-00-0009" in pages.words(response)
    assert pages.texts(response, "button", data_variant="primary") == ["許可する"]


def test_the_look_of_a_desk_is_recorded_and_ones_own_is_not(client: PageClient) -> None:
    booking = make.BookingFactory.create()
    staff = staff_of(booking.center.code)
    for person in (make.person_of(booking), staff):
        client.force_login(person)
        client.get(f"/bookings/{booking.code}/")
    (entry,) = common.AuditEntry.objects.filter(kind="look")
    assert (entry.actor_code, entry.about_code, entry.subject_code) == (
        staff.code,
        make.person_of(booking).code,
        booking.code,
    )


def test_a_booking_by_phone_says_so_and_has_no_account(client: PageClient) -> None:
    room = make.RoomFactory.create()
    staff = staff_of(room.center.code)
    booking = actions.reserve_by_proxy(
        room,
        date=make.DAY,
        periods=["morning"],
        by=staff,
        contact_name="見本 電話",
        contact_phone="0294-00-0001",
        headcount=5,
        purpose="役員会",
        now=make.NOW,
    )
    client.force_login(staff)
    words = pages.words(client.get(f"/bookings/{booking.code}/"))
    assert "見本 電話 窓口で受け付けました" in words
    assert "受け付けた方見本 電話0294-00-0001" in words
