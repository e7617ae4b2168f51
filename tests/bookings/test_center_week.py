import datetime as dt

import pytest

from bookings import enums, models
from tests.factories import bookings as make
from tests.factories.accounts import GroupFactory, UserFactory
from tests.support import pages
from tests.support.client import PageClient

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]
WINDOWS = {
    "windows": {
        "tiers": [
            {"classes": ["registered-group"], "amount": 2, "unit": "month"},
            {"classes": [], "amount": 1, "unit": "month"},
        ]
    }
}


@pytest.fixture
def room() -> models.Room:
    return make.RoomFactory.create(center__code="kuji", name="和室A", code="kuji-a")


def test_a_free_period_leads_to_a_reservation_of_it(client: PageClient, room: models.Room) -> None:
    response = client.get("/centers/kuji/week/", {"first": "2026-05-11"})
    assert pages.links(response, "和室A 5/13（水） 午前") == [
        "/rooms/kuji-a/bookings/new/?date=2026-05-13&period=morning"
    ]


def test_a_period_that_is_taken_says_so_and_leads_nowhere(client: PageClient, room: models.Room) -> None:
    make.BookingFactory.create(room=room)
    response = client.get("/centers/kuji/week/", {"first": "2026-05-11"})
    assert pages.links(response, "和室A 5/13（水） 午前") == []
    assert "和室A 5/13（水） 午前 予約あり" in pages.texts(response, "span", data_state="taken")


def test_a_period_that_is_not_open_yet_says_from_when(client: PageClient, room: models.Room) -> None:
    make.publish(room.center, WINDOWS)
    response = client.get("/centers/kuji/week/", {"first": "2026-06-10"})
    assert "和室A 6/11（木） 午前 5/11から受付前" in pages.texts(response, "span", data_state="early")


def test_a_group_sees_its_own_window(client: PageClient, room: models.Room) -> None:
    make.publish(room.center, WINDOWS)
    person = UserFactory.create()
    group = GroupFactory.create(representative=person, user_class="registered-group")
    client.force_login(person)
    week = {"first": "2026-06-10"}
    assert pages.links(client.get("/centers/kuji/week/", week), "和室A 6/11（木） 午前") == []
    response = client.get("/centers/kuji/week/", week | {"group": group.code})
    assert pages.links(response, "和室A 6/11（木） 午前") == [
        f"/rooms/kuji-a/bookings/new/?date=2026-06-11&period=morning&group={group.code}"
    ]


def test_somebody_elses_group_is_not_found(client: PageClient, room: models.Room) -> None:
    mine, other = UserFactory.create(), UserFactory.create()
    GroupFactory.create(representative=mine)
    client.force_login(mine)
    group = GroupFactory.create(representative=other)
    assert client.get("/centers/kuji/week/", {"group": group.code}).status_code == 404


def test_a_closed_day_says_so(client: PageClient, room: models.Room) -> None:
    models.Closure.objects.create(center=room.center, weekday=2, reason="定休日")
    response = client.get("/centers/kuji/week/", {"first": "2026-05-11"})
    assert "和室A 5/13（水） 午前 休み" in pages.texts(response, "span", data_state="closed")


def test_a_deadline_that_has_passed_says_so(client: PageClient, room: models.Room) -> None:
    deadline = {"kind": "booking", "amount": 30, "unit": "day", "counted": "before_use"}
    make.publish(room.center, {"deadlines": {"booking": deadline}})
    response = client.get("/centers/kuji/week/", {"first": "2026-05-11"})
    assert "和室A 5/13（水） 午前 締切" in pages.texts(response, "span", data_state="late")


@pytest.mark.parametrize(("first", "shown"), [("", "5/1（金）"), ("2020-01-01", "5/1（金）"), ("x", "5/1（金）")])
def test_a_week_begins_today_at_the_earliest(client: PageClient, room: models.Room, first: str, shown: str) -> None:
    response = client.get("/centers/kuji/week/", {"first": first})
    assert pages.texts(response, "th", scope="col")[1] == shown


def test_one_goes_to_the_next_week_and_back(client: PageClient, room: models.Room) -> None:
    assert pages.links(client.get("/centers/kuji/week/"), "次の週") == ["?first=2026-05-08"]
    assert pages.links(client.get("/centers/kuji/week/"), "前の週") == []
    later = client.get("/centers/kuji/week/", {"first": "2026-05-04"})
    assert pages.links(later, "前の週") == ["?first=2026-05-01"]


def test_a_week_is_never_further_than_a_year_ahead(client: PageClient, room: models.Room) -> None:
    response = client.get("/centers/kuji/week/", {"first": "2099-01-01"})
    assert pages.texts(response, "p", class_="week-nav__now") == ["5月2日〜5月8日"]
    assert make.NOW.date() + dt.timedelta(days=366) == dt.date(2027, 5, 2)


def test_a_center_that_is_not_online_yet_says_so(client: PageClient, room: models.Room) -> None:
    models.Center.objects.update(booking_mode=enums.BookingMode.DESK_ONLY)
    assert "予約は、センターの窓口か電話でお申し込みください。" in pages.words(client.get("/centers/kuji/week/"))


def test_a_center_without_rooms_says_so(client: PageClient) -> None:
    make.CenterFactory.create(code="kuji")
    assert "予約できる部屋がまだありません" in pages.words(client.get("/centers/kuji/week/"))
