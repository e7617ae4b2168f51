import pytest

from bookings import models
from tests.bookings.test_center_desk import by_phone
from tests.factories import bookings as make
from tests.factories.accounts import GroupFactory, UserFactory, staff_of
from tests.support import pages
from tests.support.client import PageClient

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]
URL = "/desk/centers/kuji/weeks/2026-05-11/"


@pytest.fixture
def room(client: PageClient) -> models.Room:
    client.force_login(staff_of("kuji"))
    return make.RoomFactory.create(center__code="kuji", center__name="久慈交流センター", name="和室A")


def test_the_wall_shows_groups_by_name_and_everybody_else_as_a_person(client: PageClient, room: models.Room) -> None:
    person = UserFactory.create(name="見本 花子")
    make.BookingFactory.create(room=room, by=person)
    by_phone(room, periods=["afternoon"], for_group=GroupFactory.create(name="見本体操会"), contact_name="見本 係")
    by_phone(room, periods=["night"], contact_name="見本 電話")
    response = client.get(URL)
    assert pages.texts(response, "h1") == ["久慈交流センター 1週間の部屋"]
    assert pages.texts(response, "td")[2] == "午前 個人 午後 見本体操会 夜間 個人"
    assert pages.texts(response, "td")[3] == "午前 ○ 空き 午後 ○ 空き 夜間 ○ 空き"
    body = response.content.decode()
    assert not [name for name in ("花子", "見本 係", "見本 電話", "0294-00-0001") if name in body]


def test_seven_days_stand_beside_one_another_and_weeks_follow(client: PageClient, room: models.Room) -> None:
    response = client.get(URL)
    assert len(pages.texts(response, "th", scope="col")) == 8
    assert pages.links(response, "次の週") == ["/desk/centers/kuji/weeks/2026-05-18/"]


def test_closed_days_and_rooms_that_are_joined_say_so(client: PageClient, room: models.Room) -> None:
    other = make.RoomFactory.create(center=room.center, name="和室B")
    make.BookingFactory.create(room=make.joined_room(room, other, name="和室A+B"))
    models.Closure.objects.create(center=room.center, weekday=6, reason="休館日")
    cells = pages.texts(client.get(URL), "td")
    assert cells[2] == "午前 × 午後 ○ 空き 夜間 ○ 空き"
    assert cells[6] == "午前 休館 午後 休館 夜間 休館"
