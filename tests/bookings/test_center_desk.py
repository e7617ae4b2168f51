import pytest
import time_machine

from backend.common import clock
from backend.common import models as common
from bookings import models
from tests.factories import bookings as make
from tests.factories.accounts import UserFactory, staff_of
from tests.support import pages
from tests.support.client import PageClient

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]


@pytest.fixture
def room(client: PageClient) -> models.Room:
    client.force_login(staff_of("kuji"))
    return make.RoomFactory.create(center__code="kuji", name="和室A")


def test_the_desk_sees_what_waits_and_can_decide_at_once(client: PageClient, room: models.Room) -> None:
    booking = make.BookingFactory.create(room=room)
    make.BookingFactory.create(room=room, periods=("night",), state="approved")
    make.BookingFactory.create()
    response = client.get("/desk/centers/kuji/")
    assert pages.texts(response, "h2")[0] == "確認を待っている予約 1件"
    assert pages.links(response, "お断りする") == [f"/bookings/{booking.code}/refusal/"]


def test_the_desk_sees_todays_rooms(client: PageClient, room: models.Room) -> None:
    person = UserFactory.create(name="見本 今日", phone="0294-00-0009")
    make.BookingFactory.create(room=room, by=person, state="approved")
    make.RoomFactory.create(center=room.center, name="和室B")
    with time_machine.travel(clock.start_of(make.DAY), tick=False):
        words = pages.words(client.get("/desk/centers/kuji/"))
    assert "和室A 午前 9:00〜12:00 見本 今日 0294-00-0009 8人 健康体操の練習 許可済み" in words
    assert "和室B 予約はありません" in words


def test_every_person_whom_the_desk_saw_is_recorded_once(client: PageClient, room: models.Room) -> None:
    person, other = UserFactory.create(), UserFactory.create()
    make.BookingFactory.create(room=room, by=person)
    make.BookingFactory.create(room=room, by=person, periods=("night",))
    make.BookingFactory.create(room=room, by=other, periods=("afternoon",))
    client.get("/desk/centers/kuji/")
    looks = common.AuditEntry.objects.filter(kind="look", center_code="kuji").order_by("about_code")
    assert [entry.about_code for entry in looks] == sorted([person.code, other.code])
