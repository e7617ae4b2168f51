import pytest

from bookings import models
from tests.factories import bookings as make
from tests.support import pages
from tests.support.client import PageClient

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]
DAY = {"date": "2026-05-13"}


def _found(client: PageClient, **search: str) -> list[str]:
    return pages.texts(client.get("/rooms/", DAY | search), "h3")


def test_everybody_finds_the_centers_with_a_free_room(client: PageClient) -> None:
    make.RoomFactory.create(center__name="北交流センター", code="kita-a")
    response = client.get("/rooms/", DAY)
    assert pages.texts(response, "h3") == ["北交流センター"]
    assert pages.links(response, "午後") == ["/rooms/kita-a/bookings/new/?date=2026-05-13&period=afternoon"]


def test_a_taken_period_is_not_offered(client: PageClient) -> None:
    make.BookingFactory.create(periods=("afternoon",))
    assert pages.links(client.get("/rooms/", DAY), "午後") == []
    assert len(pages.links(client.get("/rooms/", DAY), "午前")) == 1


def test_the_search_keeps_to_period_headcount_and_district(client: PageClient) -> None:
    make.RoomFactory.create(center__name="北交流センター", center__district__code="kita", capacity=10)
    make.RoomFactory.create(center__name="南交流センター", capacity=40)
    assert _found(client) == ["北交流センター", "南交流センター"]
    assert _found(client, headcount="２０") == ["南交流センター"]
    assert _found(client, district="kita") == ["北交流センター"]
    assert pages.links(client.get("/rooms/", DAY | {"period": "night", "district": "kita"}), "午前") == []


def test_a_date_may_be_written_in_three_parts_of_an_era(client: PageClient) -> None:
    make.RoomFactory.create()
    response = client.get("/rooms/", {"date_year": "令和8", "date_month": "５", "date_day": "13"})
    assert pages.texts(response, "h2") == ["5月13日（水）の空き 1室"]


def test_without_a_day_it_looks_two_weeks_ahead(client: PageClient) -> None:
    make.RoomFactory.create()
    assert pages.texts(client.get("/rooms/"), "h2") == ["5月15日（金）の空き 1室"]


@pytest.mark.parametrize(
    ("date", "reason"),
    [
        ("2026-04-30", "過ぎた日です。今日からあとの日を入れてください。"),
        ("2027-06-01", "1年より先の日は、まだ調べられません。"),
    ],
)
def test_a_day_that_cannot_be_reserved_is_refused_in_words(client: PageClient, date: str, reason: str) -> None:
    response = client.get("/rooms/", {"date": date})
    assert f"＊{reason}" in pages.texts(response, "li")


def test_a_day_that_is_not_open_yet_says_from_when(client: PageClient) -> None:
    room = make.RoomFactory.create()
    make.publish(room.center, {"windows": {"tiers": [{"amount": 1, "unit": "week"}]}})
    assert "この日は、5月6日（水）から予約できる部屋があります。" in pages.words(client.get("/rooms/", DAY))


def test_where_nothing_is_free_it_says_what_to_change(client: PageClient) -> None:
    room = make.RoomFactory.create()
    models.Closure.objects.create(center=room.center, weekday=2, reason="定休日")
    assert "空いている部屋はありません" in pages.words(client.get("/rooms/", DAY))


def test_nine_centers_stand_on_a_page(client: PageClient) -> None:
    make.RoomFactory.create_batch(10)
    response = client.get("/rooms/", DAY)
    assert len(pages.texts(response, "h3")) == 9
    assert pages.links(response, "次へ") == ["?date=2026-05-13&page=2"]
    assert len(_found(client, page="2")) == 1
