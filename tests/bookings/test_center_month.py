import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bookings import models
from tests.factories import bookings as make
from tests.factories.accounts import GroupFactory, UserFactory
from tests.support import pages
from tests.support.client import PageClient

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]


@pytest.fixture
def room() -> models.Room:
    return make.RoomFactory.create(center__code="kuji", name="和室A", code="kuji-a")


def test_a_free_period_of_a_month_leads_to_its_reservation(client: PageClient, room: models.Room) -> None:
    found = pages.links(client.get("/centers/kuji/months/2026-06/"), "和室A 6/30（火） 夜間 空き")
    assert found == ["/rooms/kuji-a/bookings/new/?date=2026-06-30&period=night"]


def test_a_month_tells_what_is_taken_closed_and_not_open_yet(client: PageClient, room: models.Room) -> None:
    make.publish(room.center, {"windows": {"tiers": [{"amount": 1}]}})
    make.BookingFactory.create(room=room)
    models.Closure.objects.create(center=room.center, reason="点検", weekday=3)
    may, june = (client.get(f"/centers/kuji/months/2026-{month}/") for month in ("05", "06"))
    taken, closed, early = (
        [words for words in pages.texts(page, "span", data_state=state) if "午前" in words]
        for page, state in ((may, "taken"), (may, "closed"), (june, "early"))
    )
    assert (taken, closed, early[0]) == (["午前 予約あり"], ["午前 休み"] * 4, "午前 5/2から 受付前")


def test_the_present_month_begins_today_and_has_none_before_it(client: PageClient, room: models.Room) -> None:
    with_today = client.get("/centers/kuji/months/2026-05/")
    assert pages.texts(with_today, "th", scope="row")[0] == "5/1（金） 今日"
    assert (pages.links(with_today, "前の月"), pages.links(with_today, "次の月")) == (
        [],
        ["/centers/kuji/months/2026-06/"],
    )


@pytest.mark.parametrize(("month", "status"), [("2026-04", 404), ("2027-05", 200), ("2027-06", 404), ("2026-13", 404)])
def test_months_go_from_this_one_to_a_year_ahead(
    client: PageClient, room: models.Room, month: str, status: int
) -> None:
    assert client.get(f"/centers/kuji/months/{month}/").status_code == status


def test_february_of_a_leap_year_has_29_days(client: PageClient, room: models.Room) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("backend.common.clock.now", lambda: dt.datetime(2027, 12, 1, tzinfo=dt.UTC))
        days = pages.texts(client.get("/centers/kuji/months/2028-02/"), "th", scope="row")
    assert (len(days), days[-1]) == (29, "2/29（火）")


def test_one_room_can_be_looked_at_alone(client: PageClient, room: models.Room) -> None:
    make.RoomFactory.create(center=room.center, name="和室B", code="kuji-b")
    alone = client.get("/centers/kuji/months/2026-06/?room=kuji-b")
    assert pages.texts(alone, "th", scope="col") == ["日", "和室B"]
    assert pages.links(alone, "次の月") == ["/centers/kuji/months/2026-07/?room=kuji-b"]


def test_a_group_sees_what_opens_for_it(client: PageClient, room: models.Room) -> None:
    tiers = [{"classes": ["registered-group"], "amount": 2}, {"amount": 1}]
    make.publish(room.center, {"windows": {"tiers": tiers}})
    person = UserFactory.create()
    group = GroupFactory.create(representative=person, user_class="registered-group")
    client.force_login(person)
    alone, as_group = (client.get(f"/centers/kuji/months/2026-06/{q}") for q in ("", f"?group={group.code}"))
    day = "和室A 6/15（月） 午前 空き"
    assert pages.links(alone, day) == []
    assert pages.links(as_group, day) == [
        f"/rooms/kuji-a/bookings/new/?date=2026-06-15&period=morning&group={group.code}"
    ]


def test_a_month_takes_five_queries_at_most(client: PageClient, room: models.Room) -> None:
    for number in range(4):
        make.RoomFactory.create(center=room.center, name=f"会議室{number}")
    with CaptureQueriesContext(connection) as captured:
        client.get("/centers/kuji/months/2026-06/")
    assert len(captured) <= 5


def test_a_center_without_rooms_says_so(client: PageClient) -> None:
    make.CenterFactory.create(code="suwa")
    assert "予約できる部屋がまだありません" in pages.words(client.get("/centers/suwa/months/2026-06/"))


def test_the_api_gives_the_same_month(client: PageClient, room: models.Room) -> None:
    make.BookingFactory.create(room=room)
    days = client.get("/api/v1/centers/kuji/months/2026-05/").json()
    taken = [(day["date"], slot["code"]) for day in days for slot in day["periods"] if slot["status"] == "taken"]
    assert (len(days), taken) == (31, [("2026-05-13", "morning")])
