"""Many rooms over many days, against the plain reading of the same rows one by one."""

import datetime as dt
import random
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from backend.common import clock
from bookings import models
from bookings.queries import availability, slots
from tests.factories import bookings as make
from tests.factories.accounts import UserFactory
from tests.support import pages
from tests.support.client import PageClient

pytestmark = pytest.mark.django_db
LAST = make.DAY + timedelta(days=30)


def _town() -> list[models.Room]:
    half, other = make.RoomFactory.create(cleanup_minutes=15), make.RoomFactory.create(setup_minutes=30)
    whole = make.joined_room(half, make.RoomFactory.create(center=half.center))
    own = make.RoomFactory.create(center=other.center)
    make.set_periods(own.center, (("morning", "午前", dt.time(8), dt.time(13)),), room=own)
    models.Closure.objects.create(center=half.center, reason="休館日", weekday=0)
    models.Closure.objects.create(center=other.center, room=own, reason="点検", weekday=2)
    return [half, whole, other, own]


def _book(rooms: list[models.Room], chance: random.Random) -> None:
    person = UserFactory.create()
    for room in rooms:
        for ahead in chance.sample(range(31), 10):
            day = make.DAY + timedelta(days=ahead)
            free = [slot.code for slot in availability.room_day(room, date=day, now=make.NOW).slots if slot.is_free]
            if free:
                make.BookingFactory.create(room=room, by=person, date=day, periods=[chance.choice(free)])


@pytest.mark.parametrize("seed", range(5))
def test_a_month_of_a_town_is_what_its_days_are_one_by_one(seed: int) -> None:
    rooms = _town()
    _book(rooms, random.Random(seed))
    make.publish(rooms[0].center, {"windows": {"tiers": [{"amount": 3, "unit": "week"}]}})
    deadline = {"kind": "form", "amount": 2, "counted": "before_use", "periods": ["night"]}
    make.publish(rooms[2].center, {"deadlines": {"form": deadline}})
    together = availability.search(date=make.DAY, until=LAST, now=make.NOW)
    alone = [availability.room_day(day.room, date=day.date, now=make.NOW) for day in together]
    assert together == alone
    assert {slot.status.value for day in together for slot in day.slots} >= {"free", "taken", "closed", "not_open_yet"}
    for day in together:
        held = availability.taken([day.room.pk], first=day.date, last=day.date, now=make.NOW)[day.room.pk]
        for slot in day.slots:
            met = availability.is_taken(day.room, clock.at(day.date, slot.starts), clock.at(day.date, slot.ends), held)
            assert (slot.status == "taken") == (met and slot.status != "closed")


def test_holds_that_touch_do_not_meet_and_long_ones_reach_over_short_ones() -> None:
    held = slots.Holds([0, 10, 40], [30, 30, 50])
    asked = [(-10, 0), (20, 25), (30, 40), (30, 41), (50, 60)]
    assert [held.meet(*span) for span in asked] == [False, True, False, True, False]


def test_a_search_over_a_month_takes_three_queries() -> None:
    rooms = _town()
    with CaptureQueriesContext(connection) as captured:
        found = availability.search(date=make.DAY, until=LAST, now=make.NOW)
    assert (len(found), len(captured)) == ((len(rooms) + 1) * 31, 3)


@pytest.mark.usefixtures("at_now")
def test_the_page_shows_the_first_days_of_a_room_and_leads_to_its_month(client: PageClient) -> None:
    room = make.RoomFactory.create(name="和室A", code="kuji-a", center__code="kuji")
    make.BookingFactory.create(room=room, periods=["morning", "afternoon", "night"])
    found = client.get("/rooms/?date=2026-05-13&until=2026-05-20")
    assert "5月13日（水）から5月20日（水）までの空き 1室" in pages.words(found)
    assert pages.links(found, "和室A 5/14（木） 午前") == ["/rooms/kuji-a/bookings/new/?date=2026-05-14&period=morning"]
    assert pages.links(found, "和室A 5/13（水）") == []
    assert pages.links(found, "ほかに2日空いています") == ["/centers/kuji/months/2026-05/?room=kuji-a"]


@pytest.mark.usefixtures("at_now")
@pytest.mark.parametrize(
    ("until", "words"), [("2026-05-12", "同じか、あとの日"), ("2026-06-13", "まとめてさがせるのは31日まで")]
)
def test_a_span_that_cannot_be_searched_is_refused_in_words(client: PageClient, until: str, words: str) -> None:
    refused = client.get(f"/rooms/?date=2026-05-13&until={until}")
    assert words in pages.words(refused)
    assert client.get(f"/api/v1/availability/?date=2026-05-13&until={until}").status_code == 400


@pytest.mark.usefixtures("at_now")
def test_the_api_searches_several_days(client: PageClient) -> None:
    make.RoomFactory.create()
    found = client.get("/api/v1/availability/?date=2026-05-13&until=2026-06-12").json()
    assert (len(found), {slot["status"] for day in found for slot in day["periods"]}) == (31, {"free"})
