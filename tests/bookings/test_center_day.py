import pytest

from backend.common import models as common
from tests.factories import bookings as make
from tests.factories.accounts import UserFactory, staff_of
from tests.support import pages
from tests.support.client import PageClient

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]


def test_the_sheet_lists_every_room_with_who_comes_when(client: PageClient) -> None:
    room = make.RoomFactory.create(center__code="kuji", center__name="久慈交流センター", name="和室A")
    person = UserFactory.create(name="見本 花子", phone="0294-00-0009")
    make.BookingFactory.create(room=room, by=person)
    client.force_login(staff_of("kuji"))
    response = client.get("/desk/centers/kuji/days/2026-05-13/")
    assert pages.texts(response, "h1") == ["久慈交流センター 2026年5月13日の部屋"]
    assert "和室A 午前9:00〜12:00 見本 花子 0294-00-0009 8人 健康体操の練習 仮予約" in pages.words(response)
    assert pages.links(response, "次の日") == ["/desk/centers/kuji/days/2026-05-14/"]
    assert common.AuditEntry.objects.filter(kind="look", about_code=person.code).count() == 1


def test_a_cancelled_booking_is_not_on_the_sheet(client: PageClient) -> None:
    room = make.RoomFactory.create(center__code="kuji", name="和室A")
    make.BookingFactory.create(room=room, state="cancelled")
    client.force_login(staff_of("kuji"))
    assert "和室A 午前9:00〜12:00 予約はありません" in pages.words(client.get("/desk/centers/kuji/days/2026-05-13/"))


@pytest.mark.parametrize("day", ["2026-02-30", "today", "20260513", "0001-01-01", "9999-12-31"])
def test_a_day_that_does_not_exist_is_not_found(client: PageClient, day: str) -> None:
    make.CenterFactory.create(code="kuji")
    client.force_login(staff_of("kuji"))
    assert client.get(f"/desk/centers/kuji/days/{day}/").status_code == 404


@pytest.mark.parametrize("sheet", ["days/1000-01-01", "days/2999-12-31", "weeks/1000-01-01", "weeks/2999-12-31"])
def test_the_first_and_the_last_day_of_our_calendar_have_sheets(client: PageClient, sheet: str) -> None:
    make.RoomFactory.create(center__code="kuji")
    client.force_login(staff_of("kuji"))
    assert client.get(f"/desk/centers/kuji/{sheet}/").status_code == 200
