import datetime as dt

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange

from bookings import models
from tests.factories import bookings as make
from tests.support import pages
from tests.support.client import PageClient

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]


def _closures(client: PageClient, center: models.Center) -> str:
    facts = pages.texts(client.get(f"/centers/{center.code}/"), "div")
    return next(fact.removeprefix("休館日").strip() for fact in facts if fact.startswith("休館日"))


def test_the_page_tells_rooms_periods_and_fees(client: PageClient) -> None:
    center = make.CenterFactory.create(name="見本交流センター")
    make.RoomFactory.create(center=center, name="和室", capacity=20, fee_yen=0)
    make.RoomFactory.create(center=center, name="ホール", capacity=None, fee_yen=None)
    make.RoomFactory.create(center=center, name="会議室", fee_yen=1200)
    words = pages.words(client.get(f"/centers/{center.code}/"))
    assert "和室 20人まで 無料" in words
    assert "ホール 定員は窓口へ 使用料は窓口へ" in words
    assert "1区分 1,200円" in words
    assert "午前 9:00〜12:00" in words


def test_a_room_that_is_out_of_use_is_not_shown(client: PageClient) -> None:
    room = make.RoomFactory.create(name="旧館", is_active=False)
    assert "旧館" not in pages.words(client.get(f"/centers/{room.center.code}/"))


def test_what_is_not_known_is_said_to_be_unknown(client: PageClient) -> None:
    center = make.CenterFactory.create(address="", phone="")
    assert "住所市に確認中です 電話市に確認中です" in pages.words(client.get(f"/centers/{center.code}/"))


@pytest.mark.parametrize(
    ("closure", "words"),
    [
        (
            {"first_month": 12, "first_day": 29, "last_month": 1, "last_day": 3},
            "毎年12月29日から1月3日まで（見本の理由）",
        ),
        ({"first_month": 8, "first_day": 13, "last_month": 8, "last_day": 13}, "毎年8月13日（見本の理由）"),
        ({"weekday": 0}, "毎週月曜日（見本の理由）"),
        ({"dates": DateRange(dt.date(2026, 6, 1), dt.date(2026, 6, 2))}, "2026年6月1日（見本の理由）"),
        (
            {"dates": DateRange(dt.date(2026, 6, 1), dt.date(2026, 7, 1)), "weekday": 2},
            "2026年6月1日から2026年6月30日までの毎週水曜日（見本の理由）",
        ),
        ({"dates": DateRange(dt.date(2026, 6, 1), None)}, "2026年6月1日から（見本の理由）"),
    ],
)
def test_each_kind_of_closure_is_told_in_words(client: PageClient, closure: dict[str, object], words: str) -> None:
    center = make.CenterFactory.create()
    models.Closure.objects.create(center=center, reason="見本の理由", **closure)
    assert _closures(client, center) == words


def test_an_unknown_center_is_not_found(client: PageClient) -> None:
    assert client.get("/centers/nowhere/").status_code == 404
